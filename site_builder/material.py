"""What a tree is made from: the view, for whom, as of which day, with what words, photos and checklists.

`Material` only looks things up, and keeps what is asked for again (days left, lines); nothing here decides who may see something (`policy`) or reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from inspections.checklist import Checklist
from inspections.deadline import WorkCalendar, working_days_left
from inspections.district import School
from inspections.errors import Translate
from inspections.ids import InspectionId, IssueId, PersonId, SchoolId
from inspections.view import Inspection, Issue, SchoolView, View
from inspections.vocabulary import Stage
from site_builder import links
from site_builder.parts import IssueLine
from site_builder.policy import Audience, inspection_shown


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A photo as the tree holds it: pixels of the large one; None of both when it is missing or damaged."""

    sha256: str
    width: int = 0
    height: int = 0

    @property
    def readable(self) -> bool:
        """Whether the photo could be read and re-encoded."""
        return self.width > 0


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything that pages are made from. `school` is set for a school's own tree."""

    view: View
    audience: Audience
    as_of: date
    calendar: WorkCalendar
    school: SchoolId | None = None
    translate: Translate = str
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    checklists: Mapping[InspectionId, Checklist] = field(default_factory=dict)
    counted_days: dict[date, int] = field(default_factory=dict)
    lines: dict[IssueId, IssueLine] = field(default_factory=dict)

    @cached_property
    def schools(self) -> tuple[SchoolView, ...]:
        """The schools of this tree, in the order of the roster."""
        wanted = self.view.schools.values()
        return tuple(s for s in wanted if self.school in (None, s.school.id))

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """The issues of this tree."""
        return tuple(issue for school in self.schools for issue in school.issues)

    @cached_property
    def inspections(self) -> tuple[Inspection, ...]:
        """The inspections of this tree that its audience may see."""
        return tuple(
            inspection
            for school in self.schools
            for inspection in school.inspections
            if inspection_shown(inspection, self.audience)
        )

    @cached_property
    def issue_of(self) -> Mapping[IssueId, Issue]:
        """Issue id -> issue, of this tree."""
        return {issue.id: issue for issue in self.issues}

    @cached_property
    def file_names(self) -> Mapping[str, str]:
        """Hash -> name of every file that was put forward as evidence."""
        return {one.file.sha256: one.file.name for i in self.issues for one in i.evidence}

    @cached_property
    def inspection_of(self) -> Mapping[InspectionId, Inspection]:
        """Inspection id -> inspection, of this tree."""
        return {inspection.id: inspection for inspection in self.inspections}

    def days_left(self, due: date) -> int:
        """Return the working days from the material's day to `due`, negative once it has passed; counted once a day."""
        if due not in self.counted_days:
            self.counted_days[due] = working_days_left(due, self.as_of, self.calendar)
        return self.counted_days[due]

    def school_of(self, school: SchoolId) -> School:
        """Return the school, or one that shows its id as name when the roster lacks it."""
        found = self.view.schools.get(school)
        return found.school if found else School(id=school, name=school, stage=Stage.PRIMARY)

    def school_page(self, school: SchoolId) -> str:
        """Return the path of a school's page in this tree: its home page in its own tree."""
        return links.HOME if self.school == school else links.school_path(school)

    def name(self, person: PersonId) -> str:
        """Return a person's name, or the id when the district does not know it."""
        found = self.view.district.persons.get(person)
        return found.name if found else person

    def names(self, persons: tuple[PersonId, ...]) -> str:
        """Return several names, set off as in a Chinese list."""
        return "、".join(self.name(person) for person in persons)
