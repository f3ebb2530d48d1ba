"""The public tree: releases become path -> text. Pure; the same manifests give the same bytes on any machine.

Refuses the view: what is not in a manifest cannot be rendered here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from jinja2 import Environment

from inspections.errors import M, Translate
from inspections.releases import Manifest, Release
from site_builder import links
from site_builder.contexts import Site
from site_builder.material import Picture
from site_builder.offline import offline_files
from site_builder.pages import STYLE_SOURCE, environment_for
from site_builder.parts import Link
from site_builder.public_data import published_csv, published_json
from site_builder.public_pages import CSV, JSON, planned
from site_builder.public_search import search_rows
from site_builder.public_view import Published, published
from site_builder.scripts import scripts
from site_builder.search_coding import search_files

NAV = (
    ("发布", links.HOME),
    ("公布的问题", links.list_path(links.ALL)),
    ("学校", links.SCHOOLS),
    ("统计", links.STATISTICS),
    ("搜索", links.SEARCH),
    ("怎样看", links.GUIDE),
)


def render_public(
    manifests: Iterable[Manifest],
    *,
    district: str,
    withdrawn: Iterable[tuple[int, date]] = (),
    pictures: Mapping[str, Picture] | None = None,
    translate: Translate = str,
) -> dict[str, str]:
    """Return path -> text of every file of the public tree but its photos and its marker."""

    def words(text: str) -> str:
        return translate(text) if text else ""

    env = environment_for(translate)
    p = published(manifests, withdrawn=withdrawn, translate=words, pictures=pictures)
    site = site_of(p, district)
    texts = {links.STYLE: _style(env), CSV: published_csv(p), JSON: published_json(p)}
    for path, template, context in planned(p):
        made = env.get_template(template)
        texts[path] = made.render(page=context, site=site, root=links.prefix(path), path=path)
    texts |= {**scripts(words), **search_files(search_rows(p))}
    return {**texts, **offline_files(texts, as_of=p.as_of, photos=_photo_paths(p))}


def site_of(p: Published, district: str) -> Site:
    """Return what every page of the public tree shares."""
    tr = p.translate
    return Site(
        name=M("{name}督查公开", name=district).render(tr),
        title=district,
        audience=tr("向社会公开"),
        as_of=p.as_of,
        nav=tuple(Link(text=tr(text), path=path) for text, path in NAV),
        lang="zh-CN" if tr("督查") == "督查" else "en",
        many=True,
        counts_days=False,
    )


def marker(release: Release, manifest: Manifest, withdrawn: Iterable[int], by: str) -> str:
    """Return the text of the tree's marker: which release it is, made `by` which program, from which state of the ledgers."""
    about = {
        "format": 1,
        "audience": "public",
        "school": None,
        "as_of": manifest.as_of.isoformat(),
        "release": release.n,
        "event": release.event.id,
        "withdrawn": sorted(withdrawn),
        "program": by,
        "lang": manifest.lang,
        "ledgers": {doc: one.json() for doc, one in sorted(release.ledgers.items())},
    }
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _photo_paths(p: Published) -> Iterator[str]:
    for sha256, picture in p.pictures.items():
        if picture.readable:
            yield from (links.thumb_path(sha256), links.photo_path(sha256))


def _style(env: Environment) -> str:
    assert env.loader is not None
    return env.loader.get_source(env, STYLE_SOURCE)[0]
