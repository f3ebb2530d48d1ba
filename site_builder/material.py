"""What a tree is made from: the view, for whom, as of which day, with what words, photos and checklists.

`Material` only looks things up, and keeps what is asked for again (days left, lines); nothing here decides who may see
something (`policy`) or reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from inspections.assignments import Duty, Team, duties, gaps, kept, teams
from inspections.campaigns import Campaign, Rule, campaigns
from inspections.checklist import Checklist
from inspections.coverage import Coverage, coverage
from inspections.deadline import Bucket, WorkCalendar, working_days_left
from inspections.district import School
from inspections.errors import M, Msg, Translate
from inspections.ids import InspectionId, IssueId, PersonId, SchoolId
from inspections.view import Inspection, Issue, SchoolView, View
from inspections.vocabulary import Stage
from site_builder import links
from site_builder.parts import InspectionLine, IssueLine
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
    buckets: dict[date | None, Bucket | None] = field(default_factory=dict)
    lines: dict[IssueId, IssueLine] = field(default_factory=dict)
    visit_lines: dict[InspectionId, InspectionLine] = field(default_factory=dict)

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

    def alone(self, view: SchoolView, pictures: Iterable[str]) -> Material:
        """Return the material of one school of this tree, with the photos `pictures`: nothing of another school is in it.

        Names of teams and campaigns, which are the district's, are looked up once for all schools.
        """
        own = replace(
            self,
            view=View(district=self.view.district, schools={view.school.id: view}),
            pictures={digest: self.pictures[digest] for digest in pictures if digest in self.pictures},
            checklists={
                one.id: self.checklists[one.id]
                for one in view.inspections
                if one.id in self.checklists
            },
            lines={},
            visit_lines={},
        )  # fmt: skip
        own.__dict__.update(campaigns=self.campaigns, teams=self.teams)
        return own

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

    @cached_property
    def campaigns(self) -> Mapping[str, Campaign]:
        """Campaign id -> campaign."""
        return campaigns(self.view.district)

    @cached_property
    def coverages(self) -> Mapping[str, Coverage]:
        """Campaign id -> its coverage; campaigns that only inspections name have no school to be inspected."""
        known = dict(self.campaigns)
        for one in self.inspections:
            if one.campaign and one.campaign not in known:
                known[one.campaign] = unregistered(one.campaign)
        return {id_: coverage(self.view, one, self.as_of) for id_, one in known.items()}

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Who answers for each school of the roster."""
        return duties(self.view.district)

    @cached_property
    def duty_gaps(self) -> tuple[tuple[Duty, tuple[str, ...]], ...]:
        """The schools for which somebody is missing; nothing in a district that keeps no map of who is responsible."""
        return gaps(self.duties) if kept(self.duties) else ()

    @cached_property
    def teams(self) -> Mapping[str, Team]:
        """Team id -> team."""
        return teams(self.view.district)

    def found_by(self, issue: Issue) -> Inspection | None:
        """Return the inspection that found an issue, if the tree holds it."""
        return self.inspection_of.get(issue.inspection) if issue.inspection else None

    def area_name(self, area: str) -> Msg:
        """Return an area's name; the words for schools without one."""
        return M("{name}", name=area) if area else M("未分片区")

    def team_name(self, team: str) -> Msg:
        """Return a team's name, or its id when the district says none; the words for no team."""
        if not team:
            return M("未分组")
        known = self.teams.get(team)
        return M("{name}", name=known.name if known else team)

    def campaign_name(self, campaign: str) -> Msg:
        """Return a campaign's title, or its id when the district says none."""
        known = self.campaigns.get(campaign)
        return M("{name}", name=known.title if known else campaign)

    def checklist_name(self, inspection: Inspection) -> Msg:
        """Return the title of the checklist that an inspection used, or `id@version`."""
        return M("{name}", name=inspection.title or inspection.checklist)


def unregistered(campaign: str) -> Campaign:
    """Return a campaign that the district does not know, as its inspections name it: without a school of its own."""
    return Campaign(
        id=campaign, title=campaign, mode=None, from_=None, to=None, checklists=(), teams=(),
        rule=Rule(listed=()),
    )  # fmt: skip
