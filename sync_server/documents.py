"""The documents of the server in memory: loaded when they are asked for, kept while there is room, advanced by the log.

What is in memory only ever follows rows that a transaction reads from the database, never what is about to be written:
a commit that fails leaves nothing behind, and another process's commits are seen at the next use. A document is used
by one thread at a time. Refuses a log that does not fit together: that is damage, and said so.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, bindparam, select

from inspections.blocks import BadUpdateError, Block, encode_update
from inspections.certificates import Authority
from inspections.district import District
from inspections.errors import Code, M, Problem, UserError
from inspections.events import Event, Unreadable
from inspections.events_json import decode
from inspections.folding import fold_district
from inspections.ids import DISTRICT, DocId, EventId
from inspections.ledger import Ledger
from inspections.receipts import is_receipt, named_by
from inspections.slots import Client
from inspections.sync_heads import covered, reach
from inspections.sync_protocol import Mark
from inspections.vocabulary import Role
from sync_server.schema import LOG, SNAPSHOTS

ROWS_BYTES_MAX: Final = 2 * 1024 * 1024
"""Of the newest rows of the log kept in memory as they are, of one document."""
EVENTS_KEPT_MAX: Final = 300_000
"""Events kept in memory over all documents: about 1 GB. A school's year has 800."""
# built once: a statement built anew costs ten times what it takes to ask, and this is asked for each document of a sync
_SNAPSHOT: Final = (
    select(SNAPSHOTS.c.upto, SNAPSHOTS.c.data)
    .where(SNAPSHOTS.c.doc == bindparam("doc"), SNAPSHOTS.c.upto > bindparam("at"))
    .order_by(SNAPSHOTS.c.upto.desc())
    .limit(1)
)
_LOG: Final = (
    select(LOG.c.n, LOG.c.data)
    .where(LOG.c.doc == bindparam("doc"), LOG.c.n > bindparam("at"))
    .order_by(LOG.c.n)
)


@dataclass(frozen=True)
class Row:
    """A row of the log as it was written: an update, and from which clock to which it reaches in each chain.

    `ends`: a receipt is in it, so it is the last of its push: all rows up to it rest on nothing else.
    """

    update: bytes
    spans: Mapping[Client, tuple[int, int]]
    ends: bool


@dataclass
class Held:
    """One document in memory, as far as row `at` of its log."""

    doc: DocId
    at: int = 0
    ledger: Ledger = field(init=False)
    events: dict[EventId, Event | Unreadable] = field(default_factory=dict)
    bare: dict[EventId, None] = field(default_factory=dict)
    """What no receipt names, in the order in which it came; receipts need none."""
    rows: deque[Row] = field(default_factory=deque)
    """The newest rows, as far as there is room: what many devices lack need not be encoded for each of them."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    pushes: int = -1
    """The count in the document's row up to which everything is here; not counted by who is about to write."""
    _rows_bytes: int = 0
    _reached: dict[Mark, Mapping[Client, int]] = field(default_factory=dict)
    _told: list[Event] = field(default_factory=list)
    _named: set[str] = field(default_factory=set)
    _serving: tuple[Authority, int, tuple[Event, ...]] | None = None

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.doc)

    def advance(self, connection: Connection) -> None:
        """Take in what the database holds more. Raises UserError (STORE_DAMAGED) for rows that do not fit."""
        rows = connection.execute(_SNAPSHOT, {"doc": self.doc, "at": self.at}).all()
        try:
            for upto, data in rows:
                self._take(bytes(data), whole=not self.at)
                self.at = upto
            for n, data in connection.execute(_LOG, {"doc": self.doc, "at": self.at}).all():
                if n != self.at + 1:
                    raise BadUpdateError("a gap in the log")
                self._take(bytes(data))
                self.at = n
        except BadUpdateError as error:
            raise UserError(damaged(self.doc)) from error

    def receipts(self, authority: Authority) -> tuple[Event, ...]:
        """Return the receipts of the district's server that this document holds."""
        known = self._serving
        if known is None or known[0] is not authority or known[1] != len(self._told):
            serving = tuple(event for event in self._told if authority.serves(event))
            self._reached.clear()
            known = self._serving = authority, len(self._told), serving
        return known[2]

    def newest(self, authority: Authority) -> Mark | None:
        """Return the receipt of the highest number, of several the smallest id."""
        told = [(-event.body["n"], event.id) for event in self.receipts(authority)]
        return (-min(told)[0], min(told)[1]) if told else None

    def reached(self, authority: Authority, mark: Mark) -> Mapping[Client, int] | None:
        """Return how far each chain is covered by a receipt and all before it; None for a receipt that is none of ours."""
        receipts = self.receipts(authority)
        if mark not in self._reached:
            found = covered(self.ledger, receipts, mark)
            if found.receipt != mark:  # not kept: anybody can invent as many as they like
                return None
            self._reached[mark] = reach(self.ledger, found.ids)
        return self._reached[mark]

    def prev_of(self, device: str) -> EventId | None:
        """Return the event of a device that none of its events here names as the one before (FORMATS §1 `prev`)."""
        own = [e for e in self.events.values() if isinstance(e, Event) and e.device == device]
        named = {event.prev for event in own}
        return min((event.id for event in own if event.id not in named), default=None)

    def _take(self, update: bytes, *, whole: bool = True) -> None:
        blocks = self.ledger.take(update)
        told = len(self._told)
        for event in [decode(block.value, block.id) for block in blocks]:
            self.events[event.id] = event
            if isinstance(event, Event) and event.role is Role.SERVER and is_receipt(event):
                self._told.append(event)
                self._named |= named_by(event)
            else:
                self.bare[event.id] = None
        for event_id in [i for i in self.bare if i in self._named]:
            del self.bare[event_id]
        # of a snapshot that another process made, a row says only what was new of it
        self._keep(update if whole else encode_update(blocks), blocks, ends=len(self._told) > told)

    def _keep(self, update: bytes, blocks: Iterable[Block], *, ends: bool) -> None:
        spans = dict[Client, tuple[int, int]]()
        for block in blocks:
            spans[block.client] = spans.get(block.client, (block.clock, 0))[0], block.clock
        self.rows.append(Row(update, spans, ends))
        self._rows_bytes += len(update)
        while self._rows_bytes > ROWS_BYTES_MAX:
            self._rows_bytes -= len(self.rows.popleft().update)


class Documents:
    """Every document that is in memory."""

    def __init__(self, events_max: int = EVENTS_KEPT_MAX) -> None:
        self._events_max = events_max
        self._kept: OrderedDict[DocId, Held] = OrderedDict()
        self._lock = threading.Lock()
        self._district: tuple[int, int, District] | None = None

    @contextmanager
    def opened(
        self, connection: Connection, doc: DocId, pushes: int | None = None
    ) -> Iterator[Held]:
        """Hold a document as this transaction sees it; not to be opened again once the transaction has written to it.

        `pushes` is the count of its row, from this very transaction which only reads: nothing is asked when nothing has changed.
        """
        with self._lock:
            held = self._kept.setdefault(doc, Held(doc))
            self._kept.move_to_end(doc)
        with held.lock:
            try:
                if pushes is None or held.pushes < pushes:
                    held.advance(connection)
                    held.pushes = max(held.pushes, -1 if pushes is None else pushes)
            except BaseException:
                self.forget(doc)
                raise
            yield held
        self._make_room()

    def district(self, connection: Connection) -> District:
        """Return the district as its document says now; folded anew only when it has grown."""
        with self.opened(connection, DISTRICT) as held:
            known = self._district
            if known is None or known[:2] != (id(held), held.at):
                known = self._district = id(held), held.at, fold_district(held.events.values())
            return known[2]

    def forget(self, doc: DocId) -> None:
        """Drop a document; it is read from the database when it is asked for again."""
        with self._lock:
            self._kept.pop(doc, None)

    def _make_room(self) -> None:
        with self._lock:
            total = sum(len(held.events) for held in self._kept.values())
            while total > self._events_max and len(self._kept) > 1:
                first = next(doc for doc in self._kept if doc != DISTRICT or len(self._kept) == 1)
                total -= len(self._kept.pop(first).events)


def damaged(doc: DocId) -> Problem:
    """Return the problem of a document whose log or snapshot is not what we wrote."""
    what = M("服务器上 {doc} 的台账已损坏", doc=doc)
    remedy = M("不要删除，先另存一份服务器的文件夹；再用 ducha restore 从备份取回")
    return Problem(code=Code.STORE_DAMAGED, what=what, remedy=remedy)
