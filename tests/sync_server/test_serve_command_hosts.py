"""Two real servers on one PostgreSQL and one folder of photos: nothing is lost, nothing is doubled, each knows the other's."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from inspections.blocks import Block, read_update
from inspections.errors import Code
from inspections.events import Event
from inspections.events_json import sign
from inspections.ids import DocId, EventId, PersonId
from inspections.slots import client_of
from inspections.sync_json import write_request
from inspections.sync_protocol import SYNC_PATH
from inspections.vocabulary import Role
from tests.inspections.drafts import a_draft
from tests.sync_server.postgres import ON_POSTGRESQL, postgres
from tests.sync_server.serving import YL3X, YL5X, Hall, Running, held, receipts, sends

pytestmark = ON_POSTGRESQL
SHARED = ("blobs", "private", "uploads")


@dataclass
class OtherHost(Hall):
    """A second host for the same people: settings and key as the first has, the photos shared."""

    def __post_init__(self) -> None:
        first = self.folder / "server"
        self.server.mkdir()
        for name in ("server.json", "server.key"):
            shutil.copy(first / name, self.server / name)
        for name in SHARED:
            (first / name).mkdir(exist_ok=True)
            (self.server / name).symlink_to(first / name)

    @property
    def server(self) -> Path:
        return self.folder / "second"


@pytest.fixture
def hosts(hall: Hall) -> Iterator[tuple[Running, Running]]:
    other = OtherHost(hall.folder)
    other.office = hall.office
    with Running(hall) as first, Running(other) as second:
        yield first, second


@dataclass
class Client:
    """A session of somebody's device: its acts, each with the host that it goes to."""

    hall: Hall
    person: str
    session: str
    role: Role = Role.INSPECTOR

    def chain(self, doc: DocId, acts: Iterable[dict[str, Any]]) -> list[Block]:
        key, blocks, prev = self.hall.key(self.person), list[Block](), None
        for seq, act in enumerate(acts):
            told = {
                "doc": doc,
                "by": PersonId(self.person),
                "role": self.role,
                "session": self.session,
            }
            event_id, value = sign(a_draft(**told, seq=seq, prev=prev, **act), key)
            blocks.append(Block(client_of(key.public_hex, self.session), seq, event_id, value))
            prev = event_id
        return blocks


def bring(
    hall: Hall, hosts: tuple[Running, Running], n: int, about: Event, notified: Event
) -> set[EventId]:
    """Bring acts to two schools as one device, each to the other host than the one before; return their ids."""
    person, role = (("zhaolei", Role.AREA_LEAD), ("yanghui", Role.BUREAU))[n % 2]
    client = Client(hall, person, f"{n:02x}" * 16, role)
    comment = {"subject": about.subject, "seen": frozenset({about.id})}
    notice = {"kind": "notified", "subject": about.subject, "seen": notified.seen, "from_": notified.from_,
              "body": {**notified.body, "notice": f"n{n}"}}  # fmt: skip
    same = client.chain(YL3X, [comment, notice if role is Role.BUREAU else comment, comment])
    other = client.chain(YL5X, [{"subject": about.subject}] * 3)
    for at, (one, two) in enumerate(zip(same, other, strict=True)):
        hosts[(n + at) % 2].ask(person, yl3x=sends(one))
        hosts[(n + at + 1) % 2].ask(person, yl3x=sends(one), yl5x=sends(two))
    return {block.id for block in (*same, *other)}


def test_eight_devices_at_two_hosts_lose_nothing_and_no_number_has_a_gap_or_a_double(
    hall: Hall, hosts: tuple[Running, Running]
) -> None:
    issue, before = hall.office.issues()[0]["id"], {b.id for b in hall.blocks()}
    hall.office.does("issue", "confirm", issue, "--as", "yanghui")
    hall.office.does("issue", "notify", issue, "--notice", "n", "--due", "2026-03-20", "--as", "yanghui")  # fmt: skip
    new = {b.id: b for b in hall.blocks() if b.id not in before}
    made = {e.kind: e for e in hall.office.events() if e.id in new}
    about, notified = made["confirmed"], made["notified"]
    hosts[0].ask("yanghui", yl3x=sends(new[about.id]))
    with ThreadPoolExecutor(8) as pool:
        each = pool.map(lambda n: bring(hall, hosts, n, about, notified), range(8))
        brought = {event_id for ids in each for event_id in ids}
    service = hall.opened()
    there = {doc: held(service, doc) for doc in (YL3X, YL5X)}
    told = {doc: receipts(service, doc) for doc in there}
    service.close()
    assert brought <= {event_id for events in there.values() for event_id in events}
    for doc, events in there.items():
        assert [e.body["n"] for e in told[doc]] == list(range(1, len(told[doc]) + 1))
        named = Counter(named_by(told[doc]))
        assert {i: named[i] for i in brought & events.keys()} == dict.fromkeys(brought & events.keys(), 1)  # fmt: skip
        own = [e for e in events.values() if e.role is Role.SERVER]
        assert {(e.session, e.seq, e.prev in events) for e in own if e.seq} == {(e.session, n, True) for e in own for n in range(1, 1 + max(o.seq for o in own if o.session == e.session))}  # fmt: skip
    assert len({e.session for e in told[YL3X][1:]}) == 2
    assert [e.body["n"] for e in numbered(there[YL3X])] == [1, 2, 3, 4]
    for host in hosts:
        answered = host.ask("yanghui").documents
        for doc, events in there.items():
            assert {b.id for update in answered[doc].updates for b in read_update(update)} == set(events)  # fmt: skip


def named_by(told: list[Event]) -> list[str]:
    return [i for e in told for i in [*e.body["ids"], *(one["id"] for one in e.body["refused"])]]


def numbered(events: dict[EventId, Event]) -> list[Event]:
    return sorted((e for e in events.values() if e.kind == "numbered"), key=lambda e: int(e.body["n"]))  # fmt: skip


def test_a_host_that_is_killed_and_lines_that_break_lose_nothing_that_was_acknowledged(
    hall: Hall, hosts: tuple[Running, Running]
) -> None:
    root = hall.office.issues()[0]["id"]
    sealed = next(e for e in hall.office.events() if e.kind == "sealed")
    comment = {"subject": f"q:{root}", "seen": frozenset({sealed.id})}
    chains = [Client(hall, "zhaolei", f"{n:02x}" * 16, Role.AREA_LEAD).chain(YL3X, [comment] * 8) for n in range(4)]  # fmt: skip
    acknowledged, tried = set[EventId](), count()

    def bring(chain: list[Block]) -> None:
        for block in chain:
            while not _taken(hosts[next(tried) % 2], block):
                pass
            acknowledged.add(block.id)

    def breaks() -> None:
        while len(acknowledged) < 8:
            time.sleep(0.01)
        postgres().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'db%'")  # fmt: skip
        while len(acknowledged) < 16:
            time.sleep(0.01)
        hosts[0].kill()

    with ThreadPoolExecutor(5) as pool:
        broken = pool.submit(breaks)
        list(pool.map(bring, chains))
        broken.result()
    service = hall.opened()
    told = receipts(service)
    there = held(service)
    service.close()
    assert len(acknowledged) == 32
    assert acknowledged <= there.keys()
    assert [e.body["n"] for e in told] == list(range(1, len(told) + 1))
    named = Counter(named_by(told))
    assert {named[i] for i in acknowledged} == {1}


def test_a_database_that_is_away_for_a_while_is_told_and_then_it_goes_on_by_itself(
    hall: Hall,
) -> None:
    said, later = hall.comments("一", "二")
    with Running(hall) as host:
        host.ask(yl3x=sends(said))
        postgres().stop()
        try:
            body = write_request(hall.request("wangmin", yl3x=sends(later)))
            away = host.send("wangmin", "POST", SYNC_PATH, body)
            assert (away.status_code, away.json()["code"]) == (503, Code.STORE_BUSY)
            assert host.http.get("/readyz").status_code == 503
            assert host.http.get("/healthz").status_code == 200
        finally:
            postgres().start()
        answer = host.ask(yl3x=sends(later)).documents[YL3X]
        assert answer.receipt is not None and answer.receipt[0] == 3
        assert host.http.get("/readyz").status_code == 200


def _taken(host: Running, block: Block) -> bool:
    """Send an act; return whether the host has acknowledged it."""
    body = write_request(host.hall.request("zhaolei", yl3x=sends(block)))
    try:
        said = host.send("zhaolei", "POST", SYNC_PATH, body)
    except httpx.TransportError:
        return False
    assert said.status_code in (200, 503), said.text
    return said.status_code == 200
