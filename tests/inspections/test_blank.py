"""A blank: every key there, the question above it, and no problem but what is still to be filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspections.assess import assess
from inspections.blank import blank, blank_private
from inspections.errors import Code
from inspections.ids import InspectionId, SchoolId
from inspections.inspection import Header
from inspections.inspection_write import write
from inspections.inspection_yaml import read_record
from inspections.vocabulary import Visit
from tests.inspections.records import SCHOOL, checklist_of

CHECKLIST = checklist_of("""
    - {id: duty, no: 1, label: 值班, type: result, options: {落实: pass, 未落实: fail}, required: true, method: [visit]}
    - {id: stock, no: 2, label: 库存, type: number, unit: 个, hint: 数到箱}
    - {id: dorm, no: 3, label: 宿舍, type: result, when: school.boarding}
    - {id: seen, label: 看到的, type: multi, options: [甲, 乙]}
    - {id: gate, label: 门口, type: result, parts: {code: 扫码, temp: 测温}}
    - {id: people, label: 人数, type: matrix, rows: {t: 教职工}, columns: {all: 在外}}
    - {id: goods, label: 用品, type: repeat, fields: {name: {label: 品名}, until: {label: 有效期, type: date}}}
    - {id: both, label: 自查, type: confirm, self: true}
    - {id: half, label: 一半, type: calc, calc: answers.stock / 2}
    - {id: pics, label: 照片, type: photo}
    - {id: words, label: 以下由检查人填, type: note}
    - {id: ill, no: 9, label: 病情, type: text, private: true}
""")
HEADER = Header(
    inspection=InspectionId("s1-2026-03-02-small-t1"),
    school=SchoolId("s1"),
    checklist="small@1",
    date=date(2026, 3, 2),
    team="t1",
    inspectors=("wang", "li"),
    visit=Visit.UNANNOUNCED,
)


def lines(long: bool = False) -> list[str]:
    return blank(CHECKLIST, SCHOOL, HEADER, long).splitlines()


@pytest.mark.parametrize("long", [False, True])
def test_a_fresh_blank_reads_without_any_problem_but_what_is_open(long: bool) -> None:
    private = blank_private(CHECKLIST, HEADER)
    assert private is not None
    text = blank(CHECKLIST, SCHOOL, HEADER, long)
    record, problems = read_record(
        text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get, private.encode()
    )
    assert problems == ()
    assert record is not None
    found = assess(record, CHECKLIST, SCHOOL)
    assert [p.code for p in found.problems] == [Code.ITEM_REQUIRED]
    assert found.unanswered == ("1", "2", "看到的", "门口", "人数", "用品", "自查", "照片", "9")
    assert record.header == replace(HEADER, visit_typed="四不两直")


def test_the_first_line_names_the_schema_of_this_checklist() -> None:
    assert lines()[0].startswith("# yaml-language-server: $schema=")
    assert lines()[0].endswith("/small@1.json")


def test_the_question_stands_above_its_key_with_unit_and_words() -> None:
    at = lines().index("  duty:")
    assert lines()[at - 2] == "  # 1 值班（必填） | 落实 / 未落实"
    at = lines().index("  stock:")
    assert lines()[at - 2 : at] == ["  # 2 库存（个）", "  #   数到箱"]


def test_what_does_not_apply_stands_there_as_a_comment() -> None:
    assert "  # dorm:" in lines()
    assert "  dorm:" in blank(CHECKLIST, replace(SCHOOL, boarding=True), HEADER).splitlines()


def test_calculated_and_private_items_have_no_key() -> None:
    keys = [line.split(":")[0].strip() for line in lines() if not line.lstrip().startswith("#")]
    assert "half" not in keys
    assert "ill" not in keys
    assert any("2026-03-02-small-t1.private.yml" in line for line in lines())


def test_the_long_form_offers_place_note_and_photos_everywhere() -> None:
    at = lines(True).index("  stock:")
    assert lines(True)[at + 1 : at + 5] == [
        "    value:",
        "    place:",
        "    note:",
        "    photos: []",
    ]


def test_a_checklist_without_private_items_has_no_sibling() -> None:
    assert blank_private(checklist_of("- {id: a, label: 甲, type: text}"), HEADER) is None


def test_the_sample_row_reads_once_its_marks_are_taken_away() -> None:
    text = blank(CHECKLIST, SCHOOL, HEADER).replace("    # - name:", "    - name: 酒精")
    record, problems = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert problems == ()
    assert record is not None
    assert record.text("goods.a.name") == "酒精"


@pytest.mark.parametrize("long", [False, True])
def test_answers_are_written_into_a_blank_without_moving_a_question(long: bool) -> None:
    text = blank(CHECKLIST, SCHOOL, HEADER, long)
    new = write(
        text, CHECKLIST, {"duty": "落实", "stock": "3", "gate.code": "符合", "dorm": "符合"}
    )
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in new.splitlines() if line.lstrip().startswith("#")] == comments
    record, _ = read_record(new.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert record is not None
    assert record.text("gate.code") == "符合"
