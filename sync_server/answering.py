"""The answer of a sync: of each document within a device's scope what it lacks, and what became of what it brought.

Speaks only of what is durable. A row of the log that a device lacks whole is answered as it was written, so that it is
packed once for all who lack it. Refuses to answer with more than fits: what rests on nothing else comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from inspections.blocks import Block, encode_update
from inspections.events import Event
from inspections.ids import DocId, EventId
from inspections.slots import Client
from inspections.sync_heads import Lacking, beyond, parting
from inspections.sync_protocol import (
    ANSWER_BYTES,
    LISTED_MAX,
    TEXT_MAX,
    UPDATES_MAX,
    Answer,
    Answered,
    Away,
    Heads,
    Mark,
    Offered,
    Request,
    Waiting,
)
from sync_server.access import Access
from sync_server.blob_files import BlobFiles
from sync_server.database import get_meta
from sync_server.documents import Held, Row
from sync_server.entering import COLLECTING, Pushed
from sync_server.packing import ALONE_FROM
from sync_server.schema import DOCUMENTS, WANTED
from sync_server.service import Service

EVENT_OVERHEAD: Final = 90
NOTHING: Final = Offered()


def answer(
    service: Service,
    entry: Access,
    request: Request,
    offered: Mapping[DocId, Sequence[Block]],
    became: Mapping[DocId, Pushed],
) -> Answer:
    """Return the answer to a request that offered these blocks, of which this became."""
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
                with service.documents.opened(connection, doc, row.pushes if row else None) as held:  # fmt: skip
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
    ledger, authority = held.ledger, entry.district.authority
    heads = dict[Client, tuple[int, EventId]]()
    for client in {*told.heads, *(block.client for block in sent)}:
        clock = ledger.next_clock(client) - 1
        if (event := ledger.at(client, clock)) is not None:
            heads[client] = clock, event
    reached = held.reached(authority, told.receipt) if told.receipt else {}
    if reached is None:
        return Answered(astray=True, heads=heads), 0
    lacks = parting(ledger, reached, _with_sent(held, told.heads, sent))
    size, updates = _whole(held, lacks)
    whole = size <= left
    if not whole:
        chosen, size = _portion(held, list(beyond(ledger, lacks.after)), left)
        updates = [encode_update(chosen)] if chosen else []
    answered = Answered(heads=heads, updates=tuple(updates), forks=lacks.forks[:LISTED_MAX])
    return answered, size if whole else None


def _whole(held: Held, lacks: Lacking) -> tuple[int, list[bytes]]:
    """Return everything that is lacking, and its size: rows as they were written, the rest in between made for this answer."""
    after, updates, size = dict(lacks.after), list[bytes](), 0
    between = dict[Client, tuple[int, int]]()

    def make() -> None:
        nonlocal size
        blocks = [b for client, span in between.items() for b in _span(held, client, span)]
        if blocks:
            updates.append(encode_update(blocks))
            size += len(updates[-1])
        between.clear()

    def until(client: Client, clock: int) -> None:
        """Put what is lacking of a chain, up to this clock, between the rows."""
        first = after.get(client, -1) + 1
        if first <= clock:
            between[client] = between.get(client, (first, 0))[0], clock
            after[client] = clock

    for row in held.rows if len(held.rows) < UPDATES_MAX // 2 else ():
        for client, (first, _) in row.spans.items():
            until(client, first - 1)
        if _is_lacking(row, after):
            make()
            updates.append(row.update)
            size += len(row.update)
            after.update({client: last for client, (_, last) in row.spans.items()})
        else:
            for client, (_, last) in row.spans.items():
                until(client, last)
    for client, following in held.ledger.chains().items():
        until(client, following - 1)
    make()
    return size, updates


def _is_lacking(row: Row, after: Mapping[Client, int]) -> bool:
    """Return whether all of a row is lacking, and it is worth a part of its own."""
    spans = row.spans.items()
    return len(row.update) >= ALONE_FROM and all(after.get(c, -1) < first for c, (first, _) in spans)  # fmt: skip


def _span(held: Held, client: Client, span: tuple[int, int]) -> Iterator[Block]:
    values = held.ledger.values()
    for clock in range(span[0], span[1] + 1):
        event = held.ledger.at(client, clock)
        assert event is not None, "chains have no gaps"
        yield Block(client, clock, event, values[event])


def _with_sent(held: Held, heads: Heads, sent: Iterable[Block]) -> Heads:
    """Return the device's heads with what it has just sent, as far as that is held here: it need not come back."""
    known = dict(heads)
    for block in sent:
        if held.ledger.at(block.client, block.clock) == block.id:
            clock = known.get(block.client, (-1, block.id))[0]
            if block.clock > clock:
                known[block.client] = block.clock, block.id
    return known


def _portion(held: Held, blocks: Sequence[Block], left: int) -> tuple[list[Block], int]:
    """Return of more blocks than fit those that do fit into `left` bytes, and their size.

    Those come first that rest on nothing else: every portion can be taken in by itself.
    """
    chosen, size = list[Block](), 0
    for block in _by_past(held, blocks):
        cost = len(block.value) + EVENT_OVERHEAD
        if size + cost > left and (chosen or left < ANSWER_BYTES):
            break
        chosen.append(block)
        size += cost
    return chosen, size


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
