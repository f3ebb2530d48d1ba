import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspections.errors import Code
from inspections.roster import (
    PERSON_COLUMNS,
    SCHOOL_COLUMNS,
    is_people,
    read_people,
    read_schools,
    usable_id,
    write_table,
)

HEAD = "学校代码,名称,学段,办别,片区,寄宿,学生数\n"
GOOD = "yl3x,云岭区第三小学,小学,公办,东片,否,1104\n"


def faults(text: str) -> list[tuple[Code, int | None, int | None]]:
    return [(p.code, p.line, p.column) for p in read_schools(text, "s.csv").problems]


def test_words_become_ids_and_numbers_stay_texts() -> None:
    [row] = read_schools(HEAD + GOOD, "s.csv").rows
    assert (row.id, row.line) == ("yl3x", 2)
    assert row.columns == {
        "name": "云岭区第三小学", "stage": "primary", "ownership": "public", "area": "东片",
        "boarding": "false", "pupils": "1104",
    }  # fmt: skip


def test_english_headings_in_any_order_will_do() -> None:
    [row] = read_schools("name,stage,code\n第三小学,primary,yl3x\n", "s.csv").rows
    assert (row.id, row.columns["name"]) == ("yl3x", "第三小学")


def test_the_mark_of_excel_is_not_part_of_the_heading() -> None:
    assert len(read_schools("\ufeff" + HEAD + GOOD, "s.csv").rows) == 1


def test_a_comma_in_quotes_stays_in_its_cell() -> None:
    [row] = read_schools(HEAD + 'yl3x,"第三小学,东校区",小学,,,,\n', "s.csv").rows
    assert row.columns["name"] == "第三小学,东校区"


def test_empty_lines_are_passed_over() -> None:
    assert len(read_schools(HEAD + "\n,,,,,,\n" + GOOD, "s.csv").rows) == 1


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("YL3X,第三小学,小学,,,,", Code.ROSTER_VALUE, 1),
        (",第三小学,小学,,,,", Code.ROSTER_VALUE, 1),
        ("district,第三小学,小学,,,,", Code.ROSTER_VALUE, 1),
        ("yl3x,,小学,,,,", Code.ROSTER_VALUE, 2),
        ("yl3x,第三小学,大学,,,,", Code.ROSTER_VALUE, 3),
        ("yl3x,第三小学,小学,外资,,,", Code.ROSTER_VALUE, 4),
        ("yl3x,第三小学,小学,,,有时,", Code.ROSTER_VALUE, 6),
        ("yl3x,第三小学,小学,,,,约一千", Code.ROSTER_VALUE, 7),
        ("yl3x,第三小学,小学,,,,1,多", Code.ROSTER_VALUE, 8),
    ],
)
def test_a_fault_has_its_line_and_its_cell(row: str, code: Code, column: int) -> None:
    table = read_schools(HEAD + GOOD.replace("yl3x", "ok") + row + "\n", "s.csv")
    assert [(p.code, p.line, p.column) for p in table.problems] == [(code, 3, column)]
    assert [r.id for r in table.rows] == ["ok"]


def test_all_faults_of_a_row_come_at_once() -> None:
    assert len(faults(HEAD + "YL,,大学,外资,,有时,约\n")) == 6


def test_a_code_twice_names_the_first_line() -> None:
    problems = read_schools(HEAD + GOOD + GOOD, "s.csv").problems
    assert [(p.code, p.line) for p in problems] == [(Code.ROSTER_DUPLICATE, 3)]
    assert "2" in str(problems[0].what)


def test_missing_columns_are_named() -> None:
    [problem] = read_schools("名称\n第三小学\n", "s.csv").problems
    assert (problem.code, problem.line) == (Code.ROSTER_COLUMN, 1)
    assert "学校代码" in str(problem.what)
    assert "学段" in str(problem.what)


def test_columns_that_are_none_of_ours_are_told() -> None:
    assert read_schools("学校代码,名称,学段,邮编\n", "s.csv").strange == ("邮编",)


def test_an_empty_text_lacks_its_columns() -> None:
    assert [code for code, _, _ in faults("")] == [Code.ROSTER_COLUMN]


def test_people_may_have_several_roles_and_schools_in_a_cell() -> None:
    [row] = read_people("代码,姓名,角色,学校\na,甲,督学 area_lead,yl3x、yl5x\n", "p.csv").rows
    assert row.columns["roles"] == ["inspector", "area_lead"]
    assert row.columns["schools"] == ["yl3x", "yl5x"]


@pytest.mark.parametrize("role", ["", "校长", "server"])
def test_a_role_that_nobody_can_have_is_a_fault(role: str) -> None:
    table = read_people(f"代码,姓名,角色\na,甲,{role}\n", "p.csv")
    assert [(p.code, p.line, p.column) for p in table.problems] == [(Code.ROSTER_VALUE, 2, 3)]


@pytest.mark.parametrize(
    ("text", "people"), [("人员代码,姓名,角色\n", True), (HEAD, False), ("", False)]
)
def test_the_heading_tells_people_from_schools(text: str, people: bool) -> None:
    assert is_people(text) is people


def test_root_and_district_are_nobody_s_id() -> None:
    assert [name for name in ("root", "district", "a", "A", "") if usable_id(name)] == ["a"]


@given(st.text())
@example(HEAD + "\0")
@example('"' * 3 + "," * 200_000)
def test_no_text_at_all_makes_reading_stop(text: str) -> None:
    for read in (read_schools, read_people):
        rows = read(text, "x.csv").rows
        assert len({row.id for row in rows}) == len(rows)
    is_people(text)


words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1)


@given(words, words)
def test_what_is_written_reads_back(name: str, area: str) -> None:
    row = {"code": "yl3x", "name": name, "stage": "primary", "area": area}
    [back] = read_schools(write_table(SCHOOL_COLUMNS, [row]), "s.csv").rows
    assert (back.columns["name"], back.columns["area"]) == (name.strip(), area.strip())


def test_what_is_written_has_the_mark_of_excel_and_chinese_headings() -> None:
    text = write_table(PERSON_COLUMNS, [])
    assert text[0] == "\ufeff"
    assert next(csv.reader(io.StringIO(text[1:])))[0] == "人员代码"
