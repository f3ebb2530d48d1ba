"""Schools and people as tables: the columns of FORMATS §10 with their Chinese headings, rows -> values, values -> rows.

A row with a fault is listed with its line and column and left out; the others are taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspections.errors import Code, M, Msg, Problem
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


@dataclass(frozen=True)
class Row:
    """A row that was taken: its id and its columns, as they go into `school_set` or `person_set`."""

    id: str
    columns: Mapping[str, str | list[str]]
    line: int


@dataclass(frozen=True)
class Table:
    """What a CSV file holds: its rows, and every fault with its place."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def is_people(text: str) -> bool:
    """Return whether the table's heading is that of people."""
    heading = {cell.strip() for cell in next(csv.reader(io.StringIO(text.lstrip("\ufeff"))), [])}
    return bool(heading & {"roles", *PERSON_COLUMNS["roles"]})


def read_schools(text: str, file: str) -> Table:
    """Return the schools of a CSV text, Chinese or English headings."""
    return _read(text, file, SCHOOL_COLUMNS, ("code", "name", "stage"), _school)


def read_people(text: str, file: str) -> Table:
    """Return the people of a CSV text."""
    return _read(text, file, PERSON_COLUMNS, ("id", "name", "roles"), _person)


def write_table(columns: Mapping[str, tuple[str, ...]], rows: Iterable[Mapping[str, str]]) -> str:
    """Return a tidy CSV text with Chinese headings, LF line ends."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([names[0] for names in columns.values()])
    for row in rows:
        writer.writerow([row.get(column, "") for column in columns])
    return stream.getvalue()


def _read(text, file, known, needed, parse) -> Table:  # type: ignore[no-untyped-def]
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
    seen: dict[str, int] = {}
    for line, cells in table[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        values = {name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name}
        faults = list(parse(values, file, line, heading))
        row_id = values.get(needed[0], "")
        if row_id in seen:
            faults.append(_fault(file, line, 1, Code.ROSTER_DUPLICATE,
                                 M("“{id}”在第 {line} 行已经有了", id=row_id, line=seen[row_id]),
                                 M("删去一行，或改成别的代码")))  # fmt: skip
        if faults:
            problems.extend(faults)
            continue
        seen[row_id] = line
        rows.append(Row(row_id, {k: v for k, v in values.items() if k != needed[0]}, line))
    return Table(tuple(rows), tuple(problems))


def _column(cell: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    name = cell.strip()
    return next(
        (column for column, names in known.items() if name == column or name in names), None
    )


def _school(values: dict, file: str, line: int, heading: Sequence[str | None]) -> Iterator[Problem]:  # type: ignore[type-arg]
    yield from _id(values, "code", file, line, heading)
    yield from _needed(values, "name", file, line, heading)
    yield from _word(values, "stage", Stage, file, line, heading, needed=True)
    yield from _word(values, "ownership", Ownership, file, line, heading)
    boarding = values.get("boarding", "").lower()
    if boarding not in YES | NO:
        yield _fault(file, line, _at(heading, "boarding"), Code.ROSTER_VALUE,
                     M("寄宿应是“是”或“否”，写的是“{text}”", text=boarding), M("改成 是 或 否"))  # fmt: skip
    values["boarding"] = "true" if boarding in YES else "false"
    for name in ("pupils", "staff"):
        text = values.get(name, "")
        if text and not (text.isascii() and text.isdecimal()):
            yield _fault(file, line, _at(heading, name), Code.ROSTER_VALUE,
                         M("人数应是数字，写的是“{text}”", text=text), M("只写数字，如 1104"))  # fmt: skip


def _person(values: dict, file: str, line: int, heading: Sequence[str | None]) -> Iterator[Problem]:  # type: ignore[type-arg]
    yield from _id(values, "id", file, line, heading)
    yield from _needed(values, "name", file, line, heading)
    words = {r.value: r for r in Role} | {r.label: r for r in Role}
    roles = [word for word in _LISTS.split(values.get("roles", "")) if word]
    unknown = [word for word in roles if word not in words or words[word] is Role.SERVER]
    if unknown or not roles:
        yield _fault(file, line, _at(heading, "roles"), Code.ROSTER_VALUE,
                     M("没有“{word}”这种角色", word="、".join(unknown) or " "),
                     M("写 inspector、area_lead、bureau、school 之中的一个或几个，空格隔开"))  # fmt: skip
    values["roles"] = [words[word].value for word in roles if word in words]
    for name in ("schools", "areas"):
        values[name] = [word for word in _LISTS.split(values.get(name, "")) if word]


def _id(values, column, file, line, heading) -> Iterator[Problem]:  # type: ignore[no-untyped-def]
    if not SLUG.fullmatch(values.get(column, "")):
        yield _fault(file, line, _at(heading, column), Code.ROSTER_VALUE,
                     M("代码“{text}”不能用", text=values.get(column, "")),
                     M("只用小写字母、数字和下划线，最多 40 个，如 yl3x"))  # fmt: skip


def _needed(values, column, file, line, heading) -> Iterator[Problem]:  # type: ignore[no-untyped-def]
    if not values.get(column):
        yield _fault(
            file, line, _at(heading, column), Code.ROSTER_VALUE, M("没有填名称"), M("填上名称")
        )


def _word(  # type: ignore[no-untyped-def]
    values, column, words: type[Labelled], file, line, heading, needed: bool = False
) -> Iterator[Problem]:
    text = values.get(column, "")
    found = next((w.value for w in words if text in (w.value, w.label)), None)
    if found is None and (text or needed):
        yield _fault(file, line, _at(heading, column), Code.ROSTER_VALUE,
                     M("不认识“{text}”", text=text),
                     M("写其中一个：{words}", words="、".join(w.label for w in words)))  # fmt: skip
    values[column] = found or ""


def _at(heading: Sequence[str | None], column: str) -> int:
    return heading.index(column) + 1 if column in heading else 1


def _fault(file: str, line: int, column: int, code: Code, what: Msg, remedy: Msg) -> Problem:
    return Problem(code=code, file=file, line=line, column=column, what=what, remedy=remedy)
