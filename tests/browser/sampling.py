"""Which pages of a tree to open: as few as show every kind of element, of each type of page or of the whole tree.

Types are found in the tree itself, so a new type of page is opened by itself: the folder that pages lie in, at the root
each page. Kinds of elements are tags and classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

KIND = re.compile(r"<([a-z][a-z0-9]*)|\sclass=\"([^\"]*)\"")


def of_each_type(folder: Path) -> dict[str, list[str]]:
    """Return type -> pages that together show every kind of element of the type, the one that has most first."""
    types: dict[str, dict[str, frozenset[str]]] = {}
    for path, kinds in _pages(folder).items():
        types.setdefault(path.rpartition("/")[0] or path, {})[path] = kinds
    return {type_: covering(pages) for type_, pages in types.items()}


def of_the_tree(folder: Path) -> list[str]:
    """Return the pages that together show every kind of element of the whole tree, sorted."""
    return sorted(covering(_pages(folder)))


def _pages(folder: Path) -> dict[str, frozenset[str]]:
    files = sorted(folder.rglob("*.html"))
    return {
        f.relative_to(folder).as_posix(): kinds_of(f.read_text(encoding="utf-8")) for f in files
    }


def kinds_of(text: str) -> frozenset[str]:
    """Return the tags and classes of a page."""
    return frozenset(
        kind for tag, classes in KIND.findall(text) for kind in (tag, *classes.split())
    )


def covering(pages: Mapping[str, Iterable[str]]) -> list[str]:
    """Return pages that together have every kind: again and again the one that adds most, of several the first."""
    left = {kind for kinds in pages.values() for kind in kinds}
    chosen = []
    while left:
        best = max(sorted(pages), key=lambda path: len(left & set(pages[path])))
        chosen.append(best)
        left -= set(pages[best])
    return chosen
