"""Who did what and when, event by event, each verified anew: signature, certificate, effect of its key. For `ducha log`.

Refuses to judge what an act did to its issue: that is told by `issue show`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from inspections.certificates import Authority, Doubt
from inspections.events import Event, Unreadable
from inspections.events_json import decode, signature_holds
from inspections.ids import DocId
from inspections.laptop.workspace import Workspace
from inspections.receipts import Receipts, Received, Refused


@dataclass(frozen=True)
class Line:
    """One event (`Unreadable`: bytes that this version cannot read), whether its signature holds, and what is to be doubted."""

    doc: DocId
    event: Event | Unreadable
    signed: bool = False
    doubt: Doubt | None = None
    received: Received | None = None
    refused: Refused | None = None
    by_registrar: bool = False
    """Whether a registrar's key recorded it; the tables call its role `root` as well (decision 0010)."""

    @property
    def verified(self) -> bool:
        """Whether the device it names signed it, under a certificate that covers it."""
        return self.signed and self.doubt is None


def lines(workspace: Workspace, documents: Iterable[DocId]) -> Iterator[Line]:
    """Yield the events of each document, oldest first by their own claim; what cannot be read comes last.

    Those of one second stand as they are held, what an event rests on before it.
    """
    authority = workspace.district.authority
    for doc in documents:
        values = workspace.store.load(doc).values()
        events = {i: decode(value, i, doc) for i, value in values.items()}
        receipts = authority.receipts_of(events.values())
        told = [_line(doc, events[i], v, authority, receipts) for i, v in values.items()]
        for _, of_one_second in groupby(sorted(told, key=_moment), key=_moment):
            yield from _causes_first(list(of_one_second))


def _line(
    doc: DocId, event: Event | Unreadable, value: bytes, authority: Authority, receipts: Receipts
) -> Line:
    if isinstance(event, Unreadable):
        return Line(doc, event)
    return Line(
        doc,
        event,
        signature_holds(value, event.device),
        authority.doubt(event, None, receipts),
        receipts.received.get(event.id),
        receipts.refused.get(event.id),
        event.device in authority.registrars or event.device in authority.fallen_registrars,
    )


def _moment(line: Line) -> tuple[bool, float]:
    event = line.event
    if isinstance(event, Unreadable):
        return True, 0
    return False, event.at.timestamp()


def _causes_first(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines in their order, but before each the ones that its event names: chains lie side by side in a document."""
    left = {line.event.id: line for line in lines}
    for first in lines:
        stack = [first.event.id]
        while stack:
            event = left[stack[-1]].event if stack[-1] in left else None
            named = (*sorted(event.seen), event.prev) if isinstance(event, Event) else ()
            if causes := [i for i in named if i in left]:
                stack += causes
            elif (line := left.pop(stack.pop(), None)) is not None:
                yield line
