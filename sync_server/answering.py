"""The answer of a sync: of each document within a device's scope what it lacks, and what became of what it brought.

Speaks only of what is durable. Refuses to answer with more than fits: the device asks again for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from inspections.blocks import Block
from inspections.ids import DocId, EventId
from inspections.slots import Client
from inspections.sync_heads import parting
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
from sync_server.access import Access
from sync_server.blob_files import BlobFiles
from sync_server.database import get_meta
from sync_server.documents import Held
from sync_server.entering import COLLECTING, Pushed
from sync_server.portions import portion
from sync_server.schema import DOCUMENTS, WANTED
from sync_server.service import Service

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
        visible = entry.documents()
        wanted = _wanted(service, connection, visible)
        for doc in visible:
            told, row = request.documents.get(doc, NOTHING), rows.get(doc)
            if row is None and doc not in request.documents:
                continue
            mark: Mark | None = (row.receipt, row.receipt_id) if row and row.receipt_id else None
            even = _is_even(told, mark, row.bare if row else 0)
            if left <= 0 and not told.heads and not told.update:
                more = more or not even
            elif not even:
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
    part = portion(held, lacks, left)
    answered = Answered(heads=heads, updates=part.updates, forks=lacks.forks[:LISTED_MAX])
    return answered, part.size if part.whole else None


def _with_sent(held: Held, heads: Heads, sent: Iterable[Block]) -> Heads:
    """Return the device's heads with what it has just sent, as far as that is held here: it need not come back."""
    known = dict(heads)
    for block in sent:
        if held.ledger.at(block.client, block.clock) == block.id:
            clock = known.get(block.client, (-1, block.id))[0]
            if block.clock > clock:
                known[block.client] = block.clock, block.id
    return known


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


def _wanted(
    service: Service, connection: Connection, docs: Sequence[DocId]
) -> dict[DocId, dict[str, int]]:
    """Return the blobs that these documents want, with how many bytes of each are here."""
    files = BlobFiles(service.folder)
    found: dict[DocId, dict[str, int]] = {}
    mine = select(WANTED.c.doc, WANTED.c.sha256).where(WANTED.c.doc.in_(docs))
    for doc, digest in connection.execute(mine.order_by(WANTED.c.sha256)):
        of = found.setdefault(DocId(doc), {})
        if len(of) < LISTED_MAX:
            of[digest] = files.begun(digest)
    return found
