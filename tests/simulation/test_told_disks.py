"""Told: disks and machines. Cloned, restored, copied while running, switched off at every write, full, shared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest

from inspections.laptop.workspace import LEDGER
from tests.simulation import courier, faults, filling
from tests.simulation.checkers_bytes import (
    Closed,
    Durable,
    NothingForged,
    OnePlaceOneAct,
    TypedIsSaidOnce,
)
from tests.simulation.courier import Parcel, bundle_of
from tests.simulation.laptop import Laptop, Program
from tests.simulation.seams import DISK, Crash
from tests.simulation.telling_worlds import Tale, notified, tale


def test_a_cloned_disk_writes_beside_the_first_and_nothing_is_lost() -> None:
    with tale() as story:
        notified(story)
        twin = story.fork("wang", "wang2")
        for machine in (story.laptop("wang"), twin):
            for _ in range(3):
                assert story.does(machine.program("wangmin"), "comment") == []
        story.carry(twin.program("wangmin"), "bureau")
        story.carry(story.at("wang"), "bureau")
        comments = [
            e for e in story.issue(story.laptop("bureau")).timeline if e.event.kind == "commented"
        ]
        assert len(comments) == 6


def test_after_a_restored_backup_what_was_carried_comes_back_and_no_place_is_used_twice() -> None:
    with tale() as story:
        notified(story)
        wang = story.laptop("wang")
        wang.save()
        story.does(story.at("wang"), "comment")
        story.carry(story.at("wang"), "bureau")
        story.does(story.at("wang"), "add-evidence")
        wang.restore()
        story.does(
            story.at("wang"), "submit", story.issue(wang).id, "--behalf", "周老师", "--how", "phone"
        )
        story.carry(story.at("wang"), "bureau")
        heard = list(story.at("bureau").ctx.said) + list(story.at("bureau", "sunli").ctx.said)
        story.carry(story.at("bureau"), "wang")
        kinds = [e.event.kind for e in story.issue(wang).timeline]
        assert any("少了 1 条" in said for said in heard)
        assert kinds.count("commented") == 1
        assert "evidence_added" not in kinds
        assert story.issue(wang).status == "submitted"


def test_of_a_machine_copied_while_it_runs_the_first_branch_stands_and_the_other_is_told() -> None:
    with tale() as story:
        notified(story)
        story.does(story.at("wang"), "comment")
        twin = faults.run_twice(story.world, story.laptop("wang"))
        story.does(story.at("wang"), "comment")
        story.does(twin.program("wangmin"), "add-evidence")
        story.does(story.at("school"), "submit")
        assert story.carry(story.at("wang"), "bureau") == []
        told = story.carry(twin.program("wangmin"), "bureau")
        assert [problem.code for problem in told] == ["event.turned_away"]
        story.carry(story.at("school"), "bureau")
        assert story.issue(story.laptop("bureau")).status == "submitted"


@pytest.mark.parametrize(
    ("work", "fault"),
    [("acts", "crash"), ("settles", "crash"), ("imports", "crash"), ("seals", "crash"), ("exports", "crash"),
     ("imports", "full"), ("seals", "full")],
)  # fmt: skip
def test_at_every_write_what_was_recorded_stays_and_doing_it_again_goes_on(
    fault: str, work: str
) -> None:
    with tale() as story:
        notified(story)
        for name in ("wang", "area"):
            person = {"wang": "wangmin", "area": "zhaolei"}[name]
            story.laptop(name).program(person).run(
                "new", "yl3x", "small", "--team", "t1", "--date", "2026-03-02"
            )
            filling.answer(
                story.world, story.laptop(name), story.file(story.laptop(name)), "duty", "不符合"
            )
        filling.answer(
            story.world, story.laptop("area"), story.file(story.laptop("area")), "masks", "20"
        )
        data = bundle_of(story.at("area", "zhaolei"))
        assert data is not None
        places = 0
        story.world.checkers = [one for one in story.world.checkers if isinstance(one, WRITTEN)]
        for place in range(60):
            victim = story.fork("wang", f"v{place}")
            _struck(story, victim, WORKS[work], data, fault, place)
            del story.world.laptops[victim.name]
            if not DISK.met:
                break
            places += 1
        assert places > 2
        assert not DISK.met


def _struck(
    story: Tale,
    victim: Laptop,
    work: Callable[[Tale, Program, bytes], None],
    data: bytes,
    fault: str,
    place: int,
) -> None:
    """Let the fault strike at one write of the work, look, do the work again, look again."""
    DISK.arm(fault, place)
    try:
        work(story, victim.program("wangmin"), data)
    except Crash:
        pass
    finally:
        DISK.mend()
    story.world.check("looked", victim)
    work(story, victim.program("wangmin"), data)
    story.world.check("looked", victim)
    victim.off()


WRITTEN = (Durable, NothingForged, Closed, OnePlaceOneAct, TypedIsSaidOnce)


def _seals(story: Tale, program: Program, data: bytes) -> None:
    path = story.file(program.laptop)
    filling.sign(path, "王敏")
    program.run("seal", str(path.relative_to(program.laptop.root)), "--unsigned-reason", "校长外出")


def _imports(story: Tale, program: Program, data: bytes) -> None:
    courier.deliver(
        story.world, Parcel(data, "area", program.laptop.name, story.world.now), "wangmin"
    )


WORKS: dict[str, Callable[[Tale, Program, bytes], None]] = {
    "acts": lambda story, program, data: story.does(program, "comment") and None,
    "settles": lambda story, program, data: story.settles(program),
    "imports": _imports,
    "seals": _seals,
    "exports": lambda story, program, data: bundle_of(program) and None,
}


def test_while_another_process_writes_nothing_is_written_and_it_is_said() -> None:
    with tale() as story:
        notified(story)
        other = sqlite3.connect(story.laptop("wang").root / LEDGER, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert story.does(story.at("wang"), "comment") == ["store.busy"]
        other.close()
        assert story.does(story.at("wang"), "comment") == []


def test_two_programs_on_one_ledger_go_on_from_each_other() -> None:
    with tale() as story:
        notified(story)
        first, second = story.at("wang"), Program(story.laptop("wang"), "wangmin")
        for program in (first, second, first, second):
            assert story.does(program, "comment") == []
        second.end()
        sessions = {
            e.event.session
            for e in story.issue(story.laptop("wang")).timeline
            if e.event.kind == "commented"
        }
        assert len(sessions) == 2


def test_a_clock_ten_years_off_changes_no_status() -> None:
    with tale() as story:
        notified(story)
        story.laptop("school").offset = timedelta(days=3652)
        story.laptop("wang").offset = timedelta(minutes=-20)
        story.does(story.at("school"), "submit")
        story.carry(story.at("school"), "wang", "bureau")
        assert story.does(story.at("wang"), "pass") == []
        story.carry(story.at("wang"), "bureau")
        assert story.does(story.at("bureau"), "close") == []
        assert story.issue(story.laptop("bureau")).status == "closed"
