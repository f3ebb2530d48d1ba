"""What the server's receipts say of the events of one document: received when, accepted or refused (DESIGN §2, FORMATS §7).

A pure function of the set of events; whose receipts count is asked of a predicate (`Authority.serves`). Of several
verdicts on one event that of the smallest number is final; receipts that share a number, as after a restored backup,
are all kept and named. Refuses what is no receipt: a number, a time or lists that cannot be read count as not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from inspections.errors import M, Msg
from inspections.events import Event, Unreadable
from inspections.ids import EventId

RECEIVED: Final = "received"
NUMBERED: Final = "numbered"
SKEW_MAX: Final = timedelta(minutes=10)
REVOKED_CODE: Final = "certificate.revoked"
"""The one refusal that an adoption takes back: the bureau says that the act is true all the same."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """The server had an event by `server_time`, as its receipt number `n` says; `ahead`: how far its clock went before that."""

    n: int
    server_time: datetime
    receipt: EventId
    ahead: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The server refused an event: by which receipt, with which code, and what its author can do."""

    n: int
    receipt: EventId
    code: str
    remedy: str

    @property
    def why(self) -> Msg:
        """The refusal in words, for a timeline."""
        return M("服务器回执第 {n} 号拒收（{code}）：{remedy}", n=self.n, code=self.code, remedy=self.remedy)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Number:
    """A document number that the server gave to a notice, such as 〔2026〕12号 of a series."""

    series: str
    year: int
    n: int
    event: EventId


@dataclass(frozen=True, kw_only=True)
class Receipts:
    """The receipts of one document, by the events they name; an event that none names is not yet received."""

    received: Mapping[EventId, Received] = field(default_factory=dict)
    refused: Mapping[EventId, Refused] = field(default_factory=dict)
    doubled: Mapping[int, tuple[EventId, ...]] = field(default_factory=dict)
    """Numbers that several receipts bear, with these receipts."""
    numbers: Mapping[str, Number] = field(default_factory=dict)
    """Notice -> its number; of several the smallest."""

    @staticmethod
    def of(events: Iterable[Event | Unreadable], serves: Callable[[Event], bool]) -> Receipts:
        """Return what the receipts among `events` say. Never raises, and the order of `events` does not matter.

        `serves` tells whether an event is the word of the district's server.
        """
        given = [event for event in events if isinstance(event, Event)]
        told = [_Told(e) for e in given if e.kind == RECEIVED and is_receipt(e) and serves(e)]
        numbers = [e for e in given if e.kind == NUMBERED and _is_number(e) and serves(e)]
        if not told and not numbers:
            return NONE
        told.sort(key=lambda one: (one.n, one.event.id))
        at = {e.id: e.at for e in given}
        received, refused = dict[EventId, Received](), dict[EventId, Refused]()
        for one in told:
            for i in (*one.refused, *one.accepted):
                ahead = _ahead(at.get(i), one.time)
                received.setdefault(i, Received(n=one.n, server_time=one.time, receipt=one.event.id, ahead=ahead))  # fmt: skip
            for i, (code, remedy) in one.refused.items():
                if received[i].n == one.n:
                    refused.setdefault(i, Refused(n=one.n, receipt=one.event.id, code=code, remedy=remedy))  # fmt: skip
        return Receipts(
            received=received,
            refused=refused,
            doubled=_doubled(told),
            numbers=_numbers(numbers),
        )

    def accepted(self, event: EventId) -> bool:
        """Return whether a receipt took the event in: it stays, whatever becomes of the key that wrote it."""
        return event in self.received and event not in self.refused


NONE: Final = Receipts()


def is_receipt(event: Event) -> bool:
    """Return whether the body is that of a receipt: a number, a time with its offset, two lists."""
    body = event.body
    return (
        event.kind == RECEIVED
        and event.subject == ""
        and _is_count(body.get("n"))
        and _time(body.get("server_time")) is not None
        and all(isinstance(body.get(name) or [], list | tuple) for name in ("ids", "refused"))
    )


def named_by(event: Event) -> frozenset[str]:
    """Return the ids of the events that a receipt names, accepted or refused."""
    rows = [row for row in event.body.get("refused") or () if isinstance(row, Mapping)]
    listed = (*(event.body.get("ids") or ()), *(row.get("id") for row in rows))
    return frozenset(i for i in listed if isinstance(i, str))


class _Told:
    """A receipt read: an event that it lists both as accepted and as refused counts as refused."""

    def __init__(self, event: Event) -> None:
        body, time = event.body, _time(event.body.get("server_time"))
        assert time is not None, "asked by is_receipt"
        self.event, self.n, self.time = event, int(body["n"]), time
        rows = [row for row in body.get("refused") or () if isinstance(row, Mapping)]
        self.refused: dict[EventId, tuple[str, str]] = {
            EventId(row["id"]): (str(row.get("code") or ""), str(row.get("remedy") or ""))
            for row in rows
            if isinstance(row.get("id"), str)
        }
        ids = body.get("ids") or ()
        self.accepted = [EventId(i) for i in ids if isinstance(i, str) and i not in self.refused]


def _doubled(told: Iterable[_Told]) -> dict[int, tuple[EventId, ...]]:
    by_number: dict[int, list[EventId]] = {}
    for one in told:
        by_number.setdefault(one.n, []).append(one.event.id)
    return {n: tuple(ids) for n, ids in by_number.items() if len(ids) > 1}


def _numbers(events: Iterable[Event]) -> dict[str, Number]:
    found: dict[str, Number] = {}
    for event in sorted(events, key=lambda e: (e.body["year"], e.body["n"], e.id)):
        body = event.body
        given = Number(series=body["series"], year=body["year"], n=body["n"], event=event.id)
        found.setdefault(body["notice"], given)
    return found


def _is_number(event: Event) -> bool:
    body = event.body
    texts = all(isinstance(body.get(name), str) for name in ("series", "notice"))
    return event.subject == "" and texts and all(_is_count(body.get(n)) for n in ("year", "n"))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _time(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _ahead(at: datetime | None, server_time: datetime) -> timedelta | None:
    """Return how far a device's clock was ahead, if more than allowed. A clock that is behind looks like a late delivery."""
    if at is None or at.tzinfo is None or at - server_time <= SKEW_MAX:
        return None
    return at - server_time
