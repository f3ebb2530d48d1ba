"""JSON Schema of the checklist format, so that an author's editor completes keys and words and says what they mean.

Pure. It helps while typing and decides nothing: `ducha checklist check` does. So it takes what YAML makes of what our
reader takes as text (`weight: 10`, `required: true`, `version: 2022.04`), and leaves ids, expressions and what hangs
together to the reader. Keys come from the model: one without a description is a fault of this module.
"""

from __future__ import annotations

from collections.abc import Mapping

from inspections.checklist import (
    AppliesTo,
    Basis,
    Check,
    Checklist,
    Column,
    EvidenceRule,
    Finding,
    Item,
    ItemType,
    Model,
    ScoreRule,
    Section,
)
from inspections.checklist_item_rules import FIELD_TYPES
from inspections.errors import Level
from inspections.schema import DIALECT, EMPTY, Schema
from inspections.schema_words import ABOUT, TYPES
from inspections.vocabulary import Category, Disposition, Labelled, Method, Mode, Result, Severity
from inspections.vocabulary import Stage as SchoolStage

# several keys of one name mean the same wherever they stand
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_TRUTH: Schema = {"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "on", "off"]}]}
_COUNT: Schema = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*\d+\s*$"}]}
_WEIGHT: Schema = {
    "anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": r"\d"}]
}
_PERCENT: Schema = {"type": ["number", "string"], "minimum": 0, "maximum": 100, "pattern": r"\d"}
_ID: Schema = {"type": ["string", "integer"], "pattern": "^[a-z0-9][a-z0-9_]{0,39}$"}


def checklist_schema() -> Schema:
    """Return the JSON Schema (draft 7) of a checklist file."""
    return {"$schema": DIALECT, "title": "检查清单", **_model(Checklist, _checklist())}


def _model(model: type[Model], shapes: Mapping[str, Schema]) -> Schema:
    """Return the schema of a mapping: its keys from the model, each with its description."""
    title, about = ABOUT[model]
    fields = {"self" if name == "self_check" else name: f for name, f in model.model_fields.items()}
    required = [name for name, field in fields.items() if field.is_required()]
    properties = {}
    for name in fields:
        shape = shapes.get(name, _TEXT)
        if name not in required:
            shape = {"anyOf": [shape, EMPTY]}
        properties[name] = {"description": about[name], **shape}
    return {
        "description": title,
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _checklist() -> dict[str, Schema]:
    stages = _model(AppliesTo, {"stage": _several(_closed(SchoolStage))})
    words = {"type": "object", "additionalProperties": _closed(Result)}
    return {
        "id": _ID,
        "mode": _closed(Mode),
        "applies_to": stages,
        "basis": _list(_model(Basis, {"id": _ID})),
        "options": {"type": "object", "additionalProperties": words},
        "bands": {"type": "object", "additionalProperties": _PERCENT},
        "sections": _list(_model(Section, {"id": _ID, "items": _list(_item())})),
    }


def _item() -> Schema:
    words: Schema = {"type": "object", "additionalProperties": _closed(Result)}
    column = {"type": _kinds(FIELD_TYPES), "options": _list(_TEXT)}
    shapes: dict[str, Schema] = {
        "id": _ID,
        "type": _kinds(frozenset(ItemType)),
        "options": {"anyOf": [words, _list(_TEXT), _TEXT]},
        "parts": _labels(),
        "rows": _labels(),
        "columns": _labels(),
        "fields": {"type": "object", "additionalProperties": _model(Column, column)},
        "method": _several(_closed(Method)),
        "required": _TRUTH,
        "private": _TRUTH,
        "self": _TRUTH,
        "check": _list(_model(Check, {"level": {"enum": [level.value for level in Level]}})),
        "score": _model(ScoreRule, {"weight": _WEIGHT, "veto": _TRUTH}),
        "evidence": _model(EvidenceRule, {"photo_min": _COUNT, "on": _several(_closed(Result))}),
        "finding": _finding(),
    }
    return {**_model(Item, shapes), "allOf": [_needs(*need) for need in _NEEDS]}


def _finding() -> Schema:
    return _model(
        Finding,
        {
            "category": _closed(Category),
            "severity": _closed(Severity),
            "disposition": _closed(Disposition),
            "days": _COUNT,
        },
    )


_NEEDS: tuple[tuple[tuple[ItemType, ...], tuple[str, ...], Schema], ...] = (
    ((ItemType.MATRIX,), ("rows", "columns"), {}),
    ((ItemType.REPEAT,), ("fields",), {}),
    ((ItemType.CALC,), ("calc",), {}),
    ((ItemType.CHOICE, ItemType.MULTI), ("options",), {"options": {"type": "array"}}),
    ((ItemType.RESULT,), (), {"options": {"type": ["string", "object", "null"]}}),
)


def _needs(types: tuple[ItemType, ...], keys: tuple[str, ...], shapes: Schema) -> Schema:
    """Return what an item of these types must carry as well."""
    condition = {"properties": {"type": {"enum": [t.value for t in types]}}, "required": ["type"]}
    return {"if": condition, "then": {"required": list(keys), "properties": shapes}}


def _closed(members: type[Labelled]) -> Schema:
    """Return a closed list of ids; the editor shows the printed words beside them."""
    return {
        "enum": [member.value for member in members],
        "enumDescriptions": [member.label for member in members],
    }


def _kinds(types: frozenset[ItemType]) -> Schema:
    listed = [type_ for type_ in ItemType if type_ in types]
    return {
        "enum": [type_.value for type_ in listed],
        "enumDescriptions": [TYPES[type_] for type_ in listed],
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _several(one: Schema) -> Schema:
    """Return one word, or a list of them."""
    return {"anyOf": [one, _list(one)]}


def _labels() -> Schema:
    return {"type": "object", "additionalProperties": _TEXT}
