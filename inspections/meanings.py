"""What the answers of a record mean as a whole: the values that expressions read, and the results of the items.

Answers in conflict and answers that mean nothing have no value here. Private answers are never among the values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspections.answers import Wrong, field_meaning, meaning, number
from inspections.checklist import Checklist, Item, ItemType
from inspections.district import School
from inspections.inspection import Answer, Header, Record
from inspections.vocabulary import Result

_WORST = (Result.FAIL, Result.FIXED_ON_SITE, Result.NOT_CHECKED, Result.HIGHLIGHT, Result.PASS)
_PHOTOS = frozenset({ItemType.PHOTO, ItemType.FILE, ItemType.SIGNATURE})


@dataclass(frozen=True)
class Meanings:
    """`values` by item id as expressions read them; `parts` the results of each answered part."""

    values: Mapping[str, object]
    parts: Mapping[str, Mapping[str, Result]]


def meanings_of(record: Record, checklist: Checklist) -> Meanings:
    """Return what the public answers mean."""
    parts = {
        item.id: _parts(record, checklist, item)
        for item in checklist.items
        if item.parts and not item.private
    }
    values = {
        item.id: value
        for item in checklist.items
        if not item.private and (value := _value(record, checklist, item, parts)) is not None
    }
    return Meanings(values, parts)


def private_value(record: Record, checklist: Checklist, item: Item) -> object | None:
    """Return what a private answer means, for its own checks only."""
    if item.type in _PHOTOS:
        return record.private_photos.get(item.id)
    return _simple(record.private, checklist, item, item.id)


def row_values(record: Record, item: Item, row: str) -> dict[str, object]:
    """Return the fields of a repeat's row, or the cells of a matrix row, that mean something."""
    found: dict[str, object] = {}
    for name in item.columns if item.type is ItemType.MATRIX else item.fields:
        path = f"{item.id}.{row}.{name}"
        answer = record.answers.get(path)
        if answer is None or path in record.conflicts:
            continue
        if item.type is ItemType.MATRIX:
            value: object = number(answer.value) if isinstance(answer.value, str) else None
        else:
            value = field_meaning(item.fields[name], answer.value)
        if value is not None and not isinstance(value, Wrong):
            found[name] = value
    return found


def worst(results: Mapping[str, Result], parts: int) -> Result | None:
    """Return the result of an item from those of its parts; None while it could still be worse or is unknown."""
    found = set(results.values())
    if Result.FAIL in found:
        return Result.FAIL
    if len(results) < parts or not found:
        return None
    return next((result for result in _WORST if result in found), Result.NA)


def world(head: Header, school: School | None) -> tuple[dict[str, object], dict[str, object]]:
    """Return what expressions may read of the school and of the record."""
    about = school_facts(school) if school is not None else {}
    return about, {"date": head.date.isoformat(), "visit": head.visit.value if head.visit else None}


def school_facts(school: School) -> dict[str, object]:
    """Return what expressions may read of a school."""
    return {
        "stage": school.stage.value,
        "ownership": school.ownership.value if school.ownership else None,
        "boarding": school.boarding,
        "pupils": school.pupils,
        "staff": school.staff,
    }


def _parts(record: Record, checklist: Checklist, item: Item) -> dict[str, Result]:
    found = {}
    for part in item.parts:
        value = _simple(record.answers, checklist, item, f"{item.id}.{part}", record.conflicts)
        if isinstance(value, str):
            found[part] = Result(value)
    return found


def _value(
    record: Record, checklist: Checklist, item: Item, parts: Mapping[str, Mapping[str, Result]]
) -> object | None:
    if item.parts:
        result = worst(parts[item.id], len(item.parts))
        return result.value if result else None
    if item.type is ItemType.MATRIX:
        rows = {row: row_values(record, item, row) for row in item.rows}
        return rows if any(rows.values()) else None
    if item.type is ItemType.REPEAT:
        rows_there = record.rows.get(item.id)
        return None if rows_there is None else [row_values(record, item, r) for r in rows_there]
    if item.type in _PHOTOS:
        return record.photos.get(item.id)
    return _simple(record.answers, checklist, item, item.id, record.conflicts)


def _simple(
    answers: Mapping[str, Answer],
    checklist: Checklist,
    item: Item,
    path: str,
    conflicts: Mapping[str, object] | None = None,
) -> object | None:
    answer = answers.get(path)
    if answer is None or path in (conflicts or {}):
        return None
    value = meaning(checklist, item, answer.value)
    return None if isinstance(value, Wrong) else value
