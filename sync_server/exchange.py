"""One sync: takes in what a device brings, document by document, and answers with what it lacks (`sync_protocol`).

The district goes first, so that a certificate and what its device wrote can come together. Each document is a
transaction of its own; an answer speaks only of what is durable. Refuses nothing by itself: scope is `access`'s, the door
is `pushing`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from inspections.blocks import BadUpdateError, Block, encode_update, read_update
from inspections.events import Event
from inspections.ids import DISTRICT, DocId, EventId
from inspections.slots import Client
from inspections.sync_heads import lacking
from inspections.sync_protocol import (
    ANSWER_BYTES,
    LISTED_MAX,
    TEXT_MAX,
    Answer,
    Answered,
    Away,
    Heads,
    Mark,
    Offered,
    Request,
    Waiting,
)
from inspections.sync_wire import WireError
from sync_server.access import Access, access
from sync_server.blob_files import BlobFiles
from sync_server.compacting import compact_if_due
from sync_server.database import get_meta
from sync_server.documents import Held
from sync_server.erasing import erase_due
from sync_server.pushing import COLLECTING, Pushed, push
from sync_server.schema import DOCUMENTS, WAITING, WANTED
from sync_server.service import Service

EVENT_OVERHEAD: Final = 90
NOTHING: Final = Offered()


def exchange(service: Service, request: Request) -> Answer:
    """Return the answer to a signed request. Raises DeniedError, WireError for an update that is none, UserError."""
    offered = {doc: _blocks(doc, one) for doc, one in request.documents.items() if one.update}
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        entry = access(district, request.device, service.today(district))
    became: dict[DocId, Pushed] = {}
    for doc in sorted(offered, key=lambda doc: (doc != DISTRICT, doc)):
        if entry.may_see(doc) and (_is_new(service, doc, offered[doc])):
            became[doc] = push(service, doc, offered[doc], request.device)
            compact_if_due(service, doc)
            erase_due(service)
            if doc == DISTRICT and became[doc].accepted:
                _look_again(service, request.device)
                with service.database.reading() as connection:
                    district = service.documents.district(connection)
                entry = access(district, request.device, service.today(district))
    return _answer(service, entry, request, offered, became)


def _blocks(doc: DocId, offered: Offered) -> tuple[Block, ...]:
    try:
        return read_update(offered.update, hashes=False)
    except BadUpdateError as error:
        raise WireError(f"the update of {doc}: {error}") from error


def _is_new(service: Service, doc: DocId, blocks: Sequence[Block]) -> bool:
    """Return whether there is anything to write: a push that was answered already costs no transaction."""
    with service.database.reading() as connection, service.documents.opened(connection, doc) as held:  # fmt: skip
        ledger = held.ledger
        return bool(held.bare) or any(ledger.at(b.client, b.clock) != b.id for b in blocks)


def _look_again(service: Service, carrier: str) -> None:
    """Try again what waits for a certificate: the district has grown."""
    with service.database.reading() as connection:
        waiting = connection.execute(select(WAITING.c.doc).distinct()).scalars().all()
    for doc in sorted(set(waiting) - {DISTRICT}):
        push(service, DocId(doc), (), carrier)


def _answer(
    service: Service,
    entry: Access,
    request: Request,
    offered: Mapping[DocId, Sequence[Block]],
    became: Mapping[DocId, Pushed],
) -> Answer:
    answers: dict[DocId, Answered] = {}
    left, more = ANSWER_BYTES, False
    with service.database.reading() as connection:
        rows = {row.doc: row for row in connection.execute(select(DOCUMENTS))}
        wanted = _wanted(service, connection)
        for doc in entry.documents():
            told, row = request.documents.get(doc, NOTHING), rows.get(doc)
            if row is None and doc not in request.documents:
                continue
            mark: Mark | None = (row.receipt, row.receipt_id) if row and row.receipt_id else None
            if left <= 0 and not told.heads and not told.update:
                more = more or told.receipt != mark
            elif not _is_even(told, mark, row.bare if row else 0):
                with service.documents.opened(connection, doc) as held:
                    one, cost = _of(entry, held, told, offered.get(doc, ()), left)
                mark = held.newest(entry.district.authority)
                left = left - cost if cost is not None else 0
                more = more or cost is None
                answers[doc] = one
            pushed = became.get(doc, Pushed())
            answers[doc] = replace(
                answers.get(doc, Answered()),
                receipt=mark,
                wanted=wanted.get(doc, {}),
                turned_away=_turned_away(pushed),
                waiting=_waiting(pushed),
            )
        collecting = get_meta(connection, COLLECTING) == "1"
    return Answer(
        district=service.root_key,
        server_time=service.now(entry.district),
        documents=answers,
        denied=tuple(sorted(doc for doc in request.documents if not entry.may_see(doc))),
        collecting=collecting,
        more=more,
    )


def _is_even(told: Offered, mark: Mark | None, bare: int) -> bool:
    """Return whether the device lacks nothing and has nothing: the document need not be loaded to say so."""
    return not told.heads and not told.update and not bare and told.receipt == mark


def _of(
    entry: Access, held: Held, told: Offered, sent: Sequence[Block], left: int
) -> tuple[Answered, int | None]:
    """Return what a device is told of one document, and the bytes it takes; None if not everything it lacks fits in."""
    ledger, receipts = held.ledger, held.receipts(entry.district.authority)
    known = _with_sent(held, told.heads, sent)
    heads = dict[Client, tuple[int, EventId]]()
    for client in {*told.heads, *(block.client for block in sent)}:
        clock = ledger.next_clock(client) - 1
        if (event := ledger.at(client, clock)) is not None:
            heads[client] = clock, event
    lacks = lacking(ledger, receipts, told.receipt, known)
    if lacks.astray:
        return Answered(astray=True, heads=heads), 0
    chosen, size, whole = _portion(held, lacks.blocks, left)
    update = encode_update(chosen) if chosen else b""
    answered = Answered(heads=heads, update=update, forks=lacks.forks[:LISTED_MAX])
    return answered, size if whole else None


def _with_sent(held: Held, heads: Heads, sent: Iterable[Block]) -> Heads:
    """Return the device's heads with what it has just sent, as far as that is held here: it need not come back."""
    known = dict(heads)
    for block in sent:
        if held.ledger.at(block.client, block.clock) == block.id:
            clock = known.get(block.client, (-1, block.id))[0]
            if block.clock > clock:
                known[block.client] = block.clock, block.id
    return known


def _portion(held: Held, blocks: Sequence[Block], left: int) -> tuple[list[Block], int, bool]:
    """Return the blocks that fit into `left` bytes, their size, and whether they are all.

    Of more than fit those come first that rest on nothing else: every portion can be taken in by itself.
    """
    size = sum(len(block.value) + EVENT_OVERHEAD for block in blocks)
    if size <= left:
        return list(blocks), size, True
    chosen, size = list[Block](), 0
    for block in _by_past(held, blocks):
        cost = len(block.value) + EVENT_OVERHEAD
        if size + cost > left and (chosen or left < ANSWER_BYTES):
            break
        chosen.append(block)
        size += cost
    return chosen, size, False


def _by_past(held: Held, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks so that each comes after those it rests on."""
    among = {block.id: block for block in blocks}
    done: dict[str, Block] = {}
    for block in blocks:
        stack = [block]
        while stack:
            top = stack[-1]
            event = held.events[top.id]
            needs = {*event.seen, event.prev} if isinstance(event, Event) else set()
            before = [among[i] for i in needs if i in among and i not in done]
            if not before:
                done.setdefault(top.id, stack.pop())
            else:
                stack += before
    return list(done.values())


def _turned_away(pushed: Pushed) -> tuple[Away, ...]:
    return tuple(
        Away(
            id=away.block.id,
            why=away.reason,
            says=str(away.says)[:TEXT_MAX],
            remedy=str(away.problem.remedy)[:TEXT_MAX] if away.problem else "",
            behind=away.behind,
        )
        for away in pushed.turned_away[:LISTED_MAX]
    )


def _waiting(pushed: Pushed) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(id=waits.block.id, needs=waits.needs, device=waits.device)
        for waits in pushed.waiting[:LISTED_MAX]
    )


def _wanted(service: Service, connection: Connection) -> dict[DocId, dict[str, int]]:
    """Return the blobs that are wanted, by document, with how many bytes of each are here."""
    files = BlobFiles(service.folder)
    found: dict[DocId, dict[str, int]] = {}
    for doc, digest in connection.execute(select(WANTED.c.doc, WANTED.c.sha256).order_by(WANTED.c.sha256)):  # fmt: skip
        of = found.setdefault(DocId(doc), {})
        if len(of) < LISTED_MAX:
            of[digest] = files.begun(digest)
    return found
