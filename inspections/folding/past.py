"""The past of events: everything reachable by `seen`, as bit masks over one causal order (FORMATS §5 rule 1).

The order is a function of the set alone: causes first, and among events that are blind to each other the claimed
time, then the id. It orders timelines; what counts is decided by `past` only. Refuses nothing: a `seen` that is not
here is left out, and events that see themselves (no honest hash can) lose their `seen`, so that nothing ever hangs.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo

from inspections.events import Event, Unreadable
from inspections.ids import EventId

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class History:
    """Events in causal order: `events[n]`, `position[id] == n`, and `past[n]` with bit m set if n rests on m."""

    def __init__(self, events: Iterable[Event]) -> None:
        known = {event.id: event for event in events}
        order = _ordered(known, {i: _parents(e, known) for i, e in known.items()})
        self.events: tuple[Event, ...] = tuple(known[i] for i, _ in order)
        self.position: Mapping[EventId, int] = {i: n for n, (i, _) in enumerate(order)}
        past: list[int] = []
        for _, parents in order:
            mask = 0
            for parent in parents:
                n = self.position[parent]
                mask |= past[n] | 1 << n
            past.append(mask)
        self.past: tuple[int, ...] = tuple(past)

    def seen_in(self, mask: int) -> int:
        """Return the mask of everything that some event of `mask` rests on."""
        seen = 0
        for n in bits(mask):
            seen |= self.past[n]
        return seen

    def newest(self, mask: int) -> int:
        """Return the mask of those events of `mask` that no other of them has seen."""
        return mask & ~self.seen_in(mask)

    def blind(self, n: int, mask: int) -> int:
        """Return the mask of those events of `mask` that have not seen `n`, nor `n` them."""
        others = mask & ~self.past[n] & ~(1 << n)
        return mask_of(m for m in bits(others) if not self.past[m] >> n & 1)

    def heads(self, mask: int) -> frozenset[EventId]:
        """Return the ids of the newest events of `mask`: what an act upon what they show has `seen`."""
        return frozenset(self.events[n].id for n in bits(self.newest(mask)))


def bits(mask: int) -> Iterator[int]:
    """Iterate over the positions set in `mask`, oldest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def mask_of(positions: Iterable[int]) -> int:
    """Return the mask with these positions set."""
    mask = 0
    for n in positions:
        mask |= 1 << n
    return mask


def as_of(
    events: Iterable[Event | Unreadable], day: date, zone: tzinfo
) -> tuple[Event | Unreadable, ...]:
    """Return the events claimed up to the end of `day` in `zone` whose whole past is kept (FORMATS §8 `as_of`).

    What cannot be read has no time and stays.
    """
    given = tuple(events)
    if all(_local_day(one, zone) <= day for one in given if isinstance(one, Event)):
        return given
    history = History(event for event in given if isinstance(event, Event))
    late = mask_of(n for n, event in enumerate(history.events) if _local_day(event, zone) > day)
    dropped = {
        event.id for n, event in enumerate(history.events) if late & (history.past[n] | 1 << n)
    }
    return tuple(event for event in given if event.id not in dropped)


def newest_without(
    events: Iterable[Event],
    unseen: Iterable[EventId],
    shown: frozenset[EventId] | None = None,
) -> frozenset[EventId]:
    """Return the newest of the events that rest on none of `unseen`: what somebody has seen who saw all but these.

    With `shown`, only these events and what they rest on count.
    """
    history = History(events)
    hidden = mask_of(history.position[i] for i in unseen if i in history.position)
    seen = mask_of(n for n, e in enumerate(history.events) if shown is None or e.id in shown)
    seen |= history.seen_in(seen)
    return history.heads(mask_of(n for n in bits(seen) if not (history.past[n] | 1 << n) & hidden))


def _local_day(event: Event, zone: tzinfo) -> date:
    try:
        return _aware(event.at).astimezone(zone).date()
    except OverflowError:
        return event.at.date()


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _moment(event: Event) -> float:
    return (_aware(event.at) - _EPOCH).total_seconds()


def _parents(event: Event, known: Mapping[EventId, Event]) -> frozenset[EventId]:
    return frozenset(i for i in event.seen if i in known)


def _ordered(
    known: Mapping[EventId, Event], parents: dict[EventId, frozenset[EventId]]
) -> list[tuple[EventId, frozenset[EventId]]]:
    waiting = {i: len(seen) for i, seen in parents.items()}
    children: dict[EventId, list[EventId]] = {i: [] for i in parents}
    for i, seen in parents.items():
        for parent in seen:
            children[parent].append(i)
    ready = [(_moment(known[i]), i) for i, count in waiting.items() if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        _, i = heapq.heappop(ready)
        order.append((i, parents[i]))
        for child in children[i]:
            waiting[child] -= 1
            if not waiting[child]:
                heapq.heappush(ready, (_moment(known[child]), child))
    if len(order) == len(known):
        return order
    circular = {i for i, count in waiting.items() if count and _sees_itself(i, parents)}
    return _ordered(known, {i: frozenset() if i in circular else s for i, s in parents.items()})


def _sees_itself(start: EventId, parents: Mapping[EventId, frozenset[EventId]]) -> bool:
    reached: set[EventId] = set()
    todo = list(parents[start])
    while todo:
        i = todo.pop()
        if i not in reached:
            reached.add(i)
            todo.extend(parents[i])
    return start in reached
