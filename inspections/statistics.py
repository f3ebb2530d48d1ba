"""The numbers that every report needs, and the sentence that says them (FORMATS §8).

Counts by `Issue.counted` alone, so *requirements = closed + in progress* holds by construction and what is in
conflict is never closed. What stands outside (unconfirmed, merged, withdrawn) is always given beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from inspections.deadline import Bucket, WorkCalendar, bucket
from inspections.district import School
from inspections.errors import M, Msg
from inspections.ids import SchoolId
from inspections.selection import (
    EVERYTHING,
    Filter,
    chosen_inspections,
    chosen_issues,
    chosen_schools,
    is_overdue,
)
from inspections.view import Inspection, Issue, View
from inspections.vocabulary import (
    Badge,
    Category,
    Counted,
    InspectionStatus,
    Mode,
    Result,
    Severity,
    Stage,
    Status,
)

__all__ = ["FIVE", "NONE", "SUBSETS", "Filter", "Numbers", "sentence", "statistics"]

Numbers = dict[str, int]
FIVE = ("requirements", "closed", "in_progress", "overdue", "unconfirmed")
"""The five numbers of every `by_…` table."""
NONE = ""
"""The key of what has no area, or (a lone issue) no mode."""
REQUIRED = frozenset({Counted.IN_PROGRESS, Counted.CLOSED})
SUBSETS: Mapping[str, Callable[[Issue], bool]] = MappingProxyType(
    {
        "partial": lambda issue: Badge.PARTIAL in issue.badges,
        "returned": lambda issue: bool(issue.all("returned")),
        "reopened": lambda issue: Badge.REOPENED in issue.badges,
        "extended": lambda issue: Badge.EXTENDED in issue.badges,
        "objected": lambda issue: bool(issue.all("objected")),
        "conflicts": lambda issue: issue.in_conflict or Badge.CONFLICT in issue.badges,
    }
)
"""Subsets of what is in progress, besides `overdue`; lists that a number leads to use the same."""


def statistics(
    view: View, *, as_of: date, calendar: WorkCalendar, filters: Filter = EVERYTHING
) -> dict[str, Any]:
    """Return every key of FORMATS §8, ready for JSON, of a view that was folded as of the end of `as_of`.

    `inspections` and what is counted of them are the sealed ones. An unclosed requirement without a deadline
    stands in none of the buckets. Tables hold only rows with a number, in the order of the vocabulary or roster.
    """
    issues = chosen_issues(view, filters, as_of)
    inspections = tuple(
        one for one in chosen_inspections(view, filters) if one.status is InspectionStatus.SEALED
    )
    roster = {school.id: school for school in chosen_schools(view, filters)}
    numbers = _five(issues, as_of)
    schools = _with_requirements(issues)
    figures = {
        "as_of": as_of.isoformat(),
        "from": filters.from_.isoformat() if filters.from_ else None,
        "to": filters.to.isoformat() if filters.to else None,
        "filters": filters.json(),
        **{name: numbers[name] for name in ("requirements", "closed", "in_progress")},
        "schools": len(schools),
        "schools_closed": sum(counts == {Counted.CLOSED} for counts in schools.values()),
        "overdue": numbers["overdue"],
        **_subsets(issues),
        "unconfirmed": numbers["unconfirmed"],
        "merged": _outside(issues, Status.MERGED),
        "withdrawn": _outside(issues, Status.WITHDRAWN),
        "due_buckets": _buckets(issues, as_of, calendar),
        "inspections": len(inspections),
        "schools_inspected": len({one.school for one in inspections}),
        "schools_on_roster": sum(not school.retired for school in roster.values()),
        "documents_seen": _documents(inspections),
        "highlights": sum(
            result == Result.HIGHLIGHT for one in inspections for result in one.results.values()
        ),
        **_tables(issues, roster, as_of),
    }
    return {**figures, "sentence": str(sentence(figures))}


def sentence(figures: Mapping[str, Any], shown: Callable[[str], Any] | None = None) -> Msg:
    """Return the sentence of FORMATS §8 for figures of `statistics`, each number as `shown` by its key (default: plain)."""
    say = shown or figures.__getitem__
    if not figures["requirements"]:
        return M("没有提出整改要求。")
    count, n = say("requirements"), say("schools")
    where = M("涉及学校{n}所", n=n)
    if figures["by_stage"].get(Stage.KINDERGARTEN.value, {}).get("requirements"):
        where = M("涉及学校（幼儿园）{n}所", n=n)
    if not figures["in_progress"]:
        return M("提出整改要求{count}条，{where}，全部完成整改。", count=count, where=where)
    rest = M("其余{n}条正在整改", n=say("in_progress"))
    if figures["overdue"]:
        running, late = say("in_progress"), say("overdue")
        rest = M("其余{n}条正在整改（其中逾期{overdue}条）", n=running, overdue=late)
    return M(
        "提出整改要求{count}条，{where}，完成整改{closed}条，{rest}。",
        count=count, where=where, closed=say("closed"), rest=rest,
    )  # fmt: skip


def _five(issues: Iterable[Issue], as_of: date) -> Numbers:
    counted: Counter[Counted] = Counter()
    late = 0
    for issue in issues:
        counted[issue.counted] += 1
        late += issue.counted is Counted.IN_PROGRESS and is_overdue(issue, as_of)
    return {
        "requirements": counted[Counted.CLOSED] + counted[Counted.IN_PROGRESS],
        "closed": counted[Counted.CLOSED],
        "in_progress": counted[Counted.IN_PROGRESS],
        "overdue": late,
        "unconfirmed": counted[Counted.UNCONFIRMED],
    }


def _with_requirements(issues: Iterable[Issue]) -> dict[SchoolId, set[Counted]]:
    schools: dict[SchoolId, set[Counted]] = {}
    for issue in issues:
        if issue.counted in REQUIRED:
            schools.setdefault(issue.school, set()).add(issue.counted)
    return schools


def _subsets(issues: Iterable[Issue]) -> Numbers:
    issues = tuple(issues)
    running = [issue for issue in issues if issue.counted is Counted.IN_PROGRESS]
    return {
        **{name: sum(map(belongs, running)) for name, belongs in SUBSETS.items()},
        "fixed_on_site": sum(
            issue.counted is Counted.CLOSED and issue.began_as is Status.FIXED for issue in issues
        ),
    }


def _outside(issues: Iterable[Issue], status: Status) -> int:
    # of duplicates that lead nowhere one is counted although merged (rule 7), and only once
    return sum(issue.status is status and issue.counted is Counted.EXCLUDED for issue in issues)


def _buckets(issues: Iterable[Issue], as_of: date, calendar: WorkCalendar) -> Numbers:
    found = Counter(
        bucket(issue.due, as_of, calendar, closed=issue.counted is Counted.CLOSED)
        for issue in issues
        if issue.counted in REQUIRED
    )
    return {one.value: found[one] for one in Bucket}


def _documents(inspections: Iterable[Inspection]) -> Numbers:
    seen: Counter[str] = Counter()
    for one in inspections:
        for what, count in one.documents_seen:
            seen[what] += count
    return dict(sorted(seen.items()))


def _tables(
    issues: tuple[Issue, ...], roster: Mapping[SchoolId, School], as_of: date
) -> dict[str, dict[str, Numbers]]:
    areas = sorted({school.area for school in roster.values()} - {NONE})

    def table(order: Iterable[str], key: Callable[[Issue], str | None]) -> dict[str, Numbers]:
        rows: dict[str, list[Issue]] = {}
        for issue in issues:
            rows.setdefault(key(issue) or NONE, []).append(issue)
        found = {str(k): _five(rows[k], as_of) for k in (*order, NONE) if k in rows}
        return {name: numbers for name, numbers in found.items() if any(numbers.values())}

    return {
        "by_category": table([c.value for c in Category], lambda i: i.category.value),
        "by_severity": table([s.value for s in Severity], lambda i: i.severity.value),
        "by_area": table(areas, lambda i: roster[i.school].area),
        "by_mode": table([m.value for m in Mode], lambda i: i.mode.value if i.mode else None),
        "by_stage": table([s.value for s in Stage], lambda i: roster[i.school].stage.value),
        "by_school": table(roster, lambda i: i.school),
    }
