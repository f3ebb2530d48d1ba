"""An issue as one line: its status and badges as tags, its deadline in words, whose turn it is."""

from __future__ import annotations

from inspections import issue_words
from inspections.deadline import Bucket, bucket
from inspections.errors import M, Msg
from inspections.selection import is_overdue
from inspections.view import Issue
from inspections.vocabulary import Counted, Severity, Status
from site_builder import links
from site_builder.guidance import ADVICE, TURN_LABELS, Turn
from site_builder.material import Material
from site_builder.parts import Hooks, IssueLine, Link, Tag


def issue_line(m: Material, issue: Issue) -> IssueLine:
    """Return the line of an issue, as of the material's day; made once, shown in many lists."""
    known = m.lines.get(issue.id)
    if known is None:
        known = m.lines[issue.id] = _line(m, issue)
    return known


def _line(m: Material, issue: Issue) -> IssueLine:
    overdue = late(m, issue)
    school = m.school_of(issue.school)
    advice = ADVICE[issue.status]
    turn = Turn.BUREAU if issue.in_conflict else advice.turn
    return IssueLine(
        spoken=issue.spoken,
        title=issue.title or m.translate("（没有写明问题）"),
        place=issue.place,
        path=links.issue_path(issue.id),
        school=Link(text=school.name, path=m.school_page(issue.school)),
        status=status_tag(m, issue.status),
        badges=issue_words.badge_tags(m.translate, issue, overdue=overdue),
        category=m.translate(issue.category.label),
        severity=m.translate(issue.severity.label),
        severe=issue.severity is Severity.SEVERE,
        raised_on=issue.raised_on,
        due=issue.due,
        left=left(m, issue).render(m.translate),
        overdue=overdue,
        closed_on=issue.closed_on,
        advice=m.translate(advice.school_does),
        turn=m.translate(TURN_LABELS[turn]),
        hooks=_hooks(m, issue, school.area),
    )


def _hooks(m: Material, issue: Issue, area: str) -> Hooks:
    required = issue.counted in (Counted.IN_PROGRESS, Counted.CLOSED)
    stands = bucket_of(m, issue) if required else None
    return Hooks(
        status=issue.status.value,
        overdue=stands.value if stands else "",
        area=area,
        mode=issue.mode.value if issue.mode else "",
        category=issue.category.value,
        severity=issue.severity.value,
    )


def bucket_of(m: Material, issue: Issue) -> Bucket | None:
    """Return how a requirement stands to its deadline (FORMATS §8)."""
    if issue.counted is Counted.CLOSED:
        return Bucket.CLOSED
    if issue.due not in m.buckets:
        m.buckets[issue.due] = bucket(issue.due, m.as_of, m.calendar, closed=False)
    return m.buckets[issue.due]


def status_tag(m: Material, status: Status) -> Tag:
    """Return a status as a tag."""
    return issue_words.status_tag(m.translate, status)


def late(m: Material, issue: Issue) -> bool:
    """Return whether an issue that is being rectified has passed its deadline."""
    return issue.counted is Counted.IN_PROGRESS and is_overdue(issue, m.as_of)


def left(m: Material, issue: Issue) -> Msg:
    """Return how much time is left, in working days; an empty text when no time runs.

    A deadline in a year whose holidays nobody has announced is marked 暂定 (FORMATS §11).
    """
    if issue.counted is not Counted.IN_PROGRESS or issue.due is None:
        return M("")
    return issue_words.time_left(
        m.days_left(issue.due),
        today=issue.due == m.as_of,
        overdue=is_overdue(issue, m.as_of),
        known=m.calendar.year(issue.due.year) is not None,
    )
