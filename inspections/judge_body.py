"""Does a body hold what its table says? Every field there, each in its shape, none beyond its limit (FORMATS §4–§7).

Fields that no table names are let through, and one that may be empty may be missing: programs of other versions have
more or fewer. Refuses a field that must be given and is not, one of another shape, a choice that no list holds; what
the values mean for an issue is the fold's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from inspections.errors import Code, M, Msg, Problem
from inspections.fields import Default, Field, Holds

TEXT_CHARACTERS_MAX: Final = 20_000
FILES_MAX: Final = 200
_HEX_64: Final = re.compile(r"[0-9a-f]{64}")
_ISSUE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_HOW: Final = ("paper", "phone", "on_site")


def body_faults(fields: Iterable[Field], body: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the fields of a body, in the order of the table."""
    for field in fields:
        value = body.get(field.name)
        if _is_null(value) and (field.default is not Default.NONE or field.holds in _NULLABLE):
            continue
        if not SHAPES[field.holds](value, field):
            yield _fault(field.label, M("不是规定的样子"))
        elif isinstance(value, str) and len(value) > TEXT_CHARACTERS_MAX:
            yield _too_much(field.label, M("超过 {n} 字", n=TEXT_CHARACTERS_MAX))
        elif isinstance(value, list) and field.holds is Holds.FILES and len(value) > FILES_MAX:
            yield _too_much(field.label, M("超过 {n} 个文件", n=FILES_MAX))


def is_behalf(value: object) -> bool:
    """Return whether `value` says for whom, how told, and on which paper: `{name, how, proof}`."""
    return (
        isinstance(value, dict)
        and _is_text(value.get("name"))
        and value.get("how") in _HOW
        and (value.get("proof") is None or _is_file(value["proof"]))
    )


def _fault(label: str, why: Msg) -> Problem:
    return Problem(
        code=Code.RULE_FIELD,
        what=M("“{field}”{why}", field=Msg(label), why=why),
        remedy=M("用督查程序重新办理这一步，写全“{field}”", field=Msg(label)),
    )


def _too_much(label: str, why: Msg) -> Problem:
    return Problem(
        code=Code.RULE_LIMIT,
        what=M("“{field}”{why}", field=Msg(label), why=why),
        remedy=M("缩短或分几次办理；长的材料作为文件附上"),
    )


def _is_null(value: object) -> bool:
    return value is None or value == "" or value == []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or len(value) != 10 or not value.isascii():
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


_is_id = _matches(_HEX_64)


def _is_file(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_id(value.get("sha256"))
        and _is_text(value.get("name"))
        and _is_count(value.get("bytes"))
    )


def _is_files(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_file, value))


def _is_responsible(value: object) -> bool:
    if not isinstance(value, dict) or not _is_text(value.get("unit")):
        return False
    return value.get("person") is None or isinstance(value["person"], str)


def _plain(check: Callable[[object], bool]) -> Callable[[object, Field], bool]:
    return lambda value, _: check(value)


SHAPES: Final[Mapping[Holds, Callable[[object, Field], bool]]] = {
    Holds.TEXT: _plain(_is_text),
    Holds.DATE: _plain(_is_day),
    Holds.INTEGER: _plain(_is_count),
    Holds.DECIMAL: _plain(_matches(_DECIMAL)),
    Holds.CHOICE: lambda value, field: value in field.choices,
    Holds.FILE: _plain(_is_file),
    Holds.FILES: _plain(_is_files),
    Holds.EVENT: _plain(_is_id),
    Holds.EVENTS: lambda value, _: isinstance(value, list) and all(map(_is_id, value)),
    Holds.ISSUE: _plain(_matches(_ISSUE)),
    Holds.NOTICE: _plain(_is_text),
    Holds.RESPONSIBLE: _plain(_is_responsible),
    Holds.OBJECT: lambda value, _: isinstance(value, dict),
    Holds.LIST: lambda value, _: isinstance(value, list),
}
_NULLABLE: Final = frozenset({Holds.EVENTS, Holds.OBJECT, Holds.LIST})
