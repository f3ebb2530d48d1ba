"""Which pages a tree has: path, template and context of each, in the order in which they are made.

A context holds all that its page says, so no page needs another page's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from inspections.errors import M
from inspections.statistics import statistics
from inspections.view import SchoolView, View
from inspections.vocabulary import Mode
from site_builder import links
from site_builder.contexts import Site
from site_builder.listings import ALL, Listings, listings, own_list
from site_builder.material import Material
from site_builder.pages_areas import area_page, mode_page, team_page
from site_builder.pages_campaign import campaign_page
from site_builder.pages_checklist import checklist_page, checklists_used
from site_builder.pages_dashboard import dashboard
from site_builder.pages_inspection import inspection_page
from site_builder.pages_issue import issue_page
from site_builder.pages_lists import list_pages, roll_pages, visit_pages
from site_builder.pages_other import guide_page, statistics_page
from site_builder.pages_school import school_page
from site_builder.pages_work import areas_of, releases_page, search_page, teams_of, work_page
from site_builder.parts import Link
from site_builder.photos_of import wanted
from site_builder.policy import Audience
from site_builder.rolls import Rolls

Page = tuple[str, str, object]
"""Path, template, context."""
OF_SCHOOL = "school/"
"""How the name of a part begins that is one school's."""


@dataclass(frozen=True)
class Part:
    """A part of a tree: its name, what alone its pages are made from (None: all of the tree), and its pages."""

    name: str
    material: Material | None
    pages: Callable[[], Iterator[Page]]


def planned(m: Material, lists: Listings | None = None) -> Iterator[Page]:
    """Yield every page of a tree; `lists` are its lists, where they are made already."""
    for part in parts(m, lists or listings(m)):
        yield from part.pages()


def parts(m: Material, lists: Listings) -> Iterator[Part]:
    """Yield the parts of a tree: the pages of each school by themselves, and all that rests on several schools."""
    yield Part("district", None, lambda: _shared(m, lists))
    for view in m.schools:
        whole = replace(m, view=View(district=m.view.district, schools={view.school.id: view}))
        alone = m.alone(view, wanted(whole) if m.pictures else ())
        yield Part(OF_SCHOOL + view.school.id, alone, partial(_of_school, alone, lists, view))
    yield Part("lists", None, lambda: _lists(m, lists))


def _of_school(m: Material, lists: Listings, view: SchoolView) -> Iterator[Page]:
    """Yield the pages of one school; of the lists it needs its own alone."""
    name = own_list(m, view.school.id)
    own = Listings(
        {name: lists.by_name[name]} if name in lists.by_name else {}, Rolls(visits={}, schools={})
    )
    yield m.school_page(view.school.id), "school.html", school_page(m, own, view)
    for issue in m.issues:
        yield links.issue_path(issue.id), "issue.html", issue_page(m, issue)
    for one in m.inspections:
        yield links.inspection_path(one.id), "inspection.html", inspection_page(m, one)


def _shared(m: Material, lists: Listings) -> Iterator[Page]:
    if m.audience is Audience.BUREAU:
        yield from _district(m, lists)
    yield links.GUIDE, "guide.html", guide_page(m)
    yield links.SEARCH, "search.html", search_page(m)
    yield links.OFFLINE, "offline.html", None


def _lists(m: Material, lists: Listings) -> Iterator[Page]:
    for visits in lists.rolls.visits.values():
        for path, context in visit_pages(m, visits):
            yield path, "visits.html", context
    for listing in lists.by_name.values():
        for path, page in list_pages(m, lists, listing):
            yield path, "list.html", page


def site_of(m: Material) -> Site:
    """Return what every page of a tree shares: its name, for whom it is, as of when, where its header leads."""
    tr = m.translate
    name = m.view.district.name
    own = m.school_of(m.school).name if m.school else ""
    bureau = m.audience is Audience.BUREAU
    return Site(
        name=M("{name}督查整改台账", name=name).render(tr),
        title=own or name,
        audience=tr("督导室内部使用") if bureau else M("仅供{school}使用", school=own).render(tr),
        as_of=m.as_of,
        nav=tuple(Link(text=tr(text), path=path) for text, path in _nav(bureau)),
        lang="zh-CN" if tr("督查") == "督查" else "en",
        many=bureau,
    )


def _nav(bureau: bool) -> Iterator[tuple[str, str]]:
    yield "总览" if bureau else "本校", links.HOME
    yield "全部问题", links.list_path(ALL)
    if bureau:
        yield "学校", links.SCHOOLS
        yield "督查工作", links.WORK
    yield "督查记录", links.INSPECTIONS
    if bureau:
        yield "统计", links.STATISTICS
    yield "搜索", links.SEARCH
    yield "怎样看", links.GUIDE


def _district(m: Material, lists: Listings) -> Iterator[Page]:
    stats: Mapping[str, Any] = statistics(m.view, as_of=m.as_of, calendar=m.calendar)
    yield links.HOME, "dashboard.html", dashboard(m, lists, stats)
    yield links.STATISTICS, "statistics.html", statistics_page(m, lists, stats)
    yield links.WORK, "work.html", work_page(m, lists)
    yield links.RELEASES, "releases.html", releases_page(m)
    for area in areas_of(m):
        yield links.area_path(area), "subject.html", area_page(m, lists, stats, area)
    for id_, of in m.coverages.items():
        yield links.campaign_path(id_), "subject.html", campaign_page(m, lists, of)
    for mode in Mode:
        yield links.mode_path(mode.value), "subject.html", mode_page(m, lists, mode)
    for team in teams_of(m):
        yield links.team_path(team), "subject.html", team_page(m, lists, team)
    for checklist in checklists_used(m):
        yield links.checklist_path(checklist), "checklist.html", checklist_page(m, lists, checklist)
    for roll in lists.rolls.schools.values():
        for path, context in roll_pages(m, lists, roll, stats):
            yield path, "roll.html", context
