"""A push: what devices bring to documents, taken in by one transaction with the receipts that name it (DESIGN §5).

Rows of documents are locked in one order before anything else happens, so that two pushes never wait for each other. When
this returns, everything it speaks of is durable; doing it again changes nothing. What becomes of the events is `entering`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, update

from inspections.blocks import Block
from inspections.ids import DISTRICT, DocId
from sync_server.database import add_missing, alone, beside
from sync_server.entering import Brought, Compose, Pushed, enter, hold_shares
from sync_server.schema import DOCUMENTS
from sync_server.service import Service


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
            for doc in sorted(brought):
                lock(connection, doc)
            district = service.documents.district(connection)
            if not service.database.on_sqlite:
                every = (one for some in brought.values() for one in some)
                hold_shares(connection, every, service.now(district))
            became = dict[DocId, Pushed]()
            for doc in sorted(brought):
                with service.documents.opened(connection, doc) as held:
                    became[doc] = enter(service, connection, district, held, brought[doc], compose)
            return became
    except BaseException:
        service.signer.renew()
        raise


def lock(connection: Connection, doc: DocId) -> None:
    """Write the document's row, so that whoever else writes to it waits until this transaction has ended."""
    add_missing(connection, DOCUMENTS, doc=doc, pushes=0, receipt=0, receipt_id="", bare=0)
    mine = DOCUMENTS.c.doc == doc
    connection.execute(update(DOCUMENTS).where(mine).values(pushes=DOCUMENTS.c.pushes + 1))
