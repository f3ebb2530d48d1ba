"""Reading bodies that nobody has checked: each reader returns the value if it has the right shape, else nothing.

The gate and the commands refuse wrong bodies; the fold must live with whatever is in the ledger, so here a wrong
field counts as a field that is not there. Refuses nothing and never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from inspections.view import File, Responsible

E = TypeVar("E", bound=StrEnum)
Body = Mapping[str, Any]


def text(body: Body, name: str) -> str | None:
    """Return the text at `name`, stripped; None if there is none or it is empty."""
    value = body.get(name)
    return (value.strip() or None) if isinstance(value, str) else None


def whole(body: Body, name: str) -> int | None:
    """Return the whole number ≥ 0 at `name`, written as a number or in digits."""
    value = body.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def day(body: Body, name: str) -> date | None:
    """Return the date at `name` (`2022-04-12`)."""
    return as_day(body.get(name))


def as_day(value: object) -> date | None:
    """Return `value` as a date, or None."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def choice(body: Body, name: str, among: type[E]) -> E | None:
    """Return the member of `among` whose id stands at `name`."""
    return member(body.get(name), among)


def member(value: object, among: type[E]) -> E | None:
    """Return the member of `among` whose id is `value`."""
    return among(value) if isinstance(value, str) and value in among._value2member_map_ else None


def items(body: Body, name: str) -> tuple[Any, ...]:
    """Return the elements of the list at `name`; () if it is no list."""
    value = body.get(name)
    return tuple(value) if isinstance(value, list | tuple) else ()


def texts(body: Body, name: str) -> tuple[str, ...]:
    """Return the texts of the list at `name`."""
    return tuple(value for value in items(body, name) if isinstance(value, str))


def mapping(body: Body, name: str) -> Body:
    """Return the object at `name`; an empty one if it is none."""
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def files(body: Body, name: str) -> tuple[File, ...]:
    """Return the files of the list at `name`, or the one file that stands there alone."""
    value = body.get(name)
    found = [value] if isinstance(value, Mapping) else items(body, name)
    return tuple(file for file in map(as_file, found) if file)


def as_file(value: object) -> File | None:
    """Return `value` as a file, or None; a missing name is the start of the hash."""
    if not isinstance(value, Mapping):
        return None
    sha256 = text(value, "sha256")
    if sha256 is None:
        return None
    name = text(value, "name") or sha256[:12]
    return File(sha256=sha256, name=name, bytes=whole(value, "bytes") or 0)


def responsible(body: Body, name: str) -> Responsible | None:
    """Return who is responsible: `{unit, person}`, or the text `单位/人` of a correction."""
    value = body.get(name)
    if isinstance(value, str):
        unit, _, person = value.replace("／", "/").partition("/")
        value = {"unit": unit, "person": person}
    if not isinstance(value, Mapping):
        return None
    named = text(value, "unit")
    return Responsible(unit=named, person=text(value, "person")) if named else None
