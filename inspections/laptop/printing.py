"""The printable form of a checklist as one HTML file: no script, no network, nothing beside it."""

from __future__ import annotations

import re

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import inspections
from inspections.errors import Translate
from inspections.paper import Paper
from inspections.resources import data_folder


def paper_html(paper: Paper, translate: Translate = str) -> str:
    """Return the form as the text of an HTML file; its frame in the language of `translate`, the rest as it is written."""
    made = Environment(
        loader=FileSystemLoader(data_folder("templates", inspections.__file__) / "form"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["_"] = translate
    made.filters["css"] = _css
    lang = "zh-CN" if translate("督查") == "督查" else "en"
    return made.get_template("paper.html").render(paper=paper, lang=lang)


def _css(text: str) -> str:
    """Return the text for the inside of a CSS string in a style element: nothing in it can end either."""
    return re.sub(r"[^\w .@-]", lambda found: f"\\{ord(found[0]):x} ", text)
