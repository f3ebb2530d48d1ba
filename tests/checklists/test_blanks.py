"""A fresh blank of every shipped checklist reads back without a fault: only what is still to be filled is missing."""

from __future__ import annotations

from datetime import date

import pytest

from inspections.assess import Assessment, assess
from inspections.blank import blank
from inspections.checklist import Checklist
from inspections.errors import Code, Problem
from inspections.ids import SchoolId, inspection_id
from inspections.inspection import Header, Record
from inspections.inspection_yaml import read_record
from tests.checklists.shipped import shipped

DAY = date(2026, 3, 18)
EACH = pytest.mark.parametrize("checklist", shipped(), ids=lambda checklist: checklist.id)


@EACH
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_a_blank_reads_back_without_a_problem(checklist: Checklist, long: bool) -> None:
    assert read_back(checklist, long)[1] == ()


@EACH
def test_a_blank_lacks_nothing_but_required_answers(checklist: Checklist) -> None:
    assert {problem.code for problem in assessed(checklist).problems} <= {Code.ITEM_REQUIRED}


@EACH
def test_a_blank_finds_nothing_and_scores_nothing(checklist: Checklist) -> None:
    assessment = assessed(checklist)
    assert assessment.found == ()
    assert assessment.score is None or assessment.score.percent is None


def test_a_school_id_of_any_length_stays_apart_from_the_comment_behind_it() -> None:
    school = "yunling_no_2_experimental_primary_1"
    record, problems = read_back(shipped()[0], False, school)
    assert (record.header.school, problems) == (school, ())


def read_back(
    checklist: Checklist, long: bool, school: str = "yl3x"
) -> tuple[Record, tuple[Problem, ...]]:
    header = Header(
        inspection=inspection_id(school, DAY, checklist.id, "t1"),
        school=SchoolId(school),
        checklist=checklist.ref,
        date=DAY,
        team="t1",
        inspectors=("wangmin",),
    )
    text = blank(checklist, None, header, long)
    record, problems = read_record(text.encode(), "blank.yml", lambda _: checklist)
    assert record
    return record, problems


def assessed(checklist: Checklist) -> Assessment:
    return assess(read_back(checklist, False)[0], checklist, None)
