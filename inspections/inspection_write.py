"""Answers put back into the text of a filled record: the lines of the answer change, no other byte (FORMATS §12).

`write` is the reverse of reading: it takes the paths of `flat`. Refuses nothing that a path can say; what does not
read back raises `SpliceError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from inspections.answers import split_note, words_of
from inspections.checklist import Checklist, Item, ItemType
from inspections.conflict_lines import told
from inspections.inspection import BESIDE, Side, Value
from inspections.splice import FlowError, splice, tree
from inspections.yaml_lines import Tree, lines_of, scalar

_PHOTOS = (ItemType.PHOTO, ItemType.FILE, ItemType.SIGNATURE)
Change: TypeAlias = "Value | None"
"""What is to stand at a path: text, texts, or None to take it out."""


def write(
    text: str,
    checklist: Checklist,
    changes: Mapping[str, Change],
    photos: Mapping[str, Sequence[str]] | None = None,
    conflicts: Mapping[str, Sequence[Side]] | None = None,
) -> str:
    """Return `text` with `changes` (by path) made, whole photo lists of `photos` set and `conflicts` put in place.

    An answer replaces a conflict that stood at its path. Raises SpliceError if the text does not read, or more than
    these values would change.
    """
    for path, value in changes.items():
        text = _change(text, checklist, path, _plain(value))
    for path, names in (photos or {}).items():
        text = _change(
            text, checklist, _photos_at(text, checklist, path), _plain(tuple(names) or None)
        )
    for path, sides in (conflicts or {}).items():
        text = _change(text, checklist, path, {"conflict": [_side(side) for side in sides]})
    return text


def _photos_at(text: str, checklist: Checklist, path: str) -> str:
    """Return where the photos of a path stand: an item that is photos holds them as its answer."""
    item, old = checklist.item(path), _at(tree(text), ("answers", path))
    own = (
        item is not None
        and item.type in _PHOTOS
        and not (isinstance(old, dict) and "photos" in old)
    )
    return path if own else f"{path}.photos"


def _change(text: str, checklist: Checklist, path: str, value: object) -> str:
    """Return the text with one path changed."""
    head, *rest = path.split(".")
    if head == "record":
        return _change_head(text, rest, value)
    if head == "findings":
        return _update(text, ("findings",), _put(_at(tree(text), ("findings",)), rest, value, "id"))
    item = checklist.item(head)
    old = _at(tree(text), ("answers", head))
    new = _answer(checklist, item, old, rest, value) if item else _put(old, rest, value, "row")
    order = [i.id for i in checklist.items]
    return _update(text, ("answers", head), new, order)


def _change_head(text: str, rest: Sequence[str], value: object) -> str:
    name, *inner = rest
    if name == "documents_seen" and inner:
        what = ".".join(inner)
        old = _at(tree(text), (name,))
        kept = [e for e in old if isinstance(e, dict)] if isinstance(old, list) else []
        there = any(entry.get("what") == what for entry in kept)
        new = [{**e, "count": value} if e.get("what") == what else e for e in kept]
        new += [] if there else [{"what": what, "count": value}]
        new = [e for e in new if e["count"] is not None]
        if new == kept:
            return text
        return splice(
            text,
            (name,),
            [f"{name}:", *(f"  - {_row(e)}" for e in new)] if new else [f"{name}: []"],
        )
    return _update(text, (name,), value)


def _row(entry: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{k}: {scalar(str(v), True)}" for k, v in entry.items()) + "}"


def _answer(
    checklist: Checklist, item: Item, old: object, rest: Sequence[str], value: object
) -> object:
    """Return what stands below an item's key once `value` is at the path behind it."""
    if item.type is ItemType.REPEAT and rest and rest[0] not in BESIDE:
        rows = old.get("value") if isinstance(old, dict) else old
        changed = _put(rows, rest, value, "row")
        return {**old, "value": changed} if isinstance(old, dict) else changed
    words = words_of(checklist, item) if item.type is ItemType.RESULT else ()
    if rest and rest[0] in item.parts:
        parts = old if isinstance(old, dict) else {}
        part = _one(words, parts.get(rest[0]), rest[1:], value)
        return {**{k: v for k, v in parts.items() if k != rest[0] or part is not None},
                **({} if part is None else {rest[0]: part})}  # fmt: skip
    if rest and (item.parts or item.rows):
        return _put_in(old if isinstance(old, dict) else {}, rest, value)
    return _one(words, old, rest, value)


def _one(words: Sequence[str], old: object, rest: Sequence[str], value: object) -> object:
    """Return one answer, in short form while that can say it, with `value` at `rest` behind its own path."""
    typed, note = split_note(words, old.strip()) if isinstance(old, str) and words else (old, "")
    if not rest:
        return _bare(old, note, value)
    if rest == ["note"] and isinstance(value, str) and isinstance(typed, str) and typed:
        line = f"{typed}，{value}"
        if words and "\n" not in value and split_note(words, line) == (typed, value):
            return line
    if isinstance(old, dict):
        return _put_in(old, rest, value) or None
    long = {
        **({"value": typed} if typed not in (None, "") else {}),
        **({"note": note} if note else {}),
    }
    opened = _put_in(long, rest, value)
    return opened.get("value") if set(opened) <= {"value"} else opened


def _bare(old: object, note: str, value: object) -> object:
    """Return the short or long form with the answer itself changed; what stands beside it stays."""
    conflict = isinstance(value, dict)
    mine = dict(value) if isinstance(value, dict) else {} if value is None else {"value": value}
    if isinstance(old, dict):
        beside = {k: v for k, v in old.items() if k not in ("value", "conflict")}
        if not beside and "value" not in old:
            return value
        if "value" in old and not conflict and value is not None:
            return {**old, **mine}
        return {**mine, **beside} or None
    if note:
        return f"{value}，{note}" if isinstance(value, str) else {**mine, "note": note}
    return value


def _put(old: object, rest: Sequence[str], value: object, key: str) -> object:
    """Return the list of entries with a field of the entry named `rest[0]` changed; a new entry is added."""
    entries = [e for e in old if isinstance(e, dict)] if isinstance(old, list) else []
    if not rest:
        return value
    name, *inner = rest
    if not any(e.get(key) == name for e in entries):
        entries = [*entries, {key: name}]
    changed = [_put_in(e, inner, value) if e.get(key) == name else e for e in entries]
    return [
        e
        for e in changed
        if set(e) != {key} or any(o == e for o in (old if isinstance(old, list) else []))
    ]


def _put_in(old: Mapping[str, object], rest: Sequence[str], value: object) -> dict[str, object]:
    """Return the mapping with the value at `rest` set, or taken out if None."""
    name, *inner = rest
    below = old.get(name)
    new: object = value
    if inner:
        new = _put_in(below if isinstance(below, dict) else {}, inner, value) or None
    elif (
        isinstance(below, dict)
        and isinstance(value, str)
        and "conflict" not in below
        and "value" in below
    ):
        new = {**below, "value": value}
    if new is None:
        return {k: v for k, v in old.items() if k != name}
    return {**old, name: new}


def _update(text: str, path: tuple[str, ...], new: object, order: Sequence[str] = ()) -> str:
    """Return the text with `new` at `path`, changing as deep down, so as few lines, as can be."""
    old = _at(tree(text), path)
    if old == new or (new is None and old in (None, "")):
        return text
    try:
        if isinstance(old, dict) and isinstance(new, dict) and old and new:
            for name in dict.fromkeys((*old, *new)):
                text = _update(text, (*path, name), new.get(name), tuple(new))
            return text
        before, after = _named(old), _named(new)
        if after and (before or old in ([], "")):
            for name in dict.fromkeys((*before, *after)):
                text = _update(text, (*path, name), after.get(name))
            return text
        return splice(text, path, _lines(path, new), order)
    except FlowError:
        return splice(text, path, _lines(path, new), order)


def _lines(path: tuple[str, ...], new: object) -> list[str]:
    if new is None:
        return []
    if isinstance(new, dict) and (new.get("row") or new.get("id")) == path[-1]:
        return [line for key, value in new.items() for line in lines_of(key, value)]
    return told(lines_of(path[-1], as_tree(new)), path)


def _named(entries: object) -> dict[str, object]:
    """Return the entries of a list by their id; nothing if not all have one."""
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        return {}
    named = {e.get("row") or e.get("id"): e for e in entries}
    return named if None not in named and len(named) == len(entries) else {}


def as_tree(value: object) -> Tree:
    """Return a value that was read from a file as one to be written."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {str(k): as_tree(v) for k, v in value.items()}
    return [as_tree(v) for v in value] if isinstance(value, list | tuple) else ""


def _plain(value: Change) -> object:
    return list(value) if isinstance(value, tuple) else value


def _side(side: Side) -> dict[str, object]:
    note = {"note": side.note} if side.note else {}
    return {"by": side.by, "value": _plain(side.value), **note}


def _at(data: object, path: Sequence[str]) -> object:
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list):
            data = next(
                (e for e in data if isinstance(e, dict) and step in (e.get("row"), e.get("id"))),
                None,
            )
        else:
            return None
    return data
