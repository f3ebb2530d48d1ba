"""Areas and teams from CSV: Chinese headings, people by name or id, faults at their cells."""

from __future__ import annotations

import pytest

from inspections.assignment_tables import read_areas, read_teams, strangers, with_inspectors
from inspections.errors import Code
from inspections.ids import PersonId
from inspections.roster import Table, read_schools

PEOPLE = {
    "王敏": (PersonId("wangmin"),),
    "wangmin": (PersonId("wangmin"),),
    "李强": (PersonId("li1"), PersonId("li2")),
    "li2": (PersonId("li2"),),
}
AREA_HEAD = "片区代码,名称,类别,负责人\n"
TEAM_HEAD = "小组代码,名称,组长,牵头股室,成员,片区,学校\n"


def areas(text: str) -> Table:
    return read_areas(AREA_HEAD + text, "a.csv", PEOPLE)


def teams(text: str) -> Table:
    return read_teams(TEAM_HEAD + text, "t.csv", PEOPLE, {"东片"}, {"yl3x"})


def faults(table: Table) -> list[tuple[Code, int | None, int | None]]:
    return [(p.code, p.line, p.column) for p in table.problems]


def test_an_area_with_its_lead_by_name() -> None:
    [row] = areas("east,东片,片区,王敏\n").rows
    assert (row.id, row.columns) == ("east", {"name": "东片", "part": "area", "lead": "wangmin"})


def test_a_township_led_by_somebody_who_is_not_registered_keeps_the_name() -> None:
    [row] = areas("cg,城关镇,乡镇街道,何副局长\n").rows
    assert (row.columns["part"], row.columns["lead"]) == ("township", "何副局长")


def test_a_team_with_its_lists() -> None:
    [row] = teams("t1,一组,王敏,体卫艺股,王敏、卫校小张 li2,东片,yl3x\n").rows
    assert row.columns == {
        "name": "一组", "lead": "wangmin", "unit": "体卫艺股",
        "members": ["wangmin", "卫校小张", "li2"], "areas": ["东片"], "schools": ["yl3x"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("T1,一组,,,,,\n", (Code.ROSTER_VALUE, 2, 1)),
        ("t1,,,,,,\n", (Code.ROSTER_VALUE, 2, 2)),
        ("t1,一组,李强,,,,\n", (Code.ROSTER_VALUE, 2, 3)),
        ("t1,一组,,,王敏 李强,,\n", (Code.ROSTER_VALUE, 2, 5)),
        ("t1,一组,,,,北片,\n", (Code.ROSTER_VALUE, 2, 6)),
        ("t1,一组,,,,,yl9x\n", (Code.ROSTER_VALUE, 2, 7)),
    ],
)
def test_a_fault_of_a_team_stands_at_its_cell(
    row: str, fault: tuple[Code, int | None, int | None]
) -> None:
    table = teams(row + "t2,二组,,,,,\n")
    assert faults(table) == [fault]
    assert [one.id for one in table.rows] == ["t2"]


def test_a_part_that_is_neither_area_nor_township_is_a_fault() -> None:
    assert faults(areas("east,东片,县,\n")) == [(Code.ROSTER_VALUE, 2, 3)]


def test_the_inspector_of_a_school_is_found_by_name_and_a_name_of_several_is_a_fault() -> None:
    head = "学校代码,名称,学段,责任督学\n"
    rows = "s1,一小,小学,王敏\ns2,二小,小学,李强\ns3,三小,小学,张三\ns4,四小,小学,\n"
    table = read_schools(head + rows, "s.csv", with_inspectors(PEOPLE))
    assert [(r.id, r.columns["inspector"]) for r in table.rows] == [
        ("s1", "wangmin"), ("s3", "张三"), ("s4", ""),
    ]  # fmt: skip
    assert faults(table) == [(Code.ROSTER_VALUE, 3, 4)]


def test_strangers_are_told_once_each() -> None:
    assert strangers(["王敏", "张三", "", "张三"], PEOPLE) == ("张三",)
