"""Which issues, inspections and schools are meant: one filter for statistics, the register and `issue list`.

Decides nothing about an issue; it only compares what the view says. Fields left empty let everything through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from inspections.deadline import overdue
from inspections.district import School
from inspections.ids import InspectionId, PersonId, SchoolId
from inspections.view import Inspection, Issue, View
from inspections.vocabulary import Category, Counted, Mode, Severity, Stage

OPEN = frozenset({Counted.UNCONFIRMED, Counted.IN_PROGRESS})


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for. `from_` and `to` are days of inspection (of raising, for a lone issue), both inclusive.

    `statuses` holds ids of Status or of Counted; `mine` is the person whose issues are asked for.
    """

    from_: date | None = None
    to: date | None = None
    school: SchoolId | None = None
    area: str | None = None
    stage: Stage | None = None
    mode: Mode | None = None
    campaign: str | None = None
    category: Category | None = None
    severity: Severity | None = None
    statuses: frozenset[str] = frozenset()
    overdue: bool = False
    mine: PersonId | None = None

    def json(self) -> dict[str, str | bool | list[str]]:
        """Return what was asked for besides the period, for JSON: only the fields that are set."""
        shown: dict[str, str | bool | list[str]] = {}
        for name in ("school", "area", "stage", "mode", "campaign", "category", "severity", "mine"):
            value = getattr(self, name)
            if value is not None:
                shown[name] = str(value.value if isinstance(value, Enum) else value)
        if self.statuses:
            shown["statuses"] = sorted(self.statuses)
        if self.overdue:
            shown["overdue"] = True
        return shown


EVERYTHING = Filter()
Inspections: TypeAlias = Mapping[InspectionId, Inspection]


def chosen_schools(view: View, wanted: Filter) -> tuple[School, ...]:
    """Return the schools that the filter means, in the order of the view; retired ones too."""
    return tuple(one.school for one in view.schools.values() if _is_school(one.school, wanted))


def chosen_inspections(view: View, wanted: Filter) -> tuple[Inspection, ...]:
    """Return the inspections that the filter means: school, period, mode and campaign count, of any status."""
    schools = {school.id for school in chosen_schools(view, wanted)}
    return tuple(
        one
        for one in view.inspections
        if one.school in schools
        and _within(one.day, wanted)
        and wanted.mode in (None, one.mode)
        and wanted.campaign in (None, one.campaign)
    )


def chosen_issues(view: View, wanted: Filter, as_of: date) -> tuple[Issue, ...]:
    """Return the issues that the filter means, as of the end of a day, in the order of the view."""
    schools = {school.id: school for school in chosen_schools(view, wanted)}
    inspections = {one.id: one for one in view.inspections}
    who = _words_for(view, wanted.mine) if wanted.mine is not None else frozenset()
    return tuple(
        issue
        for issue in view.issues
        if issue.school in schools
        and _within(day_of(issue, inspections), wanted)
        and _is_kind(issue, wanted)
        and wanted.campaign in (None, _campaign(issue, inspections))
        and (not wanted.overdue or is_overdue(issue, as_of))
        and (not who or concerns(issue, who, schools[issue.school], inspections))
    )


def is_overdue(issue: Issue, as_of: date) -> bool:
    """Return whether an issue that is still open has passed its deadline."""
    return issue.counted in OPEN and overdue(issue.due, as_of)


def day_of(issue: Issue, inspections: Inspections) -> date:
    """Return the day of the inspection that found the issue, else the day on which it was raised (FORMATS §8)."""
    found_by = inspections.get(issue.inspection) if issue.inspection else None
    return found_by.day if found_by else issue.raised_on


def concerns(issue: Issue, who: Collection[str], school: School, inspections: Inspections) -> bool:
    """Return whether it is somebody's: found by them, at their school, or theirs to re-inspect.

    `who` holds the words that mean them: the id, and the name where nobody else has it (heads of records and
    assignments are typed by people).
    """
    found_by = inspections.get(issue.inspection) if issue.inspection else None
    assigned = issue.newest("reinspection_assigned")
    return (
        any(person in who for person in issue.raised_by)
        or school.inspector in who
        or (found_by is not None and any(person in who for person in found_by.inspectors))
        or (assigned is not None and assigned.body.get("person") in who)
    )


def _words_for(view: View, person: PersonId) -> frozenset[str]:
    known = view.district.persons
    names = [one.name for one in known.values()]
    name = known[person].name if person in known else ""
    return frozenset({person, name} if name and names.count(name) == 1 else {person})


def _is_school(school: School, wanted: Filter) -> bool:
    return (
        wanted.school in (None, school.id)
        and wanted.area in (None, school.area)
        and wanted.stage in (None, school.stage)
    )


def _is_kind(issue: Issue, wanted: Filter) -> bool:
    return (
        wanted.mode in (None, issue.mode)
        and wanted.category in (None, issue.category)
        and wanted.severity in (None, issue.severity)
        and (not wanted.statuses or bool(wanted.statuses & {issue.status, issue.counted}))
    )


def _within(day: date, wanted: Filter) -> bool:
    return (wanted.from_ is None or wanted.from_ <= day) and (wanted.to is None or day <= wanted.to)


def _campaign(issue: Issue, inspections: Inspections) -> str | None:
    found_by = inspections.get(issue.inspection) if issue.inspection else None
    return found_by.campaign if found_by else None
