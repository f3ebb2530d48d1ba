"""The institutions and people of the demo district, read from `district/*.csv`; the whole of it, or a few institutions.

`@inspector`, `@lead`, `@school` and `@team` in a story mean whoever has that part for the school it is about.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from inspections.laptop.demo.story import DISTRICT, text_of

SCHOOLS, PEOPLE, AREAS, TEAMS = "schools.csv", "people.csv", "areas.csv", "teams.csv"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Institution:
    """A school or kindergarten, with who answers for it."""

    code: str
    name: str
    stage: str
    ownership: str
    area: str
    boarding: bool
    pupils: int
    staff: int
    inspector: str
    principal: str
    team: str

    @property
    def kindergarten(self) -> bool:
        """Whether it is a kindergarten."""
        return self.stage == "幼儿园"


@dataclass(frozen=True)
class Cast:
    """Who takes part: the institutions of the roster, all or only `only`, and the people."""

    only: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """Return one of the four tables as it is imported."""
        rows = _table(name)
        if name == SCHOOLS:
            rows = [row for row in rows if self._taken(row["学校代码"])]
        if name == TEAMS:
            rows = [
                {**row, "学校": " ".join(filter(self._taken, row["学校"].split()))} for row in rows
            ]
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    @cached_property
    def institutions(self) -> Mapping[str, Institution]:
        """The institutions by code, in the order of the roster."""
        teams = {code: row["小组代码"] for row in _table(TEAMS) for code in row["学校"].split()}
        return {
            row["学校代码"]: Institution(
                code=row["学校代码"],
                name=row["名称"],
                stage=row["学段"],
                ownership=row["办别"],
                area=row["片区"],
                boarding=row["寄宿"] == "是",
                pupils=int(row["学生数"]),
                staff=int(row["教职工数"]),
                inspector=row["责任督学"],
                principal=row["校长"],
                team=teams[row["学校代码"]],
            )
            for row in _table(SCHOOLS)
            if self._taken(row["学校代码"])
        }

    @cached_property
    def leaders(self) -> Mapping[str, str]:
        """The ids of the teams' leaders by team."""
        ids = {name: person for person, name in self.names.items()}
        return {row["小组代码"]: ids[row["组长"]] for row in _table(TEAMS)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the people by id."""
        return {row["人员代码"]: row["姓名"] for row in _table(PEOPLE)}

    @cached_property
    def inspectors(self) -> tuple[str, ...]:
        """The ids of the responsible inspectors, in the order of the roster."""
        return tuple(dict.fromkeys(row["责任督学"] for row in _table(SCHOOLS)))

    def who(self, word: str, school: str) -> str:
        """Return the id of the person that a story's word means at a school. KeyError for an unknown part."""
        if not word.startswith("@"):
            return word
        one = self.institutions[school]
        return {
            "@inspector": one.inspector,
            "@lead": self._person("片区", one.area, ""),
            "@school": self._person("学校", school, one.inspector),
            "@team": self.leaders[one.team],
        }[word]

    def _person(self, column: str, value: str, else_: str) -> str:
        people = _table(PEOPLE)
        return next((row["人员代码"] for row in people if row[column] == value), else_)

    def _taken(self, code: str) -> bool:
        return not self.only or code in self.only


@cache
def _table(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text_of(DISTRICT, name))))


def ordered(found: Collection[Institution]) -> list[Institution]:
    """Return institutions with private kindergartens first, then other kindergartens, then schools."""
    return sorted(found, key=lambda one: (not one.kindergarten, one.ownership != "民办"))
