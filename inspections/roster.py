"""Schools and people as tables: the columns of FORMATS §10 with their Chinese headings, rows -> values, values -> rows.

A row with a fault is listed with its line and column and left out; the others are taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from inspections.errors import Code, M, Msg, Problem, listed
from inspections.ids import SLUG
from inspections.vocabulary import Labelled, Ownership, Role, Stage

SCHOOL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("学校代码", "代码", "id"),
    "name": ("名称", "学校名称", "学校"),
    "stage": ("学段", "学校类别"),
    "ownership": ("办别",),
    "area": ("片区",),
    "township": ("乡镇街道", "乡镇"),
    "boarding": ("寄宿",),
    "pupils": ("学生数",),
    "staff": ("教职工数",),
    "inspector": ("责任督学",),
    "office": ("包校股室", "股室", "责任股室"),
    "principal": ("校长",),
    "phone": ("电话", "联系电话"),
}
PERSON_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("人员代码", "代码"),
    "name": ("姓名",),
    "roles": ("角色",),
    "schools": ("学校", "学校代码"),
    "areas": ("片区",),
}
YES = {"是", "yes", "true", "1", "寄宿", "y"}
NO = {"否", "no", "false", "0", "不寄宿", "n", ""}
_LISTS = re.compile(r"[\s,，、;；]+")


RESERVED = frozenset({"root", "registrar", "district"})
"""Ids that mean something else: the root key's name, and the district's own document."""
Columns: TypeAlias = Mapping[str, tuple[str, ...]]
Values: TypeAlias = "dict[str, str | list[str]]"


@dataclass(frozen=True)
class Place:
    """A row of a file, with the columns that its heading names."""

    file: str
    line: int
    heading: Sequence[str | None]

    def fault(self, column: str, what: Msg, remedy: Msg) -> Problem:
        """Return the problem at this row's cell of `column`."""
        number = self.heading.index(column) + 1 if column in self.heading else 1
        return _fault(self.file, self.line, number, Code.ROSTER_VALUE, what, remedy)


Parse: TypeAlias = Callable[[Values, Place], Iterator[Problem]]


@dataclass(frozen=True)
class Row:
    """A row that was taken: its id and its columns, as they go into `school_set` or `person_set`."""

    id: str
    columns: Mapping[str, str | list[str]]
    line: int


@dataclass(frozen=True)
class Table:
    """What a CSV file holds: its rows, every fault with its place, and the headings that are none of ours."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    strange: tuple[str, ...] = ()


def is_people(text: str) -> bool:
    """Return whether the table's heading is that of people."""
    try:
        first = next(csv.reader(io.StringIO(text.lstrip("\ufeff"))), [])
    except csv.Error:
        return False
    heading = {cell.strip() for cell in first}
    return bool(heading & {"roles", *PERSON_COLUMNS["roles"]})


def read_schools(text: str, file: str, also: Parse | None = None) -> Table:
    """Return the schools of a CSV text, Chinese or English headings; `also` looks at each row once more."""

    def parse(values: Values, at: Place) -> Iterator[Problem]:
        yield from _school(values, at)
        yield from also(values, at) if also else ()

    return read_rows(text, file, SCHOOL_COLUMNS, ("code", "name", "stage"), parse)


def read_people(text: str, file: str) -> Table:
    """Return the people of a CSV text."""
    return read_rows(text, file, PERSON_COLUMNS, ("id", "name", "roles"), _person)


def write_table(columns: Columns, rows: Iterable[Mapping[str, str]]) -> str:
    """Return a tidy CSV text with Chinese headings, LF line ends, and the mark by which Excel knows UTF-8."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([names[0] for names in columns.values()])
    for row in rows:
        writer.writerow([row.get(column, "") for column in columns])
    return stream.getvalue()


def read_rows(text: str, file: str, known: Columns, needed: Sequence[str], parse: Parse) -> Table:
    """Return the rows of a CSV text under the columns of `known`; the first of `needed` is a row's id."""
    rows: list[Row] = []
    problems: list[Problem] = []
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff")), strict=False)
    try:
        table = [(lines.line_num, row) for row in lines]
    except csv.Error as error:
        problem = _fault(file, lines.line_num, 1, Code.ROSTER_COLUMN, M("表格读不下去：{why}", why=str(error)),
                         M("另存为 CSV（逗号分隔）再导入"))  # fmt: skip
        return Table((), (problem,))
    heading = [_column(cell, known) for cell in table[0][1]] if table else []
    missing = [known[name][0] for name in needed if name not in heading]
    if missing:
        problem = _fault(file, 1, 1, Code.ROSTER_COLUMN, M("缺少列：{names}", names="、".join(missing)),
                         M("第一行写列名：{names}", names=",".join(v[0] for v in known.values())))  # fmt: skip
        return Table((), (problem,))
    strange = [cell.strip() for cell in table[0][1] if cell.strip() and not _column(cell, known)]
    seen: dict[str, int] = {}
    for line, cells in table[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        values: Values = {
            name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name
        }
        faults = list(parse(values, Place(file, line, heading)))
        if any(cell.strip() for cell in cells[len(heading) :]):
            faults.append(_fault(file, line, len(heading) + 1, Code.ROSTER_VALUE,
                                 M("这一行比表头多出 {n} 格", n=len(cells) - len(heading)),
                                 M("格子里有逗号时，把整格用英文双引号括起来")))  # fmt: skip
        row_id = str(values.get(needed[0], ""))
        if row_id in seen:
            faults.append(_fault(file, line, 1, Code.ROSTER_DUPLICATE,
                                 M("“{id}”在第 {line} 行已经有了", id=row_id, line=seen[row_id]),
                                 M("删去一行，或改成别的代码")))  # fmt: skip
        if faults:
            problems.extend(faults)
            continue
        seen[row_id] = line
        rows.append(Row(row_id, {k: v for k, v in values.items() if k != needed[0]}, line))
    return Table(tuple(rows), tuple(problems), tuple(strange))


def _column(cell: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    name = cell.strip()
    return next(
        (column for column, names in known.items() if name == column or name in names), None
    )


def _school(values: Values, at: Place) -> Iterator[Problem]:
    yield from _id(values, "code", at)
    yield from _needed(values, "name", at)
    yield from _word(values, "stage", Stage, at, needed=True)
    yield from _word(values, "ownership", Ownership, at)
    boarding = _text(values, "boarding").lower()
    if boarding not in YES | NO:
        what = M("寄宿应是“是”或“否”，写的是“{text}”", text=boarding)
        yield at.fault("boarding", what, M("改成 是 或 否"))
    values["boarding"] = "true" if boarding in YES else "false"
    for name in ("pupils", "staff"):
        text = _text(values, name)
        if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
            what = M("人数应是数字，写的是“{text}”", text=text)
            yield at.fault(name, what, M("只写数字，如 1104"))


def _person(values: Values, at: Place) -> Iterator[Problem]:
    yield from _id(values, "id", at)
    yield from _needed(values, "name", at)
    words = {r.value: r for r in Role} | {r.label: r for r in Role}
    roles = words_in(_text(values, "roles"))
    unknown = [word for word in roles if word not in words or words[word] is Role.SERVER]
    if unknown or not roles:
        what = M("没有“{word}”这种角色", word="、".join(unknown)) if roles else M("没有填角色")
        remedy = M("写 inspector、area_lead、bureau、school 之中的一个或几个，空格隔开")
        yield at.fault("roles", what, remedy)
    values["roles"] = [words[word].value for word in roles if word in words]
    for name in ("schools", "areas"):
        values[name] = words_in(_text(values, name))


def _id(values: Values, column: str, at: Place) -> Iterator[Problem]:
    text = _text(values, column)
    if not usable_id(text):
        remedy = M("只用小写字母、数字和下划线，最多 40 个，如 yl3x")
        yield at.fault(column, M("代码“{text}”不能用", text=text), remedy)


def words_in(text: str) -> list[str]:
    """Return the words of a cell that lists several: between spaces, commas or 、 of either width."""
    return [word for word in _LISTS.split(text) if word]


def usable_id(text: str) -> bool:
    """Return whether a school or person may be called so; `root`, `registrar` and `district` are taken."""
    return SLUG.fullmatch(text) is not None and text not in RESERVED


def _needed(values: Values, column: str, at: Place) -> Iterator[Problem]:
    if not values.get(column):
        yield at.fault(column, M("没有填名称"), M("填上名称"))


def _word(
    values: Values, column: str, words: type[Labelled], at: Place, needed: bool = False
) -> Iterator[Problem]:
    text = _text(values, column)
    found = next((w.value for w in words if text in (w.value, w.label)), None)
    if found is None and (text or needed):
        remedy = M("写其中一个：{words}", words=listed(w.label for w in words))
        yield at.fault(column, M("不认识“{text}”", text=text), remedy)
    values[column] = found or ""


def _text(values: Values, column: str) -> str:
    return str(values.get(column, ""))


def _fault(file: str, line: int, column: int, code: Code, what: Msg, remedy: Msg) -> Problem:
    return Problem(code=code, file=file, line=line, column=column, what=what, remedy=remedy)
