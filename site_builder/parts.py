"""The parts that pages are made of, as frozen values: decided, worded and linked already.

Paths are from the root of the tree; templates put `root` before them. Texts are plain: templates escape them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspections.issue_words import Tag as Tag
from site_builder.charts import Bar


@dataclass(frozen=True, kw_only=True)
class Link:
    """Words and where they lead."""

    text: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """What scripts may filter a row by: ids of the vocabulary, `overdue` a bucket of FORMATS §8; empty: none."""

    status: str
    overdue: str
    area: str
    mode: str
    category: str
    severity: str


@dataclass(frozen=True, kw_only=True)
class IssueLine:
    """An issue as one line of a list."""

    spoken: str
    title: str
    place: str
    path: str
    school: Link
    status: Tag
    badges: tuple[Tag, ...]
    category: str
    severity: str
    severe: bool
    raised_on: date
    due: date | None
    left: str
    overdue: bool
    closed_on: date | None
    advice: str
    turn: str
    hooks: Hooks


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with its words and the rows it counts."""

    label: str
    value: int | str
    path: str
    tone: str = ""
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class BreakdownRow:
    """One line of a table of figures: a name and its five numbers, each leading to its rows."""

    name: Link
    note: str
    figures: tuple[Figure, ...]
    bar: Bar | None


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """A table of figures by something: school, area, category …"""

    id: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[BreakdownRow, ...]
    more: Link | None = None
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photo on a page; `thumb` empty means that it is missing or cannot be read."""

    name: str
    caption: str
    thumb: str
    large: str
    width: int
    height: int
    struck: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and its text; `path` makes it a link, `code` is what the text is called by programs."""

    label: str
    text: str
    path: str = ""
    tag: Tag | None = None
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineLine:
    """One act: who (empty if not to be shown), as what, when, what it did, its words and photos.

    `photos_above` counts further photos of the act that the page shows above its timeline, at the anchor `above`.
    """

    id: str
    day: date
    label: str
    who: str
    to: Tag | None
    flags: tuple[Tag, ...]
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
    photos: tuple[Photo, ...]
    photos_above: int = 0
    above: str = ""


@dataclass(frozen=True, kw_only=True)
class SentencePart:
    """A piece of the sentence; a piece with a path is a number that leads to its rows."""

    text: str
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class News:
    """A recent act, with its issue."""

    day: date
    label: str
    who: str
    school: str
    issue: Link


@dataclass(frozen=True, kw_only=True)
class InspectionLine:
    """An inspection as one line of a list."""

    title: Link
    school: Link
    day: date
    mode: str
    inspectors: str
    status: Tag
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A headed part of a list: its anchors, its issues, how many there are in all."""

    id: str
    title: str
    count: int
    lines: tuple[IssueLine, ...]
    sub: bool = False


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a conflict."""

    status: Tag
    who: str
    day: date
    label: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """One item of an inspection: number, words, result, further answers."""

    no: str
    label: str
    result: Tag | None
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ResultSection:
    """A section of the checklist with its items."""

    title: str
    lines: tuple[ResultLine, ...]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A line of the problem list (问题清单)."""

    line: IssueLine
    requirement: str
    basis: str
