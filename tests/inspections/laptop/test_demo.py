"""The demo county as the commands made it: what its ledger says by itself, and that a seed makes it twice."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from inspections.deadline import work_calendar
from inspections.errors import Exit
from inspections.laptop.cli import run
from inspections.laptop.clock import Clock
from inspections.laptop.workspace import Workspace
from inspections.lifecycle import FACTS, MOVES
from inspections.statistics import Filter, statistics
from inspections.timeline import Effect
from inspections.view import View
from inspections.vocabulary import Severity, Status

AS_OF = date(2026, 4, 24)
WANTED = "提出整改要求45条，涉及学校8所，完成整改41条，其余4条正在整改。"


def make(folder: Path, *options: str) -> int:
    return run(["demo", str(folder), *options], {"DUCHA_SEED": "a test's seed"}, folder)


def once(factory: pytest.TempPathFactory, name: str, making: Callable[[Path], int] = make) -> Path:
    """Return a folder in which a demo was made once for all workers of this test run."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + 120
        while not (folder / "made").exists() and time.monotonic() < until:
            time.sleep(0.2)
    else:
        try:
            status = making(folder)
            assert status == Exit.DONE
        finally:
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "demo-one") / "county"


@pytest.fixture(scope="session")
def same_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "demo-two") / "county"


@pytest.fixture(scope="session")
def view(county: Path) -> View:
    with contextlib.closing(Workspace.find(county, Clock())) as workspace:
        return workspace.view(AS_OF)


def test_the_ledger_says_its_sentence_by_itself(view: View) -> None:
    figures = statistics(view, as_of=AS_OF, calendar=work_calendar(), filters=Filter())
    assert figures["sentence"] == WANTED


def test_what_is_not_counted_stands_beside_the_forty_five(view: View) -> None:
    assert Counter(issue.status for issue in view.issues) == {
        Status.CLOSED: 41,
        Status.NOTIFIED: 1,
        Status.SUBMITTED: 1,
        Status.VERIFIED: 1,
        Status.CLOSING: 1,
        Status.FOUND: 2,
        Status.FIXED: 2,
        Status.MERGED: 1,
        Status.WITHDRAWN: 2,
    }


def test_every_status_occurs_in_somebodys_life(view: View) -> None:
    lived = {issue.began_as for issue in view.issues}
    lived |= {entry.to for issue in view.issues for entry in issue.timeline if entry.to}
    assert lived == set(Status)


def test_every_act_had_its_effect(view: View) -> None:
    entries = [entry for issue in view.issues for entry in issue.timeline]
    assert {entry.effect for entry in entries} == {Effect.MOVED, Effect.FACT}


def test_every_kind_of_act_occurs_but_a_decision_and_an_issue_of_its_own(view: View) -> None:
    kinds = {entry.event.kind for issue in view.issues for entry in issue.timeline}
    assert (set(MOVES) | set(FACTS)) - kinds == {"raised", "raised_fixed", "decided"}


def test_both_answers_to_an_extension_and_to_an_objection_occur(view: View) -> None:
    events = [entry.event for issue in view.issues for entry in issue.timeline]
    kinds = {event.kind for event in events}
    results = {event.body["result"] for event in events if event.kind == "objection_decided"}
    assert results == {"upheld", "rejected"}
    assert {"extended", "extension_denied"} <= kinds


def test_papers_were_entered_for_schools_without_a_device(view: View) -> None:
    behalf = [e.event for i in view.issues for e in i.timeline if "behalf" in e.event.body]
    assert {event.body["behalf"]["how"] for event in behalf} == {"paper", "phone", "on_site"}
    assert any(event.happened_on for event in behalf)


def test_severe_issues_were_closed_by_two_persons(view: View) -> None:
    severe = [i for i in view.issues if i.severity is Severity.SEVERE and i.status is Status.CLOSED]
    assert len(severe) == 2
    for issue in severe:
        proposed, closed = issue.newest("close_proposed"), issue.newest("closed")
        assert proposed is not None
        assert closed is not None
        assert proposed.by != closed.by


def test_at_least_eight_persons_acted(view: View) -> None:
    acted = {entry.event.by for issue in view.issues for entry in issue.timeline}
    assert len(acted) >= 8
    assert {"school", "bureau", "area_lead", "inspector"} <= {
        entry.event.role.value for issue in view.issues for entry in issue.timeline
    }


def test_no_two_requirements_are_alike(view: View) -> None:
    asked = Counter(issue.requirement for issue in view.issues)
    assert "" not in asked
    assert [text for text, n in asked.items() if n > 1] == []


def test_all_photos_differ_and_carry_the_mark(county: Path) -> None:
    photos = sorted(county.glob("in*/**/*.jpg"))
    assert len(photos) > 100
    assert len({photo.read_bytes() for photo in photos}) == len(photos)
    for photo in photos:
        with Image.open(photo) as image:
            mark = image.convert("RGB").crop((10, 10, 140, 60))
        seen = mark.tobytes()
        reds = sum(
            1 for r, g, b in zip(*[iter(seen)] * 3, strict=True) if r > 150 > 100 > max(g, b)
        )
        assert reds > 300, photo


def test_records_keep_the_comments_of_those_who_filled_them(county: Path) -> None:
    record = county / "inspections/qfzx/2026-03-04-special_safety-t1.yml"
    assert "# 尺子量的，最宽处 4 毫米，拍了两张" in record.read_text("utf-8")


def test_private_answers_stand_in_their_own_file_only(county: Path) -> None:
    private = "腹泻，已就诊"
    found = [p for p in county.rglob("*") if p.is_file() and private.encode() in p.read_bytes()]
    blobs = county / "ledger" / "private"
    beside = [p.name for p in found if blobs not in p.parents]
    assert beside == ["2026-03-12-followup_round-t3.private.yml"]


def test_the_leaflet_names_issues_that_are_there(county: Path, view: View) -> None:
    named = set(re.findall(r"issue (?:show|close) (\w+)", (county / "读我.md").read_text("utf-8")))
    statuses = {i.spoken: i.status for i in view.issues if i.spoken in named}
    assert set(statuses.values()) == {Status.VERIFIED, Status.CLOSING}
    assert set(statuses) == named


def test_the_site_lies_ready_for_a_double_click(county: Path) -> None:
    page = (county / "site/bureau/index.html").read_text("utf-8")
    assert WANTED in re.sub(r"<[^>]*>|\s", "", page)


def test_the_same_seed_makes_the_same_bytes(county: Path, same_again: Path) -> None:
    assert tree(county) == tree(same_again)


def tree(root: Path) -> dict[str, bytes]:
    """Return all files of a county; SQLite's journals are left out, they exist only while some test reads it."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in files
        if not path.name.endswith(("-wal", "-shm"))
    }


# What is never overwritten


def test_a_county_is_not_made_twice_unasked(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    assert make(tmp_path) == Exit.USAGE


def test_a_folder_that_is_no_demo_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county/台账.xlsx").write_bytes(b"work of years")
    assert make(tmp_path, "--replace") == Exit.USAGE
    assert (tmp_path / "county/台账.xlsx").read_bytes() == b"work of years"


def test_the_district_is_not_made_over_another_unasked(tmp_path: Path) -> None:
    (tmp_path / "district").mkdir()
    (tmp_path / "district/读我.md").write_text("mine", "utf-8")
    assert make(tmp_path, "--district") == Exit.USAGE
    assert (tmp_path / "district/读我.md").read_text("utf-8") == "mine"


def test_a_folder_that_is_no_district_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "district").mkdir()
    (tmp_path / "district/台账.xlsx").write_bytes(b"work of years")
    assert make(tmp_path, "--district", "--replace") == Exit.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["district"]
