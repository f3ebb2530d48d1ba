"""Lists of issues, of schools and of inspections: the rows that the numbers lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from inspections.errors import M
from inspections.view import Issue
from inspections.vocabulary import InspectionStatus
from site_builder import links
from site_builder.contexts import InspectionsPage, ListPage, SchoolsPage
from site_builder.figures import FIVE, TABLES, Statistics, breakdown, figure, school_order
from site_builder.lines import issue_line
from site_builder.listings import ALL, PARTS, Listing, Listings
from site_builder.material import Material
from site_builder.pages_school import inspection_line
from site_builder.parts import Breakdown, Figure, Link, Section

GROUPS = {
    "required": M("有整改要求的学校"),
    "inspected": M("督查过、没有整改要求的学校"),
    "not_inspected": M("还没有督查的学校"),
}


def list_pages(m: Material, lists: Listings, listing: Listing) -> Iterator[tuple[str, ListPage]]:
    """Yield path and context of each page of a list; a list without issues is one empty page."""
    rows = [(part, issue) for part, _ in PARTS for issue in listing.parts[part]]
    size = links.ROWS_PER_PAGE
    count = max(1, -(-len(rows) // size))
    pages = tuple(
        Link(text=str(n), path=links.list_path(listing.name, n)) for n in range(1, count + 1)
    )
    for n in range(1, count + 1):
        yield (
            pages[n - 1].path,
            ListPage(
                name=listing.name,
                title=listing.title.render(m.translate),
                about=listing.kind.render(m.translate),
                total=listing.total,
                sections=tuple(_sections(m, listing, rows[(n - 1) * size : n * size])),
                here=n,
                pages=pages if count > 1 else (),
                others=_others(m, lists) if listing.name == ALL and n == 1 else (),
            ),
        )


def _sections(m: Material, listing: Listing, rows: list[tuple[str, Issue]]) -> Iterator[Section]:
    titles = dict(PARTS)
    for part, group in groupby(rows, key=lambda row: row[0]):
        shown = tuple(issue_line(m, issue) for _, issue in group)
        title = titles[part].render(m.translate)
        yield Section(id=part, title=title, count=len(listing.parts[part]), lines=shown)


def _others(m: Material, lists: Listings) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """Return all other lists by kind, with how many issues each holds."""
    named = (one for one in lists.by_name.values() if one.name != ALL)
    groups: dict[str, list[Figure]] = {}
    for one in named:
        kind = one.kind.render(m.translate)
        groups.setdefault(kind, []).append(figure(m, one.title, one.total, one.href()))
    return tuple((kind, tuple(figures)) for kind, figures in groups.items())


def schools_page(m: Material, lists: Listings, stats: Statistics) -> SchoolsPage:
    """Return the context of the page of all schools: with requirements, inspected without, not yet inspected."""
    none = dict.fromkeys((name for name, _ in FIVE), 0)
    known: Mapping[str, Mapping[str, int]] = stats["by_school"]
    seen = {one.school for one in m.inspections if one.status is InspectionStatus.SEALED}
    groups: dict[str, dict[str, Mapping[str, int]]] = {anchor: {} for anchor in GROUPS}
    for school in sorted((s.school for s in m.schools), key=school_order):
        numbers = known.get(school.id, none)
        anchor = "inspected" if school.id in seen else "not_inspected"
        anchor = "required" if numbers["requirements"] else anchor
        if anchor != "not_inspected" or not school.retired:
            groups[anchor][school.id] = numbers
    return SchoolsPage(
        breakdowns=tuple(_group(m, lists, anchor, rows) for anchor, rows in groups.items() if rows)
    )


def _group(
    m: Material, lists: Listings, anchor: str, rows: Mapping[str, Mapping[str, int]]
) -> Breakdown:
    table = breakdown(m, lists, TABLES[0], rows, keep_empty=True)
    return replace(table, id=anchor, title=GROUPS[anchor].render(m.translate), count=len(rows))


def inspections_page(m: Material) -> InspectionsPage:
    """Return the context of the page of all inspections, newest first: the sealed ones, which count, then the others."""
    ordered = sorted(m.inspections, key=lambda one: (one.day, one.id), reverse=True)
    sealed = [one for one in ordered if one.status is InspectionStatus.SEALED]
    others = [one for one in ordered if one.status is not InspectionStatus.SEALED]
    return InspectionsPage(
        lines=tuple(inspection_line(m, one) for one in sealed),
        others=tuple(inspection_line(m, one) for one in others),
    )
