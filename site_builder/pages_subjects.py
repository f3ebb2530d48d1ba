"""What the pages of areas, campaigns, modes and teams share: their figures, what is most urgent, their inspections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from inspections.coverage import Coverage, Row, State
from inspections.errors import M, Msg
from inspections.view import Inspection, Issue
from inspections.vocabulary import Category
from site_builder.charts import Bar, bar
from site_builder.contexts import SubjectPage
from site_builder.figures import CATEGORY_NAME, FIVE, By, breakdown, figure
from site_builder.lines import issue_line
from site_builder.listings import Listings
from site_builder.material import Material
from site_builder.pages_school import inspection_line
from site_builder.parts import Breakdown, BreakdownRow, Figure, Link
from site_builder.parts_work import SchoolGroup
from site_builder.rolls import STATES, campaign_roll

URGENT_MAX = 10
VISITS_MAX = 20
SCHOOLS_MAX = 60
COVERED: tuple[tuple[str, Msg], ...] = (
    ("denominator", M("应督查")),
    *((part, M(state.label)) for state, part in STATES.items()),
)
"""The columns of every table of coverage: how many schools, and how many in each state."""
CATEGORIES = By("category", M("各类问题"), M("问题类别"), CATEGORY_NAME, "category")


def subject(
    m: Material, lists: Listings, kind: Msg, title: Msg, *, issues: str, visits: str
) -> SubjectPage:
    """Return the page of something whose issues and inspections are the lists named; callers add what is its own."""
    numbers = lists.five(issues)
    shown = [*_part(lists, issues, "overdue"), *_part(lists, issues, "in_progress")]
    listing = lists.rolls.visits.get(visits)
    sealed = listing.parts["sealed"] if listing else ()
    tr = m.translate
    return SubjectPage(
        kind=kind.render(tr),
        title=title.render(tr),
        says="",
        progress=_progress(m, numbers) if numbers["requirements"] else None,
        figures=five(m, lists, issues),
        facts=(),
        urgent=tuple(issue_line(m, issue) for issue in shown[:URGENT_MAX]),
        urgent_all=Link(text=tr("全部正在整改的问题"), path=lists.href(issues, "in_progress"))
        if len(shown) > URGENT_MAX
        else None,
        schools=(),
        breakdowns=(),
        people=(),
        documents=documents(sealed, lists.rolls.visit_path(visits)),
        visits=tuple(inspection_line(m, one) for one in sealed[:VISITS_MAX]),
        visits_all=Link(text=tr("全部督查记录"), path=lists.rolls.visit_path(visits))
        if listing and listing.total > len(sealed[:VISITS_MAX])
        else None,
    )


def five(m: Material, lists: Listings, name: str) -> tuple[Figure, ...]:
    """Return the five numbers of a list of issues, each with its rows."""
    numbers = lists.five(name)
    return tuple(
        figure(
            m, words, numbers[part], lists.href(name, part),
            "late" if part == "overdue" and numbers[part] else "",
        )
        for part, words in FIVE
    )  # fmt: skip


def visits_figure(m: Material, lists: Listings, name: str) -> Figure:
    """Return how many sealed inspections a list holds."""
    rolls = lists.rolls
    return figure(
        m, M("督查次数"), rolls.visit_count(name, "sealed"), rolls.visit_path(name, "sealed")
    )


def documents(sealed: Iterable[Inspection], path: str) -> tuple[Figure, ...]:
    """Return the documents seen by kind, summed over inspections."""
    seen: dict[str, int] = {}
    for one in sealed:
        for what, count in one.documents_seen:
            seen[what] = seen.get(what, 0) + count
    return tuple(Figure(label=what, value=seen[what], path=path) for what in sorted(seen))


def table(m: Material, lists: Listings, by: By, keys: Iterable[str]) -> Breakdown:
    """Return a table of the five numbers of the lists `by.list_name`-key."""
    rows = {key: lists.five(f"{by.list_name}-{by.slug(key)}") for key in keys}
    return breakdown(m, lists, by, rows, keep_empty=by.page is not None)


def categories(m: Material, lists: Listings, found: Iterable[Issue], prefix: str) -> Breakdown:
    """Return the table of categories of some issues, whose lists are called `prefix`-category."""
    there = {issue.category for issue in found}
    keys = [one.value for one in Category if one in there]
    return table(m, lists, replace(CATEGORIES, list_name=prefix), keys)


def covered(
    m: Material, lists: Listings, of: Coverage, by: str, head: Msg, title: Msg,
    key: Callable[[Row], str], words: Callable[[str], Msg], page: Callable[[str], str],
) -> Breakdown:  # fmt: skip
    """Return who has been inspected in a campaign, by team or area; each number leads to its schools."""
    tr = m.translate
    rows = []
    for value in of.by(key):
        name = campaign_roll(of.campaign.id, by, value)
        numbers = {part: lists.rolls.school_count(name, part) for part, _ in COVERED}
        label = words(value).render(tr)
        rows.append(
            BreakdownRow(
                name=Link(text=label, path=page(value) if value else ""),
                note="",
                figures=tuple(
                    figure(m, text, numbers[part], lists.rolls.school_path(name, part))
                    for part, text in COVERED
                ),
                bar=coverage_bar(m, numbers, label),
            )
        )
    columns = tuple(text.render(tr) for _, text in COVERED)
    return Breakdown(
        id=f"by_{by}",
        title=title.render(tr),
        head=head.render(tr),
        columns=columns,
        rows=tuple(rows),
    )


def coverage_bar(m: Material, numbers: Mapping[str, int], name: str) -> Bar:
    """Return the bar of inspected and begun schools."""
    says = M(
        "{name}：应督查{n}所，已督查{done}所",
        name=name,
        n=numbers["denominator"],
        done=numbers["done"],
    )
    parts = (("done", numbers["done"]), ("open", numbers["begun"]))
    return bar(parts, numbers["denominator"], says.render(m.translate))


def not_yet(m: Material, lists: Listings, of: Coverage, state: State) -> SchoolGroup | None:
    """Return the schools of a campaign that are in a state, by name; None when there are none."""
    part, name = STATES[state], campaign_roll(of.campaign.id)
    schools = [row.school for row in of.rows if row.state is state]
    if not schools:
        return None
    more = Link(text=m.translate("全部列出"), path=lists.rolls.school_path(name, part))
    return SchoolGroup(
        id=part,
        title=m.translate(state.label),
        count=len(schools),
        schools=tuple(
            Link(text=one.name, path=m.school_page(one.id)) for one in schools[:SCHOOLS_MAX]
        ),
        more=more if len(schools) > SCHOOLS_MAX else None,
    )


def _part(lists: Listings, name: str, part: str) -> tuple[Issue, ...]:
    listing = lists.by_name.get(name)
    return listing.parts[part] if listing else ()


def _progress(m: Material, numbers: Mapping[str, int]) -> Bar:
    says = M(
        "整改要求{all}条：已完成{closed}条，正在整改{running}条，其中逾期{late}条",
        all=numbers["requirements"], closed=numbers["closed"],
        running=numbers["in_progress"], late=numbers["overdue"],
    )  # fmt: skip
    late = numbers["overdue"]
    parts = (("done", numbers["closed"]), ("late", late), ("open", numbers["in_progress"] - late))
    return bar(parts, numbers["requirements"], says.render(m.translate))
