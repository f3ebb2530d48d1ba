"""Lists of issues: one for every number that a page shows, so that each number leads to exactly its rows.

A list has four parts (in progress with the overdue first, closed, unconfirmed, excluded), each with an anchor, and
runs over several pages when it is long. The names of lists are addresses; they do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inspections.deadline import Bucket
from inspections.errors import M, Msg
from inspections.ids import SchoolId
from inspections.issue_words import urgency
from inspections.statistics import FIVE, SUBSETS
from inspections.view import Issue
from inspections.vocabulary import Counted, Severity, Status
from site_builder import links
from site_builder.lines import bucket_of, late
from site_builder.listing import Listing
from site_builder.material import Material
from site_builder.rolls import Rolls, rolls

ALL = links.ALL
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


MEANT: Mapping[str, tuple[str, ...]] = {
    "requirements": ("overdue", "in_progress", "closed"),
    "in_progress": ("overdue", "in_progress"),
}
"""Which parts a number counts, where it is not the part of its own name."""


@dataclass(frozen=True)
class Listings:
    """All lists of issues of a tree, by name; and those of inspections and schools."""

    by_name: Mapping[str, Listing[Issue]]
    rolls: Rolls

    def href(self, name: str, part: str = "") -> str:
        """Return the path of a list or part; of the whole register when there is no such list."""
        listing = self.by_name.get(name)
        if listing is None:
            return links.list_path(ALL)
        return links.list_path(name) if part in ("", "requirements") else listing.href(part)

    def five(self, name: str) -> Mapping[str, int]:
        """Return the five numbers of a list (FORMATS §8), which are how many rows each leads to; zeros without a list."""
        listing = self.by_name.get(name)
        return {number: listing.count(number) if listing else 0 for number in FIVE}


def listings(m: Material) -> Listings:
    """Return every list of the tree that has an issue, and the whole register even when it has none."""
    made = {ALL: _listing(m, ALL, M("全部问题"), M(""), m.issues)}
    for name, title, kind, issues in () if m.school else _kinds(m):
        if issues:
            made[name] = _listing(m, name, title, kind, issues)
    return Listings(made, rolls(m))


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
    for key, (kind, of) in KEYS.items():
        for value, members in _grouped(m, issues, of).items():
            yield f"{key}-{value}", of(m, members[0])[1], kind, tuple(members)  # type: ignore[index]
    for school in m.schools:
        if len(school.issues) > SCHOOL_ROWS_MAX:
            own = M("{name}", name=school.school.name)
            yield f"school-{school.school.id}", own, M("按学校"), school.issues


def _grouped(m: Material, issues: Iterable[Issue], of: Key) -> dict[str, list[Issue]]:
    groups: dict[str, list[Issue]] = {}
    for issue in issues:
        key = of(m, issue)
        if key is not None:
            groups.setdefault(key[0], []).append(issue)
    return dict(sorted(groups.items()))


def _category(_: Material, issue: Issue) -> tuple[str, Msg]:
    return links.slug(issue.category.value), M(issue.category.label)


def _mode(_: Material, issue: Issue) -> tuple[str, Msg]:
    mode = issue.mode
    return (links.slug(mode.value), M(mode.label)) if mode else (links.slug(""), M("未分方式"))


def _area(m: Material, issue: Issue) -> tuple[str, Msg]:
    area = m.school_of(issue.school).area
    return links.slug(area), m.area_name(area)


def _stage(m: Material, issue: Issue) -> tuple[str, Msg]:
    stage = m.school_of(issue.school).stage
    return links.slug(stage.value), M(stage.label)


def _team(m: Material, issue: Issue) -> tuple[str, Msg] | None:
    found = m.found_by(issue)
    return (links.slug(found.team), m.team_name(found.team)) if found and found.team else None


def _campaign(m: Material, issue: Issue) -> tuple[str, Msg] | None:
    found = m.found_by(issue)
    if not (found and found.campaign):
        return None
    return links.slug(found.campaign), m.campaign_name(found.campaign)


def _campaign_category(m: Material, issue: Issue) -> tuple[str, Msg] | None:
    campaign = _campaign(m, issue)
    if campaign is None:
        return None
    title = M("{campaign}：{category}", campaign=campaign[1], category=M(issue.category.label))
    return f"{campaign[0]}-{links.slug(issue.category.value)}", title


def _checklist(m: Material, issue: Issue) -> tuple[str, Msg] | None:
    found = m.found_by(issue)
    return (links.checklist_slug(found.checklist), m.checklist_name(found)) if found else None


def _item(m: Material, issue: Issue) -> tuple[str, Msg] | None:
    found = m.found_by(issue)
    if not (found and issue.item):
        return None
    checklist = m.checklists.get(found.id)
    item = checklist.item(issue.item) if checklist else None
    label = M("{name}", name=item.label if item else issue.item)
    return f"{links.checklist_slug(found.checklist)}-{links.slug(issue.item)}", label


Key = Callable[[Material, Issue], "tuple[str, Msg] | None"]
KEYS: Mapping[str, tuple[Msg, Key]] = {
    "category": (M("按问题类别"), _category),
    "mode": (M("按督查方式"), _mode),
    "area": (M("按片区"), _area),
    "stage": (M("按学段"), _stage),
    "campaign": (M("按督查任务"), _campaign),
    "found": (M("按督查任务和问题类别"), _campaign_category),
    "team": (M("按督导小组"), _team),
    "checklist": (M("按检查清单"), _checklist),
    "item": (M("按检查项"), _item),
}
INNER = frozenset({"found", "item"})
"""Kinds of lists that are led to from their own pages only, not from the register's table of contents."""
SCHOOL_ROWS_MAX = 60
"""A school with more issues than this gets a list of its own; with fewer, its page shows them all."""


def school_rows(m: Material, lists: Listings, school: SchoolId, part: str) -> str:
    """Return the path of the rows of a school's number: a part of its page, or of its list when it has many."""
    name = own_list(m, school)
    if name in lists.by_name and (not m.school or len(m.issues) > SCHOOL_ROWS_MAX):
        return lists.href(name, part)
    page = m.school_page(school)
    return page if part in ("", "requirements") else f"{page}#{part}"


def own_list(m: Material, school: SchoolId) -> str:
    """Return the name of the list that holds a school's issues and no other's, if there is one."""
    return ALL if m.school else f"school-{school}"


def _listing(
    m: Material, name: str, title: Msg, kind: Msg, issues: Iterable[Issue]
) -> Listing[Issue]:
    parts: dict[str, list[Issue]] = {part: [] for part, _ in PARTS}
    for issue in issues:
        parts[part_of(m, issue)].append(issue)
    for part in ("overdue", "in_progress", "unconfirmed"):
        parts[part].sort(key=urgency)
    parts["closed"].sort(key=lambda i: (i.closed_on or i.raised_on, i.spoken), reverse=True)
    rows = {k: tuple(v) for k, v in parts.items()}
    return Listing(name=name, title=title, kind=kind, parts=rows, meant=MEANT)
