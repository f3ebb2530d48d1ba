"""What becomes of events that are brought to one document, inside the transaction that holds its row (DESIGN §5).

Gate and judge as everywhere (`inspections.door`), with the server's own admission: what the judge is against comes in and
is refused by the receipt that names it. Each carrier's events are a row of the log of their own; receipts and numbers stand
in the last. Refuses nothing by itself: doors and receipts do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from inspections.blocks import Block
from inspections.certificates import Authority
from inspections.district import District
from inspections.door import sort
from inspections.door_answers import Sorted, TurnedAway, Waits, kept_waiting
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, EventId
from inspections.receipts import RECEIVED
from inspections.slots import Client
from sync_server import naming
from sync_server.admission import ServerRegister, against
from sync_server.database import add_missing
from sync_server.documents import Held
from sync_server.quarantine import keep_aside
from sync_server.receipting import NOTIFIED, number_bodies, receipt_bodies
from sync_server.schema import DOCUMENTS, LOG, WAITING
from sync_server.service import Service
from sync_server.shares import Shares
from sync_server.signing import Pen

COLLECTING = "collecting"
SERIES = "督"
"""The series of official numbers, unless the district's settings name another (`notice_series`)."""

_WAITING: Final = (
    select(WAITING.c.client, WAITING.c.clock, WAITING.c.id, WAITING.c.value)
    .where(WAITING.c.doc == bindparam("of"))
    .order_by(WAITING.c.client, WAITING.c.clock, WAITING.c.id)
)
_MINE: Final = DOCUMENTS.c.doc == bindparam("of")
_RECEIPT: Final = select(DOCUMENTS.c.receipt).where(_MINE)
_BARE: Final = update(DOCUMENTS).where(_MINE).values(bare=bindparam("left"))
_SETTLED: Final = _BARE.values(receipt=bindparam("number"), receipt_id=bindparam("event"))


@dataclass(frozen=True)
class Brought:
    """What one device (its key) brings of a document."""

    carrier: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Pushed:
    """What became of a push: how many events came in, what waits, what was turned away."""

    accepted: int = 0
    waiting: tuple[Waits, ...] = ()
    turned_away: tuple[TurnedAway, ...] = ()

    def of(self, blocks: Iterable[Block]) -> Pushed:
        """Return what became of these blocks alone, of a push that several brought."""
        ids = {block.id for block in blocks}
        return Pushed(
            self.accepted,
            tuple(one for one in self.waiting if one.block.id in ids),
            tuple(one for one in self.turned_away if one.block.id in ids),
        )


Compose = Callable[[Held, District, Pen], None]


@dataclass(frozen=True)
class Push:
    """A push under way: its transaction, and what holds for all of its documents."""

    service: Service
    connection: Connection
    district: District
    now: datetime
    collecting: bool
    shares: Shares = field(default_factory=Shares)


def enter(
    push: Push, held: Held, brought: Sequence[Brought], compose: Compose | None = None
) -> Pushed:
    """Take in what is brought, and what waited; write receipts and numbers."""
    service, connection, district, now = push.service, push.connection, push.district, push.now
    new = [(one.carrier, b) for one in brought for b in one.blocks if held.ledger.at(b.client, b.clock) != b.id]  # fmt: skip
    for carrier in {one.carrier for one in brought}:
        push.shares.add(carrier, [b for of, b in new if of == carrier])
    waited = waiting_blocks(connection, held.doc)
    offered = [*waited, *(block for _, block in new)]
    register = ServerRegister(
        held.doc, held.events.values(), district.authority, service.root_key,
        None if push.collecting else now.date(), offered,
    )  # fmt: skip
    register.sessions_max = service.caps.device_sessions_max
    found = sort(held.ledger, offered, register)
    authority = district.authority
    if held.doc == DISTRICT and found.events:
        authority = Authority.of([*held.events.values(), *found.events])
    person = None if push.collecting else service.person(authority)
    pen = Pen(service.signer, held, person or "", now)
    if compose is not None:
        compose(held, district, pen)
    own = [e for block in pen.blocks if isinstance(e := decode(block.value), Event)]
    before = [e for i in held.bare if isinstance(e := held.events[i], Event)]
    bare = [*before, *found.events, *own]
    if person is not None and bare:
        _record(connection, district, authority, held, pen, bare)
    carriers = {block.id: carrier for carrier, block in reversed(new)}
    rows = list(_rows(found.accepted, carriers, brought[-1].carrier))
    if pen.blocks:
        carrier, blocks = rows.pop() if rows else (brought[-1].carrier, [])
        rows.append((carrier, [*blocks, *pen.blocks]))
    if rows:
        _append(connection, held, rows, now)
        written = (*found.accepted, *pen.blocks[: len(own)])
        naming.note(connection, held.doc, written, (*found.events, *own))
    _keep_aside(service, connection, held.doc, waited, found, carriers, brought[-1].carrier, now)
    _settle(connection, held, authority, pen, 0 if person is not None else len(bare))
    return Pushed(len(found.accepted) + len(own), found.waiting, found.turned_away)


def waiting_blocks(connection: Connection, doc: DocId) -> tuple[Block, ...]:
    """Return the events of a document that wait for something outside it."""
    rows = connection.execute(_WAITING, {"of": doc})
    return tuple(Block(Client(c), n, EventId(i), bytes(v)) for c, n, i, v in rows)


def _rows(
    accepted: Iterable[Block], carriers: dict[EventId, str], otherwise: str
) -> Iterator[tuple[str, list[Block]]]:
    """Yield carrier and blocks of each row: a chain stays whole, with whoever brought its first event."""
    by_chain, rows = dict[Client, str](), dict[str, list[Block]]()
    for block in accepted:
        carrier = by_chain.setdefault(block.client, carriers.get(block.id, otherwise))
        rows.setdefault(carrier, []).append(block)
    yield from rows.items()


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
    last = int(connection.execute(_RECEIPT, {"of": held.doc}).scalar_one())
    newest = held.newest(authority)
    return max(last, newest[0] if newest else 0)


def _append(
    connection: Connection, held: Held, rows: Sequence[tuple[str, Sequence[Block]]], now: datetime
) -> None:
    at = now.isoformat()
    told = [
        {"doc": held.doc, "n": n, "data": held.ledger.prepare(blocks), "at": at, "device": carrier}
        for n, (carrier, blocks) in enumerate(rows, held.at + 1)
    ]
    connection.execute(insert(LOG), told)


def _settle(connection: Connection, held: Held, authority: Authority, pen: Pen, bare: int) -> None:
    """Write what the document's row says of its last receipt, and of what none names."""
    last = decode(pen.blocks[-1].value) if pen.blocks else None
    newest = held.newest(authority)
    if isinstance(last, Event) and last.kind == RECEIVED:
        newest = last.body["n"], last.id
    told = {"number": newest[0], "event": newest[1]} if newest else {}
    connection.execute(_SETTLED if newest else _BARE, {"of": held.doc, "left": bare, **told})


def _keep_aside(
    service: Service,
    connection: Connection,
    doc: DocId,
    waited: Sequence[Block],
    found: Sorted,
    carriers: dict[EventId, str],
    otherwise: str,
    now: datetime,
) -> None:
    waiting = kept_waiting(
        found.waiting, service.caps.waiting_events_max, service.caps.waiting_bytes_max
    )
    if {b.id for b in waiting} != {b.id for b in waited} or len(waiting) != len(waited):
        connection.execute(delete(WAITING).where(WAITING.c.doc == doc))
        rows = [{"doc": doc, "id": b.id, "client": b.client, "clock": b.clock, "value": b.value} for b in waiting]  # fmt: skip
        add_missing(connection, WAITING, *rows)
    keep_aside(connection, doc, found.turned_away, carriers, otherwise, now, service.caps)
