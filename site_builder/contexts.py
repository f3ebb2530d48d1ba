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
from site_builder.parts_work import Duty, ItemSection, SchoolGroup, VisitSection


@dataclass(frozen=True, kw_only=True)
class Site:
    """What every page of a tree shares. `many`: it holds several schools, so rows name theirs.

    `counts_days`: its pages say how many days are left; what was published stands as it was.
    """

    name: str
    title: str
    audience: str
    as_of: date
    nav: tuple[Link, ...]
    lang: str
    many: bool
    counts_days: bool = True


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
    answer_to: str
    how: str
    todo: tuple[IssueLine, ...]
    sections: tuple[Section, ...]
    all_issues: str
    inspections: tuple[InspectionLine, ...]
    inspections_all: int
    newer: int
    set_aside: tuple[TimelineLine, ...]


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
    """An inspection's page with its problem list. `sign_here`: who has not signed yet, for lines on paper."""

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
    sign_here: tuple[str, ...]
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
    downloads: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class StatisticsPage:
    """All figures of FORMATS §8."""

    sentence: tuple[SentencePart, ...]
    figures: tuple[tuple[str, tuple[Figure, ...]], ...]
    breakdowns: tuple[Breakdown, ...]
    documents: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class RollPage:
    """One page of a list of schools with their figures."""

    title: str
    about: str
    total: int
    breakdowns: tuple[Breakdown, ...]
    here: int
    pages: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class VisitsPage:
    """One page of a list of inspections, newest first: sealed ones, then open and discarded ones."""

    title: str
    about: str
    total: int
    sections: tuple[VisitSection, ...]
    here: int
    pages: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class SubjectPage:
    """What somebody is responsible for: an area, a campaign, a mode, a team. Empty parts are left out of the page."""

    kind: str
    title: str
    says: str
    progress: Bar | None
    figures: tuple[Figure, ...]
    facts: tuple[Fact, ...]
    urgent: tuple[IssueLine, ...]
    urgent_all: Link | None
    schools: tuple[SchoolGroup, ...]
    breakdowns: tuple[Breakdown, ...]
    people: tuple[Duty, ...]
    documents: tuple[Figure, ...]
    visits: tuple[InspectionLine, ...]
    visits_all: Link | None


@dataclass(frozen=True, kw_only=True)
class ChecklistPage:
    """A checklist: what it asks, how often each item was not passed, and where it was used."""

    title: str
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    columns: tuple[str, ...]
    sections: tuple[ItemSection, ...]
    visits: tuple[InspectionLine, ...]
    visits_all: Link | None


@dataclass(frozen=True, kw_only=True)
class WorkPage:
    """The way to campaigns, modes, teams, areas, checklists and releases."""

    breakdowns: tuple[Breakdown, ...]
    releases: Link


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """The form of the search; without a script it explains itself and leads to the lists."""

    lists: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ReleasesPage:
    """What was published, newest first."""

    releases: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class GuidePage:
    """怎样看: how the reader goes about it; every status and badge explained from the tables."""

    readers: tuple[tuple[str, tuple[str, ...]], ...]
    statuses: tuple[tuple[Tag, str, str, str], ...]
    badges: tuple[tuple[Tag, str], ...]
    counted: tuple[tuple[str, str], ...]
