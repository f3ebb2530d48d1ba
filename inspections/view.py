"""What every page, document, screen and statistic reads: frozen values, folded from events by `inspections.folding`.

Nothing here decides anything. A value is the same for the same two sets of events (a school's and the district's),
whatever their order; the clock enters only where a caller passes a date (`inspections.deadline`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from inspections.district import District, School
from inspections.events import Event, Unreadable
from inspections.ids import EventId, InspectionId, IssueId, PersonId, SchoolId
from inspections.receipts import NONE, Receipts
from inspections.timeline import COUNTING, Entry
from inspections.vocabulary import (
    Badge,
    Category,
    Counted,
    Disposition,
    InspectionStatus,
    Mode,
    Severity,
    Status,
)


@dataclass(frozen=True, kw_only=True)
class File:
    """A photo or file that an event names: its bytes are the blob `sha256`."""

    sha256: str
    name: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A file put forward for an issue: by whom, when, as what (found, before, after, document, added), and struck by whom."""

    file: File
    role: str
    event: Event
    struck: Event | None = None


@dataclass(frozen=True, kw_only=True)
class Responsible:
    """Who has to rectify: a unit, and a person of it or None."""

    unit: str
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a conflict: the newest move of a branch and the status that it leads to."""

    event: Event
    status: Status


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One issue of the rectification ledger, as its events make it.

    `status` is what is shown (the most cautious of the sides while in conflict); `sides` is empty unless moves made
    blind disagree; `counted` is what statistics count it as, duplicates considered. `due` is the day to whose end it
    must be rectified; `due_days` the working days it came from, if it came from any. `variants` holds, per field,
    further values that stand beside the shown one because they were written blind. `timeline` runs from the oldest
    entry to the newest; `heads` are its newest events (what an act upon this view has `seen`).
    """

    id: IssueId
    spoken: str
    school: SchoolId
    inspection: InspectionId | None
    item: str
    row: str
    mode: Mode | None
    source: str
    status: Status
    sides: tuple[Side, ...]
    counted: Counted
    began_as: Status
    title: str
    place: str
    category: Category
    severity: Severity
    disposition: Disposition
    requirement: str
    days: int | None
    basis: str
    responsible: Responsible | None
    raised_on: date
    raised_by: tuple[PersonId, ...]
    notified_on: date | None
    due: date | None
    closed_on: date | None
    merged_into: IssueId | None
    rounds: int
    badges: frozenset[Badge]
    photos: tuple[File, ...]
    evidence: tuple[Evidence, ...]
    timeline: tuple[Entry, ...]
    heads: frozenset[EventId]
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def in_conflict(self) -> bool:
        """Whether somebody has to decide between sides (待裁定)."""
        return bool(self.sides)

    def newest(self, *kinds: str) -> Event | None:
        """Return the last event of one of `kinds` in the timeline that had an effect, or None."""
        return next(
            (
                e.event
                for e in reversed(self.timeline)
                if e.event.kind in kinds and e.effect in COUNTING
            ),
            None,
        )

    def all(self, *kinds: str) -> tuple[Event, ...]:
        """Return the events of `kinds` that had an effect, oldest first."""
        return tuple(
            e.event for e in self.timeline if e.event.kind in kinds and e.effect in COUNTING
        )


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed an inspection, as what, with which objection."""

    name: str
    as_: str
    objection: str | None
    event: Event


@dataclass(frozen=True, kw_only=True)
class Score:
    """The frozen score: `got` of `of` as decimal strings, the lines that explain it, whether a veto applied."""

    got: str
    of: str
    percent: str | None
    veto: tuple[str, ...]
    lines: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Said:
    """One value of a path that no later writing has seen (None: taken out), and the events that said it."""

    value: object
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """One inspection as its events make it; what it found stands frozen in `sealed`, no checklist is evaluated.

    `said` maps each path to all values that no later writing has seen: one usually, more in a conflict; equal values
    of people who did not know of each other are one. `taken_out` are the paths whose last word was to take the answer
    out. `photos` maps a path to its set. `late` are answers that arrived blind after sealing. `private` are the hashes of
    the private blobs that stand, `erased` says which blobs had to go, and by which event.
    """

    id: InspectionId
    school: SchoolId
    status: InspectionStatus
    checklist: str
    title: str
    mode: Mode | None
    day: date
    team: str
    inspectors: tuple[PersonId, ...]
    visit: str | None
    campaign: str | None
    along_with: str | None
    said: Mapping[str, tuple[Said, ...]]
    photos: Mapping[str, tuple[File, ...]]
    results: Mapping[str, str]
    score: Score | None
    documents_seen: tuple[tuple[str, int], ...]
    signatures: tuple[Signature, ...]
    unsigned_reason: str | None
    issues: tuple[IssueId, ...]
    late: tuple[Event, ...]
    sealed_by: tuple[PersonId, ...]
    timeline: tuple[Entry, ...]
    heads: frozenset[EventId]
    taken_out: frozenset[str] = frozenset()
    private: tuple[Said, ...] = ()
    erased: Mapping[str, Event] = field(default_factory=dict)

    @cached_property
    def answers(self) -> Mapping[str, tuple[object, ...]]:
        """Return the values of each path, without who said them."""
        return {path: tuple(one.value for one in said) for path, said in self.said.items()}

    @property
    def conflicts(self) -> Mapping[str, tuple[object, ...]]:
        """Return the paths that have more than one value."""
        return {path: values for path, values in self.answers.items() if len(values) > 1}


@dataclass(frozen=True, kw_only=True)
class SchoolView:
    """Everything of one school: its inspections and issues, newest first, and what could not be read.

    `others` are receipts, numbers, subjects of a newer version, and what a receipt refused or a revoked key wrote.
    """

    school: School
    inspections: tuple[Inspection, ...]
    issues: tuple[Issue, ...]
    unreadable: tuple[Unreadable, ...] = ()
    others: tuple[Entry, ...] = ()
    receipts: Receipts = NONE

    def set_aside(self, subject: str) -> tuple[Entry, ...]:
        """Return what was recorded on an inspection or issue and was refused or written by a revoked key."""
        return tuple(entry for entry in self.others if entry.event.subject == subject)


@dataclass(frozen=True, kw_only=True)
class View:
    """The whole: the district and all of its schools."""

    district: District
    schools: Mapping[SchoolId, SchoolView]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Return the issues of all schools, in the order of the schools."""
        return tuple(issue for school in self.schools.values() for issue in school.issues)

    @property
    def inspections(self) -> tuple[Inspection, ...]:
        """Return the inspections of all schools, in the order of the schools."""
        return tuple(
            inspection for school in self.schools.values() for inspection in school.inspections
        )
