"""Numbers with the rows that they count: the figures of FORMATS §8 as links, tables and the sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspections.errors import M, Msg
from inspections.ids import SchoolId
from inspections.statistics import sentence
from inspections.vocabulary import Category, Mode, Severity, Stage
from site_builder import links
from site_builder.charts import bar
from site_builder.listings import ALL, Listings, school_rows
from site_builder.material import Material
from site_builder.parts import Breakdown, BreakdownRow, Figure, Link, SentencePart

Statistics = Mapping[str, Any]
FIVE: tuple[tuple[str, Msg], ...] = (
    ("requirements", M("整改要求")),
    ("closed", M("已完成")),
    ("in_progress", M("正在整改")),
    ("overdue", M("其中逾期")),
    ("unconfirmed", M("未确认")),
)
"""The five numbers of every table (FORMATS §8)."""
MARKED = re.compile("\ue000(\\w+) (\\d+)\ue001")
"""A number inside the rendered sentence, with its key: characters for private use, which no words hold."""


@dataclass(frozen=True)
class By:
    """How a table of figures is made: its key in the statistics, its words, which rows a number leads to."""

    key: str
    title: Msg
    head: Msg
    label: Callable[[Material, str], str]
    list_name: str
    page: Callable[[Any], str] | None = None
    slug: Callable[[str], str] = links.slug


def sentence_parts(m: Material, figures: Statistics, lists: Listings) -> tuple[SentencePart, ...]:
    """Return the sentence of FORMATS §8 in pieces, in the site's language; each of its numbers leads to its rows."""
    said = sentence(figures, lambda key: f"\ue000{key} {figures[key]}\ue001").render(m.translate)
    parts, at = [], 0
    for found in MARKED.finditer(said):
        what, number = found.groups()
        parts.append(SentencePart(text=said[at : found.start()]))
        path = lists.rolls.school_path(ALL, what) if what == "schools" else lists.href(ALL, what)
        parts.append(SentencePart(text=number, path=path))
        at = found.end()
    parts.append(SentencePart(text=said[at:]))
    return tuple(part for part in parts if part.text)


def figure(m: Material, label: Msg, value: Any, path: str, tone: str = "", of: str = "") -> Figure:
    """Return a number with its words and where its rows are."""
    return Figure(label=label.render(m.translate), value=value, path=path, tone=tone, of=of)


def breakdown(
    m: Material,
    lists: Listings,
    by: By,
    rows: Mapping[str, Mapping[str, int]],
    most: int | None = None,
    keep_empty: bool = False,
) -> Breakdown:
    """Return a table of figures by something; rows without any number are left out unless `keep_empty`."""
    kept = [
        (key, row) for key, row in rows.items() if keep_empty or any(row[name] for name, _ in FIVE)
    ]
    return Breakdown(
        id=f"by_{by.key}",
        title=by.title.render(m.translate),
        head=by.head.render(m.translate),
        columns=tuple(words.render(m.translate) for _, words in FIVE),
        rows=tuple(_row(m, lists, by, key, numbers) for key, numbers in kept[:most]),
        more=Link(text=m.translate("全部学校"), path=links.SCHOOLS)
        if most and len(kept) > most
        else None,
    )


def _row(
    m: Material, lists: Listings, by: By, key: str, numbers: Mapping[str, int]
) -> BreakdownRow:
    def rows(part: str) -> str:
        if by.key == "school":
            return school_rows(m, lists, SchoolId(key), part)
        return lists.href(f"{by.list_name}-{by.slug(key)}", part)

    name = by.label(m, key)
    path = (by.page(key) if by.page else "") or rows("")
    says = M(
        "{name}：完成{closed}条，共{all}条",
        name=name,
        closed=numbers["closed"],
        all=numbers["requirements"],
    )
    late = numbers["overdue"]
    return BreakdownRow(
        name=Link(text=name, path=path),
        note=m.school_of(SchoolId(key)).area if by.key == "school" else "",
        figures=tuple(
            figure(
                m, words, numbers[part], rows(part), "late" if part == "overdue" and late else ""
            )
            for part, words in FIVE
        ),
        bar=bar(
            (("done", numbers["closed"]), ("late", late), ("open", numbers["in_progress"] - late)),
            numbers["requirements"],
            says.render(m.translate),
        ),
    )


def _school(m: Material, key: str) -> str:
    return m.school_of(SchoolId(key)).name


def _of(
    members: type[Category] | type[Mode] | type[Severity] | type[Stage], none: Msg
) -> Callable[[Material, str], str]:
    def label(m: Material, key: str) -> str:
        known = members._value2member_map_.get(key)
        return m.translate(known.label) if known else none.render(m.translate)  # type: ignore[attr-defined]

    return label


def _area(m: Material, key: str) -> str:
    return key or m.translate("未分片区")


def _mode_page(mode: str) -> str:
    return links.mode_path(mode) if mode else ""


CATEGORY_NAME = _of(Category, M("其他"))
TABLES: tuple[By, ...] = (
    By("school", M("各学校"), M("学校"), _school, "school", links.school_path),
    By("area", M("各片区"), M("片区"), _area, "area", links.area_path),
    By("mode", M("各督查方式"), M("督查方式"), _of(Mode, M("未分方式")), "mode", _mode_page),
    By("category", M("各类问题"), M("问题类别"), CATEGORY_NAME, "category"),
    By("severity", M("严重程度"), M("严重程度"), _of(Severity, M("其他")), "severity"),
    By("stage", M("各学段"), M("学段"), _of(Stage, M("其他")), "stage"),
)


def breakdowns(
    m: Material, lists: Listings, stats: Statistics, keys: Iterable[str], most: int | None = None
) -> tuple[Breakdown, ...]:
    """Return the tables named by `keys`, in the order of TABLES; the table of schools with `most` rows at most."""
    wanted = frozenset(keys)
    made = (
        breakdown(m, lists, by, stats[f"by_{by.key}"], most if by.key == "school" else None)
        for by in TABLES
        if by.key in wanted
    )
    return tuple(table for table in made if table.rows)
