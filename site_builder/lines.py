"""An issue as one line: its status and badges as tags, its deadline in words, whose turn it is."""

from __future__ import annotations

from functools import lru_cache

from inspections.deadline import Bucket, bucket
from inspections.errors import M, Msg, Translate
from inspections.selection import is_overdue
from inspections.view import Issue
from inspections.vocabulary import Badge, Counted, Severity, Status
from site_builder import links
from site_builder.guidance import ADVICE, BADGES, TURN_LABELS, Turn
from site_builder.material import Material
from site_builder.parts import Hooks, IssueLine, Link, Tag

TONES = {
    Counted.UNCONFIRMED: "new",
    Counted.IN_PROGRESS: "open",
    Counted.CLOSED: "done",
    Counted.EXCLUDED: "none",
}
BADGE_TONES = {
    Badge.CONFLICT: "dispute",
    Badge.LATE: "dispute",
    Badge.REPEAT: "late",
    Badge.REOPENED: "late",
}
BADGE_ORDER = {badge: n for n, badge in enumerate(Badge)}
PASSING = frozenset({Badge.ACKNOWLEDGED, Badge.PLANNED, Badge.PARTIAL})
"""Badges that say how far the rectification is, and nothing any more once it is over."""


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
        badges=badge_tags(m, issue, overdue),
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
    return _status_tag(m.translate, status)


@lru_cache(maxsize=256)
def _status_tag(translate: Translate, status: Status) -> Tag:
    from inspections.lifecycle import STATUSES

    return Tag(
        text=translate(status.label),
        tone=TONES[STATUSES[status].counted],
        means=translate(ADVICE[status].means),
    )


def badge_tags(m: Material, issue: Issue, overdue: bool) -> tuple[Tag, ...]:
    """Return the badges of an issue in the order of the table; overdue first, rounds after 重新整改."""
    running = issue.counted is Counted.IN_PROGRESS
    tags = [_overdue_tag(m.translate)] if overdue else []
    if issue.badges:
        shown = issue.badges if running else issue.badges - PASSING
        tags += [_badge_tag(m.translate, one) for one in sorted(shown, key=BADGE_ORDER.__getitem__)]
    if issue.rounds:
        round_ = M("第{n}轮", n=issue.rounds + 1).render(m.translate)
        tags.append(
            Tag(text=round_, tone="plain", means=m.translate("退回或重新整改之后的第几轮整改。"))
        )
    return tuple(tags)


@lru_cache(maxsize=256)
def _badge_tag(translate: Translate, badge: Badge) -> Tag:
    return Tag(
        text=translate(badge.label),
        tone=BADGE_TONES.get(badge, "plain"),
        means=translate(BADGES[badge]),
    )


@lru_cache(maxsize=16)
def _overdue_tag(translate: Translate) -> Tag:
    return Tag(text=translate("逾期"), tone="late", means=translate("过了整改时限还没有销号。"))


def late(m: Material, issue: Issue) -> bool:
    """Return whether an issue that is being rectified has passed its deadline."""
    return issue.counted is Counted.IN_PROGRESS and is_overdue(issue, m.as_of)


def left(m: Material, issue: Issue) -> Msg:
    """Return how much time is left, in working days; an empty text when no time runs.

    A deadline in a year whose holidays nobody has announced is marked 暂定 (FORMATS §11).
    """
    if issue.counted is not Counted.IN_PROGRESS or issue.due is None:
        return M("")
    words = _left(m.days_left(issue.due), issue.due == m.as_of, is_overdue(issue, m.as_of))
    known = m.calendar.year(issue.due.year) is not None
    return words if known else M("{left}（暂定）", left=words)


def _left(days: int, today: bool, overdue: bool) -> Msg:
    if overdue:
        return M("逾期{n}个工作日", n=-days) if days else M("已过时限")
    if today:
        return M("今天到期")
    return M("还剩{n}个工作日", n=days) if days else M("下一个工作日之前到期")


def urgency(m: Material, issue: Issue) -> tuple[object, ...]:
    """Return a sort key: overdue first, then the nearest deadline, the graver before the lighter."""
    grave = {Severity.SEVERE: 0, Severity.ORDINARY: 1, Severity.MINOR: 2}[issue.severity]
    return (issue.due is None, issue.due or issue.raised_on, grave, issue.spoken)
