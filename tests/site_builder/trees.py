"""Rendering for tests: a tree of a view, its links, what a page weighs."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from inspections.deadline import WorkCalendar
from inspections.view import View
from site_builder.pages import render_site
from site_builder.policy import Audience
from tests.site_builder.factory import AS_OF

Texts = Mapping[str, str]


def tree(view: View, **more: Any) -> Texts:
    """Render a view, for the bureau unless said otherwise."""
    given: dict[str, Any] = {
        "audience": Audience.BUREAU,
        "as_of": AS_OF,
        "calendar": WorkCalendar(),
    }
    return render_site(view, **{**given, **more})


def own_tree(view: View, school: str = "yl3x") -> Texts:
    return tree(view, audience=Audience.SCHOOL, school=school)


class Page(HTMLParser):
    """The ids and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.rows: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name in ("href", "src"):
            if given.get(name):
                self.links.append(str(given[name]))


def target(page: str, link: str) -> tuple[str, str]:
    """Return the path in the tree and the anchor that a link on a page leads to."""
    path, _, anchor = unquote(link).partition("#")
    parts = page.split("/")[:-1]
    for part in path.split("/") if path else []:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return ("/".join(parts) if path else page), anchor


def first_view(texts: Texts, path: str) -> int:
    """Return what a page weighs before its photos: itself, its style and its scripts, each compressed.

    What `ducha.js` fetches when the reader asks for it (search, filters) is no part of the first view.
    """
    named = [target(path, link)[0] for link in Page(texts[path]).links]
    parts = {name for name in named if name.endswith((".css", ".js")) and name in texts}
    return weight(texts[path]) + sum(weight(texts[name]) for name in parts)


def html(texts: Texts) -> list[str]:
    """Return the paths of the pages of a tree."""
    return [path for path in texts if path.endswith(".html")]


def weight(text: str) -> int:
    """Return the bytes of a text, compressed."""
    return len(gzip.compress(text.encode("utf-8"), 9, mtime=0))
