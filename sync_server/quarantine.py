"""What was turned away, kept for the bureau: the bytes, why, and who brought them; each carrier has a share of the room.

Nothing in it was ever acknowledged: whoever wrote it still holds it. Beyond a carrier's share its own oldest go, so that
nobody can push out what others brought. Refuses to look at the bytes: that was the door's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from inspections.door_answers import TurnedAway
from inspections.ids import DocId, EventId, sha256_hex
from sync_server.database import add_missing
from sync_server.schema import QUARANTINE
from sync_server.service import Caps


def keep_aside(
    connection: Connection,
    doc: DocId,
    turned_away: Sequence[TurnedAway],
    carriers: Mapping[EventId, str],
    otherwise: str,
    now: datetime,
    caps: Caps,
) -> None:
    """Keep what a push had turned away; `carriers` brought it, by event, else `otherwise` did."""
    brought = set[str]()
    for away in turned_away[: caps.quarantined_max]:
        carrier = carriers.get(away.block.id, otherwise)
        brought.add(carrier)
        add_missing(
            connection, QUARANTINE, doc=doc, sha256=sha256_hex(away.block.value), why=away.reason,
            value=away.block.value, at=now.isoformat(), carrier=carrier,
        )  # fmt: skip
    for carrier in sorted(brought):
        _make_room(connection, carrier, caps)


def _make_room(connection: Connection, carrier: str, caps: Caps) -> None:
    """Let the oldest that a carrier brought go, beyond its share."""
    q = QUARANTINE.c
    newest = select(q.doc, q.sha256, q.why, func.length(q.value)).where(q.carrier == carrier)
    rows = connection.execute(newest.order_by(q.at.desc(), q.doc, q.sha256, q.why)).all()
    size = 0
    for n, (doc, sha256, why, count) in enumerate(rows):
        size += count
        if n >= caps.quarantined_of_carrier_max or size > caps.quarantined_bytes_of_carrier_max:
            mine = (q.doc == doc) & (q.sha256 == sha256) & (q.why == why)
            connection.execute(delete(QUARANTINE).where(mine))
