"""Figures of every school for the lists of accounts that see many: how much runs there, what receipts refused.

A school is folded only when it or the district has grown, and a page folds for a bounded time: the first opening after a
start counts as many as it can and says how many are left, the next goes on. Refuses to keep views: only figures stay.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from inspections.district import District
from inspections.events import Event
from inspections.ids import DISTRICT, DocId, EventId, SchoolId
from inspections.kinds import LABELS
from inspections.receipts import Receipts, Refused
from inspections.vocabulary import Counted
from sync_server.documents import Held
from sync_server.schema import DOCUMENTS
from sync_server.school_views import VIEWS
from sync_server.service import Service

log = logging.getLogger("ducha.tally")
SECONDS: Final = 0.5
"""How long one page folds."""


@dataclass(frozen=True)
class RefusedAct:
    """An act that a receipt refused: in which document, whose, what, on which issue (if on one that is there), since when, why."""

    doc: DocId
    event: EventId
    person: str
    account: str | None
    act: str
    issue: str
    at: datetime
    refused: Refused


@dataclass(frozen=True)
class Figures:
    """A document's figures: issues that are being rectified, acts that were refused."""

    running: int = 0
    refused: tuple[RefusedAct, ...] = ()


@dataclass(frozen=True)
class _Known:
    """Figures with what they were folded from."""

    pushes: int
    district: District
    figures: Figures


@dataclass
class Tally:
    """The figures of this process."""

    _known: dict[tuple[Path, DocId], _Known] = field(default_factory=dict)
    _going_on: threading.Lock = field(default_factory=threading.Lock)

    def of(
        self, service: Service, connection: Connection, docs: Iterable[DocId], seconds: float = SECONDS
    ) -> tuple[Mapping[DocId, Figures], int]:  # fmt: skip
        """Return the figures of these documents as far as the time reaches, and how many are left; at least one is new.

        What is left is folded behind the page, slowly, so that it stands on a later one.
        """
        district = service.documents.district(connection)
        grown = connection.execute(select(DOCUMENTS.c.doc, DOCUMENTS.c.pushes))
        pushes: dict[str, int] = {row.doc: row.pushes for row in grown}
        found, old, until = dict[DocId, Figures](), list[DocId](), 0.0
        # what was never folded goes before what was folded with an older district
        for doc in sorted(docs, key=lambda one: (service.folder, one) in self._known):
            at, known = pushes.get(doc, 0), self._known.get((service.folder, doc))
            if not at:
                found[doc] = Figures()
            elif known is not None and known.pushes == at and known.district is district:
                found[doc] = known.figures
            elif not until or time.monotonic() < until:
                until = until or time.monotonic() + seconds
                found[doc] = figures = _figures(service, connection, district, doc)
                self._known[service.folder, doc] = _Known(at, district, figures)
            else:
                old.append(doc)
                if known is not None and known.pushes == at:
                    found[doc] = known.figures
        if old and self._going_on.acquire(blocking=False):
            threading.Thread(target=self._go_on, args=(service, old), daemon=True).start()
        return found, sum(doc not in found for doc in old)

    def _go_on(self, service: Service, docs: list[DocId]) -> None:
        try:
            for doc in docs:
                begun = time.monotonic()
                if service.closed:
                    return
                with service.database.reading() as connection:
                    self.of(service, connection, [doc])
                time.sleep(time.monotonic() - begun)  # at most half of a processor
        except Exception:  # the next page asks again, and says what is wrong
            log.exception("figures not folded")
        finally:
            self._going_on.release()


TALLY: Final = Tally()


def _figures(service: Service, connection: Connection, district: District, doc: DocId) -> Figures:
    with service.documents.opened(connection, doc) as held:
        if doc == DISTRICT:
            receipts = district.authority.receipts_of(held.events.values())
            return Figures(0, tuple(_refused(held, receipts, frozenset())))
        if SchoolId(doc) not in district.schools:
            return Figures()
        view = VIEWS.folded(district, held, SchoolId(doc))
        running = sum(issue.counted is Counted.IN_PROGRESS for issue in view.issues)
        issues = frozenset(str(issue.id) for issue in view.issues)
        return Figures(running, tuple(_refused(held, view.receipts, issues)))


def _refused(held: Held, receipts: Receipts, issues: frozenset[str]) -> Iterator[RefusedAct]:
    for event_id, refused in receipts.refused.items():
        event = held.events.get(EventId(event_id))
        if isinstance(event, Event):
            named = event.subject.removeprefix("q:")
            issue = named if named in issues else ""
            yield RefusedAct(
                held.doc, event.id, event.by, event.account, LABELS.get(event.kind, event.kind), issue,
                event.at, refused,
            )  # fmt: skip
