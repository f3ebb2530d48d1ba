"""What each template is given: one frozen dataclass per template (their parts: `parts`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.charts import Bar, Trend
from site_builder.parts import (
    Breakdown,
    Fact,
    Figure,
    InspectionLine,
    IssueLine,
    Link,
    News,
    Photo,
    Problem,
    ResultSection,
    Section,
    SentencePart,
    Side,
    Tag,
    TimelineLine,
)


@dataclass(frozen=True, kw_only=True)
class Site:
    """What every page of a tree shares."""

    name: str
    title: str
    audience: str
    as_of: date
    nav: tuple[Link, ...]
    lang: str


@dataclass(frozen=True, kw_only=True)
class DashboardPage:
    """index.html of the bureau's tree."""

    sentence: tuple[SentencePart, ...]
    progress: Bar
    figures: tuple[Figure, ...]
    overdue: tuple[IssueLine, ...]
    overdue_all: Link | None
    soon: tuple[IssueLine, ...]
    conflicts: tuple[IssueLine, ...]
    by_status: tuple[tuple[Figure, Bar], ...]
    by_due: tuple[tuple[Figure, Bar], ...]
    trend: Trend | None
    breakdowns: tuple[Breakdown, ...]
    news: tuple[News, ...]


@dataclass(frozen=True, kw_only=True)
class SchoolPage:
    """A school's page; index.html of its own tree."""

    name: str
    about: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    first: IssueLine | None
    how: str
    todo: tuple[IssueLine, ...]
    sections: tuple[Section, ...]
    inspections: tuple[InspectionLine, ...]
    inspections_all: int
    newer: int


@dataclass(frozen=True, kw_only=True)
class IssuePage:
    """An issue's page. `sides` is empty for an audience that may know of a conflict but not of its sides.

    `scene` holds the photos of what was put right on the spot, when nobody said which were taken before and after.
    """

    line: IssueLine
    status_means: str
    conflict: bool
    sides: tuple[Side, ...]
    facts: tuple[Fact, ...]
    requirement: str
    basis: str
    variants: tuple[Fact, ...]
    before: tuple[Photo, ...]
    after: tuple[Photo, ...]
    scene: tuple[Photo, ...]
    papers: tuple[Photo, ...]
    files: tuple[Fact, ...]
    timeline: tuple[TimelineLine, ...]
    how: str


@dataclass(frozen=True, kw_only=True)
class InspectionPage:
    """An inspection's page with its problem list."""

    title: str
    school: Link
    status: Tag
    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...]
    results: tuple[ResultSection, ...]
    counts: tuple[Tag, ...]
    score: tuple[Fact, ...]
    score_lines: tuple[Mapping[str, str], ...]
    documents: tuple[Fact, ...]
    signatures: tuple[Fact, ...]
    unsigned_reason: str
    late: tuple[TimelineLine, ...]
    photos: tuple[Photo, ...]
    timeline: tuple[TimelineLine, ...]


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """One page of a list of issues; `rows` of a section are rendered already."""

    name: str
    title: str
    about: str
    total: int
    sections: tuple[Section, ...]
    here: int
    pages: tuple[Link, ...]
    others: tuple[tuple[str, tuple[Figure, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class StatisticsPage:
    """All figures of FORMATS §8."""

    sentence: tuple[SentencePart, ...]
    figures: tuple[tuple[str, tuple[Figure, ...]], ...]
    breakdowns: tuple[Breakdown, ...]
    documents: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class SchoolsPage:
    """All schools of the roster with their figures."""

    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionsPage:
    """All inspections, newest first: sealed ones, then open and discarded ones."""

    lines: tuple[InspectionLine, ...]
    others: tuple[InspectionLine, ...]


@dataclass(frozen=True, kw_only=True)
class GuidePage:
    """怎样看: every status and badge explained from the tables."""

    statuses: tuple[tuple[Tag, str, str, str], ...]
    badges: tuple[tuple[Tag, str], ...]
    counted: tuple[tuple[str, str], ...]
