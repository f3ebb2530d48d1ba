"""What each template of the public tree is given: one frozen dataclass per template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.charts import Bar
from site_builder.parts import Breakdown, Fact, Figure, IssueLine, Link, Photo, Section, Tag


@dataclass(frozen=True, kw_only=True)
class ReleaseLine:
    """A release in the series: its number in words, its title, when; `withdrawn_on` is set for one taken back."""

    label: str
    title: Link
    on: date | None
    as_of: date | None
    rows: int
    withdrawn_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PublicHome:
    """index.html of the public tree."""

    sentence: str
    as_of: date | None
    source: Link | None
    progress: Bar | None
    figures: tuple[Figure, ...]
    series: tuple[ReleaseLine, ...]
    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True, kw_only=True)
class ReleasePage:
    """A release: the bulletin's paragraphs (is it a heading, text), its figures, its rows; the pages after the first have rows only.

    Withdrawn: only that it was.
    """

    line: ReleaseLine
    paragraphs: tuple[tuple[bool, str], ...]
    sentence: str
    scope: tuple[Fact, ...]
    progress: Bar | None
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    sections: tuple[Section, ...]
    taken_back: tuple[Fact, ...]
    here: int = 1
    pages: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PublicSchoolPage:
    """A school of the public tree."""

    name: str
    facts: tuple[Fact, ...]
    progress: Bar
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class PublicAreaPage:
    """An area of the public tree."""

    name: str
    progress: Bar
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    lines: tuple[IssueLine, ...]


@dataclass(frozen=True, kw_only=True)
class PublicTables:
    """A page of tables: the schools, or all figures. `says` stands above them."""

    title: str
    says: str
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """An issue as one release had it."""

    release: Link
    as_of: date
    status: Tag
    due: date | None
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class PublicIssuePage:
    """A published issue: as it was last published, and as each release had it. `taken_back`: by which release."""

    line: IssueLine
    as_of: date
    facts: tuple[Fact, ...]
    photos: tuple[Photo, ...]
    appearances: tuple[Appearance, ...]
    taken_back: Link | None


@dataclass(frozen=True, kw_only=True)
class PublicGuide:
    """怎样看, for the public."""

    steps: tuple[str, ...]
    statuses: tuple[tuple[Tag, str], ...]
    check: tuple[Fact, ...]
