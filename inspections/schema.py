"""JSON Schema of one checklist's record, so that an editor completes ids and words and says what is asked.

Pure: checklist in, schema out (FORMATS §11, §15.2). It helps while typing and decides nothing: whatever it lets
through is still judged by `check`, so it is generous where YAML types a text (08, 13:05, 2022-04-12, no).
"""

from __future__ import annotations

from typing import Any

from inspections.checklist import Checklist, Column, Item, ItemType
from inspections.vocabulary import Category, Disposition, Severity, Signatory, Visit

Schema = dict[str, Any]
# the dialect that every editor's language server brings along: no address is asked for it
DIALECT = "http://json-schema.org/draft-07/schema#"

# nothing written yet; said by what it is not, because an editor would offer the word "null" for the type
EMPTY: Schema = {"not": {"type": ["string", "number", "boolean", "array", "object"]}}
# what an editor's YAML makes of something that was typed without quotes
_TYPED: Schema = {"type": ["string", "number", "boolean", "null"]}
_NAMES: Schema = {"type": ["array", "null"], "items": {"type": "string"}}
_LISTS = frozenset({ItemType.PHOTO, ItemType.FILE, ItemType.SIGNATURE})


def record_schema(checklist: Checklist) -> Schema:
    """Return the JSON Schema (draft 7) of a record filled from `checklist`."""
    asked = [item for item in checklist.items if _is_answered(item)]
    return {
        "$schema": DIALECT,
        "title": checklist.title,
        "type": "object",
        "additionalProperties": False,
        "required": ["inspection", "school", "checklist", "date", "answers"],
        "properties": {
            **_header(checklist),
            "answers": {
                "description": "每项的答案写在冒号后面",
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": {item.id: _item(checklist, item) for item in asked},
            },
            "findings": {
                "description": "表上没有的问题",
                "type": ["array", "null"],
                "items": _finding(),
            },
            "signatures": {
                "description": "封存前由检查人和学校签",
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "properties": {
                        "name": _text("姓名"),
                        "as": _closed("身份", Signatory),
                        "image": _text("签名图片的文件名"),
                        "objection": _text("不同意见"),
                    },
                },
            },
            "orphans": {"description": "换版本后对不上的答案", "type": ["object", "null"]},
        },
    }


def _header(checklist: Checklist) -> Schema:
    return {
        "inspection": _text("检查编号，由程序写"),
        "school": _text("学校代码"),
        "checklist": {"description": "清单和版本", "const": checklist.ref},
        "date": _text("检查日期，如 2022-04-12"),
        "campaign": _text("属于哪次行动"),
        "along_with": _text("随同哪次检查"),
        "team": _text("小组"),
        "inspectors": {"description": "检查人", **_NAMES},
        "visit": _closed("是否事先通知", Visit),
        "documents_seen": {
            "description": "查阅的材料和份数",
            "type": ["array", "null"],
            "items": {
                "type": "object",
                "properties": {"what": _text("材料"), "count": {"type": "integer", "minimum": 0}},
            },
        },
    }


def _is_answered(item: Item) -> bool:
    return item.type not in (ItemType.CALC, ItemType.NOTE)


def _item(checklist: Checklist, item: Item) -> Schema:
    """Return the short answer or the long form, described by the question as it is printed."""
    about = "".join(
        (
            f"{item.no} " if item.no else "",
            item.label,
            f"（{item.unit}）" if item.unit else "",
            f"\n{item.hint}" if item.hint else "",
            "\n不公开" if item.private else "",
        )
    )
    short = _short(checklist, item)
    long: Schema = {
        "value": short,
        "place": _text("在哪里"),
        "note": _text("说明"),
        "photos": {"description": "照片的文件名", **_NAMES},
        "finding": _finding(),
        "conflict": {"description": "两个人填得不一样，看清后改成一行", "type": "array"},
    }
    if item.self_check:
        long["self"] = {"description": "学校自查", **short}
    inner = {**item.parts, **(item.rows if item.type is ItemType.MATRIX else {})}
    for name, label in inner.items():
        long[name] = {**_part(checklist, item), "description": label}
    block: Schema = {"type": "object", "additionalProperties": False, "properties": long}
    return {"description": about, "anyOf": [block, EMPTY] if inner else [short, block]}


def _part(checklist: Checklist, item: Item) -> Schema:
    if item.type is ItemType.MATRIX:
        cells = {name: {**_TYPED, "description": label} for name, label in item.columns.items()}
        return {"type": ["object", "null"], "additionalProperties": False, "properties": cells}
    return _short(checklist, item)


def _short(checklist: Checklist, item: Item) -> Schema:
    """Return what may stand behind the colon; words are offered, a note behind a comma is let through."""
    if item.type is ItemType.RESULT:
        words = list(checklist.words(item))
        noted = "|".join(words)
        return {
            "anyOf": [{"enum": words}, {"type": "string", "pattern": f"^({noted})[,，\n]"}, EMPTY]
        }
    if item.type in _LISTS:
        return _NAMES
    if item.type is ItemType.REPEAT:
        fields = {name: _column(column) for name, column in item.fields.items()}
        row = {"row": _text("行号，由程序写"), **fields, "removed": _text("划掉的原因")}
        rows = {"type": "object", "additionalProperties": False, "properties": row}
        return {"type": ["array", "null"], "items": rows}
    options = item.options if isinstance(item.options, tuple) else ()
    return _plain(item.type, options)


def _column(column: Column) -> Schema:
    unit = f"（{column.unit}）" if column.unit else ""
    return {**_plain(column.type, column.options), "description": column.label + unit}


def _plain(type_: ItemType, options: tuple[str, ...]) -> Schema:
    if type_ is ItemType.CHOICE:
        return {"anyOf": [{"enum": list(options)}, EMPTY]}
    if type_ is ItemType.MULTI:
        return {"type": ["array", "null"], "items": {"enum": list(options)}, "uniqueItems": True}
    if type_ is ItemType.CONFIRM:
        return {"anyOf": [{"enum": ["是", "否"]}, EMPTY]}
    return _TYPED


def _finding() -> Schema:
    return {
        "type": "object",
        "properties": {
            "id": _text("由程序写"),
            "title": _text("问题"),
            "place": _text("在哪里"),
            "category": _closed("问题类别", Category),
            "severity": _closed("严重程度", Severity),
            "disposition": _closed("怎么处理", Disposition),
            "days": {"description": "整改时限，工作日", "type": "integer", "minimum": 0},
            "requirement": _text("整改要求"),
            "responsible": _text("责任单位或责任人"),
            "basis": _text("依据"),
            "note": _text("说明"),
            "photos": {"description": "照片的文件名", **_NAMES},
            "fixed": _text("当场改好了"),
            "removed": _text("划掉的原因"),
        },
    }


def _text(about: str) -> Schema:
    return {"description": about, **_TYPED}


def _closed(about: str, members: Any) -> Schema:
    """Return a closed list: the ids and the words, as both may be written."""
    words = [word for member in members for word in (member.label, member.value)]
    return {"description": about, "anyOf": [{"enum": words}, EMPTY]}
