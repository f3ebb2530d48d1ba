"""Templates into pages: the same macros and look as the sites, no script; in Chinese, or in English where a browser asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

import sync_server
from inspections.errors import Msg, Problem, Translate
from inspections.laptop.language import translator
from inspections.resources import data_folder
from sync_server.site_trees import built

if TYPE_CHECKING:
    from sync_server.page_route import Visit

T = TypeVar("T")
ASSETS: Final[Mapping[str, str]] = {"ducha.css": "site/ducha.css", "portal.css": "portal/portal.css"}  # fmt: skip


@dataclass(frozen=True)
class Pager:
    """The way through a long list: its parameter in the address (and its anchor), the page that is open, how many there are."""

    name: str
    here: int
    count: int
    size: int
    kept: tuple[tuple[str, str], ...]

    @property
    def last(self) -> int:
        """The number of the last page, from 0."""
        return max(self.count - 1, 0) // self.size

    def cut(self, rows: Sequence[T]) -> Sequence[T]:
        """Return those of all rows that stand on the page."""
        return rows[self.here * self.size : (self.here + 1) * self.size]

    def to(self, page: int) -> str:
        """Return the address of another page of this list; what else was asked for stays."""
        return f"?{urlencode([*self.kept, (self.name, str(page))])}#{self.name}"


def page_number(request: Request, name: str) -> int:
    """Return which page of the list `name` an address asks for, 0 for anything that is no number."""
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def pager(request: Request, name: str, count: int, size: int) -> Pager:
    """Return the way through a list of `count` rows."""
    kept = tuple((k, v) for k, v in request.query_params.items() if k != name)
    return Pager(name, page_number(request, name), count, size, kept)


def page(
    request: Request, template: str, status: int = HTTPStatus.OK, **context: Any
) -> HTMLResponse:
    """Return the page that a template of `templates/portal` makes, for who asks."""
    language = language_of(request)
    visit: Visit | None = getattr(request.state, "visit", None)
    session = visit.session if visit else None
    made = (
        _environment(language)
        .get_template(template)
        .render(
            lang="zh-CN" if language == "zh" else "en",
            account=visit.account if visit and session else None,
            csrf=session.csrf if session else "",
            here=request.url.path,
            published=visit is not None and built(visit.service.folder, "public"),
            **context,
        )
    )
    return HTMLResponse(made, status_code=status)


def error_page(request: Request, problems: Sequence[Problem], status: int) -> HTMLResponse:
    """Return the page that says what is wrong and what to do."""
    return page(request, "error.html", status, problems=problems)


def language_of(request: Request) -> str:
    """Return `en` for a browser that asks for English first, else `zh`."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def translate_of(request: Request) -> Translate:
    """Return what puts words into the reader's language."""
    return translator(language_of(request))


def asset(name: str) -> bytes | None:
    """Return a style sheet, None for any other name."""
    return (_templates() / ASSETS[name]).read_bytes() if name in ASSETS else None


def _templates() -> Path:
    return data_folder("templates", sync_server.__file__)


@cache
def _environment(language: str) -> Environment:
    translate = translator(language)
    root = _templates()
    made = Environment(
        loader=FileSystemLoader([root / "portal", root]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["_"] = translate
    made.filters["say"] = _say(translate)
    made.filters["day"] = _day_zh if language == "zh" else _day_en
    made.filters["time"] = _time
    made.filters["lines"] = _lines
    made.filters["href"] = str
    return made


def _say(translate: Translate) -> Callable[[Msg | str], str]:
    def say(message: Msg | str) -> str:
        return message.render(translate) if isinstance(message, Msg) else translate(message)

    return say


def _day_zh(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def _day_en(day: date | None) -> str:
    return f"{day:%d %b %Y}" if day else "—"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "—"


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.splitlines())
