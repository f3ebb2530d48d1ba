"""Lists of inspections and of schools: the rows of numbers that count visits or schools.

Refuses to count: who has been inspected in a campaign is `inspections.coverage`, whose rows are only laid out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from inspections.coverage import Coverage, Row, State
from inspections.district import School
from inspections.errors import M, Msg
from inspections.view import Inspection
from inspections.vocabulary import Counted, InspectionStatus, Result
from site_builder import links
from site_builder.listing import Listing
from site_builder.material import Material

STATES = {State.INSPECTED: "done", State.OPENED: "begun", State.NOT_YET: "not_yet"}
"""The states of a school in a campaign, and the parts of lists that they stand in."""
VISIT_PARTS: Mapping[str, Msg] = {
    "sealed": M("已封存"),
    "others": M("没有封存的，不计入统计"),
    **{one.value: M(one.label) for one in Result},
}
ROLL_PARTS: Mapping[str, Msg] = {
    "unclosed": M("还有问题正在整改的学校"),
    "all_closed": M("整改要求全部完成的学校"),
    "inspected": M("督查过、没有整改要求的学校"),
    "told": M("还没有督查、还有问题正在整改的学校"),
    "told_closed": M("还没有督查、整改要求全部完成的学校"),
    "not_inspected": M("还没有督查、也没有整改要求的学校"),
    **{part: M(state.label) for state, part in STATES.items()},
}
ROLL_MEANT = {
    "schools": ("unclosed", "all_closed", "told", "told_closed"),
    "all_closed": ("all_closed", "told_closed"),
    "seen": ("unclosed", "all_closed", "inspected"),
    "not_inspected": ("told", "told_closed", "not_inspected"),
    "on_roster": ("unclosed", "all_closed", "inspected", "told", "told_closed", "not_inspected"),
    "denominator": ("done", "begun", "not_yet"),
}
"""Which parts a number of schools counts, where it is not the part of its own name; `told` have requirements that
a tip or a missing report brought, and were not inspected."""
NOT_PASSED = tuple(result for result in Result if result is not Result.PASS)
REQUIRED = frozenset({Counted.IN_PROGRESS, Counted.CLOSED})

Visits = Listing[Inspection]
Roll = Listing[School]


@dataclass(frozen=True, kw_only=True)
class Rolls:
    """All lists of inspections (`visits`) and of schools (`schools`) of a tree, by name."""

    visits: Mapping[str, Visits]
    schools: Mapping[str, Roll]

    def visit_path(self, name: str, part: str = "") -> str:
        """Return the path of a list of inspections, or nowhere when there is no such list."""
        return self.visits[name].href(part) if name in self.visits else ""

    def visit_count(self, name: str, part: str) -> int:
        """Return how many rows a part of a list of inspections has."""
        return self.visits[name].count(part) if name in self.visits else 0

    def school_path(self, name: str, part: str = "") -> str:
        """Return the path of a list of schools, or nowhere when there is no such list."""
        return self.schools[name].href(part) if name in self.schools else ""

    def school_count(self, name: str, part: str) -> int:
        """Return how many rows a part of a list of schools has."""
        return self.schools[name].count(part) if name in self.schools else 0


def rolls(m: Material) -> Rolls:
    """Return every list of inspections and schools of a tree; a school's own tree has only that of its inspections."""
    ordered = sorted(m.inspections, key=lambda one: (one.day, one.id), reverse=True)
    visits = {links.ALL: _visits(links.ALL, M("督查记录"), ordered)}
    if m.school is not None:
        return Rolls(visits=visits, schools={})
    for name, title, of in _VISIT_KEYS:
        groups: dict[str, list[Inspection]] = {}
        for one in ordered:
            value = of(m, one)
            if value is not None:
                groups.setdefault(value, []).append(one)
        for value, members in groups.items():
            key = f"{name}-{slug_of(name, value)}"
            visits[key] = _visits(key, title(m, members[0]), members)
    visits |= {listing.name: listing for listing in _items(m, ordered)}
    return Rolls(visits=visits, schools=_schools(m))


def slug_of(kind: str, value: str) -> str:
    """Return the part of an address that stands for a value of a kind of list."""
    return links.checklist_slug(value) if kind == "checklist" else links.slug(value)


def item_list(checklist: str, item: str) -> str:
    """Return the name of the list of inspections in which an item was not simply passed."""
    return f"item-{links.checklist_slug(checklist)}-{links.slug(item)}"


def _area(m: Material, one: Inspection) -> str:
    return m.school_of(one.school).area


Of = Callable[[Material, Inspection], "str | None"]
_VISIT_KEYS: tuple[tuple[str, Callable[[Material, Inspection], Msg], Of], ...] = (
    ("mode", lambda _, i: M(i.mode.label) if i.mode else M("未分方式"),
     lambda _, i: i.mode.value if i.mode else None),
    ("team", lambda m, i: m.team_name(i.team), lambda _, i: i.team or None),
    ("campaign", lambda m, i: m.campaign_name(i.campaign or ""), lambda _, i: i.campaign or None),
    ("checklist", lambda m, i: m.checklist_name(i), lambda _, i: i.checklist),
    ("area", lambda m, i: m.area_name(_area(m, i)), _area),
)  # fmt: skip


def _visits(name: str, title: Msg, members: Iterable[Inspection]) -> Visits:
    parts: dict[str, list[Inspection]] = {"sealed": [], "others": []}
    for one in members:
        parts["sealed" if one.status is InspectionStatus.SEALED else "others"].append(one)
    rows = {part: tuple(held) for part, held in parts.items()}
    return Listing(
        name=name, title=title, kind=M("督查记录"), parts=rows, address=links.visits_path
    )


def _items(m: Material, ordered: Iterable[Inspection]) -> Iterator[Visits]:
    """Yield, per item that is not private, the sealed inspections in which it was anything but passed, by result."""
    private = {(c.ref, item.id) for c in m.checklists.values() for item in c.items if item.private}
    found: dict[tuple[str, str], dict[str, list[Inspection]]] = {}
    for one in ordered:
        if one.status is not InspectionStatus.SEALED:
            continue
        for item, result in one.results.items():
            key = (one.checklist, item)
            if result in NOT_PASSED and key not in private:
                found.setdefault(key, {r.value: [] for r in NOT_PASSED})[result].append(one)
    for (checklist, item), parts in found.items():
        first = next(one for held in parts.values() for one in held)
        asked = m.checklists[first.id].item(item) if first.id in m.checklists else None
        yield Listing(
            name=item_list(checklist, item),
            title=M("{name}", name=asked.label if asked else item),
            kind=m.checklist_name(first),
            parts={name: tuple(held) for name, held in parts.items()},
            address=links.visits_path,
        )


def _schools(m: Material) -> dict[str, Roll]:
    """Return the lists of schools: of the whole district and of each area."""
    seen = {one.school for one in m.inspections if one.status is InspectionStatus.SEALED}
    required = {issue.school for issue in m.issues if issue.counted in REQUIRED}
    running = {issue.school for issue in m.issues if issue.counted is Counted.IN_PROGRESS}
    groups: dict[str, list[School]] = {links.ALL: []}
    for school in sorted((view.school for view in m.schools), key=lambda s: (s.area, s.name, s.id)):
        groups[links.ALL].append(school)
        groups.setdefault(f"area-{links.slug(school.area)}", []).append(school)

    def part(school: School) -> str:
        done = school.id not in running
        if school.id in seen:
            return ("all_closed" if done else "unclosed") if school.id in required else "inspected"
        return ("told_closed" if done else "told") if school.id in required else "not_inspected"

    made = {}
    for name, schools in groups.items():
        parts: dict[str, list[School]] = {name: [] for name in ROLL_MEANT["on_roster"]}
        for school in schools:
            if part(school) != "not_inspected" or not school.retired:
                parts[part(school)].append(school)
        title = M("学校") if name == links.ALL else m.area_name(schools[0].area)
        made[name] = roll(name, title, parts, kind=M("") if name == links.ALL else M("片区"))
    return made | {one.name: one for of in m.coverages.values() for one in _covered(m, of)}


def campaign_roll(campaign: str, by: str = "", key: str = "") -> str:
    """Return the name of the list of a campaign's schools, or of those of a team or an area (`by`, `key`)."""
    name = f"campaign-{links.slug(campaign)}"
    return f"{name}-{by}-{links.slug(key)}" if by else name


def _covered(m: Material, of: Coverage) -> Iterator[Roll]:
    campaign = of.campaign
    title = M("{name}", name=campaign.title)
    yield _roll_of(campaign_roll(campaign.id), title, of.rows)
    keys: tuple[tuple[str, Callable[[Row], str], Callable[[str], Msg]], ...] = (
        ("team", lambda row: row.team, m.team_name),
        ("area", lambda row: row.school.area, m.area_name),
    )
    for by, key, words in keys:
        groups: dict[str, list[Row]] = {}
        for row in of.rows:
            groups.setdefault(key(row), []).append(row)
        for value, rows in groups.items():
            both = M("{campaign}：{of}", campaign=title, of=words(value))
            yield _roll_of(campaign_roll(campaign.id, by, value), both, rows)


def _roll_of(name: str, title: Msg, rows: Iterable[Row]) -> Roll:
    parts: dict[str, list[School]] = {part: [] for part in STATES.values()}
    for row in rows:
        parts[STATES[row.state]].append(row.school)
    return roll(name, title, parts, kind=M("督查任务"))


def roll(name: str, title: Msg, parts: Mapping[str, Iterable[School]], *, kind: Msg) -> Roll:
    """Return a list of schools by part."""
    rows = {part: tuple(held) for part, held in parts.items()}
    return Listing(
        name=name, title=title, kind=kind, parts=rows, address=links.roll_path, meant=ROLL_MEANT
    )
