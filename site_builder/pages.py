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
from site_builder.listings import Listings, listings
from site_builder.material import Material, Picture
from site_builder.offline import offline_files
from site_builder.plan import Page, parts, site_of
from site_builder.policy import Audience
from site_builder.rendering import environment
from site_builder.scripts import scripts
from site_builder.search import search_rows
from site_builder.search_coding import search_files
from site_builder.texts import HeldTexts, Texts

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
    words = never_header(translate)
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
    return render_into(HeldTexts(), material, env=env, progress=progress)


def render_into(
    texts: Texts,
    material: Material,
    *,
    env: Environment,
    inputs: Callable[[Material], str] | None = None,
    progress: Callable[[Iterable[Page]], Iterable[Page]] = iter,
) -> Texts:
    """Make every file of a tree but its photos in `texts`, one after the other, and return it.

    `inputs` gives the print of everything in a material; parts that stand already by their print are not made again.
    """
    site = site_of(material)
    lists = listings(material)
    texts.begin("register", "")
    texts[links.STYLE] = _style(env)
    texts.update(ledger_files(material))
    for path, template, context in progress(_to_make(texts, material, lists, inputs)):
        texts[path] = _render(env, template, path, context, site)
    texts.begin("scripts", "")
    texts.update(scripts(material.translate))
    texts.update(search_files(search_rows(material, lists, texts)))
    photos = _photo_paths(material)
    texts.update(offline_files(texts, as_of=material.as_of, photos=photos))
    return texts


def _to_make(
    texts: Texts, m: Material, lists: Listings, inputs: Callable[[Material], str] | None
) -> Iterator[Page]:
    for part in parts(m, lists):
        known = inputs(part.material) if inputs and part.material else ""
        if not texts.begin(part.name, known):
            yield from part.pages()


def _photo_paths(m: Material) -> Iterator[str]:
    for sha256, picture in m.pictures.items():
        if picture.readable:
            yield from (links.thumb_path(sha256), links.photo_path(sha256))


def environment_for(translate: Translate) -> Environment:
    """Return the environment of a site in the language of `translate`, for several trees."""
    return environment(never_header(translate))


def never_header(translate: Translate) -> Translate:
    """Return `translate` for texts of which some may be empty."""
    # gettext answers the empty text with the catalogue's header
    return lambda text: translate(text) if text else ""


def _render(env: Environment, template: str, path: str, context: object, site: Site) -> str:
    return env.get_template(template).render(
        page=context, site=site, root=links.prefix(path), path=path
    )


def _style(env: Environment) -> str:
    assert env.loader is not None
    return env.loader.get_source(env, STYLE_SOURCE)[0]
