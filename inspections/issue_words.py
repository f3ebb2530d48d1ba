"""An issue as one line in words: its status and badges as tags, the time that is left; the same on every site and screen.

Refuses to decide anything: which day is today, and what is overdue, the caller says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from inspections.advice import ADVICE, BADGES
from inspections.errors import M, Msg, Translate
from inspections.lifecycle import STATUSES
from inspections.view import Issue
from inspections.vocabulary import Badge, Counted, Severity, Status

TONES: Final = {
    Counted.UNCONFIRMED: "new",
    Counted.IN_PROGRESS: "open",
    Counted.CLOSED: "done",
    Counted.EXCLUDED: "none",
}
BADGE_TONES: Final = {
    Badge.CONFLICT: "dispute",
    Badge.LATE: "dispute",
    Badge.REPEAT: "late",
    Badge.REOPENED: "late",
}
BADGE_ORDER: Final = {badge: n for n, badge in enumerate(Badge)}
PASSING: Final = frozenset({Badge.ACKNOWLEDGED, Badge.PLANNED, Badge.PARTIAL})
"""Badges that say how far the rectification is, and nothing any more once it is over."""
_GRAVE: Final = {Severity.SEVERE: 0, Severity.ORDINARY: 1, Severity.MINOR: 2}


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A status or badge: its word, its tone (which colour stands beside it), what it means."""

    text: str
    tone: str
    means: str = ""


@lru_cache(maxsize=256)
def status_tag(translate: Translate, status: Status) -> Tag:
    """Return a status as a tag."""
    return Tag(
        text=translate(status.label),
        tone=TONES[STATUSES[status].counted],
        means=translate(ADVICE[status].means),
    )


def badge_tags(translate: Translate, issue: Issue, *, overdue: bool) -> tuple[Tag, ...]:
    """Return the badges of an issue in the order of the table; overdue first, rounds after 重新整改."""
    running = issue.counted is Counted.IN_PROGRESS
    tags = [_overdue_tag(translate)] if overdue else []
    if issue.badges:
        shown = issue.badges if running else issue.badges - PASSING
        tags += [_badge_tag(translate, one) for one in sorted(shown, key=BADGE_ORDER.__getitem__)]
    if issue.rounds:
        round_ = M("第{n}轮", n=issue.rounds + 1).render(translate)
        tags.append(
            Tag(text=round_, tone="plain", means=translate("退回或重新整改之后的第几轮整改。"))
        )
    return tuple(tags)


def time_left(days: int, *, today: bool, overdue: bool, known: bool) -> Msg:
    """Return how much time is left, by working days up to the deadline (negative behind it).

    A deadline in a year whose holidays nobody has announced (`known` is false) is marked 暂定 (FORMATS §11).
    """
    words = _left(days, today, overdue)
    return words if known else M("{left}（暂定）", left=words)


def urgency(issue: Issue) -> tuple[object, ...]:
    """Return a sort key: the nearest deadline first, the graver before the lighter."""
    return issue.due is None, issue.due or issue.raised_on, _GRAVE[issue.severity], issue.spoken


def _left(days: int, today: bool, overdue: bool) -> Msg:
    if overdue:
        return M("逾期{n}个工作日", n=-days) if days else M("已过时限")
    if today:
        return M("今天到期")
    return M("还剩{n}个工作日", n=days) if days else M("下一个工作日之前到期")


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
