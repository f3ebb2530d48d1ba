"""No broken link in any tree on disk, and nothing in it that no link leads to."""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from site_builder.offline import MANIFEST
from site_builder.search import FACETS
from tests.site_builder.conftest import Planted

ADDRESS = re.compile(r'\s(?:href|src|action|formaction|poster|cite|data)="([^"]*)"')
OTHER_ADDRESSES = re.compile(r'\s(?:srcset|ping|background|manifest)=|http-equiv="refresh"')
"""Addresses of a form that is not read here, so none of our pages may use it."""
ID = re.compile(r'\sid="([^"]*)"')
IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import")
UNLINKED = ("offline.html", "preview.html", "lists/", "rolls/", "visits/")
"""Pages that are opened by name (by the service worker, before a release), and rows of numbers that are nought today."""
TREES = ("bureau", "school", "zip", "public", "preview")


class Tree:
    """The files of a folder, its pages with their anchors, and where their links lead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
        self.pages = {
            path: file.read_text(encoding="utf-8")
            for path, file in self.files.items()
            if path.endswith((".html", ".css"))
        }

    @cached_property
    def links(self) -> dict[str, tuple[str, ...]]:
        """Page -> the addresses that stand in it, but for those that carry their content themselves."""
        found = {}
        for path, text in self.pages.items():
            form = ADDRESS if path.endswith(".html") else IN_CSS
            given = map(unescape, form.findall(text))
            found[path] = tuple(link for link in given if not link.startswith("data:"))
        return found

    def targets(self, page: str) -> Iterator[tuple[str, str, str]]:
        """Yield address, path in the tree and anchor of every link of a page."""
        for link in self.links[page]:
            path, _, anchor = link.partition("#")
            path = unquote(path.partition("?")[0])
            below = posixpath.join(posixpath.dirname(page), path) if path else page
            yield link, posixpath.normpath(below), anchor if "=" in anchor else unquote(anchor)

    def broken(self) -> list[tuple[str, str]]:
        """Return page and address of every link that leads to no file, or to no place of its page."""
        ids = {path: set(map(unescape, ID.findall(text))) for path, text in self.pages.items()}
        return [
            (page, link)
            for page in self.pages
            for link, path, anchor in self.targets(page)
            if path not in self.files
            or not (anchor in ids.get(path, ()) or _no_place(path, anchor))
        ]

    def reached(self) -> set[str]:
        """Return every path that links lead to, page by page, from the first one."""
        found, todo = {"index.html"}, ["index.html"]
        while todo:
            page = todo.pop()
            new = (
                {path for _, path, _ in self.targets(page)} - found if page in self.pages else set()
            )
            found |= new
            todo.extend(new)
        return found


def _no_place(path: str, anchor: str) -> bool:
    """Whether what follows the # is nothing, or the filters of a list."""
    filters = [one.partition("=")[0] for one in anchor.split("&")]
    return not anchor or (
        "=" in anchor and path.startswith("lists/") and set(filters) <= set(FACETS)
    )


@pytest.fixture(scope="module")
def trees(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tree]:
    stick = tmp_path_factory.mktemp("stick")
    with zipfile.ZipFile(planted.schools / "yl3x.zip") as archive:
        archive.extractall(stick)
    own = (planted.schools / "yl3x", next(stick.iterdir()))
    folders = (planted.bureau, *own, planted.public, planted.root / "preview1")
    return {name: Tree(folder) for name, folder in zip(TREES, folders, strict=True)}


@pytest.mark.parametrize("name", TREES)
def test_every_link_leads_to_a_file_and_an_anchor(trees: dict[str, Tree], name: str) -> None:
    tree = trees[name]
    assert sum(map(len, tree.links.values())) > 50
    assert tree.broken() == []
    assert [path for path, text in tree.pages.items() if OTHER_ADDRESSES.search(text)] == []


@pytest.mark.parametrize("name", TREES)
def test_every_page_and_photo_is_reached_from_the_first_page(
    trees: dict[str, Tree], name: str
) -> None:
    tree = trees[name]
    wanted = {path for path in tree.files if path.endswith((".html", ".jpg", ".csv"))}
    assert {path for path in wanted - tree.reached() if not path.startswith(UNLINKED)} == set()


@pytest.mark.parametrize("name", ["bureau", "school", "public"])
def test_what_is_kept_for_offline_reading_is_there(trees: dict[str, Tree], name: str) -> None:
    tree = trees[name]
    kept = json.loads(tree.files[MANIFEST].read_text(encoding="utf-8"))
    assert {*kept["files"], *kept["photos"]} - tree.files.keys() == set()
    assert tree.pages.keys() - kept["files"].keys() == set()
