"""Private answers whose time is over, deleted from the server's disk: by the acts `erased` that have an effect (DESIGN §2).

Noted in the transaction that takes such an act in, carried out behind it, and again after a kill. Refuses to delete what
another act names that nobody erased.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from inspections.folding import fold_school
from inspections.ids import DocId, SchoolId
from inspections.private_events import erased, named
from sync_server.blob_files import BlobFiles
from sync_server.naming import DIGEST, arrived
from sync_server.schema import BLOBS, ERASING
from sync_server.service import Service


def erase_due(service: Service) -> int:
    """Carry out the erasures that came in; return how many blobs are gone for good."""
    with service.database.reading() as connection:
        docs = list(connection.execute(select(ERASING.c.doc)).scalars())
    return sum(_erase(service, DocId(doc)) for doc in docs)


def _erase(service: Service, doc: DocId) -> int:
    gone = _gone(service, doc)
    files = BlobFiles(service.folder)
    with service.database.writing() as connection:
        for digest in gone:
            connection.execute(delete(BLOBS).where(BLOBS.c.sha256 == digest))
            arrived(connection, digest)
        for digest in gone:
            files.erase(digest)
        connection.execute(delete(ERASING).where(ERASING.c.doc == doc))
    return len(gone)


def _gone(service: Service, doc: DocId) -> set[str]:
    """Return the private blobs of a school that were erased wherever they are named."""
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        with service.documents.opened(connection, doc) as held:
            events = tuple(held.events.values())
    school = district.schools.get(SchoolId(doc))
    if school is None:
        return set()
    by_subject = erased(fold_school(school, events, district))
    namings = [(one.digest, one.digest in by_subject.get(one.event.subject, {})) for one in named(events)]  # fmt: skip
    alive = {digest for digest, erased_here in namings if not erased_here}
    told = {digest for blobs in by_subject.values() for digest in blobs}
    return {digest for digest in told - alive if DIGEST.fullmatch(digest)}
