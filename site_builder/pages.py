"""The renderer: a view becomes the texts of a static tree, path by path. Pure; mkdocs only hosts what comes out.

Same material, same bytes. Refuses nothing: what cannot be shown (a missing photo, a newer kind) is said on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from jinja2 import Environment

from inspections.checklist import Checklist
from inspections.deadline import WorkCalendar
from inspections.errors import M, Translate
from inspections.ids import InspectionId, SchoolId
from inspections.statistics import statistics
from inspections.view import View
from site_builder import links
from site_builder.contexts import Site
from site_builder.listings import ALL, Listings, listings
from site_builder.material import Material, Picture
from site_builder.pages_dashboard import dashboard
from site_builder.pages_inspection import inspection_page
from site_builder.pages_issue import issue_page
from site_builder.pages_lists import inspections_page, list_pages, schools_page
from site_builder.pages_other import guide_page, statistics_page
from site_builder.pages_school import school_page
from site_builder.parts import Link
from site_builder.policy import Audience
from site_builder.rendering import environment

Page = tuple[str, str, object]
"""Path, template, context."""
STYLE_SOURCE = "site/ducha.css"


def render_site(
    view: View,
    *,
    audience: Audience,
    as_of: date,
    calendar: WorkCalendar,
    school: SchoolId | None = None,
    pictures: Mapping[str, Picture] | None = None,
    checklists: Mapping[InspectionId, Checklist] | None = None,
    translate: Translate = str,
    progress: Callable[[Iterable[Page]], Iterable[Page]] = iter,
) -> Mapping[str, str]:
    """Return path -> text of every file of a tree but its photos: HTML pages and the style sheet.

    `school` is given exactly for the audience `school`. `pictures` are the photos that could be read (`photos`).
    """
    words = _never_header(translate)
    material = Material(
        view=view,
        audience=audience,
        as_of=as_of,
        calendar=calendar,
        school=school,
        translate=words,
        pictures=pictures or {},
        checklists=checklists or {},
    )
    env = environment(words)
    site = _site(material)
    texts = {links.STYLE: _style(env)}
    for path, template, context in progress(_pages(material)):
        texts[path] = _render(env, template, path, context, site)
    return texts


def _never_header(translate: Translate) -> Translate:
    # gettext answers the empty text with the catalogue's header
    return lambda text: translate(text) if text else ""


def _pages(m: Material) -> Iterator[Page]:
    lists = listings(m)
    if m.audience is Audience.BUREAU:
        stats: Mapping[str, Any] = statistics(m.view, as_of=m.as_of, calendar=m.calendar)
        yield links.HOME, "dashboard.html", dashboard(m, lists, stats)
        yield links.STATISTICS, "statistics.html", statistics_page(m, lists, stats)
        yield links.SCHOOLS, "schools.html", schools_page(m, lists, stats)
    yield links.INSPECTIONS, "inspections.html", inspections_page(m)
    yield links.GUIDE, "guide.html", guide_page(m)
    for view in m.schools:
        yield m.school_page(view.school.id), "school.html", school_page(m, lists, view)
    for issue in m.issues:
        yield links.issue_path(issue.id), "issue.html", issue_page(m, issue)
    for inspection in m.inspections:
        yield (
            links.inspection_path(inspection.id),
            "inspection.html",
            inspection_page(m, inspection),
        )
    yield from _list_pages(m, lists)


def _list_pages(m: Material, lists: Listings) -> Iterator[Page]:
    for listing in lists.by_name.values():
        for path, context in list_pages(m, lists, listing):
            yield path, "list.html", context


def _site(m: Material) -> Site:
    tr = m.translate
    name = m.view.district.name
    own = m.school_of(m.school).name if m.school else ""
    bureau = m.audience is Audience.BUREAU
    nav = [
        Link(text=tr("总览") if bureau else tr("本校"), path=links.HOME),
        Link(text=tr("全部问题"), path=links.list_path(ALL)),
        Link(text=tr("督查记录"), path=links.INSPECTIONS),
        Link(text=tr("怎样看"), path=links.GUIDE),
    ]
    if bureau:
        nav[2:2] = [Link(text=tr("学校"), path=links.SCHOOLS)]
        nav[4:4] = [Link(text=tr("统计"), path=links.STATISTICS)]
    return Site(
        name=M("{name}督查整改台账", name=name).render(tr),
        title=own or name,
        audience=tr("督导室内部使用") if bureau else M("仅供{school}使用", school=own).render(tr),
        as_of=m.as_of,
        nav=tuple(nav),
        lang="zh-CN" if tr("督查") == "督查" else "en",
    )


def _render(env: Environment, template: str, path: str, context: object, site: Site) -> str:
    return env.get_template(template).render(
        page=context, site=site, root=links.prefix(path), path=path
    )


def _style(env: Environment) -> str:
    assert env.loader is not None
    return env.loader.get_source(env, STYLE_SOURCE)[0]
