"""The one Jinja2 environment of the site: autoescape on, a missing name is an error, words put into one language.

`{{ _("中文") }}` in a template is put into the language when the template is compiled, so it costs nothing per page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

import site_builder
from inspections.errors import Translate
from inspections.resources import data_folder
from site_builder import links

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ISSUE_MACROS = "macros/issues.html"
ROWS_KEPT_MAX = 20_000
"""Some 20 MB of rows."""
_WORDS = re.compile(r"\{\{ _\(\"([^\"]*)\"\) \}\}")


class Words(Extension):
    """Puts every `{{ _("…") }}` of a template's source into the environment's language."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source with its words translated and escaped."""
        translate: Translate = self.environment.globals["_"]  # type: ignore[assignment]
        return _WORDS.sub(lambda found: escape(translate(found[1])), source)


def environment(translate: Translate = str, *, folder: Path | None = None) -> Environment:
    """Return the environment that renders the templates of `templates/` in the language of `translate`."""
    root = folder or data_folder("templates", site_builder.__file__)
    made = Environment(
        loader=FileSystemLoader([root / "site", root]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["_"] = translate
    made.globals["chinese"] = chinese = translate("督查") == "督查"
    made.filters["day"] = day_zh if chinese else day_en
    made.filters["href"] = links.href
    made.filters["lines"] = lines
    made.globals["rows_again"] = RowsAgain(made)
    made.add_extension(Words)
    return made


class RowsAgain:
    """Rows of issues that stand in a dozen lists of a tree: each is made once and then put in as it is."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._kept: dict[tuple[int, str, bool], tuple[object, str]] = {}

    def __call__(self, lines: Iterable[object], root: str, school: bool) -> Markup:
        """Return the rows of `lines`, as the macro `issue_rows` makes them."""
        return Markup("".join([self._row(line, root, school) for line in lines]))

    def _row(self, line: object, root: str, school: bool) -> str:
        key = (id(line), root, school)
        held = self._kept.get(key)
        if held is None:
            if len(self._kept) >= ROWS_KEPT_MAX:
                self._kept.clear()
            macros: Any = self._env.get_template(ISSUE_MACROS).module
            # the line is held too, so that no other object can get its id
            held = self._kept[key] = line, str(macros.issue_rows((line,), root, school))
        return held[1]


def render(env: Environment, template: str, context: Mapping[str, object]) -> str:
    """Return the page that `template` makes of `context`."""
    return env.get_template(template).render(context)


@lru_cache(maxsize=4096)
def day_zh(day: date | None) -> str:
    """Return `2026年4月24日`; a dash for no date."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


@lru_cache(maxsize=4096)
def day_en(day: date | None) -> str:
    """Return `24 Apr 2026`; a dash for no date."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else "—"


def lines(text: str) -> Markup:
    """Return a text with its line breaks kept, everything else escaped."""
    return Markup("<br>").join(text.splitlines())


Render = Callable[[str, Mapping[str, object]], str]
