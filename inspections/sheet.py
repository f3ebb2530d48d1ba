"""A checklist from the rows of a spreadsheet, as bureaus lay them out: cells -> checklist YAML, and what was unclear.

Pure. Nothing is dropped: what is not understood is a problem that names its cell, and stays in the item's `hint`.
Ids are `item_1` … by order, since ids are permanent and printed numbers are not; numbers are kept as `no`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspections.errors import Code, M, Msg, Problem
from inspections.sheet_heading import HEADING_ROWS_MAX, Heading, Use, find_heading
from inspections.sheet_row import Notes
from inspections.sheet_rows import read_rows
from inspections.sheet_words import mode as mode_of
from inspections.sheet_words import tidy
from inspections.vocabulary import Mode
from inspections.yaml_lines import Tree, lines_of

TEXT_MAX = 400_000
"""Characters in one sheet; a checklist may have a million bytes."""
SCHEMA_LINE = "# yaml-language-server: $schema=../.ducha/schemas/checklist.json"
_FILLED_DOWN = frozenset({Use.SECTION, Use.BASIS, Use.METHOD, Use.DAYS, Use.SEVERITY, Use.OPTIONS})


@dataclass(frozen=True)
class Sheet:
    """The cells of a worksheet as text, and its merged areas: (first row, first column, last row, last column), from 0."""

    rows: Sequence[Sequence[str]]
    merged: Sequence[tuple[int, int, int, int]] = ()


@dataclass(frozen=True)
class Imported:
    """The checklist's text, None when the sheet holds none; everything that somebody should look at."""

    text: str | None
    problems: tuple[Problem, ...]
    items: int = 0


def checklist_of(sheet: Sheet, name: str, version: str, mode: Mode | None = None) -> Imported:
    """Return the checklist that the sheet holds, called `name`; without a mode, that which its title names."""
    rows = [tuple(map(_clean, row)) for row in sheet.rows]
    if sum(len(cell) for row in rows for cell in row) > TEXT_MAX:
        return _refused(
            M("表里的文字太多（超过 {n} 字）", n=TEXT_MAX), M("一张清单一个文件，分开导入")
        )
    heading = find_heading(rows)
    if heading is None:
        return _refused(
            M("没有找到表头：前 {n} 行里没有写“检查内容”的一行", n=HEADING_ROWS_MAX),
            M("表头写：序号、项目、检查内容、检查方式、选项、分值……；顺序随意"),
        )
    notes = Notes()
    title, above = _above(rows, heading)
    read = read_rows(_filled(rows, sheet.merged, heading), heading, notes, title)
    if not read.sections:
        return _refused(M("表头下面没有检查内容"), M("每行写一项，写在“检查内容”这一列"))
    tree: dict[str, Tree] = {
        "id": name,
        "version": version,
        "title": title or name,
        "mode": (mode or mode_of(title) or Mode.SPECIAL).value,
    }
    if mode is None and mode_of(title) is None:
        notes.add(
            0,
            0,
            M("标题没有说是哪种督查方式，先写成专项督导"),
            M("用 --mode 写明，或改 mode: 一行"),
        )
    about = "；".join((*above, *read.about))
    if about:
        tree["about"] = about
    if read.basis:
        tree["basis"] = [{"id": id_, "text": text} for text, id_ in read.basis.items()]
    tree["sections"] = read.sections
    return Imported(_written(tree), tuple(notes.found), read.items)


def _clean(cell: str) -> str:
    """Return the text without what a checklist may not hold: control characters, wide blanks, halves of characters."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in cell).strip()


def _refused(what: Msg, remedy: Msg) -> Imported:
    return Imported(None, (Problem(code=Code.CHECKLIST_SHEET, what=what, remedy=remedy),))


def _above(rows: Sequence[Sequence[str]], heading: Heading) -> tuple[str, tuple[str, ...]]:
    """Return the title above the heading, and what else stands there."""
    lines = [
        " ".join(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
        for row in rows[: heading.first]
    ]
    found = [" ".join(line.split()) for line in lines if line]
    best = next((line for line in found if tidy(line).endswith(("表", "清单"))), None)
    title = best or (found[0] if found else "")
    return title, tuple(line for line in found if line != title)


def _filled(
    rows: Sequence[Sequence[str]], merged: Sequence[tuple[int, int, int, int]], heading: Heading
) -> list[list[str]]:
    """Return the rows with merged cells repeated downwards, in the columns where that is what they mean."""
    width = max((len(row) for row in rows), default=0)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    for top, left, bottom, _ in merged:
        if top <= heading.last or heading.uses.get(left) not in _FILLED_DOWN or left >= width:
            continue
        for row in filled[top + 1 : bottom + 1]:
            if any(cell.strip() for cell in row):
                row[left] = row[left] or filled[top][left]
    return filled


def _written(tree: Mapping[str, Tree]) -> str:
    head = [
        SCHEMA_LINE,
        "# 由电子表格导入。问题类别、严重程度和怎么处理请核对；id 发布后不要再改。",
    ]
    return (
        "\n".join([*head, *(line for key, value in tree.items() for line in lines_of(key, value))])
        + "\n"
    )
