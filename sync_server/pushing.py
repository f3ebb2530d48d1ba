"""A push: events of one document taken in by one transaction, with the receipt that names them (DESIGN §5).

Gate and judge as everywhere (`inspections.door`), with the server's own admission: what the judge is against comes in and
is refused by the receipt. When this returns, everything it speaks of is durable; doing it again changes nothing. Refuses
more from a device than a day's share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from inspections.blocks import Block
from inspections.certificates import Authority
from inspections.district import District
from inspections.door import sort
from inspections.door_answers import Sorted, TurnedAway, Waits, kept_waiting
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, EventId, sha256_hex
from inspections.receipts import RECEIVED
from inspections.slots import Client
from sync_server import naming
from sync_server.admission import ServerRegister, against
from sync_server.database import add_missing, get_meta
from sync_server.documents import Held
from sync_server.receipting import NOTIFIED, number_bodies, receipt_bodies
from sync_server.schema import DOCUMENTS, LOG, QUARANTINE, USAGE, WAITING
from sync_server.service import Service
from sync_server.signing import Pen

COLLECTING = "collecting"
SERIES = "督"
"""The series of official numbers, unless the district's settings name another (`notice_series`)."""


@dataclass(frozen=True)
class Pushed:
    """What became of a push: how many events came in, what waits, what was turned away."""

    accepted: int = 0
    waiting: tuple[Waits, ...] = ()
    turned_away: tuple[TurnedAway, ...] = ()


Compose = Callable[[Held, District, Pen], None]


def push(
    service: Service,
    doc: DocId,
    blocks: Sequence[Block],
    carrier: str,
    compose: Compose | None = None,
) -> Pushed:
    """Take in the events that `carrier` (a device's key) brought, and those that waited; return what became of them.

    Without `blocks` it looks anew at what waits, and at what no receipt names yet. `compose` writes acts for people
    without a device with the pen, seeing the document as it is then; what it raises ends the push. Raises UserError (exit 5): busy, disk
    full, or beyond the device's share of the day; then nothing was taken in.
    """
    try:
        with service.database.writing() as connection:
            lock(connection, doc)
            district = service.documents.district(connection)
            with service.documents.opened(connection, doc) as held:
                return _take_in(service, connection, district, held, blocks, carrier, compose)
    except BaseException:
        service.signer.renew()
        raise


def waiting_blocks(connection: Connection, doc: DocId) -> tuple[Block, ...]:
    """Return the events of a document that wait for something outside it."""
    w = WAITING.c
    places = (w.client, w.clock, w.id)
    asked = select(*places, w.value).where(w.doc == doc).order_by(*places)
    rows = connection.execute(asked)
    return tuple(Block(Client(c), n, EventId(i), bytes(v)) for c, n, i, v in rows)


def lock(connection: Connection, doc: DocId) -> None:
    """Write the document's row, so that whoever else writes to it waits until this transaction has ended."""
    add_missing(connection, DOCUMENTS, doc=doc, pushes=0, receipt=0, receipt_id="", bare=0)
    mine = DOCUMENTS.c.doc == doc
    connection.execute(update(DOCUMENTS).where(mine).values(pushes=DOCUMENTS.c.pushes + 1))


def _take_in(
    service: Service,
    connection: Connection,
    district: District,
    held: Held,
    blocks: Sequence[Block],
    carrier: str,
    compose: Compose | None,
) -> Pushed:
    now = service.now(district)
    new = [b for b in blocks if held.ledger.at(b.client, b.clock) != b.id]
    _count(service, connection, new, carrier, now)
    waited = waiting_blocks(connection, held.doc)
    offered = [*waited, *new]
    collecting = get_meta(connection, COLLECTING) == "1"
    register = ServerRegister(
        held.doc, held.events.values(), district.authority, service.root_key,
        None if collecting else now.date(), offered,
    )  # fmt: skip
    found = sort(held.ledger, offered, register)
    authority = district.authority
    if held.doc == DISTRICT and found.events:
        authority = Authority.of([*held.events.values(), *found.events])
    person = None if collecting else service.person(authority)
    pen = Pen(service.signer, held, person or "", now)
    if compose is not None:
        compose(held, district, pen)
    own = [e for block in pen.blocks if isinstance(e := decode(block.value), Event)]
    before = [e for i in held.bare if isinstance(e := held.events[i], Event)]
    bare = [*before, *found.events, *own]
    if person is not None and bare:
        _record(connection, district, authority, held, pen, bare)
    if written := [*found.accepted, *pen.blocks]:
        _append(connection, held, written, carrier, now)
        naming.note(connection, held.doc, [*found.events, *own])
    _keep_aside(service, connection, held.doc, waited, found, carrier, now)
    _settle(connection, held, authority, pen, 0 if person is not None else len(bare))
    accepted = len(found.accepted) + len(own)
    return Pushed(accepted, found.waiting, found.turned_away)


def _record(
    connection: Connection,
    district: District,
    authority: Authority,
    held: Held,
    pen: Pen,
    bare: Sequence[Event],
) -> None:
    """Write the official numbers of what stands among `bare`, and the receipts that name all of it."""
    new = {event.id: event for event in bare}

    def find(event_id: EventId) -> Event | None:
        event = new.get(event_id) or held.events.get(event_id)
        return event if isinstance(event, Event) else None

    judged = [(event.id, against(event, find, authority)) for event in bare]
    stands = [new[event_id] for event_id, problem in judged if problem is None]
    if notices := [event for event in stands if event.kind == NOTIFIED]:
        known = authority.receipts_of([*held.events.values(), *bare]).numbers
        series = str(district.settings.get("notice_series") or SERIES)
        for body in number_bodies(connection, held.doc, notices, known, series):
            judged.append((pen.write("numbered", body).id, None))
    first = _last_receipt(connection, held, authority) + 1
    for body in receipt_bodies(judged, first, pen.at):
        pen.write("received", body)


def _last_receipt(connection: Connection, held: Held, authority: Authority) -> int:
    row = select(DOCUMENTS.c.receipt).where(DOCUMENTS.c.doc == held.doc)
    newest = held.newest(authority)
    return max(int(connection.execute(row).scalar_one()), newest[0] if newest else 0)


def _append(
    connection: Connection, held: Held, blocks: Iterable[Block], carrier: str, now: datetime
) -> None:
    update = held.ledger.prepare(blocks)
    row = {"doc": held.doc, "n": held.at + 1, "data": update, "at": now.isoformat(), "device": carrier}  # fmt: skip
    connection.execute(insert(LOG).values(**row))


def _settle(connection: Connection, held: Held, authority: Authority, pen: Pen, bare: int) -> None:
    """Write what the document's row says of its last receipt, and of what none names."""
    last = decode(pen.blocks[-1].value) if pen.blocks else None
    newest = held.newest(authority)
    if isinstance(last, Event) and last.kind == RECEIVED:
        newest = last.body["n"], last.id
    told = {"receipt": newest[0], "receipt_id": newest[1]} if newest else {}
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.doc == held.doc).values(bare=bare, **told))  # fmt: skip


def _keep_aside(
    service: Service,
    connection: Connection,
    doc: DocId,
    waited: Sequence[Block],
    found: Sorted,
    carrier: str,
    now: datetime,
) -> None:
    waiting = kept_waiting(
        found.waiting, service.caps.waiting_events_max, service.caps.waiting_bytes_max
    )
    if {b.id for b in waiting} != {b.id for b in waited} or len(waiting) != len(waited):
        connection.execute(delete(WAITING).where(WAITING.c.doc == doc))
        rows = [{"doc": doc, "id": b.id, "client": b.client, "clock": b.clock, "value": b.value} for b in waiting]  # fmt: skip
        add_missing(connection, WAITING, *rows)
    for away in found.turned_away[: service.caps.quarantined_max]:
        add_missing(
            connection, QUARANTINE, doc=doc, sha256=sha256_hex(away.block.value), why=away.reason,
            value=away.block.value, at=now.isoformat(), carrier=carrier,
        )  # fmt: skip


def _count(
    service: Service,
    connection: Connection,
    blocks: Sequence[Block],
    carrier: str,
    now: datetime,
) -> None:
    """Count what a device brings today. Raises UserError (exit 5) beyond its share."""
    if not blocks:
        return
    caps, day = service.caps, now.date().isoformat()
    add_missing(connection, USAGE, device=carrier, day=day, events=0, bytes=0)
    mine = (USAGE.c.device == carrier) & (USAGE.c.day == day)
    size = sum(len(block.value) for block in blocks)
    raised = {"events": USAGE.c.events + len(blocks), "bytes": USAGE.c.bytes + size}
    connection.execute(update(USAGE).where(mine).values(**raised))
    events, total = connection.execute(select(USAGE.c.events, USAGE.c.bytes).where(mine)).one()
    if events > caps.device_events_a_day_max or total > caps.device_bytes_a_day_max:
        what = M("这台设备今天送来的记录太多，超出的没有收下")
        raise UserError(
            Problem(code=Code.RULE_LIMIT, what=what, remedy=M("明天再同步；急需时请管理员放宽上限")),
            exit=Exit.TRY_AGAIN,
        )  # fmt: skip
