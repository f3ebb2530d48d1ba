"""A checklist as a form on paper, for those who fill it by hand: which lines, boxes and tables are printed where.

Pure: values only; `templates/form/paper.html` draws them. The words are the checklist's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspections.answers import words_of
from inspections.checklist import Checklist, Item, ItemType
from inspections.district import School
from inspections.expressions import Environment, Expression, Kind
from inspections.meanings import school_facts
from inspections.vocabulary import Result

ROWS_TO_FILL = 5
GENERAL = (Result.FIXED_ON_SITE, Result.NA, Result.NOT_CHECKED, Result.HIGHLIGHT)


class Way(StrEnum):
    """How an answer is given on paper."""

    BOXES = "boxes"
    PARTS = "parts"
    LINE = "line"
    LINES = "lines"
    DATE = "date"
    TIME = "time"
    COUNT = "count"
    SIGN = "sign"
    NONE = "none"
    GRID = "grid"
    TABLE = "table"
    TEXT = "text"


_WAYS = {
    ItemType.RESULT: Way.BOXES,
    ItemType.CHOICE: Way.BOXES,
    ItemType.MULTI: Way.BOXES,
    ItemType.CONFIRM: Way.BOXES,
    ItemType.NUMBER: Way.LINE,
    ItemType.TEXT: Way.LINES,
    ItemType.DATE: Way.DATE,
    ItemType.TIME: Way.TIME,
    ItemType.PHOTO: Way.COUNT,
    ItemType.FILE: Way.COUNT,
    ItemType.SIGNATURE: Way.SIGN,
    ItemType.CALC: Way.NONE,
    ItemType.MATRIX: Way.GRID,
    ItemType.REPEAT: Way.TABLE,
    ItemType.NOTE: Way.TEXT,
}


@dataclass(frozen=True, kw_only=True)
class PaperItem:
    """One line of the form; `boxes` are the printed words, `columns` and `rows` those of a table."""

    number: str
    label: str
    way: Way
    hint: str = ""
    unit: str = ""
    method: str = ""
    weight: str = ""
    veto: bool = False
    private: bool = False
    required: bool = False
    photos: int = 0
    self_check: bool = False
    boxes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaperSection:
    """A headed group of lines."""

    title: str
    items: tuple[PaperItem, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The whole form. `left_out` counts the items that do not apply to the school it is printed for."""

    title: str
    ref: str
    mode: str
    about: str
    school: str
    code: str
    sections: tuple[PaperSection, ...]
    scored: bool
    full_score: str
    bands: tuple[str, ...]
    self_check: bool
    private: bool
    general: tuple[str, ...]
    left_out: int


def paper_of(checklist: Checklist, school: School | None = None) -> Paper:
    """Return the form; for a school, without the items that its roster row already rules out."""
    hidden = _hidden(checklist, school)
    sections = tuple(
        PaperSection(
            title=section.title,
            items=tuple(_item(checklist, i) for i in section.items if i.id not in hidden),
        )
        for section in checklist.sections
    )
    kept = [item for item in checklist.items if item.id not in hidden]
    weights = [float(item.score.weight) for item in kept if item.score]
    return Paper(
        title=checklist.title,
        ref=checklist.ref,
        mode=checklist.mode.label,
        about=checklist.about,
        school=school.name if school else "",
        code=school.id if school else "",
        sections=tuple(section for section in sections if section.items),
        scored=bool(weights),
        full_score=f"{sum(weights):g}",
        bands=tuple(f"{word} ≥ {least}" for word, least in checklist.bands.items()),
        self_check=any(item.self_check for item in kept),
        private=any(item.private for item in kept),
        general=tuple(result.label for result in GENERAL),
        left_out=len(hidden),
    )


def _item(checklist: Checklist, item: Item) -> PaperItem:
    way = Way.PARTS if item.parts else _WAYS[item.type]
    return PaperItem(
        number=item.no or "",
        label=item.label,
        way=way,
        hint=item.hint or "",
        unit=item.unit or "",
        method="、".join(method.label for method in item.method),
        weight=item.score.weight if item.score else "",
        veto=bool(item.score and item.score.veto),
        private=item.private,
        required=item.required,
        photos=item.evidence.photo_min if item.evidence else 0,
        self_check=item.self_check,
        boxes=_boxes(checklist, item),
        parts=tuple(item.parts.values()),
        columns=_columns(item),
        rows=_rows(item),
    )


def _boxes(checklist: Checklist, item: Item) -> tuple[str, ...]:
    """Return the words to tick: the item's own; of the general ones only what the form prints at its foot is left out."""
    if item.type is ItemType.CONFIRM:
        return ("是", "否")
    words = words_of(checklist, item)
    if item.type is not ItemType.RESULT:
        return words
    own = (
        item.options if isinstance(item.options, dict) else checklist.options.get(str(item.options))
    )
    return tuple(own) if own else (Result.PASS.label, Result.FAIL.label)


def _columns(item: Item) -> tuple[str, ...]:
    if item.type is ItemType.MATRIX:
        return tuple(item.columns.values())
    return tuple(
        f"{column.label}（{column.unit}）" if column.unit else column.label
        for column in item.fields.values()
    )


def _rows(item: Item) -> tuple[str, ...]:
    if item.type is ItemType.MATRIX:
        return tuple(item.rows.values())
    return ("",) * ROWS_TO_FILL if item.type is ItemType.REPEAT else ()


def _hidden(checklist: Checklist, school: School | None) -> Sequence[str]:
    """Return the ids of the items that do not apply to the school; undecided ones are printed."""
    if school is None:
        return ()
    environment = Environment(checklist)
    about = school_facts(school)
    hidden = []
    for item in checklist.items:
        rule = environment.compile(item, item.when, Kind.WHEN) if item.when else None
        if isinstance(rule, Expression) and rule.evaluate({}, school=about, record={}) is False:
            hidden.append(item.id)
    return hidden
