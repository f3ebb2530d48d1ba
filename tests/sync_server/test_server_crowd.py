"""Many at once: eight laptops on one document, first opens, a second server, a backup and a restore meanwhile, odd clocks.

Real processes: `ducha serve` and `ducha sync`, each forked from one that has imported everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.inspections.laptop.office import NOW, Office
from tests.sync_server.accounting import audit
from tests.sync_server.forking import Child, ducha
from tests.sync_server.serving import Hall

PEOPLE = ("wangmin", "yanghui", "zhaolei", "wangmin", "yanghui", "zhaolei", "wangmin", "yanghui")
SCHOOLS_MANY = 30
TODAY, YESTERDAY, MONTH_LATER = (
    "2026-03-10T09:00:00+08:00",
    "2026-03-09T09:00:00+08:00",
    "2026-04-11T09:00:00+08:00",
)
BEFORE_ALL = "2026-03-01T09:00:00+08:00"
"""A day before anybody was certified."""


@contextmanager
def served(hall: Hall, now: str = NOW) -> Iterator[Child]:
    child = ducha("serve", hall.server, "--port", "0", "--json", now=now)
    try:
        assert child.url
        yield child
    finally:
        child.kill()


def syncs(offices: list[Office], url: str, people: tuple[str, ...] = PEOPLE) -> list[int]:
    """Let laptops sync as processes, all at once; return how each ended."""
    running = [ducha("-C", one.root, "--as", who, "sync", url) for one, who in zip(offices, people, strict=False)]  # fmt: skip
    return [child.wait() for child in running]


def test_eight_laptops_at_one_document_at_once_lose_and_double_nothing(hall: Hall) -> None:
    laptops = [hall.office.copy(hall.folder / f"laptop{n}") for n in range(8)]
    issue = hall.office.issues()[0]["id"]
    for n, (one, who) in enumerate(zip(laptops, PEOPLE, strict=True)):
        one.does("issue", "comment", issue, "--text", f"{n} 说", "--as", who)
    with served(hall) as server:
        assert syncs(laptops, server.url) == [0] * 8
        assert syncs([hall.office], server.url) == [0]
    account = audit(hall.server)
    written = {e.id for one in laptops for e in one.events() if e.kind == "commented"}
    assert len(written) == 8
    assert (
        written
        <= account.ids()
        == {e.id for doc in account.events for e in hall.office.events(doc)}
    )


def test_thirty_documents_opened_at_once_by_eight_clients_are_the_same_for_all(hall: Hall) -> None:
    rows = "".join(f"s{n:02},第{n}小学,小学,公办,东片,否,100,,\n" for n in range(SCHOOLS_MANY))
    hall.office.write(
        "学校代码,名称,学段,办别,片区,寄宿,学生数,责任督学,电话\n" + rows, "roster/more.csv"
    )
    hall.office.does("school", "import", "roster/more.csv", "--as", "chenjing")
    fresh = [hall.office.copy(hall.folder / f"laptop{n}") for n in range(8)]
    for n in range(SCHOOLS_MANY):
        hall.office.does("new", f"s{n:02}", "small", "--as", "yanghui")
    with served(hall) as server:
        assert syncs([hall.office], server.url, ("yanghui",)) == [0]
    with served(hall) as server:
        assert syncs(fresh, server.url) == [0] * 8
    account = audit(hall.server)
    assert sum(bool(events) for events in account.events.values()) >= SCHOOLS_MANY
    for doc, events in account.events.items():
        assert {frozenset(e.id for e in one.events(doc)) for one in fresh} == {frozenset(events)}


def test_a_second_server_on_the_folder_is_refused_and_the_first_one_goes_on(hall: Hall) -> None:
    with served(hall) as server:
        second = ducha("--json", "serve", hall.server, "--port", "0")
        assert second.wait() == 5
        assert json.loads(second.out.read_text("utf-8").splitlines()[0])["code"] == "store.busy"
        assert syncs([hall.office], server.url) == [0]
    with served(hall) as again:
        assert again.url


def test_a_backup_while_laptops_push_is_whole_and_a_restore_onto_the_running_server_is_refused(
    hall: Hall,
) -> None:
    laptops = [hall.office.copy(hall.folder / f"laptop{n}") for n in range(4)]
    issue = hall.office.issues()[0]["id"]
    for one, who in zip(laptops, PEOPLE, strict=False):
        one.does("issue", "comment", issue, "--text", "同时", "--as", who)
    saved = hall.folder / "a.backup"
    with served(hall) as server:
        pushing = [ducha("-C", one.root, "--as", who, "sync", server.url) for one, who in zip(laptops, PEOPLE, strict=False)]  # fmt: skip
        saving = ducha("-C", hall.server, "backup", saved, "--photos")
        assert [child.wait() for child in (*pushing, saving)] == [0] * 5
        assert hall.office.ducha("restore", saved, hall.server).status == 2
        hall.office.does("restore", saved, hall.folder / "beside")
        assert syncs(laptops[:1], server.url) == [0]
    now, then = audit(hall.server), audit(hall.folder / "beside")
    assert then.ids() <= now.ids()
    assert {e.id for one in laptops for e in one.events() if e.kind == "commented"} <= now.ids()


def test_a_clock_that_jumps_back_a_day_and_on_a_month_goes_on_counting_receipts(hall: Hall) -> None:
    issue, clock = hall.office.issues()[0]["id"], [TODAY, YESTERDAY, MONTH_LATER, TODAY]
    for now in clock:
        hall.office.does("issue", "comment", issue, "--text", f"到了 {now}", "--as", "yanghui")
        with served(hall, now) as server:
            assert syncs([hall.office], server.url, ("yanghui",)) == [0]
    told = [e for e in audit(hall.server).events["yl3x"].values() if e.kind == "received"]
    times = [e.body["server_time"] for e in sorted(told, key=lambda e: int(e.body["n"]))]
    assert times[-4:] == clock


def test_a_clock_before_every_certificate_keeps_all_out_in_words_and_nothing_is_lost(
    hall: Hall,
) -> None:
    hall.office.does(
        "issue", "comment", hall.office.issues()[0]["id"], "--text", "早", "--as", "yanghui"
    )
    (written,) = [e.id for e in hall.office.events() if e.kind == "commented"]
    with served(hall, BEFORE_ALL) as server:
        said = hall.office.ducha("--json", "sync", server.url, "--as", "yanghui")
        assert (said.status, said.codes) == (3, ["server.refused"])
    assert written not in audit(hall.server).ids()
    with served(hall) as server:
        assert syncs([hall.office], server.url, ("yanghui",)) == [0]
    assert written in audit(hall.server).ids()


def test_what_a_school_brings_a_month_late_comes_in_and_its_receipt_says_when(hall: Hall) -> None:
    late = hall.office.copy(hall.folder / "late")
    late.does("issue", "comment", late.issues()[0]["id"], "--text", "三月写的", "--as", "wangmin")
    (written,) = {e.id for e in late.events()} - {e.id for e in hall.office.events()}
    with served(hall, MONTH_LATER) as server:
        assert late.ducha("sync", server.url, "--as", "wangmin", now=MONTH_LATER).status == 0
    account = audit(hall.server)
    (receipt,) = [
        e
        for e in account.events["yl3x"].values()
        if e.kind == "received" and written in e.body["ids"]
    ]
    assert receipt.body["server_time"] == MONTH_LATER
