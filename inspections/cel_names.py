"""The names that an expression may use, each with its type: answers, the school, the record, its own value or row.

FORMATS §11. What cannot be said in CEL (an id that begins with a digit) has no name there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from inspections.checklist import Item, ItemType

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Kind(StrEnum):
    """Where an expression stands: what it may read and what it must return."""

    WHEN = "when"  # item.when: bool; no value of its own
    CHECK = "check"  # bool; value, row.* of matrix and repeat
    FINDING = "finding"  # finding.when: bool; value
    EACH = "each"  # finding.each: bool; row.* of a repeat
    CALC = "calc"  # double


WORLD = {
    "school.stage": "STRING",
    "school.ownership": "STRING",
    "school.boarding": "BOOL",
    "school.pupils": "DOUBLE",
    "school.staff": "DOUBLE",
    "record.date": "STRING",
    "record.visit": "STRING",
}
_TYPES = {
    ItemType.RESULT: "STRING",
    ItemType.CHOICE: "STRING",
    ItemType.MULTI: "STRINGS",
    ItemType.NUMBER: "DOUBLE",
    ItemType.TEXT: "STRING",
    ItemType.DATE: "STRING",
    ItemType.TIME: "STRING",
    ItemType.CONFIRM: "BOOL",
    ItemType.PHOTO: "STRINGS",
    ItemType.FILE: "STRINGS",
    ItemType.SIGNATURE: "STRINGS",
    ItemType.CALC: "DOUBLE",
    ItemType.REPEAT: "ROWS",
}


def answer_types(item: Item) -> dict[str, str]:
    """Return the names by which other items read this one, each with its type."""
    names = {}
    if item.type is ItemType.MATRIX:
        names = {
            f"answers.{item.id}.{row}.{col}": "DOUBLE" for row in item.rows for col in item.columns
        }
    elif item.type in _TYPES:
        names = {f"answers.{item.id}": _TYPES[item.type]}
    return {name: type_ for name, type_ in names.items() if _sayable(name)}


def declared(written: frozenset[str], names: Mapping[str, str]) -> frozenset[str]:
    """Return the declared names among those written: `answers.stock.size` reads `answers.stock`."""
    found = set()
    for name in written:
        parts = name.split(".")
        prefixes = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
        found |= {next((prefix for prefix in prefixes if prefix in names), name)}
    return frozenset(found & names.keys())


def local_types(item: Item, kind: Kind) -> dict[str, str]:
    """Return `value` and `row.*` as an expression of this item and kind may read them."""
    names = {}
    if kind in (Kind.CHECK, Kind.FINDING) and item.type in _TYPES:
        names["value"] = _TYPES[item.type]
    if item.type is ItemType.MATRIX and kind is Kind.CHECK:
        names |= {f"row.{column}": "DOUBLE" for column in item.columns}
    if item.type is ItemType.REPEAT and kind in (Kind.CHECK, Kind.EACH):
        names |= {f"row.{name}": _TYPES.get(f.type, "STRING") for name, f in item.fields.items()}
    return {name: type_ for name, type_ in names.items() if _sayable(name)}


def _sayable(name: str) -> bool:
    return all(_IDENTIFIER.fullmatch(part) for part in name.split("."))
