"""Killed, cut, full, at once: after each fault what was acknowledged is there, nothing else is, and it goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from inspections.blocks import Block
from inspections.errors import Code, UserError
from inspections.ids import PersonId
from inspections.keys import SigningKey
from inspections.laptop.recorder import Act, Recorder
from inspections.vocabulary import Role
from sync_server import compacting, entering, exchange
from sync_server.service import Service
from tests.inspections.drafts import a_chain
from tests.sync_server.serving import DISTRICT, YL3X, Hall, Running, ask, held, receipts, sends


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_commit(connection: Connection) -> None:
    if connection.get_execution_options().get("ducha_writes"):
        die()


KILLS: dict[str, Callable[[], Any]] = {
    "before the log is written": lambda: setattr(entering, "_append", die),
    "after the log is written": lambda: setattr(entering, "_settle", die),
    "at the commit": lambda: event.listen(Engine, "commit", at_commit),
    "between commit and reply": lambda: setattr(exchange, "answer", die),
    "while compacting": lambda: setattr(compacting, "_swap", die),
}


@pytest.mark.parametrize("point", KILLS)
def test_killed_at_any_point_of_a_push_it_goes_on_as_if_nothing_had_been(
    hall: Hall, point: str
) -> None:
    [said] = hall.comments("已看")
    if (child := os.fork()) == 0:
        service = hall.opened(compact_after=1)
        KILLS[point]()
        ask(service, hall, yl3x=sends(said))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    service = hall.opened()
    committed = point in ("between commit and reply", "while compacting")
    assert (said.id in held(service)) == committed
    ask(service, hall, yl3x=sends(said))
    assert [e.body["n"] for e in receipts(service)] == [1, 2]
    assert receipts(service)[-1].body["ids"] == [said.id]
    service.close()


def test_a_full_disk_takes_nothing_in_and_says_so_and_afterwards_it_goes_on(hall: Hall) -> None:
    said = hall.comments(*("很长的一段话" * 300 for _ in range(4)))
    service = hall.opened()
    before = set(held(service))

    def full(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(service.database.engine, "connect", full)
    service.database.engine.dispose()
    with pytest.raises(UserError) as told:
        ask(service, hall, yl3x=sends(*said))
    assert told.value.problems[0].code is Code.STORE_FULL
    assert set(held(service)) == before
    event.remove(service.database.engine, "connect", full)
    service.database.engine.dispose()
    ask(service, hall, yl3x=sends(*said))
    assert [b.id for b in said] == receipts(service)[-1].body["ids"]
    service.close()


def written_by(hall: Hall, person: str, count: int) -> list[Block]:
    """Comments of one person, recorded in one session of their own."""
    workspace = hall.office.workspace()
    issue = hall.office.issues()[0]["id"]
    seen = frozenset(e.id for e in hall.office.events() if e.kind == "sealed")
    act = Act(doc=YL3X, kind="commented", subject=f"q:{issue}", role=Role.BUREAU if person == "yanghui" else Role.INSPECTOR,
              seen=seen, body={"text": "同时写的"})  # fmt: skip
    before = {b.id for b in hall.blocks()}
    Recorder(workspace, PersonId(person), workspace.keyring.key(person)).record([act] * count)
    workspace.close()
    return [b for b in hall.blocks() if b.id not in before]


@pytest.fixture
def server(hall: Hall) -> Iterator[Running]:
    with Running(hall) as server:
        yield server


def test_many_pushes_to_one_document_at_once_are_all_there_each_with_one_receipt(
    hall: Hall, server: Running
) -> None:
    pushes = {who: written_by(hall, who, 12) for who in ("wangmin", "yanghui")}
    both = [(who, block) for who, blocks in pushes.items() for block in blocks]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: server.ask(one[0], yl3x=sends(one[1])), both))
    assert len(answers) == 24
    service = hall.opened()
    told = receipts(service)
    assert [e.body["n"] for e in told] == list(range(1, len(told) + 1))
    named = Counter(i for e in told for i in e.body["ids"])
    assert {b.id: 1 for _, b in both} == {b.id: named[b.id] for _, b in both}
    service.close()


def test_first_opens_at_once_all_see_the_whole_document(hall: Hall, server: Running) -> None:
    people = ("wangmin", "yanghui", "zhaolei", "zhoulaoshi") * 3
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(server.ask, people))
    assert len({a.documents[YL3X].updates for a in answers}) == 1
    assert len({a.documents[DISTRICT].updates for a in answers}) == 1


def test_a_killed_server_starts_again_with_everything_that_it_acknowledged(
    hall: Hall, server: Running
) -> None:
    [said] = hall.comments("已看")
    mark = server.ask(yl3x=sends(said)).documents[YL3X].receipt
    server.kill()
    with Running(hall) as again:
        assert again.ask().documents[YL3X].receipt == mark
    service: Service = hall.opened()
    assert said.id in held(service)
    service.close()


def test_while_the_database_is_busy_those_who_come_together_wait_for_it_once(
    hall: Hall, service: Service
) -> None:
    service.database._busy_seconds = 0.5
    chains = [a_chain(1, key=SigningKey.from_seed(bytes([n]) * 32)) for n in range(7)]

    def sync(chain: list[Block]) -> Code:
        with pytest.raises(UserError) as told:
            ask(service, hall, yl3x=sends(*chain))
        return told.value.problems[0].code

    begun = time.monotonic()
    with service.database._turn, ThreadPoolExecutor(len(chains)) as pool:
        assert set(pool.map(sync, chains)) == {Code.STORE_BUSY}
    assert time.monotonic() - begun < 2.5
