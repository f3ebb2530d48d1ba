"""Lists of issues: one for every number that a page shows, so that each number leads to exactly its rows.

A list has four parts (in progress with the overdue first, closed, unconfirmed, excluded), each with an anchor, and
runs over several pages when it is long. The names of lists are addresses; they do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from inspections.deadline import Bucket
from inspections.errors import M, Msg
from inspections.ids import SchoolId
from inspections.statistics import SUBSETS
from inspections.view import Issue
from inspections.vocabulary import Counted, Severity, Status
from site_builder import links
from site_builder.lines import bucket_of, late, urgency
from site_builder.material import Material

ALL = "all"
PARTS: tuple[tuple[str, Msg], ...] = (
    ("overdue", M("正在整改，已逾期")),
    ("in_progress", M("正在整改，未到期")),
    ("closed", M("已完成整改")),
    ("unconfirmed", M("未确认，不计入整改要求")),
    ("excluded", M("已并案、已撤销，不计入整改要求")),
)
BUCKETS = (Bucket.OVERDUE, Bucket.LE10, Bucket.LE20, Bucket.GT20, Bucket.CLOSED)
SETS: Mapping[str, Msg] = {
    "partial": M("部分整改"),
    "returned": M("退回重改"),
    "reopened": M("重新整改"),
    "extended": M("准予延期"),
    "objected": M("提出申辩"),
    "conflicts": M("待裁定"),
}
"""Subsets of the issues in progress, with the rules of `statistics.SUBSETS`."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list: its name (address), its title and its issues by part, each part in the order people work."""

    name: str
    title: Msg
    kind: Msg
    parts: Mapping[str, tuple[Issue, ...]]

    @cached_property
    def total(self) -> int:
        """How many issues it holds."""
        return sum(len(part) for part in self.parts.values())

    def href(self, part: str = "") -> str:
        """Return the path of the list, or of one of its parts: the page that the part begins on, and its anchor.

        `in_progress` means all in progress, so it begins at the overdue ones; `requirements` is the top.
        """
        if part in ("", "requirements"):
            return links.list_path(self.name)
        anchor = part
        if (part == "in_progress" and not self.parts["in_progress"]) or (
            part == "in_progress" and self.parts["overdue"]
        ):
            anchor = "overdue"
        before = 0
        for name, _ in PARTS:
            if name == anchor:
                break
            before += len(self.parts[name])
        if not self.parts.get(anchor):
            return links.list_path(self.name)
        return f"{links.list_path(self.name, before // links.ROWS_PER_PAGE + 1)}#{anchor}"


@dataclass(frozen=True)
class Listings:
    """All lists of a tree, by name."""

    by_name: Mapping[str, Listing]

    def href(self, name: str, part: str = "") -> str:
        """Return the path of a list or part; of the whole register when there is no such list."""
        listing = self.by_name.get(name)
        return listing.href(part) if listing else links.list_path(ALL)


def listings(m: Material) -> Listings:
    """Return every list of the tree that has an issue, and the whole register even when it has none."""
    made = {ALL: _listing(m, ALL, M("全部问题"), M(""), m.issues)}
    for name, title, kind, issues in () if m.school else _kinds(m):
        if issues:
            made[name] = _listing(m, name, title, kind, issues)
    return Listings(made)


def part_of(m: Material, issue: Issue) -> str:
    """Return which part of a list an issue stands in."""
    if issue.counted is Counted.IN_PROGRESS:
        return "overdue" if late(m, issue) else "in_progress"
    return issue.counted.value


def _kinds(m: Material) -> Iterable[tuple[str, Msg, Msg, tuple[Issue, ...]]]:
    issues = m.issues
    for status in Status:
        yield (f"status-{status.value}", M(status.label), M("按状态"),
               tuple(i for i in issues if i.status is status))  # fmt: skip
    running = tuple(i for i in issues if i.counted is Counted.IN_PROGRESS)
    required = tuple(i for i in issues if i.counted in (Counted.IN_PROGRESS, Counted.CLOSED))
    stands = {i.id: bucket_of(m, i) for i in required}
    for one in BUCKETS:
        inside = tuple(i for i in required if stands[i.id] is one)
        yield f"due-{one.value}", M(one.label), M("按时限"), inside
    for name, title in SETS.items():
        yield f"set-{name}", title, M("专题"), tuple(i for i in running if SUBSETS[name](i))
    fixed = tuple(i for i in required if i.counted is Counted.CLOSED and i.began_as is Status.FIXED)
    yield "set-fixed_on_site", M("立行立改"), M("专题"), fixed
    for severity in Severity:
        yield (f"severity-{severity.value}", M(severity.label), M("按严重程度"),
               tuple(i for i in issues if i.severity is severity))  # fmt: skip
    for key, kind in KEYS.items():
        of = kind[1]
        ordered = sorted(issues, key=lambda i, of=of: of(m, i)[0])  # type: ignore[misc]
        for value, group in groupby(ordered, key=lambda i, of=of: of(m, i)[0]):  # type: ignore[misc]
            members = tuple(group)
            yield f"{key}-{links.slug(value)}", of(m, members[0])[1], kind[0], members
    for school in m.schools:
        if len(school.issues) > SCHOOL_ROWS_MAX:
            own = M("{name}", name=school.school.name)
            yield f"school-{school.school.id}", own, M("按学校"), school.issues


def _category(_: Material, issue: Issue) -> tuple[str, Msg]:
    return issue.category.value, M(issue.category.label)


def _mode(_: Material, issue: Issue) -> tuple[str, Msg]:
    return (issue.mode.value, M(issue.mode.label)) if issue.mode else ("", M("未分方式"))


def _area(m: Material, issue: Issue) -> tuple[str, Msg]:
    area = m.school_of(issue.school).area
    return area, M("{area}", area=area) if area else M("未分片区")


def _stage(m: Material, issue: Issue) -> tuple[str, Msg]:
    stage = m.school_of(issue.school).stage
    return stage.value, M(stage.label)


KEYS: Mapping[str, tuple[Msg, Callable[[Material, Issue], tuple[str, Msg]]]] = {
    "category": (M("按问题类别"), _category),
    "mode": (M("按督查方式"), _mode),
    "area": (M("按片区"), _area),
    "stage": (M("按学段"), _stage),
}
SCHOOL_ROWS_MAX = 100
"""A school with more issues than this gets a list of its own; with fewer, its page shows them all."""


def school_rows(m: Material, lists: Listings, school: SchoolId, part: str) -> str:
    """Return the path of the rows of a school's number: a part of its page, or of its list when it has many."""
    name = ALL if m.school else f"school-{school}"
    if name in lists.by_name and (not m.school or len(m.issues) > SCHOOL_ROWS_MAX):
        return lists.href(name, part)
    page = m.school_page(school)
    return page if part in ("", "requirements") else f"{page}#{part}"


def _listing(m: Material, name: str, title: Msg, kind: Msg, issues: Iterable[Issue]) -> Listing:
    parts: dict[str, list[Issue]] = {part: [] for part, _ in PARTS}
    for issue in issues:
        parts[part_of(m, issue)].append(issue)
    for part in ("overdue", "in_progress", "unconfirmed"):
        parts[part].sort(key=lambda i: urgency(m, i))
    parts["closed"].sort(key=lambda i: (i.closed_on or i.raised_on, i.spoken), reverse=True)
    return Listing(name=name, title=title, kind=kind, parts={k: tuple(v) for k, v in parts.items()})
