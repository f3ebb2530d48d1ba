"""What a device lacks, in portions: whatever it holds, all of it arrives, nothing twice for nothing, each part takes in alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from inspections.blocks import Block, encode_update, read_update
from inspections.events import Event
from inspections.events_json import decode, sign
from inspections.ids import DocId, EventId
from inspections.keys import SigningKey
from inspections.ledger import Ledger
from inspections.slots import Client, client_of
from inspections.sync_heads import parting
from inspections.vocabulary import Role
from sync_server import portions
from sync_server.documents import Held
from sync_server.packing import ALONE_FROM
from sync_server.portions import portion
from tests.inspections.drafts import a_draft

DOC = DocId("yl3x")
SERVER = SigningKey.from_seed(b"s" * 32)
PEOPLE = [SigningKey.from_seed(bytes([n]) * 32) for n in range(4)]
ENOUGH = 10**9


class Log:
    """A document that grows by pushes: of several people at once, each a row, the last with the receipt."""

    def __init__(self) -> None:
        self.held = Held(DOC)
        self.chains: dict[SigningKey, list[Block]] = {key: [] for key in (*PEOPLE, SERVER)}

    def write(
        self, key: SigningKey, seen: frozenset[EventId] = frozenset(), **more: object
    ) -> Block:
        chain = self.chains[key]
        session = key.public_hex[:32]
        prev = chain[-1].id if chain else None
        draft = a_draft(session=session, seq=len(chain), prev=prev, seen=seen, **more)
        event_id, value = sign(draft, key)
        chain.append(Block(client_of(key.public_hex, session), len(chain), event_id, value))
        return chain[-1]

    def push(self, dice: random.Random, carriers: int, acts: int) -> None:
        rows = {key: list[Block]() for key in dice.sample(PEOPLE, carriers)}
        written = list[Block]()
        for _ in range(acts):
            for key, row in rows.items():
                rests = frozenset(b.id for b in dice.sample(written, min(len(written), 2)))
                row.append(self.write(key, rests, body={"text": "话" * dice.randrange(1, 400)}))
                written.append(row[-1])
        body = {"n": len(self.chains[SERVER]) + 1, "server_time": "2022-04-12T10:00:00+08:00",
                "ids": [b.id for b in written], "refused": []}  # fmt: skip
        row.append(self.write(SERVER, kind="received", subject="", role=Role.SERVER, body=body))  # fmt: skip
        for row in rows.values():
            self.held._take(encode_update(row))


def a_log(seed: int) -> Log:
    log, dice = Log(), random.Random(seed)
    for _ in range(6):
        log.push(dice, dice.randrange(1, 4), dice.randrange(1, 5))
    return log


def some(log: Log, dice: random.Random) -> Ledger:
    """A device that holds whole chains up to somewhere: what it wrote itself, and some of the rest."""
    ledger = Ledger(DOC)
    for chain in log.chains.values():
        if part := chain[: dice.choice((0, dice.randrange(len(chain) + 1), len(chain)))]:
            ledger.apply(encode_update(part))
    return ledger


def held_to(ledger: Ledger) -> dict[Client, int]:
    return {client: len(chain) - 1 for client, chain in ledger.chains().items()}


def needs(block: Block) -> set[EventId]:
    event = decode(block.value)
    assert isinstance(event, Event)
    return {*event.seen, *filter(None, [event.prev])}


@pytest.mark.parametrize("seed", range(40))
def test_whatever_a_device_holds_everything_else_arrives_and_nothing_that_it_holds(
    seed: int,
) -> None:
    log, dice = a_log(seed), random.Random(seed)
    ledger = some(log, dice)
    before = set(ledger.values())
    part = portion(log.held, parting(log.held.ledger, held_to(ledger), {}), ENOUGH)
    came = [block.id for update in part.updates for block in read_update(update)]
    for update in part.updates:
        ledger.apply(update)
    assert part.whole
    assert set(ledger.values()) == set(log.held.ledger.values())
    assert len(came) == len(set(came)) and not before & set(came)
    assert part.size == sum(map(len, part.updates))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("left", [1500, 6000, 20_000])
@pytest.mark.parametrize("gone", [0, 3])
def test_in_portions_everything_arrives_and_each_rests_on_nothing_that_is_still_to_come(
    monkeypatch: pytest.MonkeyPatch, seed: int, left: int, gone: int
) -> None:
    monkeypatch.setattr(portions, "ANSWER_BYTES", left)
    log, ledger = a_log(seed), Ledger(DOC)
    for _ in range(gone):
        log.held.rows.popleft()
    for _ in range(100):
        part = portion(log.held, parting(log.held.ledger, held_to(ledger), {}), left)
        for update in part.updates:
            ledger.apply(update)
        assert all(needs(b) <= set(ledger.values()) for b in ledger.blocks())
        if part.whole:
            break
        assert part.updates, "goes on"
        alone = sum(len(read_update(update)) for update in part.updates) == 1
        assert part.size <= left or alone
    assert set(ledger.values()) == set(log.held.ledger.values())


def test_a_large_row_that_is_lacking_whole_is_answered_as_it_was_written() -> None:
    log = a_log(7)
    large = [row.update for row in log.held.rows if len(row.update) >= ALONE_FROM]
    part = portion(log.held, parting(log.held.ledger, {}, {}), ENOUGH)
    assert large and all(any(update is one for one in part.updates) for update in large)


def test_rows_that_are_no_longer_kept_are_made_anew() -> None:
    log = a_log(3)
    while len(log.held.rows) > 2:
        log.held.rows.popleft()
    ledger = Ledger(DOC)
    for update in portion(log.held, parting(log.held.ledger, {}, {}), ENOUGH).updates:
        ledger.apply(update)
    assert set(ledger.values()) == set(log.held.ledger.values())


def test_a_fork_is_not_answered_with_more_of_that_chain() -> None:
    log = a_log(5)
    block = log.chains[SERVER][0]
    lacks = parting(log.held.ledger, {}, {block.client: (0, EventId("f" * 64))})
    part = portion(log.held, replace(lacks), ENOUGH)
    assert block.client not in {b.client for u in part.updates for b in read_update(u)}
