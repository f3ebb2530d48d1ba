"""What a release says, computed from the view: which issues may become rows, the rows, and the figures (FORMATS §16).

The same view and the same choices give the same rows anywhere: that is what `ducha verify` computes anew. Refuses to
take a title from the ledger: what an inspector wrote about a place or a person never becomes a public title by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from inspections.deadline import WorkCalendar
from inspections.district import School
from inspections.errors import M, Msg
from inspections.ids import IssueId
from inspections.releases import CLOSED, Manifest, PublicRow, PublicSchool, Scope, current
from inspections.selection import Filter, chosen_issues
from inspections.statistics import sentence, statistics
from inspections.view import File, Issue, View
from inspections.vocabulary import Category, Counted, Stage

NUMBERS: Final = (
    "requirements", "closed", "in_progress", "overdue", "schools", "schools_closed", "fixed_on_site", "inspections",
    "schools_inspected", "schools_on_roster",
)  # fmt: skip
"""The figures of FORMATS §8 that a release states."""
TABLES: Final = ("by_category", "by_severity", "by_area", "by_stage")
FOUR: Final = ("requirements", "closed", "in_progress", "overdue")
"""The numbers of a release's tables: of what is unconfirmed, merged or withdrawn the public hears nothing."""
UNCONFIRMED, EXCLUDED, DISPUTED, NOT_CLOSED = "unconfirmed", "excluded", "disputed", "not_closed"
REASONS: Mapping[str, Msg] = {
    UNCONFIRMED: M("还没有确认"),
    EXCLUDED: M("已并案或已撤销"),
    DISPUTED: M("待裁定（在数字里算正在整改）"),
    NOT_CLOSED: M("还没有销号"),
}
PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An issue of the scope: `left_out` says why it does not become a row by itself; `photos` can be ticked."""

    issue: Issue
    school: School
    left_out: str
    photos: tuple[tuple[File, str], ...]


def candidates(view: View, scope: Scope, as_of: date) -> tuple[Candidate, ...]:
    """Return the issues of the scope in the order of a release: by area, school, category and id."""
    found = [
        Candidate(
            issue=issue,
            school=view.schools[issue.school].school,
            left_out=_left_out(issue, scope),
            photos=_photos(issue),
        )
        for issue in chosen_issues(view, filter_of(scope), as_of)
    ]
    return tuple(sorted(found, key=lambda one: _order(one.issue, one.school)))


def filter_of(scope: Scope) -> Filter:
    """Return the scope as the filter of statistics: what it is about, whatever becomes a row of it."""
    return Filter(
        campaign=scope.campaign or None,
        area=scope.area or None,
        from_=scope.from_,
        to=scope.to,
    )


def rows(
    view: View,
    titles: Mapping[IssueId, str],
    photos: Mapping[IssueId, Iterable[str]],
    *,
    n: int,
    earlier: Iterable[Manifest],
) -> tuple[PublicRow, ...]:
    """Return the rows of release `n`: the issues that have a public title, each with the facts of the view.

    An issue keeps the number that it was first published under; new ones are numbered in the order of the release.
    """
    numbers = {row.issue: row.number for one in reversed(list(earlier)) for row in one.rows}
    chosen = [issue for issue in view.issues if issue.id in titles]
    chosen.sort(key=lambda issue: _order(issue, view.schools[issue.school].school))
    found, count = [], 0
    for issue in chosen:
        if issue.id not in numbers:
            count += 1
        shown = {file.sha256 for file, _ in _photos(issue)}
        found.append(
            PublicRow(
                number=numbers.get(issue.id) or f"{n}-{count}",
                issue=issue.id,
                school=issue.school,
                title=titles[issue.id],
                category=issue.category,
                severity=issue.severity,
                status=issue.status,
                due=issue.due,
                closed_on=issue.closed_on,
                photos=tuple(sorted(shown.intersection(photos.get(issue.id, ())))),
            )
        )
    return tuple(found)


def gone(
    view: View, scope: Scope, as_of: date, made: Iterable[PublicRow], earlier: Iterable[Manifest]
) -> tuple[str, ...]:
    """Return the numbers of the rows that earlier releases published and this one, being about them, does not.

    What waits for a decision is not taken back: it stays as it was last published until somebody has decided.
    """
    kept = {row.issue for row in made}
    about = {issue.id: issue for issue in chosen_issues(view, filter_of(scope), as_of)}
    return tuple(
        number
        for number, (row, _) in current(earlier).items()
        if row.issue not in kept and row.issue in about and not about[row.issue].in_conflict
    )


def figures(view: View, scope: Scope, as_of: date, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the figures that a release states, of its whole scope: also of issues that do not become rows."""
    all_ = statistics(view, as_of=as_of, calendar=calendar, filters=filter_of(scope))
    tables = {
        name: {key: {four: row[four] for four in FOUR} for key, row in all_[name].items() if row["requirements"]}
        for name in TABLES
    }  # fmt: skip
    return {**{name: all_[name] for name in NUMBERS}, **tables}


def figures_sentence(stated: Mapping[str, Any], shown: Callable[[str], Any] | None = None) -> Msg:
    """Return the sentence of FORMATS §8 for the figures of a release."""
    return sentence(stated, shown)


def schools(view: View, made: Iterable[PublicRow]) -> tuple[PublicSchool, ...]:
    """Return the schools of the rows, as the public sees them."""
    named = sorted({row.school for row in made})
    return tuple(
        PublicSchool(id=one.id, name=one.name, stage=one.stage, area=one.area)
        for one in (view.schools[id_].school for id_ in named)
    )


def _left_out(issue: Issue, scope: Scope) -> str:
    if issue.in_conflict:
        return DISPUTED
    if issue.counted is Counted.UNCONFIRMED:
        return UNCONFIRMED
    if issue.counted is Counted.EXCLUDED:
        return EXCLUDED
    if scope.status == CLOSED and issue.counted is not Counted.CLOSED:
        return NOT_CLOSED
    return ""


def _photos(issue: Issue) -> tuple[tuple[File, str], ...]:
    """Return the photos of an issue with their roles, those that stand, each once."""
    found = {
        one.file.sha256: (one.file, one.role)
        for one in reversed(issue.evidence)
        if one.struck is None and one.file.name.lower().endswith(PICTURES)
    }
    return tuple(sorted(found.values(), key=lambda pair: (pair[1], pair[0].sha256)))


def _order(issue: Issue, school: School) -> tuple[object, ...]:
    place = list(Category).index(issue.category)
    return (school.area, list(Stage).index(school.stage), school.id, place, issue.id)
