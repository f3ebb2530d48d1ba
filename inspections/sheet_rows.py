"""The rows below the heading of a bureau's sheet, each as a section, an item, a total or a remark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from inspections.errors import M
from inspections.sheet_heading import Heading, Use
from inspections.sheet_item import item_of
from inspections.sheet_row import Notes, Row
from inspections.sheet_words import tidy, total
from inspections.yaml_lines import Tree

_TOTAL = re.compile(r"(合计|总计|总分|小计|得分合计)[:：]?")
_REMARK = re.compile(
    r"(注|备注|说明|填表说明|检查人|检查组|督查人|被检查|受检|学校负责人|陪同|签字|签名|日期|填表人|负责人|审核人)"
)
_NUMBERED = re.compile(
    r"([一二三四五六七八九十]{1,3}[、.．,，]|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十\d]+部分)"
)
SECTION_TITLE = "检查内容"


@dataclass
class Read:
    """What was read so far; `basis` maps each text to its id, `about` holds the remarks below the table."""

    sections: list[Tree] = field(default_factory=list)
    basis: dict[str, str] = field(default_factory=dict)
    about: list[str] = field(default_factory=list)
    items: int = 0
    weight: Decimal = Decimal(0)
    title: str = ""
    subject: str = ""
    current: list[Tree] = field(default_factory=list)

    def open(self, title: str) -> None:
        """Begin a section, unless it is the one that is open; one without items is not kept."""
        if title == self.title and self.sections:
            return
        self.close()
        self.title, self.current = title, []
        self.sections.append(
            {"id": f"s{len(self.sections) + 1}", "title": title, "items": self.current}
        )

    def close(self) -> None:
        """End the last section; the title of one without items is kept as a remark."""
        if self.sections and not self.current:
            self.sections.pop()
            self.about.append(self.title)


def read_rows(
    rows: Sequence[Sequence[str]], heading: Heading, notes: Notes, about: str = ""
) -> Read:
    """Return what stands below the heading of a sheet `about` something, in order; empty rows are passed over."""
    read = Read(subject=about)
    _unknown_columns(rows, heading, notes)
    for place in range(heading.last + 1, len(rows)):
        row = Row(place, tuple(cell.strip() for cell in rows[place]), heading)
        texts = [cell for cell in row.cells if cell]
        if not texts or _repeats_heading(row, heading):
            continue
        if _TOTAL.fullmatch(tidy(texts[0])):
            _compare(row, read, notes)
        elif row.question:
            _item(row, read, notes)
        else:
            _lone(row, texts, read, notes)
    read.close()
    return read


def _item(row: Row, read: Read, notes: Notes) -> None:
    section = " ".join(row.of(Use.SECTION).split())
    if len(set(filter(None, row.cells))) == 1 and _NUMBERED.match(row.question):
        read.open(row.question)
        return
    if _REMARK.match(row.question) and _alone(row):
        read.about.append(" ".join(row.question.split()))
        return
    if section or not read.sections:
        read.open(section or SECTION_TITLE)
    read.items += 1
    item, weight = item_of(row, f"item_{read.items}", read.basis, notes, (read.title, read.subject))
    read.current.append(item)
    read.weight += weight


def _lone(row: Row, texts: list[str], read: Read, notes: Notes) -> None:
    """Take a row without a question: the title of a section, a remark, or something to be shown as it stands."""
    text = " ".join(" ".join(dict.fromkeys(texts)).split())
    section = " ".join(row.of(Use.SECTION).split())
    short = len(text) <= 40
    if _REMARK.match(text) and not _NUMBERED.match(text):
        read.about.append(text)
    elif short and (_NUMBERED.match(section or text) or text == section):
        read.open(text)
    else:
        if not read.sections:
            read.open(section or SECTION_TITLE)
        read.items += 1
        read.current.append({"id": f"item_{read.items}", "label": text, "type": "note"})
        column = next(n for n, cell in enumerate(row.cells) if cell)
        notes.add(
            row.place,
            column,
            M("这一行没有检查内容，先当作说明：“{text}”", text=_short(text)),
            M("是检查项就补上内容，不要就删掉这一项"),
        )


def _alone(row: Row) -> bool:
    """Return whether nothing stands beside the question but its number."""
    beside = {*row.heading.columns(Use.QUESTION), *row.heading.columns(Use.NO)}
    return not any(cell for column, cell in enumerate(row.cells) if column not in beside)


def _compare(row: Row, read: Read, notes: Notes) -> None:
    """Compare the sheet's total with the sum of the points that were read; other words beside it are kept."""
    words = [cell for cell in row.cells if cell and total(cell) is None]
    if len(words) > 1:
        read.about.append(" ".join(" ".join(words).split()))
    for column in row.heading.columns(Use.WEIGHT):
        said = total(row.cells[column]) if column < len(row.cells) else None
        if said is not None and said != read.weight:
            notes.add(
                row.place,
                column,
                M("合计写的是 {said}，各项分值加起来是 {sum}", said=said, sum=read.weight),
                M("核对各项的分值"),
            )


def _repeats_heading(row: Row, heading: Heading) -> bool:
    """Return whether the row is the heading again, as it stands on a second printed page."""
    names = {n: tidy(cell) for n, cell in enumerate(row.cells) if cell}
    return len(names) > 1 and all(heading.names.get(n) == name for n, name in names.items())


def _unknown_columns(rows: Sequence[Sequence[str]], heading: Heading, notes: Notes) -> None:
    """Name the columns that are not known; what stands in them is kept in the hints."""
    for column in heading.columns(Use.UNKNOWN):
        notes.add(
            heading.first,
            column,
            M("不认识“{name}”这一列", name=_short(heading.names[column])),
            M("列里的内容先放在 hint 里；需要时改到合适的地方"),
        )
    width = max((len(row) for row in rows), default=0)
    for column in range(width):
        if column in heading.uses:
            continue
        below = range(heading.last + 1, len(rows))
        first = next((n for n in below if len(rows[n]) > column and rows[n][column].strip()), None)
        if first is not None:
            notes.add(
                first,
                column,
                M("这一列没有表头"),
                M("列里的内容先放在 hint 里；在表头写上是什么"),
            )


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
