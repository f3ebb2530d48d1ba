"""Two hosts on one PostgreSQL: what one decides on cannot be changed by the other before it is written (decision 25)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event, select

from inspections.errors import Code, UserError
from inspections.ids import DocId, sha256_hex
from sync_server import uploads
from sync_server.access import access
from sync_server.blob_taking import Whole, take
from sync_server.confirming import confirm
from sync_server.database import put_meta
from sync_server.entering import Brought, Pushed
from sync_server.pushing import push, push_together
from sync_server.receipting import number_bodies
from sync_server.schema import NAMED, WANTED
from sync_server.service import Service
from tests.inspections.drafts import KEY, a_chain
from tests.sync_server.postgres import ON_POSTGRESQL, postgres
from tests.sync_server.serving import DISTRICT, YL3X, YL5X, Hall, ask, held, sends
from tests.sync_server.test_backing_up import notify
from tests.sync_server.test_pushing import certificate_of
from tests.sync_server.test_receipting import give, notified

pytestmark = ON_POSTGRESQL


@pytest.fixture
def hosts(hall: Hall) -> Iterator[tuple[Service, Service]]:
    hosts = hall.opened(), hall.opened()
    yield hosts
    for host in hosts:
        host.close()


def while_under_way(
    first: Callable[[Callable[..., None]], object], second: Callable[[], object]
) -> Future:  # type: ignore[type-arg]
    """Run `second` while `first` is in the middle of a push, until it waits for it or is done; return its outcome."""
    inside, go_on = threading.Event(), threading.Event()

    def stop(*_: object) -> None:
        inside.set()
        assert go_on.wait(20)

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first, stop)
        assert inside.wait(20)
        other = pool.submit(second)
        until = time.monotonic() + 20
        while not other.done() and not waiters():
            assert time.monotonic() < until
            time.sleep(0.01)
        go_on.set()
        one.result()
    return other


def waiters() -> bool:
    return bool(postgres().run("SELECT 1 FROM pg_locks WHERE NOT granted"))


def test_what_comes_while_its_certificate_is_being_taken_in_is_not_left_waiting(
    hall: Hall, hosts: tuple[Service, Service]
) -> None:
    sealed = next(e for e in held(hosts[0]).values() if e.kind == "sealed")
    issue = f"q:{hall.office.issues()[0]['id']}"
    [said] = a_chain(1, key=KEY, subject=issue, seen=frozenset({sealed.id}))
    certificate = certificate_of(hall, KEY.public_hex)
    while_under_way(
        lambda stop: push(hosts[0], DISTRICT, certificate, "0" * 64, stop),
        lambda: push(hosts[1], YL3X, [said], "1" * 64),
    ).result()
    assert said.id in held(hosts[0])


def test_a_number_that_comes_back_while_the_bureau_confirms_is_counted(
    hall: Hall, tmp_path: Path
) -> None:
    lost = hall.opened()
    ask(lost, hall, "yanghui", yl3x=sends(*notify(hall, "n1", slice(0, 1))))
    with lost.database.reading() as connection, lost.documents.opened(connection, YL3X) as one:
        kept = list(one.ledger.blocks())
    lost.close()
    (tmp_path / "restored").mkdir()
    restored = Hall(tmp_path / "restored")
    hosts = restored.opened(), restored.opened()
    with hosts[0].database.writing() as connection:
        put_meta(connection, "collecting", "1")
    outcome = while_under_way(
        lambda stop: push(hosts[0], YL3X, kept, "0" * 64, stop),
        lambda: confirm(hosts[1], 0, None, None),
    )
    with pytest.raises(UserError) as told:
        outcome.result()
    assert told.value.problems[0].code is Code.RULE_LIMIT
    for host in hosts:
        host.close()


def by_a_device(host: Service, hall: Hall, digest: str, data: bytes) -> None:
    with host.database.reading() as connection:
        district = host.documents.district(connection)
    entry = access(district, hall.key("wangmin").public_hex, host.today(district))
    assert isinstance(take(host, entry, digest, 0, len(data), data), Whole)


def by_a_page(host: Service, _: Hall, digest: str, data: bytes) -> None:
    uploads._store(host, digest, data)


@pytest.mark.parametrize("comes", [by_a_device, by_a_page])
def test_a_photo_that_comes_while_an_act_that_names_it_is_being_taken_in_is_not_wanted_for_ever(
    hall: Hall, hosts: tuple[Service, Service], comes: Callable[[Service, Hall, str, bytes], None]
) -> None:
    data = b"%PDF-1.4 a file"
    digest = sha256_hex(data)
    sealed = next(e for e in held(hosts[0]).values() if e.kind == "sealed")
    body = {"text": "见附件", "attachments": [{"sha256": digest, "name": "a.pdf", "bytes": len(data)}]}  # fmt: skip
    [said] = a_chain(1, key=hall.key("wangmin"), subject=f"q:{hall.office.issues()[0]['id']}",
                     seen=frozenset({sealed.id}), body=body)  # fmt: skip

    def named_and_not_yet_committed(stop: Callable[..., None]) -> None:
        event.listen(hosts[0].database.engine, "commit", stop)
        push(hosts[0], YL3X, [said], "0" * 64)

    while_under_way(
        named_and_not_yet_committed, lambda: comes(hosts[1], hall, digest, data)
    ).result()
    with hosts[0].database.reading() as connection:
        named = select(NAMED.c.doc).where(NAMED.c.sha256 == digest)
        wanted = select(WANTED.c.doc).where(WANTED.c.sha256 == digest)
        assert connection.execute(named).scalars().all() == [YL3X]
        assert connection.execute(wanted).scalars().all() == []


def test_a_notice_about_two_schools_that_come_to_two_hosts_at_once_has_one_number(
    hosts: tuple[Service, Service],
) -> None:
    one = notified(hosts[0], "n1")
    given = list[int]()

    def first(stop: Callable[..., None]) -> None:
        with hosts[0].database.writing() as connection:
            given.extend(n["n"] for n in number_bodies(connection, YL3X, [one], (), "督"))
            stop()

    give(hosts[0], YL3X, notified(hosts[0], "n0"))
    assert while_under_way(first, lambda: give(hosts[1], YL5X, one)).result() == given == [2]


def test_pushes_to_different_schools_do_not_wait_for_each_other(
    hall: Hall, hosts: tuple[Service, Service]
) -> None:
    order = list[str]()
    while_under_way(
        lambda stop: (push(hosts[0], YL3X, (), "0" * 64, stop), order.append("first")),
        lambda: (push(hosts[1], YL5X, (), "1" * 64), order.append("second")),
    ).result()
    assert order == ["second", "first"]


def test_two_hosts_that_are_brought_things_by_the_same_two_devices_do_not_wait_for_each_other(
    hosts: tuple[Service, Service],
) -> None:
    inside = threading.Barrier(2)

    def meet(*_: object) -> None:
        with suppress(threading.BrokenBarrierError):
            inside.wait(0.3)

    def bring(host: Service, *brought: tuple[str, str]) -> dict[DocId, Pushed]:
        acts = {DocId(doc): [Brought(device * 64, a_chain(1, doc=DocId(doc)))] for doc, device in brought}  # fmt: skip
        return push_together(host, acts, meet)

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(bring, hosts[0], ("a", "1"), ("b", "2"))
        other = pool.submit(bring, hosts[1], ("c", "2"), ("d", "1"))
        assert {*one.result(), *other.result()} == {"a", "b", "c", "d"}
