"""What the search and the filters of a tree may find: issues, schools, inspections and checklists as rows of texts.

Reads only what a page of the same tree shows (`issue_line`, `inspection_line`, `about`), so it asks the policy for
nothing that a page does not. Refuses no text: what is too long for a page is as long here. How the rows are coded
and cut into files is `search_coding`'s.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspections.checklist import ItemType
from inspections.errors import Translate
from inspections.view import Inspection, Issue
from inspections.vocabulary import Category, Counted, Mode, Severity, Status
from site_builder import links
from site_builder.lines import bucket_of, issue_line
from site_builder.listings import ALL, BUCKETS, PARTS, Listings
from site_builder.material import Material
from site_builder.pages_inspection import team_name
from site_builder.pages_school import about, inspection_line
from site_builder.parts import IssueLine, Tag
from site_builder.policy import Shown, Sight, sight

FACETS = ("status", "overdue", "area", "mode", "category", "severity")
"""The filters of a list, by their names in the address; `overdue` is the bucket of FORMATS §8 `due_buckets`."""


@dataclass(frozen=True, kw_only=True)
class IssueRow:
    """An issue as search and lists show it: its line, its values for the filters, and further texts to search in.

    The texts of all issues stand in the same order, an empty one where there is nothing.
    """

    id: str
    line: IssueLine
    school: str
    part: str
    values: Mapping[str, str]
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SchoolRow:
    """A school: the words beside its name, further texts, how many issues are being rectified and how many there are."""

    id: str
    name: str
    path: str
    note: str
    texts: tuple[str, ...]
    open: int
    all: int


@dataclass(frozen=True, kw_only=True)
class OtherRow:
    """An inspection or a checklist: its title, where it lies, the words beside it, its status, further texts."""

    title: str
    path: str
    school: str
    note: str
    day: date | None
    status: Tag | None
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Everything that a tree's search finds; issues in the order in which people work on them.

    `facets` are the values of each filter with their words; `lists` the members of each list, as positions in `issues`.
    """

    as_of: date
    issues: tuple[IssueRow, ...]
    schools: tuple[SchoolRow, ...]
    inspections: tuple[OtherRow, ...]
    checklists: tuple[OtherRow, ...]
    parts: tuple[tuple[str, str], ...]
    facets: Mapping[str, tuple[tuple[str, str], ...]]
    lists: Mapping[str, tuple[int, ...]]


def search_rows(m: Material, lists: Listings, pages: Container[str] = ()) -> Rows:
    """Return what the search of this tree finds. `pages` are the paths of the tree: no row leads to one that is not there."""
    ordered = [(part, i) for part, _ in PARTS for i in lists.by_name[ALL].parts[part]]
    place = {issue.id: n for n, (_, issue) in enumerate(ordered)}
    issues = tuple(_issue(m, part, issue) for part, issue in ordered)
    members = {
        name: tuple(sorted(place[i.id] for part in one.parts.values() for i in part))
        for name, one in lists.by_name.items()
        if name != ALL
    }
    newest = sorted(m.inspections, key=lambda one: (one.day, one.id), reverse=True)
    return Rows(
        as_of=m.as_of,
        issues=issues,
        schools=tuple(_schools(m)),
        inspections=tuple(_inspection(m, one) for one in newest),
        checklists=tuple(_checklists(m, newest, pages)),
        parts=tuple((name, title.render(m.translate)) for name, title in PARTS),
        facets=_facets(m.translate, issues),
        lists=members,
    )


def _issue(m: Material, part: str, issue: Issue) -> IssueRow:
    line = issue_line(m, issue)
    bucket = bucket_of(m, issue) if issue.counted in (Counted.IN_PROGRESS, Counted.CLOSED) else None
    texts: list[str] = []
    if sight(Shown.AS_FOUND, m.audience) is not Sight.NO:
        texts += [issue.requirement, issue.basis]
    if sight(Shown.NAMES, m.audience) is not Sight.NO:
        responsible = issue.responsible
        texts += [responsible.unit, responsible.person or ""] if responsible else ["", ""]
        texts.append(m.names(issue.raised_by))
    return IssueRow(
        id=issue.id,
        line=line,
        school=issue.school,
        part=part,
        values={
            "status": issue.status.value,
            "overdue": bucket.value if bucket else "",
            "area": m.school_of(issue.school).area,
            "mode": issue.mode.value if issue.mode else "",
            "category": issue.category.value,
            "severity": issue.severity.value,
        },
        texts=tuple(texts),
    )


def _schools(m: Material) -> Iterator[SchoolRow]:
    for view in m.schools:
        school = view.school
        facts = [fact.text for fact in about(m, school)]
        yield SchoolRow(
            id=school.id,
            name=school.name,
            path=m.school_page(school.id),
            note=" · ".join(
                filter(None, (m.translate(school.stage.label), school.area, school.township))
            ),
            texts=(*facts, school.id),
            open=sum(i.counted is Counted.IN_PROGRESS for i in view.issues),
            all=len(view.issues),
        )


def _inspection(m: Material, one: Inspection) -> OtherRow:
    line = inspection_line(m, one)
    return OtherRow(
        title=line.title.text,
        path=line.title.path,
        school=one.school,
        note=line.mode,
        day=one.day,
        status=line.status,
        texts=(line.inspectors, team_name(m, one.team), one.checklist, one.day.isoformat()),
    )


def _checklists(
    m: Material, inspections: Sequence[Inspection], pages: Container[str]
) -> Iterator[OtherRow]:
    """Yield the checklists that have a page in this tree, by the words of their items, in the order of their titles."""
    used: dict[str, list[Inspection]] = {}
    for one in inspections:
        used.setdefault(one.checklist, []).append(one)
    titled = []
    for name, visits in used.items():
        known = next((m.checklists[one.id] for one in visits if one.id in m.checklists), None)
        titled.append(((known.title if known else "") or visits[0].title or name, name, known))
    for title, name, known in sorted(titled, key=lambda row: row[:2]):
        path = links.checklist_path(name)
        if path in pages:
            items = known.items if known else ()
            asked = (item.label for item in items if item.type is not ItemType.NOTE)
            yield OtherRow(
                title=title,
                path=path,
                school="",
                note=name,
                day=None,
                status=None,
                texts=(name, *asked),
            )


def _facets(tr: Translate, issues: Sequence[IssueRow]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the values of each filter: all of its table, also those that do not occur today, since an address may name
    them; the areas that occur, by name; none (empty) last, where it occurs.
    """
    tables = {
        "status": Status,
        "overdue": BUCKETS,
        "mode": Mode,
        "category": Category,
        "severity": Severity,
    }
    none = {"overdue": "没有时限", "area": "未分片区", "mode": "未分方式"}
    found = {}
    for facet in FACETS:
        present = {issue.values[facet] for issue in issues}
        rows = [(v.value, tr(v.label)) for v in tables.get(facet, ())]
        if facet == "area":
            rows = [(area, area) for area in sorted(present - {""})]
        if "" in present:
            rows.append(("", tr(none[facet])))
        found[facet] = tuple(rows)
    return found
