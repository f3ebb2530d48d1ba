"""A small district played through the commands: twelve institutions, the same scenes; what its ledger says by itself."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from inspections.errors import Exit
from inspections.laptop.cli import run
from inspections.laptop.clock import Clock
from inspections.laptop.demo.cast import Cast
from inspections.laptop.demo.district import AS_OF, RANDOM, ROUND, SPECIAL, District
from inspections.laptop.demo.telling import StoppedError, Teller
from inspections.laptop.workspace import Workspace
from inspections.timeline import Effect
from inspections.view import Issue, View
from inspections.vocabulary import Status
from tests.inspections.laptop.test_demo import once, tree

TWELVE = ("xx08", "xx28", "cz13", "jn02", "xx33", "gy055", "my021", "my060", "my087", "my123", "my152", "my178")  # fmt: skip
TAKE = (("中小学", 4), ("幼儿园", 4))


def play(folder: Path) -> int:
    for step in District(
        Teller(folder / "district", "a test's seed", run), Cast(frozenset(TWELVE)), TAKE
    ).steps():
        step.do()
    return Exit.DONE


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "district-one", play) / "district"


@pytest.fixture(scope="session")
def same_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "district-two", play) / "district"


@pytest.fixture(scope="session")
def workspace(district: Path) -> Iterator[Workspace]:
    with contextlib.closing(Workspace.find(district, Clock())) as found:
        yield found


@pytest.fixture(scope="session")
def view(workspace: Workspace) -> View:
    return workspace.view(date.fromisoformat(AS_OF))


def said(district: Path, *arguments: str) -> Any:
    out = StringIO()
    with contextlib.redirect_stdout(out):
        assert run(["--json", *arguments], {"DUCHA_PERSON": "luowenqian"}, district) == Exit.DONE
    return json.loads(out.getvalue())


def of_school(view: View, school: str) -> list[Issue]:
    return [issue for issue in view.issues if issue.school == school]


def kinds(issue: Issue) -> list[str]:
    return [entry.event.kind for entry in issue.timeline]


# The figures


def test_the_sweep_has_reached_all_of_them(district: Path) -> None:
    coverage = said(district, "report", "coverage", "--campaign", SPECIAL)
    assert coverage["sentence"] == "应督查12所，已督查12所，没有遗漏。"
    assert len(coverage["documents_seen"]) == 4


def test_the_sweep_s_notices_are_carried_out(district: Path) -> None:
    figures = said(district, "report", "stats", "--campaign", SPECIAL)
    assert (
        figures["sentence"]
        == "提出整改要求15条，涉及学校（幼儿园）11所，完成整改14条，其余1条正在整改。"
    )
    assert figures["withdrawn"] == 1


def test_the_draw_can_be_done_again_and_all_drawn_were_visited(district: Path) -> None:
    (draw,) = said(district, "campaign", "draw", RANDOM, "--check")
    coverage = said(district, "report", "coverage", "--campaign", RANDOM)
    drawn = {one["school"] for one in draw["drawn"]}
    assert {row["school"] for row in coverage["rows"] if row["state"] == "inspected"} == drawn
    assert len(drawn) == 8


def test_four_special_reports_come_from_four_areas(district: Path) -> None:
    reports = said(district, "report", "list", "--series", "special")
    assert [one["n"] for one in reports] == [1, 2, 3, 4]
    assert len({one["area"] for one in reports}) == 4


# The scenes


def test_two_who_knew_nothing_of_each_other_left_a_conflict_that_the_bureau_decided(
    view: View,
) -> None:
    issue = next(i for i in of_school(view, "cz13") if "decided" in kinds(i))
    assert {"passed", "returned", "decided"} <= set(kinds(issue))
    assert issue.status is Status.CLOSED


def test_an_answer_that_came_on_a_stick_when_all_was_settled_is_late(view: View) -> None:
    late = [e for i in of_school(view, "gy055") for e in i.timeline if e.effect is Effect.ABSORBED]
    assert [(entry.event.kind, entry.event.by) for entry in late] == [("submitted", "laijinglan")]


def test_no_act_but_the_late_one_was_in_vain(view: View) -> None:
    effects = Counter(entry.effect for issue in view.issues for entry in issue.timeline)
    assert set(effects) == {Effect.MOVED, Effect.FACT, Effect.ABSORBED}
    assert effects[Effect.ABSORBED] == 1


def test_one_objection_is_upheld_and_one_rejected(view: View) -> None:
    results = {issue.school: entry.event.body["result"] for issue in view.issues
               for entry in issue.timeline if entry.event.kind == "objection_decided"}  # fmt: skip
    assert results == {"my123": "upheld", "my152": "rejected"}
    assert [i.status for i in of_school(view, "my123") if "objected" in kinds(i)] == [Status.WITHDRAWN]  # fmt: skip


@pytest.mark.parametrize(
    ("school", "kind", "status"),
    [
        ("jn02", "extended", Status.CLOSED),
        ("my178", "returned", Status.CLOSED),
        ("my021", "reopened", Status.NOTIFIED),
    ],
)
def test_an_extension_a_return_and_a_relapse_are_in_the_story(
    view: View, school: str, kind: str, status: Status
) -> None:
    found = [i for i in of_school(view, school) if kind in kinds(i)]
    assert [issue.status for issue in found] == [status]


def test_severe_ones_are_closed_by_two(view: View) -> None:
    gas = [
        i for school in ("xx28", "my060") for i in of_school(view, school) if i.item == "gas_alarm"
    ]
    assert [issue.status for issue in gas] == [Status.CLOSED, Status.CLOSED]
    for issue in gas:
        proposed, closed = issue.newest("close_proposed"), issue.newest("closed")
        assert proposed is not None
        assert closed is not None
        assert proposed.by != closed.by


def test_every_inspection_names_its_campaign(view: View) -> None:
    campaigns = Counter(one.campaign for school in view.schools.values() for one in school.inspections)  # fmt: skip
    assert campaigns == {SPECIAL: 12, ROUND: 12, RANDOM: 8}


# What lies there


def test_three_trees_lie_ready_and_the_public_one_can_be_verified(district: Path) -> None:
    for place in ("bureau", "school/my021", "public"):
        assert (district / "site" / place / "index.html").is_file()
    assert run(["verify", "site/public"], {}, district) == Exit.DONE


def test_doctor_finds_nothing_amiss(district: Path) -> None:
    told = StringIO()
    with contextlib.redirect_stdout(told):
        assert run(["doctor"], {"DUCHA_PERSON": "luowenqian"}, district) == Exit.DONE
    assert "schools.csv" not in told.getvalue()


def test_the_leaflet_names_commands_that_work(district: Path) -> None:
    text = (district / "读我.md").read_text("utf-8")
    commands = [line.split()[1:] for line in text.splitlines() if line.startswith("ducha ")]
    assert len(commands) >= 6
    for words in commands:
        with contextlib.redirect_stdout(StringIO()):
            assert run([*words, "--as", "luowenqian"], {}, district) == Exit.DONE, words


def test_the_same_seed_makes_the_same_bytes(district: Path, same_again: Path) -> None:
    one, two = (
        {name: data for name, data in tree(root).items() if not name.startswith(".ducha/cache/")}
        for root in (district, same_again)
    )
    assert [name for name in sorted(one | two) if one.get(name) != two.get(name)] == []


# When something fails


def test_a_command_that_fails_stops_the_story_and_says_what_it_said(tmp_path: Path) -> None:
    teller = Teller(tmp_path, "seed", run)
    at = next(iter(District(teller, Cast(frozenset(TWELVE))).steps())).at
    with pytest.raises(StoppedError) as stopped:
        teller.ducha(at, "nobody", "school", "import", "schools.csv")
    assert stopped.value.status == Exit.USAGE
    assert "ducha init" in stopped.value.said
