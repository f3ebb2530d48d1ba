"""Who did what and when, event by event, each verified anew: signature, certificate, effect of its key. For `ducha log`.

Refuses to judge what an act did to its issue: that is told by `issue show`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspections.certificates import Authority, Doubt
from inspections.events import Event, Unreadable
from inspections.events_json import decode, signature_holds
from inspections.ids import DocId, EventId
from inspections.laptop.workspace import Workspace


@dataclass(frozen=True)
class Line:
    """One event (`Unreadable`: bytes that this version cannot read), whether its signature holds, and what is to be doubted."""

    doc: DocId
    event: Event | Unreadable
    signed: bool = False
    doubt: Doubt | None = None

    @property
    def verified(self) -> bool:
        """Whether the device it names signed it, under a certificate that covers it."""
        return self.signed and self.doubt is None


def lines(workspace: Workspace, documents: Iterable[DocId]) -> Iterator[Line]:
    """Yield the events of each document, oldest first by their own claim; what cannot be read comes last.

    Those of one second stand as they came in, what an event rests on before it.
    """
    authority = workspace.district.authority
    for doc in documents:
        told = [_line(doc, i, v, authority) for i, v in workspace.store.load(doc).values().items()]
        yield from sorted(told, key=_moment)


def _line(doc: DocId, event_id: EventId, value: bytes, authority: Authority) -> Line:
    event = decode(value, event_id, doc)
    if isinstance(event, Unreadable):
        return Line(doc, event)
    return Line(doc, event, signature_holds(value, event.device), authority.doubt(event))


def _moment(line: Line) -> tuple[bool, float]:
    event = line.event
    if isinstance(event, Unreadable):
        return True, 0
    return False, event.at.timestamp()
