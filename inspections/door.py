"""The door of a document: events from elsewhere, sorted before any of them enters (DESIGN §5 "gate").

Per chain (the events of one session) three answers: accepted, in an order in which each rests on what is here;
waiting, because something it rests on, or a certificate, is not here yet; turned away, that chain from there on. One
bad chain never keeps an innocent one out, and nothing forged keeps out what its victim wrote. Whose word counts and
what may be recorded is asked of an `Admission`.

Refuses to change anything: it sorts, the caller commits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from inspections.blocks import Block
from inspections.certificate_events import DEVICE
from inspections.door_answers import Admission, Against, Sorted, TurnedAway, Waits
from inspections.errors import Code
from inspections.events import Event, Unreadable
from inspections.events_json import Why, decode, signature_holds
from inspections.ids import EventId
from inspections.ledger import Ledger
from inspections.slots import Client, client_of

EVENT_BYTES_MAX: Final = 1024 * 1024
FORKS_MAX: Final = 4
"""How many events that one device rightly signed for one place may wait there: honestly there is one."""


Answer = Event | Waits | TurnedAway


@dataclass
class _Chain:
    """The events of one session that are not held: of each place those that claim it, and how far they have come."""

    places: deque[list[Block]]
    clock: int
    waits: list[Waits] = field(default_factory=list)
    alone: list[TurnedAway] = field(default_factory=list)
    end: TurnedAway | None = None
    whole: dict[EventId, tuple[Event, list[EventId]]] = field(default_factory=dict)
    """Events looked at already, with what they still need: a signature is verified once."""


@dataclass
class _Sorting:
    ledger: Ledger
    admission: Admission
    held: Mapping[EventId, bytes]
    came: set[EventId] = field(default_factory=set)
    newest: dict[Client, EventId] = field(default_factory=dict)
    accepted: list[Block] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def sort(ledger: Ledger, blocks: Iterable[Block], admission: Admission) -> Sorted:
    """Return which of `blocks` (from elsewhere, and those that waited) can join the ledger now. Never raises.

    Events that are held already are left out; giving the same blocks twice changes nothing.
    """
    chains = _chains(ledger, blocks)
    sorting = _Sorting(ledger, admission, ledger.values())
    wanting: dict[str, list[_Chain]] = {}
    ready = deque(chains)
    while ready:
        chain = ready.popleft()
        before = len(sorting.accepted)
        _advance(sorting, chain)
        for waits in chain.waits:
            if (key := _wakes(waits)) is not None:
                wanting.setdefault(key, []).append(chain)
        for event in sorting.events[before:]:
            for key in (event.id, event.subject, f"{DEVICE}{event.device}"):
                ready.extend(wanting.pop(key, ()))
    return Sorted(
        accepted=tuple(sorting.accepted),
        events=tuple(sorting.events),
        waiting=tuple(waits for chain in chains for waits in _waiting(chain)),
        turned_away=tuple(
            away for chain in chains for away in (*chain.alone, chain.end) if away is not None
        ),
    )


def _wakes(waits: Waits) -> str | None:
    """Return the event, or the device to be known, for which a waiting event has to be looked at again."""
    return waits.needs or (f"{DEVICE}{waits.device}" if waits.device else None)


def _waiting(chain: _Chain) -> Iterator[Waits]:
    if chain.end is None:
        first = {waits.block.id: waits for waits in chain.waits}
        for place in chain.places:
            yield from (first.get(block.id, Waits(block)) for block in place)


def _chains(ledger: Ledger, blocks: Iterable[Block]) -> list[_Chain]:
    """Return the chains of what is not held yet, each by clock; of two at one place the smaller id goes first."""
    found: dict[Client, dict[tuple[int, EventId], Block]] = {}
    for block in blocks:
        if ledger.at(block.client, block.clock) != block.id:
            found.setdefault(block.client, {})[block.clock, block.id] = block
    return [
        _Chain(
            deque(
                [among[key] for key in place]
                for _, place in groupby(sorted(among), key=lambda key: key[0])
            ),
            ledger.next_clock(client),
        )
        for client, among in sorted(found.items())
    ]


def _advance(sorting: _Sorting, chain: _Chain) -> None:
    """Accept as many events of a chain as can be; keep what the next place waits for, or what is against it.

    Of several blocks at one place (forged ones among them) the first that can stand there does.
    """
    chain.waits = []
    while chain.end is None and chain.places and chain.places[0][0].clock <= chain.clock:
        place = chain.places.popleft()
        if place[0].clock < chain.clock:
            chain.alone += (TurnedAway(block, Against.FORK) for block in place)
            continue
        answer = _answer(sorting, chain, place[0])
        if len(place) == 1 and isinstance(answer, Event):
            _accept(sorting, chain, place[0], answer)
            continue
        waits, away = list[Waits](), list[TurnedAway]()
        taken = None
        for n, block in enumerate(place):
            answer = _answer(sorting, chain, block) if n else answer
            if isinstance(answer, Event):
                taken = answer
                others = [*(one.block for one in waits), *place[n + 1 :]]
                away += (TurnedAway(other, Against.FORK) for other in others)
                _accept(sorting, chain, block, answer)
                break
            (waits if isinstance(answer, Waits) else away).append(answer)  # type: ignore[arg-type]
        if taken is None and waits:
            signed = [one for one in waits if one.needs]
            away += (TurnedAway(one.block, Against.FORK) for one in signed[FORKS_MAX:])
            waits = [one for one in waits if not one.needs] + signed[:FORKS_MAX]
            chain.places.appendleft([one.block for one in waits])
            chain.waits = waits
        elif taken is None:
            first = away.pop(0)
            behind = sum(map(len, chain.places))
            chain.end = TurnedAway(first.block, first.why, behind, first.problem)
        chain.alone += away
        if taken is None:
            return


def _accept(sorting: _Sorting, chain: _Chain, block: Block, event: Event) -> None:
    sorting.came.add(block.id)
    sorting.accepted.append(block)
    sorting.events.append(event)
    sorting.newest[block.client] = block.id
    sorting.admission.took(event)
    chain.clock += 1
    chain.whole.clear()


def _answer(sorting: _Sorting, chain: _Chain, block: Block) -> Answer:
    """Return the event of a block at the next place of its chain, what it waits for, or why it is turned away."""
    if block.id not in chain.whole:
        event = _gate(sorting, block)
        if not isinstance(event, Event):
            return event
        chain.whole[block.id] = event, _needs(event)
    event, needs = chain.whole[block.id]
    while needs and (needs[-1] in sorting.held or needs[-1] in sorting.came):
        needs.pop()
    if needs:
        return Waits(block, needs[-1])
    problem = sorting.admission.refused(event)
    return TurnedAway(block, Against.REFUSED, problem=problem) if problem else event


def _gate(sorting: _Sorting, block: Block) -> Answer:
    """Return the event of a block if it is whole, in its slot, chained, certified and signed; else why not."""
    if len(block.value) > EVENT_BYTES_MAX:
        return TurnedAway(block, Against.SIZE)
    event = decode(block.value, block.id, sorting.ledger.doc)
    if isinstance(event, Unreadable):
        if event.why == Why.NEWER:
            return Waits(block)
        return TurnedAway(block, _AGAINST.get(Why(event.why), Against.DAMAGED))
    if client_of(event.device, event.session) != block.client or event.seq != block.clock:
        return TurnedAway(block, Against.SLOT)
    before = sorting.newest.get(block.client) or sorting.ledger.at(block.client, block.clock - 1)
    if event.seq > 0 and event.prev != before:
        return TurnedAway(block, Against.CHAIN)
    problem = sorting.admission.uncertified(event)
    if problem is not None and problem.code is Code.CERTIFICATE_MISSING:
        return Waits(block, device=event.device)
    if not signature_holds(block.value, event.device):
        return TurnedAway(block, Against.SIGNATURE)
    return TurnedAway(block, Against.CERTIFICATE, problem=problem) if problem else event


_AGAINST: Mapping[Why, Against] = {Why.HASH: Against.HASH, Why.DOCUMENT: Against.DOCUMENT}


def _needs(event: Event) -> list[EventId]:
    """Return what an event rests on, to be taken from the end."""
    return sorted(event.seen) + ([event.prev] if event.prev else [])
