"""What came in at the server, for the bureau: the last pushes, what receipts refused, what waits, what was turned away.

Refuses to open every document of a district: refusals are read of those that took something in lately.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from inspections.district import District
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DocId, EventId
from inspections.kinds import LABELS
from inspections.receipts import Refused
from sync_server.schema import LOG, QUARANTINE, WAITING
from sync_server.service import Service

PUSHES_MAX: Final = 50
DOCUMENTS_MAX: Final = 30
LINES_MAX: Final = 100


@dataclass(frozen=True)
class Push:
    """One push: into which document, when, from whose device."""

    doc: str
    at: datetime
    device: str
    person: str


@dataclass(frozen=True)
class Turned:
    """An act that is not as its author meant it: whose, what, and why; `refused` says it for those with a receipt."""

    doc: str
    event: str
    person: str
    act: str
    why: str
    at: datetime | None
    refused: Refused | None = None


@dataclass(frozen=True)
class Intake:
    """Everything on the page of what came in; `waiting` per document how many."""

    pushes: tuple[Push, ...]
    refused: tuple[Turned, ...]
    waiting: tuple[tuple[str, int], ...]
    quarantined: tuple[Turned, ...]


def intake(service: Service, connection: Connection, district: District) -> Intake:
    """Return what came in lately and what needs somebody."""
    newest = select(LOG.c.doc, LOG.c.at, LOG.c.device).order_by(LOG.c.at.desc(), LOG.c.doc).limit(PUSHES_MAX)  # fmt: skip
    rows = connection.execute(newest).all()
    pushes = tuple(Push(r.doc, datetime.fromisoformat(r.at), r.device, _person(district, r.device)) for r in rows)  # fmt: skip
    documents = list(dict.fromkeys(DocId(row.doc) for row in rows))[:DOCUMENTS_MAX]
    waiting = connection.execute(
        select(WAITING.c.doc, func.count()).group_by(WAITING.c.doc).order_by(WAITING.c.doc)
    )
    return Intake(
        pushes=pushes,
        refused=tuple(_refused(service, connection, district, documents)),
        waiting=tuple((doc, n) for doc, n in waiting),
        quarantined=tuple(_quarantined(connection)),
    )


def _refused(
    service: Service, connection: Connection, district: District, documents: list[DocId]
) -> Iterator[Turned]:
    for doc in documents:
        with service.documents.opened(connection, doc) as held:
            events = dict(held.events)
        receipts = district.authority.receipts_of(events.values())
        for event_id, refused in receipts.refused.items():
            event = events.get(EventId(event_id))
            if isinstance(event, Event):
                yield Turned(
                    doc, event_id, event.by, LABELS.get(event.kind, event.kind), refused.code, event.at, refused
                )  # fmt: skip


def _quarantined(connection: Connection) -> Iterator[Turned]:
    q = QUARANTINE.c
    newest = select(q.doc, q.sha256, q.why, q.value, q.at).order_by(q.at.desc()).limit(LINES_MAX)
    for row in connection.execute(newest):
        event = decode(bytes(row.value))
        known = isinstance(event, Event)
        yield Turned(
            row.doc, row.sha256, event.by if isinstance(event, Event) else "—",
            LABELS.get(event.kind, event.kind) if isinstance(event, Event) and known else "—",
            row.why, datetime.fromisoformat(row.at),
        )  # fmt: skip


def _person(district: District, device: str) -> str:
    """Return whose device this is; the server's own, or one that is gone, by the start of its key."""
    known = district.devices.get(device)
    return known.person if known else device[:8]
