"""The renderer: a view becomes the texts of a static tree, path by path. Pure; mkdocs only hosts what comes out.

Same material, same bytes. Refuses nothing: what cannot be shown (a missing photo, a newer kind) is said on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from jinja2 import Environment

from inspections.checklist import Checklist
from inspections.deadline import WorkCalendar
from inspections.errors import Translate
from inspections.ids import InspectionId, SchoolId
from inspections.view import View
from site_builder import links
from site_builder.contexts import Site
from site_builder.data import ledger_files
from site_builder.listings import listings
from site_builder.material import Material, Picture
from site_builder.offline import offline_files
from site_builder.plan import Page, planned, site_of
from site_builder.policy import Audience
from site_builder.rendering import environment
from site_builder.scripts import scripts
from site_builder.search import search_rows
from site_builder.search_coding import search_files

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
    env: Environment | None = None,
) -> Mapping[str, str]:
    """Return path -> text of every file of a tree but its photos: HTML pages, style, scripts with their data, the register.

    `school` is given exactly for the audience `school`. `pictures` are the photos that could be read (`photos`).
    `env` spares compiling the templates again for the next tree; it must be `environment_for(translate)`.
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
    env = env or environment(words)
    site = site_of(material)
    texts = {
        links.STYLE: _style(env),
        **ledger_files(material),
    }
    lists = listings(material)
    for path, template, context in progress(planned(material, lists)):
        texts[path] = _render(env, template, path, context, site)
    texts |= {**scripts(words), **search_files(search_rows(material, lists, texts))}
    return {**texts, **offline_files(texts, as_of=as_of, photos=_photo_paths(material))}


def _photo_paths(m: Material) -> Iterator[str]:
    for sha256, picture in m.pictures.items():
        if picture.readable:
            yield from (links.thumb_path(sha256), links.photo_path(sha256))


def environment_for(translate: Translate) -> Environment:
    """Return the environment of a site in the language of `translate`, for several trees."""
    return environment(_never_header(translate))


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
