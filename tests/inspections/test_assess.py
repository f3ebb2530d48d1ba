"""What a filled record says: results, findings, score, problems, what is open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspections.assess import assess
from inspections.errors import Code, Level
from inspections.inspection import flat
from inspections.vocabulary import Disposition, Result, Severity
from tests.inspections.records import SCHOOL, assessed, checklist_of, read

FINDING = (
    "finding: {title: 不好, category: other, severity: ordinary, disposition: notice, days: 3}"
)
ONE = "{id: one, no: 1, label: 第一, type: result, " + FINDING + "}"
STOCK = "{id: stock, no: 1, label: 库存, type: number, finding: {when: value < 30, title: 少, category: supplies, severity: minor, disposition: on_site}}"


def places(items: str, answers: str) -> list[tuple[str, str, bool]]:
    return [(f.item, f.row, f.fixed) for f in assessed(items, answers).found]


def problems(items: str, answers: str, more: str = "") -> list[Code]:
    return [p.code for p in assessed(items, answers, more).problems]


@pytest.mark.parametrize(
    ("word", "found"),
    [("符合", []), ("不符合", [("one", "", False)]), ("立行立改", [("one", "", True)]),
     ("不适用", []), ("未检查", []), ("亮点", [])],
)  # fmt: skip
def test_a_result_is_found_when_it_fails_or_was_fixed_on_site(
    word: str, found: list[tuple[str, str, bool]]
) -> None:
    assert places(f"- {ONE}", f"one: {word}") == found


def test_each_failed_part_is_a_finding_of_its_own() -> None:
    items = "- {id: gate, label: 门, type: result, parts: {a: 甲, b: 乙, c: 丙}, " + FINDING + "}"
    answers = "gate: {a: 不符合, b: 符合, c: 立行立改}"
    assert places(items, answers) == [("gate", "a", False), ("gate", "c", True)]


@pytest.mark.parametrize(
    ("answers", "result"),
    [("{a: 符合, b: 不符合}", Result.FAIL), ("{a: 立行立改, b: 符合}", Result.FIXED_ON_SITE),
     ("{a: 不适用, b: 符合}", Result.PASS), ("{a: 不适用, b: 不适用}", Result.NA),
     ("{a: 未检查, b: 符合}", Result.NOT_CHECKED), ("{a: 不符合}", Result.FAIL), ("{a: 符合}", None)],
)  # fmt: skip
def test_an_item_of_parts_is_as_good_as_its_worst_part(answers: str, result: Result | None) -> None:
    items = "- {id: gate, label: 门, type: result, parts: {a: 甲, b: 乙}}"
    assert assessed(items, f"gate: {answers}").results.get("gate") is result


def test_each_row_that_fires_is_a_finding() -> None:
    items = """
        - id: goods
          label: 用品
          type: repeat
          fields: {name: {label: 品名}, until: {label: 有效期, type: date}}
          finding: {each: row.until < record.date, title: 过期, category: supplies, severity: minor, disposition: notice, days: 3}
    """
    answers = "goods:\n  - {row: a, until: 2020-01-01}\n  - {row: b, until: 2030/1/1}\n  - {row: c, name: 新}"
    found = assessed(items, answers)
    assert [f.row for f in found.found] == ["a"]
    assert [(u.item, u.rule, u.row) for u in found.undecided] == [("goods", "finding", "c")]


def test_a_missing_answer_leaves_a_rule_undecided_and_never_fires_it() -> None:
    items = f"""
        - {STOCK}
        - {{id: half, label: 一半, type: calc, calc: answers.stock / 2,
           finding: {{when: value < 30, title: 少, category: supplies, severity: minor, disposition: on_site}}}}
    """
    found = assessed(items, "stock:")
    assert found.found == ()
    assert [(u.item, u.rule) for u in found.undecided] == [("half", "calc")]


def test_division_by_zero_is_undecided() -> None:
    items = """
        - {id: a, label: 甲, type: number}
        - {id: b, label: 商, type: calc, calc: 10 / answers.a}
    """
    found = assessed(items, "a: 0")
    assert found.calculated == {}
    assert [u.item for u in found.undecided] == ["b"]


@pytest.mark.parametrize(
    ("a", "shown"), [("3", "3.3"), ("4", "2.5"), ("10", "1"), ("16", "0.6"), ("8", "1.3")]
)
def test_calculated_numbers_have_one_place_half_up(a: str, shown: str) -> None:
    items = (
        "- {id: a, label: 甲, type: number}\n- {id: b, label: 商, type: calc, calc: 10 / answers.a}"
    )
    assert assessed(items, f"a: {a}").calculated == {"b": shown}


def test_the_record_says_it_differently_for_one_finding() -> None:
    answers = """
        one:
          value: 不符合
          place: 二楼
          photos: [甲.jpg]
          finding: {title: 很不好, severity: 严重, days: 1, requirement: 马上改}
    """
    (f,) = assessed(f"- {ONE}", answers).found
    assert (f.title, f.severity, f.days, f.requirement) == ("很不好", Severity.SEVERE, 1, "马上改")
    assert (f.place, f.photos, f.disposition) == ("二楼", ("甲.jpg",), Disposition.NOTICE)


def test_findings_not_on_the_list_come_last_with_their_id() -> None:
    more = "findings:\n  - {id: f1, title: 杂物, category: 其他, severity: 轻微, place: 一楼}\n"
    found = assessed(f"- {ONE}", "one: 不符合", more).found
    assert [(f.item, f.row, f.disposition) for f in found] == [
        ("one", "", Disposition.NOTICE),
        ("", "f1", Disposition.ON_SITE),
    ]


def test_a_struck_out_finding_does_not_count() -> None:
    more = "findings:\n  - {id: f1, title: 杂物, category: 其他, severity: 轻微, removed: 记重了}\n"
    assert assessed(f"- {ONE}", "one: 符合", more).found == ()


def test_what_does_not_apply_is_neither_found_nor_asked_and_its_answer_stays() -> None:
    items = (
        "- {id: dorm, label: 宿舍, type: result, required: true, when: school.boarding, "
        + FINDING
        + "}"
    )
    checklist = checklist_of(items)
    record, _ = read(checklist, "dorm: 不符合")
    found = assess(record, checklist, SCHOOL)
    assert (found.found, found.problems, found.inactive) == ((), (), ("dorm",))
    assert flat(record)["dorm"] == "不符合"
    assert len(assess(record, checklist, replace(SCHOOL, boarding=True)).found) == 1


def test_an_unknown_school_leaves_a_condition_undecided_and_the_item_shown() -> None:
    items = "- {id: dorm, label: 宿舍, type: result, when: school.boarding}"
    checklist = checklist_of(items)
    record, _ = read(checklist, "dorm: 符合")
    found = assess(record, checklist, None)
    assert found.inactive == ()
    assert [(u.item, u.rule) for u in found.undecided] == [("dorm", "when")]


def test_what_hangs_on_an_item_that_does_not_apply_is_not_decided_by_its_answer() -> None:
    items = """
        - {id: dorm, label: 宿舍, type: confirm, when: school.boarding}
        - {id: beds, label: 床位, type: number, when: answers.dorm}
    """
    found = assessed(items, "dorm: 否\nbeds: 3")
    assert found.inactive == ("dorm",)


@pytest.mark.parametrize(
    ("level", "code"), [("error", Code.VALUE_CHECK), ("warning", Code.VALUE_WARNING)]
)
def test_a_failed_check_is_an_error_or_a_warning(level: str, code: Code) -> None:
    items = f"- {{id: a, label: 甲, type: number, check: [{{expr: value >= 0, message: 不能为负, level: {level}}}]}}"
    (problem,) = assessed(items, "a: -1").problems
    assert (problem.code, problem.level, problem.line) == (code, Level(level), 8)


def test_a_check_of_a_matrix_runs_for_each_row() -> None:
    items = """
        - id: people
          label: 人数
          type: matrix
          rows: {t: 教职工, p: 学生}
          columns: {all: 在外, back: 已返回}
          check: [{expr: row.all >= row.back, message: 多了}]
    """
    (problem,) = assessed(items, "people:\n  t: {all: 6, back: 5}\n  p: {all: 6, back: 7}").problems
    assert (problem.code, problem.line) == (Code.VALUE_CHECK, 10)


def test_required_items_are_problems_and_all_open_ones_are_counted() -> None:
    items = """
        - {id: a, no: 1, label: 甲, type: number, required: true}
        - {id: b, no: 2, label: 乙, type: text}
        - {id: c, no: 3, label: 丙, type: text}
    """
    found = assessed(items, "a:\nc: 有")
    assert [p.code for p in found.problems] == [Code.ITEM_REQUIRED]
    assert found.unanswered == ("1", "2")


def test_a_half_filled_matrix_is_still_open() -> None:
    items = "- {id: m, no: 1, label: 表, type: matrix, rows: {t: 甲}, columns: {x: 一, y: 二}}"
    assert assessed(items, "m: {t: {x: 1}}").unanswered == ("1",)


def test_a_conflict_is_one_problem_at_its_line_and_not_open() -> None:
    items = f"- {STOCK}"
    found = assessed(items, "stock:\n  conflict: [{by: 甲, value: 1}, {by: 乙, value: 2}]")
    assert [(p.code, p.line) for p in found.problems] == [(Code.CONFLICT, 8)]
    assert (found.unanswered, found.found) == ((), ())


def test_a_value_beside_a_conflict_decides_nothing() -> None:
    checklist = checklist_of(f"- {STOCK}")
    answers = "stock:\n  value: 3\n  conflict: [{by: 甲, value: 1}, {by: 乙, value: 2}]"
    record, _ = read(checklist, answers)
    assert assess(record, checklist, SCHOOL).found == ()
    assert "stock" not in flat(record)


def test_a_part_takes_place_and_photos_of_its_item_where_it_has_none() -> None:
    items = "- {id: gate, label: 门, type: result, parts: {a: 甲, b: 乙}, " + FINDING + "}"
    answers = """
        gate:
          a: 不符合
          b: {value: 不符合, place: 后门, photos: [后.jpg]}
          place: 前门
          photos: [前.jpg]
    """
    found = assessed(items, answers).found
    assert [(f.place, f.photos) for f in found] == [
        ("前门", ("前.jpg",)),
        ("后门", ("后.jpg", "前.jpg")),
    ]


@pytest.mark.parametrize(
    ("photos", "codes"),
    [
        ("", [Code.EVIDENCE_MISSING]),
        ("[甲.jpg]", [Code.EVIDENCE_TOO_FEW]),
        ("[甲.jpg, 乙.jpg]", []),
    ],
)
def test_a_failed_item_needs_the_photos_its_rule_asks_for(photos: str, codes: list[Code]) -> None:
    items = (
        "- {id: a, label: 甲, type: result, evidence: {photo_min: 2, on: [fail]}, " + FINDING + "}"
    )
    assert problems(items, f"a:\n  value: 不符合\n  photos: {photos}") == codes
    assert problems(items, "a: 符合") == []


def test_what_was_fixed_on_site_needs_a_photo() -> None:
    assert problems(f"- {ONE}", "one: 立行立改") == [Code.EVIDENCE_MISSING]
    assert problems(f"- {ONE}", "one: {value: 立行立改, photos: [甲.jpg]}") == []


def test_a_severe_finding_is_never_only_pointed_out() -> None:
    more = "findings:\n  - {id: f1, title: 漏气, category: 其他, severity: 严重, disposition: 当场指出}\n"
    assert problems(f"- {ONE}", "one: 符合", more) == [Code.FINDING_FIELD]


def test_highlights_are_told_with_their_note() -> None:
    (praise,) = assessed(f"- {ONE}", "one: 亮点，做得细").highlights
    assert (praise.item, praise.label, praise.note) == ("one", "第一", "做得细")


def test_nothing_private_is_evaluated_into_findings_results_or_values() -> None:
    items = (
        "- {id: ill, label: 病情, type: result, private: true, score: {weight: 5}, "
        + FINDING
        + "}\n"
    )
    items += "- {id: after, label: 之后, type: text, when: answers.ill == 'fail'}"
    found = assessed(items, "after: 有", private="answers:\n  ill: 不符合，某某发热\n")
    assert (found.found, dict(found.results), found.score) == ((), {}, None)
    assert "发热" not in str(found)
    assert "ill" not in found.values


def test_a_private_required_answer_counts_as_filled() -> None:
    items = "- {id: ill, no: 1, label: 病情, type: text, private: true, required: true}"
    assert assessed(items, "", private="answers:\n  ill: 无\n").problems == ()
    assert assessed(items, "").unanswered == ("1",)


def test_a_wrong_answer_decides_nothing() -> None:
    assert assessed(f"- {STOCK}", "stock: 一万").found == ()
