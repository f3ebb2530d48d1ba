"""Compaction: a document's log folded into one snapshot, checked before it counts, the one before it kept (DESIGN §5).

Load, encode, read the encoding back, compare every slot; then swap in one transaction. Rows that two snapshots hold are
taken out of the log. Refuses to swap what does not say exactly the same.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select

from inspections.errors import UserError
from inspections.ids import DocId
from inspections.ledger import Ledger
from sync_server.documents import Held, damaged
from sync_server.pushing import lock
from sync_server.schema import LOG, SNAPSHOTS
from sync_server.service import Service

SNAPSHOTS_KEPT = 2


def compact_if_due(service: Service, doc: DocId) -> bool:
    """Compact a document whose log has grown beyond the cap; return whether it was done."""
    with service.database.reading() as connection:
        last = connection.execute(_newest(doc)).scalar() or 0
        grown = select(func.max(LOG.c.n)).where(LOG.c.doc == doc)
        due = (connection.execute(grown).scalar() or 0) - last >= service.caps.compact_after
    if due:
        compact(service, doc)
    return due


def compact(service: Service, doc: DocId) -> int:
    """Write a snapshot of a document; return how many events it holds. Raises UserError (STORE_DAMAGED, or busy, full)."""
    with service.database.writing() as connection:
        lock(connection, doc)
        with service.documents.opened(connection, doc) as held:
            if held.at > (connection.execute(_newest(doc)).scalar() or 0):
                _swap(connection, held, _checked(held))
            return len(held.ledger)


def _checked(held: Held) -> bytes:
    """Return the document as one update that reads back as exactly what is held."""
    data = held.ledger.encode()
    again = Ledger(held.doc)
    again.apply(data)
    if len(again) != len(held.ledger) or set(again.blocks()) != set(held.ledger.blocks()):
        raise UserError(damaged(held.doc))
    return data


def _swap(connection: Connection, held: Held, data: bytes) -> None:
    row = {"doc": held.doc, "upto": held.at, "events": len(held.ledger), "data": data}
    connection.execute(insert(SNAPSHOTS).values(**row))
    mine = SNAPSHOTS.c.doc == held.doc
    kept = select(SNAPSHOTS.c.upto).where(mine).order_by(SNAPSHOTS.c.upto.desc())
    uptos = list(connection.execute(kept).scalars())
    if len(uptos) >= SNAPSHOTS_KEPT:
        oldest = uptos[SNAPSHOTS_KEPT - 1]
        connection.execute(delete(SNAPSHOTS).where(mine, SNAPSHOTS.c.upto < oldest))
        connection.execute(delete(LOG).where(LOG.c.doc == held.doc, LOG.c.n <= oldest))


def _newest(doc: DocId):  # type: ignore[no-untyped-def]
    return select(func.max(SNAPSHOTS.c.upto)).where(SNAPSHOTS.c.doc == doc)
