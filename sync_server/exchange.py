"""One sync: takes in what a device brings and answers with what it lacks (`sync_protocol`).

The district goes first, so that a certificate and what its device wrote can come together. Requests that come at the same
time share transactions; when one of them raises, each has its own. Refuses nothing by itself: scope is `access`'s, the
door is `entering`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from inspections.blocks import BadUpdateError, Block, read_update
from inspections.errors import Code, UserError
from inspections.ids import DISTRICT, DocId
from inspections.sync_protocol import Answer, Offered, Request
from inspections.sync_wire import WireError
from sync_server.access import Access, access
from sync_server.answering import answer
from sync_server.compacting import compact_if_due
from sync_server.entering import Brought, Pushed
from sync_server.erasing import erase_due
from sync_server.pushing import push, push_together
from sync_server.schema import DOCUMENTS, WAITING
from sync_server.service import Service

Became = dict[DocId, Pushed]


@dataclass
class Coming:
    """What one request brings."""

    device: str
    offered: Mapping[DocId, Sequence[Block]]
    became: Became = field(default_factory=dict)

    def brought(self, doc: DocId) -> Brought:
        """Return what it brings of one document."""
        return Brought(self.device, self.offered[doc])


def exchange(service: Service, request: Request) -> Answer:
    """Return the answer to a signed request. Raises DeniedError, WireError for an update that is none, UserError."""
    offered = {doc: _blocks(doc, one) for doc, one in request.documents.items() if one.update}
    entry = _entry(service, request.device)
    became = Became()
    if news := _news(service, offered):
        became = service.pushes.do(
            Coming(request.device, news), lambda those: _take_in(service, those)
        )
        entry = _entry(service, request.device)
    return answer(service, entry, request, offered, became)


def _entry(service: Service, device: str) -> Access:
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        return access(district, device, service.today(district))


def _blocks(doc: DocId, offered: Offered) -> tuple[Block, ...]:
    try:
        return read_update(offered.update, hashes=False)
    except BadUpdateError as error:
        raise WireError(f"the update of {doc}: {error}") from error


def _news(
    service: Service, offered: Mapping[DocId, Sequence[Block]]
) -> dict[DocId, Sequence[Block]]:
    """Return of what documents there is anything to write: a push that was answered already costs no transaction."""
    found = dict[DocId, Sequence[Block]]()
    if not offered:
        return found
    with service.database.reading() as connection:
        rows = connection.execute(select(DOCUMENTS.c.doc, DOCUMENTS.c.pushes)).all()
        pushes = {row.doc: row.pushes for row in rows}
        for doc, blocks in offered.items():
            if (
                doc not in pushes
            ):  # nothing is there to be held in memory: it may be anybody's invention
                if blocks:
                    found[doc] = blocks
                continue
            with service.documents.opened(connection, doc, pushes.get(doc)) as held:
                at = held.ledger.at
                if held.bare or any(at(b.client, b.clock) != b.id for b in blocks):
                    found[doc] = blocks
    return found


def _take_in(service: Service, those: Sequence[Coming]) -> list[Became | BaseException]:
    """Take in what several requests bring; return for each what became of it, or what was against it."""
    try:
        _push(service, those)
    except Exception as error:  # noqa: BLE001  (told to whose it is)
        # a database that is busy is so for each: they would wait for it one after the other
        if len(those) == 1 or (isinstance(error, UserError) and error.problems[0].code is Code.STORE_BUSY):  # fmt: skip
            return [error] * len(those)
        return [one for coming in those for one in _take_in(service, [coming])]
    return [coming.became for coming in those]


def _push(service: Service, those: Sequence[Coming]) -> None:
    """Take in the district first, then everything that the devices may see by it."""
    grown = _push_documents(service, [(coming, DISTRICT) for coming in those if DISTRICT in coming.offered])  # fmt: skip
    if DISTRICT in grown and grown[DISTRICT].accepted:
        _look_again(service, those[0].device)
    others = list[tuple[Coming, DocId]]()
    for coming in those:
        entry = _entry(service, coming.device)
        others += [
            (coming, doc) for doc in coming.offered if doc != DISTRICT and entry.may_see(doc)
        ]
    _push_documents(service, others)


def _push_documents(service: Service, asked: Sequence[tuple[Coming, DocId]]) -> Became:
    """Take in these documents of these requests in one transaction."""
    brought = dict[DocId, list[Brought]]()
    for coming, doc in asked:
        brought.setdefault(doc, []).append(coming.brought(doc))
    if not brought:
        return {}
    pushed = push_together(service, brought)
    for coming, doc in asked:
        coming.became[doc] = pushed[doc].of(coming.offered[doc])
    for doc in brought:
        compact_if_due(service, doc)
    erase_due(service)
    return pushed


def _look_again(service: Service, carrier: str) -> None:
    """Try again what waits for a certificate: the district has grown."""
    with service.database.reading() as connection:
        waiting = connection.execute(select(WAITING.c.doc).distinct()).scalars().all()
    for doc in sorted(set(waiting) - {DISTRICT}):
        push(service, DocId(doc), (), carrier)
