"""What came in at the server, for the bureau: the last deliveries, what waits and for what, what was turned away and why.

Everything here is read from the tables, so that the page costs the same on any district; what receipts refused is the
documents' own (`school_tally`). Refuses to say of somebody that he wrote what he only seems to have signed: of what was
turned away the name is a claim.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select

from inspections.check_code import check_code
from inspections.district import District
from inspections.events import Event
from inspections.events_json import decode
from inspections.kinds import LABELS
from sync_server import door_words
from sync_server.door_words import Why
from sync_server.schema import BLOBS, LOG, QUARANTINE, WAITING, WANTED

ROWS_MAX: Final = 4000
"""Rows of the log that one page looks at: a laptop's sync of a whole district is 400."""
DELIVERIES_MAX: Final = 30
LINES_MAX: Final = 50
_MINUTE: Final = len("2026-03-02T09:00")


@dataclass
class Delivery:
    """What one device brought within a minute: into which documents, the last of them when."""

    at: datetime
    device: str
    person: str
    docs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Waiting:
    """What waits, by document and writer: how many, and whether it is a certificate of this device that is missing."""

    doc: str
    person: str
    code: str
    uncertified: bool
    count: int


@dataclass(frozen=True)
class Away:
    """Something that was turned away: as what it came (a claim), who carried it, why, when."""

    doc: str
    person: str
    act: str
    carrier: str
    why: Why
    at: datetime


@dataclass(frozen=True)
class Photos:
    """Photos and files: how many are here, how many are named by acts and have not come."""

    here: int
    wanted: int
    docs: int


def deliveries(
    connection: Connection, district: District, before: str = ""
) -> tuple[list[Delivery], str]:
    """Return the newest deliveries, those of one minute and device as one, and where older ones begin ("" if nowhere).

    `before`: a minute as that place was told, for the next page.
    """
    newest = select(LOG.c.at, LOG.c.device, LOG.c.doc).order_by(LOG.c.at.desc(), LOG.c.doc)
    if before:
        newest = newest.where(LOG.c.at < before)
    found: dict[tuple[str, str], Delivery] = {}
    rows, minute = connection.execute(newest.limit(ROWS_MAX)).all(), ""
    for row in rows:
        if row.at[:_MINUTE] != minute and len(found) >= DELIVERIES_MAX:
            return list(found.values()), minute
        minute = row.at[:_MINUTE]
        new = Delivery(datetime.fromisoformat(row.at), row.device, person_of(district, row.device))
        docs = found.setdefault((minute, row.device), new).docs
        if row.doc not in docs:
            docs.append(row.doc)
    return list(found.values()), minute if len(rows) == ROWS_MAX else ""


def waiting(connection: Connection, district: District) -> list[Waiting]:
    """Return what waits outside the documents, the most first."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in connection.execute(select(WAITING.c.doc, WAITING.c.value)):
        event = decode(bytes(row.value))
        by, device = (event.by, event.device) if isinstance(event, Event) else ("—", "")
        counted[row.doc, by, device] += 1
    known = district.authority.certificates
    return [
        Waiting(doc, person, check_code(device) if device else "", bool(device) and device not in known, n)
        for (doc, person, device), n in counted.most_common()
    ]  # fmt: skip


def turned_away(connection: Connection, district: District, page: int) -> tuple[list[Away], int]:
    """Return what was turned away, the newest first, from page `page` (0 is the first), and how many there are."""
    q = QUARANTINE.c
    count = connection.execute(select(func.count()).select_from(QUARANTINE)).scalar_one()
    rows = select(q.doc, q.why, q.value, q.at, q.carrier).order_by(
        q.at.desc(), q.doc, q.sha256, q.why
    )
    shown = connection.execute(rows.limit(LINES_MAX).offset(page * LINES_MAX))
    return [_away(district, row) for row in shown], int(count)


def photos(connection: Connection) -> Photos:
    """Return how many photos and files are here, and how many are still to come."""
    here = connection.execute(select(func.count()).select_from(BLOBS)).scalar_one()
    w = WANTED.c
    lacking = select(func.count(w.sha256.distinct()), func.count(w.doc.distinct()))
    wanted, docs = connection.execute(lacking).one()
    return Photos(int(here), int(wanted), int(docs))


def person_of(district: District, device: str) -> str:
    """Return whose device this is; of one that the district does not know the check code that its screen shows."""
    known = district.devices.get(device)
    return known.person if known else _code(device)


def _away(district: District, row: Any) -> Away:
    event = decode(bytes(row.value))
    by, act = "—", "—"
    if isinstance(event, Event):
        by, act = event.by, LABELS.get(event.kind, event.kind)
    at = datetime.fromisoformat(row.at)
    return Away(row.doc, by, act, person_of(district, row.carrier), door_words.why(row.why), at)


def _code(device: str) -> str:
    try:
        return check_code(device)
    except ValueError:
        return device[:8]
