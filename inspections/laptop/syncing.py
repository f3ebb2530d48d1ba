"""Bringing this laptop's ledger and the server's together: what each lacks goes over the line until neither lacks more.

What no receipt names is sent, in the order in which it was written, as much in one request as a bad line carries; what
comes goes through the same door as a bundle. Every step may be cut off: what the server said it has is kept by its
receipts, so the next run goes on from there. Refuses to overwrite anything: where two histories part, both are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Final

from inspections.blocks import BadUpdateError, Block, encode_update, read_update
from inspections.errors import Code, M, Problem, UserError
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId
from inspections.laptop.actor import Actor
from inspections.laptop.sync_line import Line
from inspections.laptop.sync_standing import Standing, exchanged, standing, standing_without
from inspections.laptop.taking_in import Came, NoPhotos, take_in
from inspections.laptop.workspace import Workspace
from inspections.receipts import is_receipt
from inspections.slots import Client
from inspections.sync_protocol import Answer, Answered, Away, Heads, Offered, Request, Waiting

PUSH_BYTES: Final = 256 * 1024
"""About how many bytes of events go into one request: what a cut line loses is at most that."""


@dataclass(frozen=True)
class Exchanged:
    """What came of one document: events the server now has, what came in, what it said of the rest.

    `astray`: the server does not know a receipt that it gave; `forks`: at so many places it holds another event;
    `returned`: acts of this very device that were not here any more.
    """

    sent: int = 0
    came: Came | None = None
    turned_away: tuple[Away, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    wanted: Mapping[str, int] = field(default_factory=dict)
    astray: bool = False
    forks: int = 0
    returned: int = 0
    refused: frozenset[str] = frozenset()
    """Events that receipts which came now refuse."""


@dataclass
class Exchange:
    """One run of sync: `told` grows, document by document, also when it is cut off in the middle."""

    workspace: Workspace
    actor: Actor
    line: Line
    session: str
    told: dict[DocId, Exchanged] = field(default_factory=dict)
    answer: Answer | None = None
    _standing: dict[DocId, Standing] = field(default_factory=dict)
    _known: dict[DocId, dict[Client, int]] = field(default_factory=dict)
    """How far the server has a chain, or has been told of it, in this run."""
    _halted: dict[DocId, set[Client]] = field(default_factory=dict)
    """Chains of which the server turned something away."""
    _asked: set[DocId] = field(default_factory=set)
    """Documents without a receipt of which the server has been asked how far it is: much of it may be there."""
    _astray: dict[DocId, Heads | None] = field(default_factory=dict)
    """Documents of which the server does not know its own receipt, and the heads that it told since."""

    def run(self) -> None:
        """Exchange until neither side lacks anything. Raises UserError; what was taken in and sent before stays."""
        while True:
            request, sent = self._request()
            answer = self.answer = self.line.sync(request)
            moved = bool(sent) or self._ask_first(answer)
            for doc in sorted(answer.documents, key=lambda doc: (doc != DISTRICT, doc)):
                moved |= self._take(doc, answer.documents[doc], sent.get(doc, []))
            for doc in sent.keys() - answer.documents.keys():
                self._halted[doc] = {block.client for block in self._stands(doc).unsent}
            again = any(told is None for told in self._astray.values())
            if not (answer.more or again or any(self._next(doc, 0) for doc in self._documents())):
                break
            if not moved:
                raise self._senseless()
        for doc in self.workspace.store.documents_waiting():
            self._take_in(doc, ())

    def _documents(self) -> tuple[DocId, ...]:
        return exchanged(self.workspace, self.actor)

    def _request(self) -> tuple[Request, dict[DocId, list[Block]]]:
        offered, sent, room = dict[DocId, Offered](), dict[DocId, list[Block]](), PUSH_BYTES
        for doc in self._documents():
            stands = self._stands(doc)
            first = stands.receipt is None and doc not in self._asked
            blocks = self._next(doc, room) if room > 0 and not first else []
            room -= sum(len(block.value) for block in blocks)
            update = encode_update(blocks) if blocks else b""
            offered[doc] = Offered(receipt=stands.receipt, heads=stands.heads, update=update)
            if blocks:
                sent[doc] = blocks
        request = Request(
            district=self.line.district,
            device=self.actor.device.key,
            session=self.session,
            program=f"ducha {version('ducha')}",
            documents=offered,
        )
        return request, sent

    def _ask_first(self, answer: Answer) -> bool:
        """Note of which documents the server has now said how far it is; return whether that is news."""
        new = set(self._documents()) - self._asked
        self._asked |= new | answer.documents.keys()
        return bool(new)

    def _stands(self, doc: DocId) -> Standing:
        """Return how a document stands; looked at anew only after something came in."""
        if doc not in self._standing:
            self._standing[doc] = (
                standing_without(self.workspace, doc, self._astray[doc])
                if doc in self._astray
                else standing(self.workspace, doc)
            )
        return self._standing[doc]

    def _next(self, doc: DocId, room: int) -> list[Block]:
        """Return the events to be sent next: of at most so many bytes, but at least one, if there is any."""
        known, halted = self._known.get(doc, {}), self._halted.get(doc, set())
        found, size = list[Block](), 0
        for block in self._stands(doc).unsent:
            if block.client in halted or block.clock <= known.get(block.client, -1):
                continue
            size += len(block.value)
            if found and size > room:
                break
            found.append(block)
        return found

    def _take(self, doc: DocId, answered: Answered, sent: list[Block]) -> bool:
        """Note what the server says of a document and take in what it sends; return whether that leads any further."""
        before = self.told.get(doc, Exchanged())
        if answered.astray:
            new = doc not in self._astray
            self._astray[doc] = None
            self._standing.pop(doc, None)
            self.told[doc] = replace(before, astray=True)
            return new
        ledger, known = self.workspace.store.load(doc), self._known.setdefault(doc, {})
        away = {one.id for one in answered.turned_away}
        self._halted.setdefault(doc, set()).update(b.client for b in sent if b.id in away)
        for block in sent:
            known[block.client] = max(known.get(block.client, -1), block.clock)
        first = doc in self._astray and self._astray[doc] is None
        if first:
            self._astray[doc] = answered.heads
            self._standing.pop(doc, None)
        for client, (seq, event) in answered.heads.items():
            if ledger.at(client, seq) == event:
                known[client] = max(known.get(client, -1), seq)
        arrived = [b for b in sent if b.clock <= answered.heads.get(b.client, (-1, ""))[0]]
        forks = [
            client for client, (seq, event) in answered.heads.items()
            if ledger.at(client, seq) not in (None, event)
        ]  # fmt: skip
        self.told[doc] = replace(
            before,
            sent=before.sent + len(arrived),
            turned_away=(*before.turned_away, *answered.turned_away),
            waiting=answered.waiting,
            wanted=answered.wanted,
            forks=max(before.forks, len(forks), len(answered.forks)),
        )
        return self._bring(doc, answered.updates) or first

    def _bring(self, doc: DocId, updates: Iterable[bytes]) -> bool:
        """Take in what the server sends of a document; return whether anything of it is new."""
        try:
            blocks = [b for update in updates for b in read_update(update, hashes=False)]
        except BadUpdateError as error:
            raise self._senseless() from error
        if not blocks:
            return False
        held = self.workspace.store.load(doc).values()
        new = [block for block in blocks if block.id not in held]
        mine = f'"device":"{self.actor.device.key}"'.encode()
        returned = sum(mine in block.value for block in new)
        known = self._known.setdefault(doc, {})
        for block in blocks:
            known[block.client] = max(known.get(block.client, -1), block.clock)
        self._take_in(doc, blocks)
        before = self.told[doc]
        refused = before.refused | _refused(new)
        self.told[doc] = replace(before, returned=before.returned + returned, refused=refused)
        return bool(new)

    def _take_in(self, doc: DocId, blocks: Iterable[Block]) -> None:
        remedy = M("这一条已另存，其余的不受影响；请告诉督导室")
        came = take_in(self.workspace, doc, blocks, NoPhotos(), remedy)
        self._standing.pop(doc, None)
        if doc == DISTRICT and came.new:
            self.workspace.forget()
            self._standing.clear()
        before = self.told.get(doc, Exchanged())
        self.told[doc] = replace(before, came=_together(before.came, came))

    def _senseless(self) -> UserError:
        what = M("服务器 {url} 的答复前后不一，同步停下了", url=self.line.url)
        remedy = M("再运行一次；还是这样就请管理员看服务器的日志")
        return UserError(Problem(code=Code.SERVER_ANSWER, what=what, remedy=remedy))


def _refused(blocks: Iterable[Block]) -> frozenset[str]:
    """Return what the receipts among these blocks refuse; whose word they are, their reader asks."""
    told = (decode(b.value, b.id) for b in blocks if b'"kind":"received"' in b.value)
    receipts = [event for event in told if isinstance(event, Event) and is_receipt(event)]
    rows = [row for event in receipts for row in event.body.get("refused") or ()]
    return frozenset(str(row["id"]) for row in rows if isinstance(row, Mapping) and "id" in row)


def _together(one: Came | None, two: Came) -> Came:
    """Return what came in two steps as one: new events add up, what waits is as it is now."""
    if one is None:
        return two
    new: dict[str, Counter[str]] = {}
    for kinds in (one.new, two.new):
        for by, counted in kinds.items():
            new.setdefault(by, Counter()).update(counted)
    return replace(
        two,
        new={by: dict(sorted(kinds.items())) for by, kinds in sorted(new.items())},
        void=one.void + two.void,
        problems=tuple(dict.fromkeys((*one.problems, *two.problems))),
    )
