"""Who may have which blob: what a document within the device's scope names; private answers by their own table.

Source: DESIGN §2 "Private answers", `inspections/private_policy.py`. Refuses what was erased, whoever asks.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from inspections.events import Event
from inspections.folding import fold_school
from inspections.ids import DISTRICT, DocId, EventId, SchoolId
from inspections.private_events import erased
from inspections.private_policy import may_hold
from sync_server.access import Access
from sync_server.blob_files import BlobFiles
from sync_server.schema import BLOBS, NAMED
from sync_server.service import Service


def stored(service: Service, access: Access, digest: str) -> Path | None:
    """Return where a blob lies that the device may have and that is here whole, else None."""
    with service.database.reading() as connection:
        here = connection.execute(select(BLOBS.c.sha256).where(BLOBS.c.sha256 == digest)).first()
    if here is None or not may_have(service, access, digest):
        return None
    files = BlobFiles(service.folder)
    for private in (False, True):
        path = files.path(digest, private=private)
        if path.is_file():
            return path
    return None


def may_have(service: Service, access: Access, digest: str, *, bringing: bool = False) -> bool:
    """Return whether the device may fetch the blob; with `bringing`, hand it in.

    A document within its scope has to name it. A private answer is handed in by whoever may see the document: who
    wrote it need not be who may read it there (the person about whom it is, an area that changed).
    """
    with service.database.reading() as connection:
        rows = connection.execute(select(NAMED).where(NAMED.c.sha256 == digest)).all()
    seen = [row for row in rows if access.may_see(DocId(row.doc))]
    private = any(row.field for row in rows)
    if not private:
        return bool(seen)
    return any(
        row.field and _may_hold(service, access, DocId(row.doc), row, bringing) for row in seen
    )


def is_private(service: Service, digest: str) -> bool:
    """Return whether some event names the blob as a private answer: then it is one, whatever else names it."""
    with service.database.reading() as connection:
        named = select(NAMED.c.field).where(NAMED.c.sha256 == digest, NAMED.c.field != "")
        return connection.execute(named).first() is not None


def _may_hold(service: Service, access: Access, doc: DocId, row: object, bringing: bool) -> bool:
    school = access.district.schools.get(SchoolId(doc))
    if doc == DISTRICT or school is None:
        return False
    with service.database.reading() as connection, service.documents.opened(connection, doc) as held:  # fmt: skip
        events = tuple(held.events.values())
    event = next((e for e in events if e.id == EventId(row.event)), None)  # type: ignore[attr-defined]
    if not isinstance(event, Event):
        return False
    view = fold_school(school, events, access.district)
    if row.sha256 in erased(view).get(event.subject, {}):  # type: ignore[attr-defined]
        return False
    people = {f"i:{one.id}": frozenset(map(str, one.inspectors)) for one in view.inspections}
    inspectors = people.get(event.subject, frozenset())
    return bringing or may_hold(event.kind, row.field, access.holder(doc), inspectors)  # type: ignore[attr-defined]
