"""Lists of issues, of schools and of inspections: the rows that the numbers lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from inspections.view import Issue
from site_builder import links
from site_builder.contexts import ListPage, RollPage, VisitsPage
from site_builder.figures import FIVE, TABLES, Statistics, breakdown, figure
from site_builder.lines import issue_line
from site_builder.listing import Listing
from site_builder.listings import ALL, INNER, PARTS, Listings
from site_builder.material import Material
from site_builder.pages_school import inspection_line
from site_builder.parts import Figure, Link, Section
from site_builder.parts_work import VisitSection
from site_builder.rolls import ROLL_PARTS, VISIT_PARTS, Roll, Visits

TITLES = dict(PARTS)


def list_pages(
    m: Material, lists: Listings, listing: Listing[Issue]
) -> Iterator[tuple[str, ListPage]]:
    """Yield path and context of each page of a list; a list without issues is one empty page."""
    whole = listing.name == ALL
    for n, (path, parts, pages) in enumerate(_numbered(listing), start=1):
        yield (
            path,
            ListPage(
                name=listing.name,
                title=listing.title.render(m.translate),
                about=listing.kind.render(m.translate),
                total=listing.total,
                sections=tuple(
                    Section(
                        id=part,
                        title=TITLES[part].render(m.translate),
                        count=len(listing.parts[part]),
                        lines=tuple(issue_line(m, issue) for issue in issues),
                    )
                    for part, issues in parts
                ),
                here=n,
                pages=pages,
                others=_others(m, lists) if whole and n == 1 else (),
                downloads=downloads(m) if whole and n == 1 else (),
            ),
        )


def downloads(m: Material) -> tuple[Link, ...]:
    """Return where the whole register is as a file for a spreadsheet, and for programs."""
    return (
        Link(text=m.translate("下载台账（CSV，可用 Excel 打开）"), path=links.LEDGER_CSV),
        Link(text=m.translate("下载台账（JSON）"), path=links.LEDGER_JSON),
    )


def _numbered(listing: Listing) -> Iterator[tuple[str, list, tuple[Link, ...]]]:  # type: ignore[type-arg]
    cut = list(listing.pages())
    pages = tuple(Link(text=str(n), path=path) for n, (path, _) in enumerate(cut, start=1))
    for path, parts in cut:
        yield path, parts, pages if len(pages) > 1 else ()


def _others(m: Material, lists: Listings) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """Return all other lists by kind, with how many issues each holds."""
    groups: dict[str, list[Figure]] = {}
    for one in lists.by_name.values():
        if one.name != ALL and one.name.partition("-")[0] not in INNER:
            kind = one.kind.render(m.translate)
            groups.setdefault(kind, []).append(figure(m, one.title, one.total, one.href("")))
    return tuple((kind, tuple(figures)) for kind, figures in groups.items())


def roll_pages(
    m: Material, lists: Listings, listing: Roll, stats: Statistics
) -> Iterator[tuple[str, RollPage]]:
    """Yield path and context of each page of a list of schools."""
    none = dict.fromkeys((name for name, _ in FIVE), 0)
    known: Mapping[str, Mapping[str, int]] = stats["by_school"]
    for n, (path, parts, pages) in enumerate(_numbered(listing), start=1):
        tables = []
        for part, schools in parts:
            rows = {school.id: known.get(school.id, none) for school in schools}
            table = breakdown(m, lists, TABLES[0], rows, keep_empty=True)
            title = ROLL_PARTS[part].render(m.translate)
            tables.append(replace(table, id=part, title=title, count=len(listing.parts[part])))
        yield (
            path,
            RollPage(
                title=listing.title.render(m.translate),
                about=listing.kind.render(m.translate),
                total=listing.total,
                breakdowns=tuple(tables),
                here=n,
                pages=pages,
            ),
        )


def visit_pages(m: Material, listing: Visits) -> Iterator[tuple[str, VisitsPage]]:
    """Yield path and context of each page of a list of inspections."""
    for n, (path, parts, pages) in enumerate(_numbered(listing), start=1):
        yield (
            path,
            VisitsPage(
                title=listing.title.render(m.translate),
                about="" if listing.name == ALL else listing.kind.render(m.translate),
                total=listing.total,
                sections=tuple(
                    VisitSection(
                        id=part,
                        title=VISIT_PARTS[part].render(m.translate),
                        count=len(listing.parts[part]),
                        lines=tuple(inspection_line(m, one) for one in members),
                    )
                    for part, members in parts
                ),
                here=n,
                pages=pages,
            ),
        )
