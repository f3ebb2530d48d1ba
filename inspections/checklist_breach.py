"""A broken rule of a checklist as a value, and what the rules share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from inspections.errors import Code, Level, M, Msg
from inspections.ids import SLUG

Steps = tuple[int | str, ...]


@dataclass(frozen=True)
class Breach:
    """A broken rule: the path to what broke it, within that text the column of an expression's fault."""

    path: Steps
    code: Code
    what: Msg
    remedy: Msg
    level: Level = Level.ERROR
    within: int = 0


def slug(path: Steps, name: str) -> Iterator[Breach]:
    """Yield a breach if `name` has not the form of an id."""
    if not SLUG.fullmatch(name):
        yield Breach(
            path,
            Code.CHECKLIST_ID,
            M("id“{name}”写得不对", name=name),
            M("用小写字母、数字和下划线，最多 40 个，如 mask_stock"),
        )


def field_breach(path: Steps, what: Msg, remedy: Msg) -> Breach:
    """Return the breach of a field that is written wrongly."""
    return Breach(path, Code.CHECKLIST_FIELD, what, remedy)


def number(text: str) -> Decimal | None:
    """Return the finite number that the text holds, or None."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
