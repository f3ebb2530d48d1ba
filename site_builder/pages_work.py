"""The page that leads to the campaigns, modes, teams, areas, checklists and releases; and the pages around it."""

from __future__ import annotations

from inspections.errors import M
from inspections.releases import Release
from inspections.vocabulary import Mode
from site_builder import links
from site_builder.contexts import ReleasesPage, SearchPage, WorkPage
from site_builder.figures import TABLES, By
from site_builder.listings import Listings
from site_builder.material import Material
from site_builder.pages_areas import campaign_table
from site_builder.pages_checklist import checklists_used
from site_builder.pages_subjects import table
from site_builder.parts import Fact, Link


def work_page(m: Material, lists: Listings) -> WorkPage:
    """Return the context of the page that leads to everything that schools are inspected by."""
    by = {one.key: one for one in TABLES}
    titles = {one.checklist: one.title for one in reversed(m.inspections)}
    checklists = By(
        "checklist", M("检查清单"), M("检查清单"), lambda _, key: titles.get(key) or key, "checklist",
        links.checklist_path, links.checklist_slug,
    )  # fmt: skip
    teams = By(
        "team", M("督导小组"), M("督导小组"), lambda m, key: m.team_name(key).render(m.translate),
        "team", links.team_path,
    )  # fmt: skip
    tables = (
        *campaign_table(m, lists, m.coverages),
        table(m, lists, by["mode"], [mode.value for mode in Mode]),
        table(m, lists, by["area"], areas_of(m)),
        table(m, lists, teams, teams_of(m)),
        table(m, lists, checklists, checklists_used(m)),
    )
    return WorkPage(
        breakdowns=tuple(one for one in tables if one.rows),
        releases=Link(text=m.translate("发布的内容"), path=links.RELEASES),
    )


def areas_of(m: Material) -> tuple[str, ...]:
    """Return the areas of the schools, by name."""
    return tuple(sorted({school.school.area for school in m.schools}))


def teams_of(m: Material) -> tuple[str, ...]:
    """Return the teams that are registered or that inspections name."""
    named = {one.team for one in m.inspections if one.team}
    return tuple(sorted(named | {id_ for id_, team in m.teams.items() if not team.retired}))


def search_page(m: Material) -> SearchPage:
    """Return the context of the search page: where to look without a script."""
    tr = m.translate
    lists = [Link(text=tr("全部问题"), path=links.list_path(links.ALL))]
    if m.school is None:
        lists.append(Link(text=tr("学校"), path=links.SCHOOLS))
    return SearchPage(lists=(*lists, Link(text=tr("督查记录"), path=links.INSPECTIONS)))


def releases_page(m: Material) -> ReleasesPage:
    """Return the context of the page of releases, newest first; their pages are in the public tree."""
    return ReleasesPage(releases=tuple(_release(m, one) for one in _newest(m)))


def _newest(m: Material) -> list[Release]:
    return sorted(m.view.district.releases.values(), key=lambda one: -one.n)


def _release(m: Material, one: Release) -> Fact:
    """Return number, day and how many issues a release published; when it was withdrawn, if it was."""
    told = M("{day} 发布，公布问题{n}条", day=one.event.day.isoformat(), n=len(one.titles))
    if one.withdrawn:
        told = M("{told}；{day} 撤回", told=told, day=one.withdrawn.day.isoformat())
    label = M("第{n}期", n=one.n).render(m.translate)
    return Fact(label=label, text=told.render(m.translate))
