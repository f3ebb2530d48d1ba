"""The pages of the public tree: path, template and context of each, made from what was released and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from inspections.errors import M
from inspections.releases import Manifest, PublicRow, PublicSchool
from site_builder import links
from site_builder.contexts import ListPage, SearchPage
from site_builder.listing import Listing
from site_builder.parts import Fact, Link
from site_builder.plan import Page
from site_builder.public_contexts import (
    Appearance,
    PublicAreaPage,
    PublicIssuePage,
    PublicSchoolPage,
    PublicTables,
)
from site_builder.public_guide import guide
from site_builder.public_lines import (
    Pair,
    anchored,
    figures,
    filtered,
    grouped,
    line,
    photos,
    progress,
    release_path,
    stands,
    tag,
)
from site_builder.public_releases import (
    MEANT,
    PARTS,
    home,
    label,
    release_pages,
    section,
    withdrawn_page,
)
from site_builder.public_tables import area_table, school_table, table
from site_builder.public_view import Published, counts

CSV, JSON = "data/published.csv", "data/published.json"


def planned(p: Published) -> Iterator[Page]:
    """Yield every page of the public tree."""
    everything = tuple(p.current.values())
    whole = listing(p)
    yield links.HOME, "public/home.html", home(p, whole)
    for release in p.releases:
        for at, page in release_pages(p, release):
            yield at, "public/release.html", page
    for n, _ in p.withdrawn:
        yield release_path(n), "public/release.html", withdrawn_page(p, n)
    says = M("公布的问题，按学校。").render(p.translate)
    title = p.translate("学校")
    tables = (school_table(p, everything),) if everything else ()
    yield (
        links.SCHOOLS,
        "public/tables.html",
        PublicTables(title=title, says=says, figures=(), breakdowns=tables),
    )
    yield links.STATISTICS, "public/tables.html", statistics(p, whole)
    by_school = grouped(everything, lambda pair: pair[0].school)
    for id_, school in sorted(p.named.items()):
        yield links.school_path(school.id), "public/school.html", school_page(p, school, by_school.get(id_, []))  # fmt: skip
    by_area = grouped(everything, lambda pair: p.schools[pair[0].school].area)
    for area, pairs in by_area.items():
        yield links.area_path(area), "public/area.html", area_page(p, area, pairs)
    for number in sorted({row.number for release in p.releases for row in release.rows}):
        shown = issue_page(p, number)
        yield shown.line.path, "public/issue.html", shown
    yield from _list_pages(p, whole)
    lists = (Link(text=p.translate("公布的问题"), path=links.list_path(links.ALL)),)
    yield links.SEARCH, "search.html", SearchPage(lists=lists)
    yield links.GUIDE, "public/guide.html", guide(p)
    yield links.OFFLINE, "offline.html", None


def listing(p: Published) -> Listing[Pair]:
    """Return the list of all rows that stand."""
    groups = grouped(p.current.values(), stands)
    return Listing(
        name=links.ALL,
        title=M("公布的问题"),
        parts={part: tuple(groups[part]) for part, _ in PARTS if part in groups},
        meant=MEANT,
    )


def school_page(p: Published, school: PublicSchool, pairs: list[Pair]) -> PublicSchoolPage:
    """Return the page of a school: its published rows, overdue first."""
    groups, numbers = grouped(pairs, stands), counts(pairs)
    tr = p.translate
    area = Fact(
        label=tr("片区"), text=school.area, path=links.area_path(school.area) if pairs else ""
    )
    return PublicSchoolPage(
        name=school.name,
        facts=(Fact(label=tr("学段"), text=tr(school.stage.label)), *((area,) if school.area else ())),
        progress=progress(p, numbers, school.name),
        figures=figures(p, numbers, anchored(links.school_path(school.id), numbers)),
        sections=tuple(section(p, part, groups[part]) for part, _ in PARTS if part in groups),
    )  # fmt: skip


def area_page(p: Published, area: str, pairs: list[Pair]) -> PublicAreaPage:
    """Return the page of an area: its schools, and what is overdue."""
    numbers = counts(pairs)
    name = area or p.translate("未分片区")
    return PublicAreaPage(
        name=name,
        progress=progress(p, numbers, name),
        figures=figures(p, numbers, filtered(f"area={area}", numbers)),
        breakdowns=(
            school_table(p, pairs),
            table(p, "category", pairs, lambda pair: pair[0].category.value, linked=False),
        ),
        lines=tuple(line(p, pair) for pair in pairs if stands(pair) == "overdue"),
    )  # fmt: skip


def statistics(p: Published, whole: Listing[Pair]) -> PublicTables:
    """Return the page of all numbers of what was published."""
    everything = tuple(p.current.values())
    numbers = counts(everything)
    return PublicTables(
        title=p.translate("统计"),
        says=p.translate("这里统计逐条公布的问题，每条以最近一期为准；每期的数字见各期发布。"),
        figures=figures(p, numbers, {name: whole.href(name) for name in numbers}),
        breakdowns=(
            area_table(p, everything),
            table(p, "category", everything, lambda pair: pair[0].category.value),
            table(p, "severity", everything, lambda pair: pair[0].severity.value),
            table(p, "stage", everything, lambda pair: p.schools[pair[0].school].stage.value, linked=False),
        ) if everything else (),
    )  # fmt: skip


def issue_page(p: Published, number: str) -> PublicIssuePage:
    """Return the page of a published issue: its newest state, and each release's."""
    appearances = p.appearances(number)
    row, release = appearances[-1]
    shown = line(p, (row, release))
    tr = p.translate
    back = next((one for one in p.releases if number in one.gone and one.n > release.n), None)
    return PublicIssuePage(
        line=shown,
        as_of=release.as_of,
        facts=(
            Fact(label=tr("学校"), text=shown.school.text, path=shown.school.path),
            Fact(label=tr("学段"), text=tr(p.school_of((row, release)).stage.label)),
            Fact(label=tr("问题类别"), text=shown.category),
            Fact(label=tr("严重程度"), text=shown.severity),
        ),
        photos=photos(p, row),
        appearances=tuple(_appearance(p, one, r) for r, one in reversed(appearances)),
        taken_back=Link(text=label(p, back.n), path=release_path(back.n)) if back else None,
    )  # fmt: skip


def _appearance(p: Published, release: Manifest, row: PublicRow) -> Appearance:
    return Appearance(
        release=Link(text=label(p, release.n), path=release_path(release.n)),
        as_of=release.as_of,
        status=tag(p, row.status),
        due=row.due,
        closed_on=row.closed_on,
    )


def _list_pages(p: Published, whole: Listing[Pair]) -> Iterator[Page]:
    pages = list(whole.pages())
    tr = p.translate
    pager = tuple(Link(text=str(n), path=at) for n, (at, _) in enumerate(pages, start=1))
    for n, (at, parts) in enumerate(pages, start=1):
        yield (
            at,
            "list.html",
            ListPage(
                name=whole.name,
                title=whole.title.render(tr),
                about="",
                total=whole.total,
                sections=tuple(section(p, part, rows, len(whole.parts[part])) for part, rows in parts),
                here=n,
                pages=pager if len(pages) > 1 else (),
                others=(),
                downloads=(
                    Link(text=tr("下载公布的问题（CSV，可用 Excel 打开）"), path=CSV),
                    Link(text=tr("下载公布的问题（JSON）"), path=JSON),
                ),
            ),
        )  # fmt: skip
