"""The renderer: a view becomes the texts of a static tree, path by path. Pure; mkdocs only hosts what comes out.

Same material, same bytes. Refuses nothing: what cannot be shown (a missing photo, a newer kind) is said on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from jinja2 import Environment

from inspections.checklist import Checklist
from inspections.deadline import WorkCalendar
from inspections.errors import Translate
from inspections.ids import InspectionId, SchoolId
from inspections.view import View
from site_builder import links
from site_builder.contexts import Site
from site_builder.data import ledger_csv, ledger_json
from site_builder.material import Material, Picture
from site_builder.plan import Page, planned, site_of
from site_builder.policy import Audience
from site_builder.rendering import environment

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
    """Return path -> text of every file of a tree but its photos: HTML pages, the style sheet, the register as data.

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
    site = site_of(material)
    texts = {
        links.STYLE: _style(env),
        links.LEDGER_CSV: ledger_csv(material),
        links.LEDGER_JSON: ledger_json(material),
    }
    for path, template, context in progress(planned(material)):
        texts[path] = _render(env, template, path, context, site)
    return texts


def _never_header(translate: Translate) -> Translate:
    # gettext answers the empty text with the catalogue's header
    return lambda text: translate(text) if text else ""


def _render(env: Environment, template: str, path: str, context: object, site: Site) -> str:
    return env.get_template(template).render(
        page=context, site=site, root=links.prefix(path), path=path
    )


def _style(env: Environment) -> str:
    assert env.loader is not None
    return env.loader.get_source(env, STYLE_SOURCE)[0]
