"""A push: what devices bring to documents, taken in by one transaction with the receipts that name it (DESIGN §5).

Rows of documents are locked in one order before anything else happens, so that two pushes never wait for each other. When
this returns, everything it speaks of is durable; doing it again changes nothing. What becomes of the events is `entering`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, update

from inspections.blocks import Block
from inspections.ids import DISTRICT, DocId
from sync_server.database import add_missing, alone, beside, get_meta
from sync_server.entering import COLLECTING, Brought, Compose, Push, Pushed, enter
from sync_server.schema import DOCUMENTS
from sync_server.service import Service

_LOCK: Final = (
    update(DOCUMENTS)
    .where(DOCUMENTS.c.doc == bindparam("of"))
    .values(pushes=DOCUMENTS.c.pushes + 1)
)


def push(
    service: Service,
    doc: DocId,
    blocks: Sequence[Block],
    carrier: str,
    compose: Compose | None = None,
) -> Pushed:
    """Take in the events that `carrier` (a device's key) brought, and those that waited; return what became of them.

    Without `blocks` it looks anew at what waits, and at what no receipt names yet. `compose` writes acts for people
    without a device with the pen, seeing the document as it is then; what it raises ends the push. Raises UserError
    (exit 5): busy, disk full, or beyond the device's share of the day; then nothing was taken in.
    """
    return push_together(service, {doc: [Brought(carrier, blocks)]}, compose)[doc]


def push_together(
    service: Service, brought: Mapping[DocId, Sequence[Brought]], compose: Compose | None = None
) -> dict[DocId, Pushed]:
    """Take in what several devices bring to several documents, all of it or, when it raises, nothing; as `push`."""
    try:
        with service.database.writing() as connection:
            # everything rests on the district: who adds to it, adds alone (decision 25)
            (alone if DISTRICT in brought else beside)(connection)
            lock(connection, *brought)
            district = service.documents.district(connection)
            now, collecting = service.now(district), get_meta(connection, COLLECTING) == "1"
            under_way = Push(service, connection, district, now, collecting)
            became = dict[DocId, Pushed]()
            for doc in sorted(brought):
                with service.documents.opened(connection, doc) as held:
                    became[doc] = enter(under_way, held, brought[doc], compose)
            under_way.shares.settle(connection, service.caps, now.date())
            return became
    except BaseException:
        service.signer.renew()
        raise


def lock(connection: Connection, *docs: DocId) -> None:
    """Write the documents' rows, so that whoever else writes to them waits until this transaction has ended."""
    asked = sorted(docs)
    rows = [{"doc": doc, "pushes": 0, "receipt": 0, "receipt_id": "", "bare": 0} for doc in asked]
    add_missing(connection, DOCUMENTS, *rows)
    connection.execute(_LOCK, [{"of": doc} for doc in asked])
