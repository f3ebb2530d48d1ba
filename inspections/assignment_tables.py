"""Areas and teams as tables: columns with Chinese headings, rows -> columns of `area_set` and `team_set` (FORMATS §7).

People are written by name or by id; a name that several have is a fault of its cell, one that nobody has stays a name
(a member of the health station need not be registered here).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from inspections.assignments import Area, Part
from inspections.errors import M, Problem, listed
from inspections.ids import PersonId
from inspections.roster import Parse, Place, Table, Values, read_rows, usable_id, words_in

AREA_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("片区代码", "代码"),
    "name": ("名称", "片区", "乡镇街道"),
    "part": ("类别",),
    "lead": ("负责人", "局领导", "片区督学主任"),
}
TEAM_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("小组代码", "代码"),
    "name": ("名称", "小组"),
    "lead": ("组长",),
    "unit": ("牵头单位", "牵头股室"),
    "members": ("成员", "组员"),
    "areas": ("片区", "负责片区"),
    "schools": ("学校", "学校代码"),
}
LISTS = ("members", "areas", "schools")
People: TypeAlias = Mapping[str, Sequence[PersonId]]


def read_areas(text: str, file: str, people: People) -> Table:
    """Return the areas and townships of a CSV text; `people` says who is meant by a name."""

    def parse(values: Values, at: Place) -> Iterator[Problem]:
        yield from _id_and_name(values, at)
        part = str(values.get("part", ""))
        found = next((p for p in Part if part in (p.value, p.label)), None)
        if part and found is None:
            what = M("不认识“{text}”", text=part)
            yield at.fault(
                "part", what, M("写其中一个：{words}", words=listed(p.label for p in Part))
            )
        values["part"] = (found or Part.AREA).value
        yield from _person(values, "lead", at, people)

    return read_rows(text, file, AREA_COLUMNS, ("id", "name"), parse)


def read_teams(
    text: str, file: str, people: People, areas: Collection[str], schools: Collection[str]
) -> Table:
    """Return the teams of a CSV text; `areas` and `schools` are those that the roster knows."""

    def parse(values: Values, at: Place) -> Iterator[Problem]:
        yield from _id_and_name(values, at)
        for column in LISTS:
            values[column] = words_in(str(values.get(column, "")))
        yield from _person(values, "lead", at, people)
        yield from _members(values, at, people)
        for column, known in (("areas", areas), ("schools", schools)):
            strange = [word for word in values[column] if word not in known]
            if strange:
                what = M("名册里没有“{word}”", word="、".join(strange))
                yield at.fault(column, what, M("先导入学校名册，或照名册的写法改"))

    return read_rows(text, file, TEAM_COLUMNS, ("id", "name"), parse)


def with_inspectors(people: People) -> Parse:
    """Return what puts the id of a school's inspector in the place of the name, for `read_schools`."""
    return lambda values, at: _person(values, "inspector", at, people)


def area_row(area: Area) -> dict[str, str]:
    """Return an area as a row of its table."""
    return {"id": area.id, "name": area.name, "part": area.part.label, "lead": area.lead}


def strangers(names: Iterable[str], people: People) -> tuple[str, ...]:
    """Return the names that nobody of the register has, each once."""
    return tuple(dict.fromkeys(name for name in names if name and not people.get(name)))


def _id_and_name(values: Values, at: Place) -> Iterator[Problem]:
    text = str(values.get("id", ""))
    if not usable_id(text):
        remedy = M("只用小写字母、数字和下划线，最多 40 个，如 t3")
        yield at.fault("id", M("代码“{text}”不能用", text=text), remedy)
    if not values.get("name"):
        yield at.fault("name", M("没有填名称"), M("填上名称"))


def _person(values: Values, column: str, at: Place, people: People) -> Iterator[Problem]:
    name = str(values.get(column, ""))
    found = people.get(name, ())
    if len(found) > 1:
        yield _several(at, column, name, found)
    if column in values:
        values[column] = found[0] if len(found) == 1 else name


def _members(values: Values, at: Place, people: People) -> Iterator[Problem]:
    members = []
    for name in values["members"]:
        found = people.get(name, ())
        if len(found) > 1:
            yield _several(at, "members", name, found)
        members.append(str(found[0]) if found else name)
    values["members"] = list(dict.fromkeys(members))


def _several(at: Place, column: str, name: str, found: Sequence[PersonId]) -> Problem:
    what = M("有 {n} 个人叫“{name}”", n=len(found), name=name)
    return at.fault(column, what, M("写人员代码：{ids}", ids="、".join(found)))
