"""A checklist's page: what it asks, and in how many inspections each item was not simply passed.

Needs the checklist that the inspections pin; without it (`building`) the items are known by their ids only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inspections.checklist import Checklist, Item, ItemType
from inspections.errors import M
from inspections.view import Inspection
from inspections.vocabulary import Result
from site_builder import links
from site_builder.contexts import ChecklistPage
from site_builder.figures import figure
from site_builder.listings import Listings
from site_builder.material import Material
from site_builder.pages_school import inspection_line
from site_builder.pages_subjects import VISITS_MAX, five, visits_figure
from site_builder.parts import Fact, Link
from site_builder.parts_work import ItemLine, ItemSection
from site_builder.rolls import item_list

SHOWN = (Result.FAIL, Result.FIXED_ON_SITE, Result.HIGHLIGHT, Result.NOT_CHECKED)
"""The results that are counted for each item; passed is what is left."""
PRIVATE = "—"


def checklist_page(m: Material, lists: Listings, checklist: str) -> ChecklistPage:
    """Return the context of the page of the checklist `id@version`."""
    name = f"checklist-{links.checklist_slug(checklist)}"
    visits = lists.rolls.visits[name]
    sealed = visits.parts["sealed"]
    used = [one for part in visits.parts.values() for one in part]
    known = next((m.checklists[one.id] for one in used if one.id in m.checklists), None)
    tr = m.translate
    return ChecklistPage(
        title=(known.title if known else "") or used[0].title or checklist,
        facts=tuple(_facts(m, checklist, known)),
        figures=(visits_figure(m, lists, name), *five(m, lists, name)),
        columns=(*(tr(result.label) for result in SHOWN), tr("问题")),
        sections=tuple(_sections(m, lists, checklist, known, sealed)),
        visits=tuple(inspection_line(m, one) for one in sealed[:VISITS_MAX]),
        visits_all=Link(text=tr("全部督查记录"), path=visits.href())
        if visits.total > len(sealed[:VISITS_MAX])
        else None,
    )


def checklists_used(m: Material) -> tuple[str, ...]:
    """Return the checklists that inspections of the tree used, `id@version`, sorted."""
    return tuple(sorted({one.checklist for one in m.inspections}))


def _facts(m: Material, checklist: str, known: Checklist | None) -> Iterator[Fact]:
    tr = m.translate
    yield Fact(label=tr("清单编号"), text=checklist)
    if known:
        mode = known.mode
        yield Fact(label=tr("督查方式"), text=tr(mode.label), path=links.mode_path(mode.value))
        yield Fact(
            label=tr("检查项"), text=str(sum(i.type is not ItemType.NOTE for i in known.items))
        )
        if known.basis:
            yield Fact(label=tr("依据"), text="\n".join(basis.text for basis in known.basis))


def _sections(
    m: Material,
    lists: Listings,
    checklist: str,
    known: Checklist | None,
    sealed: Iterable[Inspection],
) -> Iterator[ItemSection]:
    if known is None:
        found = sorted({item for one in sealed for item in one.results})
        lines = tuple(_line(m, lists, checklist, "", item, item) for item in found)
        if lines:
            yield ItemSection(title=m.translate("检查项"), lines=lines)
        return
    for section in known.sections:
        lines = tuple(
            _line(m, lists, checklist, item.no or "", item.id, _words(item), item.private)
            for item in section.items
            if item.type is not ItemType.NOTE
        )
        if lines:
            yield ItemSection(title=section.title, lines=lines)


def _words(item: Item) -> str:
    return f"{item.label}：{'、'.join(item.parts.values())}" if item.parts else item.label


def _line(
    m: Material,
    lists: Listings,
    checklist: str,
    no: str,
    item: str,
    label: str,
    private: bool = False,
) -> ItemLine:
    """Return an item with how often it had each result; of a private one that is not told."""
    visits = item_list(checklist, item)
    issues = f"item-{links.checklist_slug(checklist)}-{links.slug(item)}"
    listing = lists.by_name.get(issues)
    rolls = lists.rolls
    counts = (
        figure(
            m,
            M(result.label),
            PRIVATE if private else rolls.visit_count(visits, result.value),
            rolls.visit_path(visits, result.value),
            "late" if result is Result.FAIL else "",
        )
        for result in SHOWN
    )
    found = figure(m, M("问题"), listing.total if listing else 0, lists.href(issues))
    return ItemLine(no=no, label=label, figures=(*counts, found))
