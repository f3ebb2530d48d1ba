"""整改台账: the register as rows, and the issues as a list in the order in which people work on them (DOMAIN.md).

Computed from the view and a day; stores nothing. Merged and withdrawn issues stand in it, as 已并案 and 已撤销: a
register with lines missing is one that nobody can check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspections.deadline import Light, WorkCalendar, traffic_light, working_days_left
from inspections.district import School
from inspections.errors import M, Msg
from inspections.ids import PersonId
from inspections.selection import EVERYTHING, OPEN, Filter, chosen_issues, is_overdue
from inspections.view import Inspection, Issue, View
from inspections.vocabulary import Badge, Counted

ANSWERED = ("submitted", "planned", "progressed")
REINSPECTED = ("passed", "returned")


@dataclass(frozen=True, kw_only=True)
class IssueRow:
    """An issue in a list: with its school, working days left (negative: overdue; None: closed or no deadline)."""

    issue: Issue
    school: School
    overdue: bool
    days_left: int | None
    light: Light


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """A line of the 整改台账: its 23 columns as texts, in the order of COLUMNS. Days are ISO, unknown is empty."""

    number: str
    school: str
    stage: str
    area: str
    mode: str
    inspected_on: str
    checklist: str
    title: str
    category: str
    severity: str
    basis: str
    requirement: str
    measures: str
    unit: str
    person: str
    due: str
    progress: str
    evidence: str
    reinspector: str
    reinspected_on: str
    closed_on: str
    status: str
    remarks: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the texts in the order of COLUMNS."""
        return tuple([getattr(self, name) for name in COLUMNS])


COLUMNS: Mapping[str, Msg] = {
    "number": M("序号"),
    "school": M("学校"),
    "stage": M("学校类别"),
    "area": M("片区"),
    "mode": M("督查方式"),
    "inspected_on": M("督查日期"),
    "checklist": M("检查清单"),
    "title": M("问题"),
    "category": M("问题类别"),
    "severity": M("严重程度"),
    "basis": M("依据"),
    "requirement": M("整改要求"),
    "measures": M("整改措施"),
    "unit": M("责任单位"),
    "person": M("责任人"),
    "due": M("整改时限"),
    "progress": M("进展"),
    "evidence": M("佐证材料"),
    "reinspector": M("复查人"),
    "reinspected_on": M("复查日期"),
    "closed_on": M("销号日期"),
    "status": M("状态"),
    "remarks": M("备注"),
}
"""The 23 columns of DOMAIN.md, field -> heading."""


def issue_rows(
    view: View, *, as_of: date, calendar: WorkCalendar, filters: Filter = EVERYTHING
) -> tuple[IssueRow, ...]:
    """Return the issues asked for: open ones first, of these the overdue and then the nearest deadline first."""
    rows = [
        _issue_row(issue, view.schools[issue.school].school, as_of, calendar)
        for issue in chosen_issues(view, filters, as_of)
    ]
    return tuple(sorted(rows, key=_urgency))


def register_lines(
    view: View, *, as_of: date, filters: Filter = EVERYTHING
) -> tuple[tuple[RegisterRow, Issue], ...]:
    """Return the lines of the register, each with its issue: by day found, school, issue; numbered from 1."""
    inspections = {one.id: one for one in view.inspections}
    names = {person.id: person.name for person in view.district.persons.values()}

    def found_by(issue: Issue) -> Inspection | None:
        return inspections.get(issue.inspection) if issue.inspection else None

    def place(issue: Issue) -> tuple[date, str, str]:
        inspection = found_by(issue)
        return (inspection.day if inspection else issue.raised_on, issue.school, issue.id)

    ordered = sorted(chosen_issues(view, filters, as_of), key=place)
    return tuple(
        (_line(n, issue, view.schools[issue.school].school, found_by(issue), names, as_of), issue)
        for n, issue in enumerate(ordered, start=1)
    )


def _issue_row(issue: Issue, school: School, as_of: date, calendar: WorkCalendar) -> IssueRow:
    open_ = issue.counted in OPEN
    return IssueRow(
        issue=issue,
        school=school,
        overdue=is_overdue(issue, as_of),
        days_left=working_days_left(issue.due, as_of, calendar) if open_ and issue.due else None,
        light=Light.NONE
        if issue.counted is Counted.EXCLUDED
        else traffic_light(issue.due, as_of, calendar, closed=not open_),
    )


def _urgency(row: IssueRow) -> tuple[bool, date, str, str]:
    issue = row.issue
    return (issue.counted not in OPEN, issue.due or date.max, issue.school, issue.id)


def _line(
    number: int,
    issue: Issue,
    school: School,
    inspection: Inspection | None,
    names: Mapping[PersonId, str],
    as_of: date,
) -> RegisterRow:
    judged = issue.newest(*REINSPECTED)
    return RegisterRow(
        number=str(number),
        school=school.name,
        stage=school.stage.label,
        area=school.area,
        mode=issue.mode.label if issue.mode else "",
        inspected_on=(inspection.day if inspection else issue.raised_on).isoformat(),
        checklist=inspection.title if inspection else "",
        title=_both(issue, "title", issue.title),
        category=issue.category.label,
        severity=issue.severity.label,
        basis=_both(issue, "basis", issue.basis),
        requirement=_both(issue, "requirement", issue.requirement),
        measures=_said(issue, ("submitted", "planned"), "measures"),
        unit=issue.responsible.unit if issue.responsible else school.name,
        person=_person(issue),
        due=_iso(issue.due),
        progress=_progress(issue),
        evidence="、".join(one.file.name for one in issue.evidence if one.struck is None),
        reinspector=names.get(judged.by, judged.by) if judged else _assigned(issue, names),
        reinspected_on=_iso(judged.day if judged else None),
        closed_on=_iso(issue.closed_on),
        status=issue.status.label,
        remarks=_remarks(issue, as_of),
    )


def _person(issue: Issue) -> str:
    named = issue.responsible.person if issue.responsible else None
    return named or _said(issue, ("submitted", "planned"), "person")


def _said(issue: Issue, kinds: tuple[str, ...], field: str) -> str:
    event = issue.newest(*kinds)
    return str(event.body.get(field) or "") if event else ""


def _progress(issue: Issue) -> str:
    event = issue.newest(*ANSWERED, "returned", "passed", "closed")
    if event is None:
        return ""
    says = {
        "progressed": ("done", "remaining"),
        "returned": ("done", "remaining"),
        "passed": ("note",),
        "closed": ("conclusion",),
    }.get(event.kind, ("measures",))
    texts = [str(event.body.get(name) or "") for name in says]
    return "；".join(text for text in texts if text)


def _assigned(issue: Issue, names: Mapping[PersonId, str]) -> str:
    person = _said(issue, ("reinspection_assigned",), "person")
    return names.get(PersonId(person), person)


def _remarks(issue: Issue, as_of: date) -> str:
    badges = [badge.label for badge in Badge if badge in issue.badges]
    late = ["逾期"] if issue.counted is Counted.IN_PROGRESS and is_overdue(issue, as_of) else []
    rounds = [f"第{issue.rounds + 1}轮"] if issue.rounds else []
    return "；".join([*late, *badges, *rounds])


def _both(issue: Issue, field: str, shown: str) -> str:
    return " / ".join((shown, *issue.variants.get(field, ())))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
