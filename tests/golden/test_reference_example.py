"""The example of FORMATS §13 and §14, line by line of "what must come out"."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspections.assess import Assessment, assess
from inspections.checklist import Checklist
from inspections.checklist_yaml import read_checklist
from inspections.district import School
from inspections.errors import Code
from inspections.found import finding_json
from inspections.ids import SchoolId, issue_id
from inspections.inspection import Record, flat
from inspections.inspection_write import write
from inspections.inspection_yaml import private_file, read_record
from inspections.vocabulary import Ownership, Result, Stage

EXAMPLE = Path(__file__).parent / "example"
FILE = EXAMPLE / "inspections/yl3x/2022-04-12-opening_random-t3.yml"
SCHOOL = School(
    id=SchoolId("yl3x"),
    name="云岭区第三小学",
    stage=Stage.PRIMARY,
    ownership=Ownership.PUBLIC,
    boarding=False,
)


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    path = EXAMPLE / "checklists/opening_random.yml"
    checklist, problems = read_checklist(path.read_bytes(), path.name)
    assert problems == ()
    assert checklist is not None
    return checklist


def record_of(checklist: Checklist, text: bytes) -> Record:
    private = Path(private_file(str(FILE))).read_bytes()
    record, problems = read_record(text, FILE.name, {checklist.ref: checklist}.get, private)
    assert problems == ()
    assert record is not None
    return record


@pytest.fixture(scope="module")
def filled(checklist: Checklist) -> Record:
    return record_of(checklist, FILE.read_bytes())


@pytest.fixture(scope="module")
def before(checklist: Checklist, filled: Record) -> Assessment:
    return assess(filled, checklist, SCHOOL)


@pytest.fixture(scope="module")
def decided(checklist: Checklist) -> Record:
    text = write(FILE.read_text(encoding="utf-8"), checklist, {"mask_stock": "9280"})
    return record_of(checklist, text.encode())


@pytest.fixture(scope="module")
def after(checklist: Checklist, decided: Record) -> Assessment:
    return assess(decided, checklist, SCHOOL)


def test_one_conflict_at_the_line_of_mask_stock_and_no_other_problem(before: Assessment) -> None:
    line = FILE.read_text(encoding="utf-8").splitlines().index("  mask_stock:") + 1
    assert [(p.code, p.line) for p in before.problems] == [(Code.CONFLICT, line)]


def test_the_handover_does_not_apply_to_a_school_without_boarders(before: Assessment) -> None:
    assert before.inactive == ("handover_time",)


def test_the_days_of_masks_are_undecidable_until_the_stock_is_settled(before: Assessment) -> None:
    assert [(u.item, u.rule) for u in before.undecided] == [("mask_days", "calc")]


def test_nothing_is_left_to_fill(before: Assessment) -> None:
    assert before.unanswered == ()


def test_deciding_changes_only_the_lines_of_mask_stock(checklist: Checklist) -> None:
    old = FILE.read_text(encoding="utf-8")
    start, end = old.index("  mask_stock:\n"), old.index("  # 7 口罩每日用量")
    new = write(old, checklist, {"mask_stock": "9280"})
    assert new == old[:start] + "  mask_stock: 9280\n" + old[end:]


def test_seven_findings_come_out(after: Assessment) -> None:
    assert [
        (f.item, f.row, f.title, f.severity.value, f.disposition.value, f.fixed)
        for f in after.found
    ] == [
        ("gate_check", "log", "进校核验不严", "ordinary", "notice", False),
        ("mask_days", "", "口罩储备不足 30 天", "ordinary", "notice", False),
        ("chemicals", "a", "消毒用品过期", "ordinary", "notice", False),
        ("gas_alarm", "", "燃气报警装置未检修", "severe", "report_up", False),
        ("exit_blocked", "", "疏散通道被占用", "ordinary", "on_site", True),
        ("licences", "", "供货商证照不全", "ordinary", "notice", False),
        ("", "f1", "隔离观察室堆放杂物", "minor", "on_site", False),
    ]


def test_the_masks_last_eight_days(after: Assessment) -> None:
    assert after.calculated == {"mask_days": "8"}


def test_the_score_is_10_of_35_in_the_lowest_band_by_veto(after: Assessment) -> None:
    score = after.score
    assert score is not None
    assert (score.got, score.of, score.percent) == ("10", "35", "28.6")
    assert (score.veto, score.band) == (("gas_alarm",), "差")
    assert [(line.item, line.got, line.weight) for line in score.lines] == [
        ("leader_on_duty", "10", "10"),
        ("gate_check", "0", "10"),
        ("gas_alarm", "0", "5"),
        ("exit_blocked", "0", "10"),
    ]


def test_the_results_are_those_of_the_paper(after: Assessment) -> None:
    assert after.results == {
        "leader_on_duty": Result.PASS,
        "gate_check": Result.FAIL,
        "gas_alarm": Result.FAIL,
        "exit_blocked": Result.FIXED_ON_SITE,
    }


def test_place_photos_and_the_text_of_the_rule_go_with_a_finding(after: Assessment) -> None:
    gas = next(f for f in after.found if f.item == "gas_alarm")
    assert (gas.place, gas.photos, gas.days) == ("食堂一楼灶间", ("报警器标签.jpg",), 1)
    assert gas.basis == "校园消防与燃气安全管理要求"


def test_nothing_private_stands_in_what_becomes_an_event(
    decided: Record, after: Assessment
) -> None:
    inspection = decided.header.inspection
    findings = [finding_json(f, issue_id(inspection, f.item, f.row), []) for f in after.found]
    everything = f"{flat(decided)} {findings} {after}"
    assert "sick_pupils" not in flat(decided)
    assert "发热" not in everything
    assert decided.private["sick_pupils"].value == "二(3)班 1 人,发热,已随访"
