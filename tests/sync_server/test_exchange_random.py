"""Whatever comes in whatever order, with whatever failing in between: what was acknowledged is there, once, and nothing else.

Several devices push at once to several documents, to two servers on one database, while commits fail, memory is too
small, logs are compacted, one device is beyond its share, one is copied, and one is revoked along with what it wrote.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import dropwhile

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select

from inspections.blocks import Block, encode_update
from inspections.errors import UserError
from inspections.events import Event
from inspections.events_json import decode, sign
from inspections.ids import DISTRICT, DocId, EventId, PersonId
from inspections.keys import SigningKey
from inspections.laptop.actor import root_recorder
from inspections.laptop.certify import certificate_act
from inspections.laptop.revoking import revoke
from inspections.ledger import Ledger
from inspections.receipts import named_by
from inspections.slots import client_of
from inspections.sync_heads import covered, heads
from inspections.sync_protocol import Answer, Offered, Request
from inspections.vocabulary import Role
from sync_server import answering, documents, naming, portions
from sync_server.documents import Documents
from sync_server.exchange import exchange
from sync_server.schema import DOCUMENTS, USAGE
from sync_server.service import Service
from tests.inspections.drafts import a_draft
from tests.sync_server.serving import RUN_SESSION, YL3X, YL5X, Hall

DOCS = (DISTRICT, YL3X, YL5X)
ROUNDS, SHARE = 7, 60
GREEDY, REVOKED, ONE, COPY = 0, 1, 2, 3
HONEST = (4, 5, 6)
BEYOND: list[SigningKey] = []
"""Keys that may be refused: beyond their share (also by what is turned away again and again), or revoked."""


class UnluckyError(RuntimeError):
    """Something broke inside a transaction."""


@dataclass
class Laptop:
    """A device that writes, syncs, and believes what it is told."""

    key: SigningKey
    root: str
    dice: random.Random
    ledgers: dict[DocId, Ledger] = field(default_factory=lambda: {d: Ledger(d) for d in DOCS})
    written: dict[DocId, list[Block]] = field(default_factory=lambda: {d: [] for d in DOCS})
    carried: list[Block] = field(default_factory=list)
    """Acts of the bureau that it brings."""

    def write(self, doc: DocId) -> None:
        chain, session = self.written[doc], self.key.public_hex[:32]
        known = [b.id for b in self.ledgers[doc].blocks()]
        draft = a_draft(
            doc=doc, session=session, seq=len(chain), prev=chain[-1].id if chain else None,
            seen=frozenset(self.dice.sample(known, min(len(known), 2))),
            body={"text": "话" * self.dice.randrange(1, 900) + self.dice.randbytes(4).hex()},
        )  # fmt: skip
        event_id, value = sign(draft, self.key)
        chain.append(Block(client_of(self.key.public_hex, session), len(chain), event_id, value))
        self.ledgers[doc].apply(encode_update(chain[-1:]))

    def sync(self, service: Service) -> None:
        for _ in range(300):
            offered = {doc: self._offered(doc) for doc in DOCS}
            answer = exchange(service, Request(
                district=self.root, device=self.key.public_hex, session=RUN_SESSION, documents=offered,
            ))  # fmt: skip
            self._take(answer)
            if not answer.more:
                return
        raise AssertionError("there is always more")

    def _offered(self, doc: DocId) -> Offered:
        told = receipts_in(self.ledgers[doc])
        named = {i for one in told for i in named_by(one)}
        bringing = list(unnamed(self.written[doc], named))
        if doc == DISTRICT:
            bringing += unnamed(self.carried, named)
        known = covered(self.ledgers[doc], told)
        return Offered(
            receipt=known.receipt, heads=heads(self.ledgers[doc], known.ids),
            update=encode_update(bringing) if bringing else b"",
        )  # fmt: skip

    def _take(self, answer: Answer) -> None:
        for doc, one in answer.documents.items():
            assert not one.astray
            new = {i for update in one.updates for i in self.ledgers[doc].apply(update)}
            if self.key not in BEYOND:  # all of the others hold all chains
                assert not {i for e in events_of(self.ledgers[doc], new) for i in e.seen} - set(
                    self.ledgers[doc].values()
                ), "rests on what is still to come"


def unnamed(chain: list[Block], named: set[str]) -> Iterator[Block]:
    """Yield what follows the first that no receipt names: chains travel without a gap."""
    return dropwhile(lambda block: block.id in named, chain)


def events_of(ledger: Ledger, ids: Iterable[EventId]) -> Iterator[Event]:
    for event_id in ids:
        event = decode(ledger.values()[event_id], event_id)
        assert isinstance(event, Event)
        yield event


def receipts_in(ledger: Ledger) -> list[Event]:
    found = [e for e in events_of(ledger, ledger.values()) if e.kind == "received"]
    return sorted(found, key=lambda e: int(e.body["n"]))


def certified(hall: Hall, keys: list[SigningKey]) -> list[Block]:
    """Certify the devices at the bureau; return the register's new acts."""
    workspace = hall.office.workspace()
    known = set(workspace.store.load(DISTRICT).values())
    recorder, _ = root_recorder(workspace, PersonId("chenjing"))
    for key in keys:
        act = certificate_act(workspace, PersonId("wangmin"), key.public_hex, [Role.INSPECTOR], [YL3X, YL5X])  # fmt: skip
        recorder.record([act])
    workspace.close()
    return [b for b in hall.blocks(DISTRICT) if b.id not in known]


def revoked(hall: Hall, key: SigningKey) -> list[Block]:
    workspace = hall.office.workspace()
    known = set(workspace.store.load(DISTRICT).values())
    root, _ = root_recorder(workspace, PersonId("chenjing"))
    revoke(workspace, root, key.public_hex, "丢失", {})
    workspace.close()
    return [b for b in hall.blocks(DISTRICT) if b.id not in known]


@contextmanager
def unlucky(services: list[Service], dice: random.Random) -> Iterator[None]:
    """Let every fifth transaction break, in its midst or as it commits."""
    real = naming.note

    def note(*given: object) -> None:
        if dice.random() < 0.1:
            raise UnluckyError
        real(*given)  # type: ignore[arg-type]

    def commit(_: object) -> None:
        if dice.random() < 0.1:
            raise UnluckyError

    naming.note = note  # type: ignore[assignment]
    for service in services:
        hooks.listen(service.database.engine, "commit", commit)
    try:
        yield
    finally:
        naming.note = real
        for service in services:
            hooks.remove(service.database.engine, "commit", commit)


def in_the_database(service: Service) -> dict[DocId, Ledger]:
    with service.database.reading() as connection:
        found = dict[DocId, Ledger]()
        for doc in DOCS:
            with Documents().opened(connection, doc) as held:
                found[doc] = held.ledger
        return found


def at_once(services: list[Service], laptops: list[Laptop], dice: random.Random) -> None:
    """Let the laptops sync at the same time; what breaks for them breaks, and what is against one is against that one."""

    def sync(laptop: Laptop, service: Service) -> None:
        against = laptop.key in BEYOND
        with suppress(UnluckyError, *([UserError] if against else [])):
            laptop.sync(service)

    with ThreadPoolExecutor(len(laptops)) as pool:
        with services[0].database._turn:  # so that they gather
            doing = [pool.submit(sync, laptop, dice.choice(services)) for laptop in laptops]
            time.sleep(0.03)
        for one in doing:
            one.result(30)


@pytest.mark.parametrize("seed", range(6))
def test_what_was_acknowledged_is_there_once_and_nothing_else_whatever_happened(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(documents, "ROWS_BYTES_MAX", 6000)
    for module in (answering, portions):
        monkeypatch.setattr(module, "ANSWER_BYTES", 20_000)
    services = [hall.opened(device_events_a_day_max=SHARE, compact_after=6) for _ in range(2)]
    services[1].documents = Documents(events_max=40)
    keys = [SigningKey.from_seed(bytes([n + 1]) * 32) for n in range(7)]
    keys[COPY] = keys[ONE]
    root = services[0].root_key
    BEYOND[:] = keys[GREEDY], keys[REVOKED], keys[ONE]
    laptops = [Laptop(key, root, random.Random(seed + n)) for n, key in enumerate(keys)]
    carrier = Laptop(hall.key("yanghui"), root, dice, carried=certified(hall, keys))
    carrier.sync(services[0])
    before = {doc: set(ledger.values()) for doc, ledger in in_the_database(services[0]).items()}
    for _ in range(SHARE + 1):
        laptops[GREEDY].write(YL3X)
    for doc in (YL3X, YL5X):
        for n in (ONE, COPY):
            laptops[n].write(doc)

    with unlucky(services, dice):
        for n in range(ROUNDS):
            for laptop in laptops[1:]:
                for doc in dice.sample(DOCS[1:], dice.randrange(3)):
                    laptop.write(doc)
            if n == ROUNDS // 2:
                carrier.carried += revoked(hall, keys[REVOKED])
            at_once(services, [*laptops, carrier], dice)
    for laptop in (carrier, *(laptops[n] for n in HONEST)) * 2:
        laptop.sync(dice.choice(services))
    newcomer = Laptop(keys[HONEST[0]], root, dice)
    newcomer.sync(services[1])

    log = in_the_database(services[0])
    honest = [laptops[n] for n in HONEST]
    for doc, ledger in log.items():
        held = set(ledger.values())
        told = receipts_in(ledger)
        assert [e.body["n"] for e in told] == list(range(1, len(told) + 1))
        named = Counter(i for one in told for i in named_by(one))
        assert set(named.values()) == {1}
        assert set(named) | {one.id for one in told} == held
        assert {b.id for laptop in honest for b in laptop.written[doc]} <= held
        written = {b.id for laptop in laptops[1:] for b in laptop.written[doc]}
        assert held <= before[doc] | written | {b.id for b in carrier.carried} | {
            e.id for e in told
        }
        for laptop in (*honest, carrier, newcomer):
            assert set(laptop.ledgers[doc].values()) == held
        for service in services:
            with service.database.reading() as connection, service.documents.opened(connection, doc) as one:  # fmt: skip
                assert (set(one.ledger.values()), set(one.bare)) == (held, set())
    with services[0].database.reading() as connection:
        assert not any(connection.execute(select(DOCUMENTS.c.bare)).scalars())
        used = {row.device: row.events for row in connection.execute(select(USAGE))}
    for laptop in honest:
        assert used.get(laptop.key.public_hex, 0) == sum(map(len, laptop.written.values()))
    for service in services:
        service.close()
