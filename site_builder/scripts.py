"""The scripts of a tree: their sources in `templates/site/*.js`, with every `_("…")` put into the tree's language.

Classic scripts, each whole in its file; nothing is bundled or shortened, so what runs is what can be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import site_builder
from inspections.errors import Translate
from inspections.resources import data_folder

FIRST = "assets/ducha.js"
WORKER = "sw.js"
"""At the root: a service worker serves what lies beside it and below."""
SOURCES = ("ducha", "search-core", "search-rows", "search", "list", "offline", "sw")
_WORDS = re.compile(r"\b_\(\"([^\"\\]*)\"\)")


def scripts(translate: Translate, folder: Path | None = None) -> Mapping[str, str]:
    """Return path -> text of every script of a tree. Raises OSError when the installation lacks one."""
    root = folder or data_folder("templates", site_builder.__file__)
    return {
        _path(name): with_words((root / "site" / f"{name}.js").read_text("utf-8"), translate)
        for name in SOURCES
    }


def with_words(source: str, translate: Translate) -> str:
    """Return a script with each `_("中文")` replaced by the translated text as a string of JavaScript."""
    return _WORDS.sub(lambda found: json.dumps(translate(found[1]), ensure_ascii=False), source)


def words_of(source: str) -> tuple[str, ...]:
    """Return the texts that a script marks with `_("…")`, in order."""
    return tuple(found[1] for found in _WORDS.finditer(source))


def _path(name: str) -> str:
    return WORKER if name == "sw" else f"assets/{name}.js"
