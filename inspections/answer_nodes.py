"""From what stands below an item's key to the flat map of the record: short form, long form, parts, rows, conflicts.

Only the form is judged here and every fault is noted; what a text means says `answers`. Words that do not mean
anything are noted too, but kept as typed, so that nothing a person wrote is lost.
"""

from __future__ import annotations

import re

from inspections.answers import (
    Meaning,
    Wrong,
    field_meaning,
    meaning,
    number,
    split_note,
    split_words,
)
from inspections.checklist import Checklist, Item, ItemType
from inspections.errors import Code, M
from inspections.faults import Faults
from inspections.inspection import (
    BESIDE,
    OVERRIDES,
    REMOVED,
    Answer,
    Conflict,
    Side,
    Unnamed,
    Value,
    next_name,
)
from inspections.text_yaml import Mapping, Node, Scalar, Sequence
from inspections.vocabulary import Severity

PHOTOS = frozenset({ItemType.PHOTO, ItemType.FILE, ItemType.SIGNATURE})
UNWRITTEN = frozenset({ItemType.CALC, ItemType.NOTE})
_ROW = re.compile(r"[\w-]{1,40}")
_ROW_BESIDE = ("row", REMOVED, "note", "place", "photos")


class AnswerReader:
    """Reads the answers of one file into `answers`, `photos`, `conflicts`, `rows` and `unnamed`."""

    def __init__(self, checklist: Checklist, faults: Faults) -> None:
        self.checklist, self.faults = checklist, faults
        self.answers: dict[str, Answer] = {}
        self.photos: dict[str, tuple[str, ...]] = {}
        self.conflicts: dict[str, Conflict] = {}
        self.rows: dict[str, tuple[str, ...]] = {}
        self.unnamed: list[Unnamed] = []

    def read(self, item: Item, node: Node) -> None:
        """Read what stands below the key of `item`."""
        if _empty(node):
            return
        if item.type in UNWRITTEN:
            why = (
                M("{label}由程序计算", label=item.label)
                if item.type is ItemType.CALC
                else M("{label}只是说明，不用填", label=item.label)
            )
            self.faults.add(Code.ITEM_CALCULATED, node, why, M("删掉这一行"))
        elif isinstance(node, Mapping):
            self._long(item, node)
        else:
            self._value(item, item.id, node)

    def keep(self, path: str, node: Node, value: Value) -> None:
        """Keep an answer at its path."""
        self.answers[path] = Answer(value, node.line, node.column)

    def _long(self, item: Item, node: Mapping) -> None:
        known = (*item.parts, *item.rows, *BESIDE)
        for key, value in node.entries:
            if key.text == "conflict":
                self.conflict(item.id, key, value, item)
            elif key.text in BESIDE:
                self._beside(item, key, value)
            elif key.text in item.parts:
                self._part(item, key.text, value)
            elif key.text in item.rows:
                self._cells(item, f"{item.id}.{key.text}", value)
            else:
                what = M("{label}下面没有“{key}”", label=item.label, key=key.text)
                self.faults.unknown_key(Code.YAML_KEY, key, value, known, what)

    def _beside(self, item: Item, key: Scalar, value: Node) -> None:
        path = f"{item.id}.{key.text}"
        if _empty(value):
            return
        if key.text == "value":
            if isinstance(value, Mapping):
                self._long(item, value)
            else:
                self._value(item, item.id, value)
        elif key.text == "self":
            self._self(item, value)
        elif key.text == "photos":
            self.add_photos(item.id, value, item.label)
        elif key.text == "finding":
            self._overrides(path, value)
        else:
            self.leaf(path, key, value, item.label)

    def _value(self, item: Item, path: str, node: Node) -> None:
        """Read an answer in short form."""
        if item.type in PHOTOS:
            self.add_photos(path, node, item.label)
        elif item.type is ItemType.REPEAT:
            self._repeat(item, node)
        elif item.parts or item.type is ItemType.MATRIX:
            names = item.parts or item.rows
            self.faults.add(Code.VALUE_TYPE, node, M("{label}要分开填：{names}", label=item.label, names="、".join(names.values())),
                            M("另起一行缩进，一行一件：{first}: …", first=next(iter(names), "")))  # fmt: skip
        elif item.type is ItemType.MULTI:
            chosen = self.faults.names(node, item.label) if isinstance(node, Sequence) else None
            text = node.text.strip() if isinstance(node, Scalar) else ""
            words = split_words(text, _options(item, self.checklist)) if chosen is None else chosen
            self._typed(item, path, node, words)
        else:
            self._one_line(item, path, node)

    def _one_line(self, item: Item, path: str, node: Node) -> None:
        """Read an answer on one line, for results with a note behind a comma."""
        text = self.faults.text(node, item.label)
        if not text:
            return
        if item.type is ItemType.RESULT:
            text, note = split_note(self.checklist.words(item), text)
            if note:
                self.keep(f"{path}.note", node, note)
        self._typed(item, path, node, text)

    def _typed(self, item: Item, path: str, node: Node, value: Value) -> None:
        self.keep(path, node, value)
        self.judge(item.label, node, meaning(self.checklist, item, value), path)

    def judge(self, label: str, node: Node, found: Meaning | Wrong, path: str) -> None:
        """Note the fault if the answer means nothing."""
        if not isinstance(found, Wrong):
            return
        remedy = (
            M("改成 {key}: {instead}", key=path.rsplit(".")[-1], instead=found.instead)
            if found.instead
            else found.remedy
        )
        self.faults.add(found.code, node, found.what(label), remedy, found.instead)

    def _part(self, item: Item, part: str, node: Node) -> None:
        path, label = f"{item.id}.{part}", f"{item.label}·{item.parts[part]}"
        if _empty(node):
            return
        if not isinstance(node, Mapping):
            self._one_line(item, path, node)
            return
        for key, value in node.entries:
            if key.text == "conflict":
                self.conflict(path, key, value, item)
            elif key.text == "photos":
                self.add_photos(path, value, label)
            elif key.text == "value" and not _empty(value):
                self._one_line(item, path, value)
            elif key.text == "finding":
                self._overrides(f"{path}.finding", value)
            elif key.text in ("note", "place"):
                self.leaf(f"{path}.{key.text}", key, value, label)
            elif key.text != "value":
                what = M("{label}下面没有“{key}”", label=label, key=key.text)
                self.faults.unknown_key(Code.YAML_KEY, key, value, BESIDE, what)

    def _self(self, item: Item, node: Node) -> None:
        """Read the school's own answer: one word, or one for each part."""
        if not item.self_check:
            self.faults.add(
                Code.YAML_KEY,
                node,
                M("{label}没有学校自查一栏", label=item.label),
                M("删掉 self 这一行"),
            )
            return
        pairs = node.entries if isinstance(node, Mapping) else ()
        for key, value in pairs:
            if key.text == "conflict":
                self.conflict(f"{item.id}.self", key, value, item)
            elif key.text not in item.parts:
                what = M("{label}下面没有“{key}”", label=item.label, key=key.text)
                self.faults.unknown_key(Code.YAML_KEY, key, value, item.parts, what)
            elif not _empty(value):
                self._one_line(item, f"{item.id}.self.{key.text}", value)
        if not pairs:
            self._value(item, f"{item.id}.self", node)

    def _cells(self, item: Item, path: str, node: Node) -> None:
        if _empty(node):
            return
        if not isinstance(node, Mapping):
            self.faults.add(Code.VALUE_TYPE, node, M("{label}每一栏要分开填", label=item.label),
                            M("写成 {{{columns}}}", columns=", ".join(f"{c}: 0" for c in item.columns)))  # fmt: skip
            return
        for key, value in node.entries:
            label = item.columns.get(key.text)
            if label is None:
                what = M("{label}没有“{key}”这一栏", label=item.label, key=key.text)
                self.faults.unknown_key(Code.YAML_KEY, key, value, item.columns, what)
            elif not _empty(value):
                self._cell(item, f"{path}.{key.text}", key, value, label)

    def _cell(self, item: Item, path: str, key: Scalar, node: Node, label: str) -> None:
        text = self.leaf(path, key, node, f"{item.label}·{label}")
        if text and number(text) is None:
            number_item = item.model_copy(update={"type": ItemType.NUMBER})
            self.judge(
                f"{item.label}·{label}", node, meaning(self.checklist, number_item, text), path
            )

    def _repeat(self, item: Item, node: Node) -> None:
        if not isinstance(node, Sequence):
            self.faults.add(Code.VALUE_TYPE, node, M("{label}要一样一段", label=item.label),
                            M("另起一行缩进，写成 - {first}: …", first=next(iter(item.fields), "")))  # fmt: skip
            return
        if not node.items:
            self.keep(item.id, node, ())
        entries = [entry for entry in node.items if not _empty(entry)]
        names = self.names(item.id, "row", entries, node, "")
        self.rows[item.id] = tuple(
            name for name, entry in zip(names, entries, strict=True) if name and not _struck(entry)
        )
        for name, entry in zip(names, entries, strict=True):
            if name and isinstance(entry, Mapping):
                self._row(item, name, entry)

    def names(self, path: str, key: str, entries: list[Node], node: Node, prefix: str) -> list[str]:
        """Return the id of every entry, given ones and new ones for entries without; "" for what is no entry."""
        given = [e.get(key) if isinstance(e, Mapping) else None for e in entries]
        typed = [g.text.strip() if isinstance(g, Scalar) else "" for g in given]
        used: set[str] = set()
        out: list[str] = []
        for entry, name in zip(entries, typed, strict=True):
            if not isinstance(entry, Mapping):
                self.faults.add(
                    Code.YAML_SHAPE,
                    entry,
                    M("这一行应是一段，里面一栏一行"),
                    M("写成 - {key}: …", key=key),
                )
                name = ""
            elif name and (not _ROW.fullmatch(name) or name in used):
                why = (
                    M("“{name}”用了两次", name=name)
                    if name in used
                    else M("“{name}”不能作编号", name=name)
                )
                self.faults.add(
                    Code.YAML_DUPLICATE,
                    entry.get(key) or entry,
                    why,
                    M("换一个编号，或删掉 {key} 这一行，程序会补上", key=key),
                )
                name = ""
            elif not name:
                name = next_name({*used, *typed}, prefix)
                first = entry.entries[0][0] if entry.entries else entry
                self.unnamed.append(
                    Unnamed(key, name, first.line, first.column, entry.column < first.column)
                )
            used.add(name)
            out.append(name)
        return out

    def _row(self, item: Item, name: str, entry: Mapping) -> None:
        path = f"{item.id}.{name}"
        for key, value in entry.entries:
            column = item.fields.get(key.text)
            if column is not None:
                label = f"{item.label}·{column.label}"
                if column.type is ItemType.MULTI and isinstance(value, Sequence):
                    chosen = self.faults.names(value, label)
                    self.keep(f"{path}.{key.text}", value, chosen)
                    self.judge(label, value, field_meaning(column, chosen), f"{path}.{key.text}")
                elif text := self.leaf(f"{path}.{key.text}", key, value, label):
                    self.judge(label, value, field_meaning(column, text), f"{path}.{key.text}")
            elif key.text == "photos":
                self.add_photos(path, value, item.label)
            elif key.text in _ROW_BESIDE:
                if key.text != "row":
                    self.leaf(f"{path}.{key.text}", key, value, item.label)
            else:
                what = M("{label}没有“{key}”这一栏", label=item.label, key=key.text)
                self.faults.unknown_key(
                    Code.YAML_KEY, key, value, (*item.fields, *_ROW_BESIDE), what
                )

    def leaf(self, path: str, key: Scalar, node: Node, label: str) -> str:
        """Keep a text, or the sides of a conflict; return the text, "" if there is none."""
        if isinstance(node, Mapping) and (sides := node.get("conflict")) is not None:
            self.conflict(path, key, sides, None)
            return ""
        text = "" if _empty(node) else self.faults.text(node, label)
        if text:
            self.keep(path, node, text)
        return text

    def _overrides(self, path: str, node: Node) -> None:
        """Read `finding:` of an answer: what is to be said differently for this one."""
        for key, value in node.entries if isinstance(node, Mapping) else ():
            if key.text not in OVERRIDES:
                what = M("finding 下面没有“{key}”", key=key.text)
                self.faults.unknown_key(Code.FINDING_FIELD, key, value, OVERRIDES, what)
            elif text := self.leaf(f"{path}.{key.text}", key, value, key.text):
                check_finding_field(self.faults, key.text, text, value)
        if not isinstance(node, Mapping):
            self.faults.add(
                Code.FINDING_FIELD,
                node,
                M("finding 下面要一栏一行"),
                M("另起一行缩进，写成 title: …"),
            )

    def add_photos(self, path: str, node: Node, label: str) -> None:
        """Keep the file names of photos."""
        names = tuple(
            dict.fromkeys(() if _empty(node) else self.faults.names(node, f"{label}的照片"))
        )
        if names:
            self.photos[path] = names

    def conflict(self, path: str, key: Scalar, node: Node, item: Item | None) -> None:
        """Keep the sides of a conflict (FORMATS §14)."""
        sides: list[Side] = []
        for entry in node.items if isinstance(node, Sequence) else ():
            by, value, note = (
                (entry.get(k) if isinstance(entry, Mapping) else None)
                for k in ("by", "value", "note")
            )
            if isinstance(by, Scalar) and isinstance(value, Scalar | Sequence):
                said = (
                    value.text if isinstance(value, Scalar) else self.faults.names(value, by.text)
                )
                sides.append(Side(by.text, said, note.text if isinstance(note, Scalar) else ""))
        if len(sides) < 2:
            self.faults.add(
                Code.YAML_SHAPE,
                key,
                M("这一处冲突不完整"),
                M("改成一行：{key}: 你们看清后的答案", key=path.rsplit(".")[-1]),
            )
            return
        self.conflicts[path] = Conflict(tuple(sides), key.line, key.column)


def check_finding_field(faults: Faults, field: str, text: str, node: Node) -> None:
    """Note a severity or a number of days that is none."""
    if field == "severity" and text not in {w for s in Severity for w in (s.value, s.label)}:
        words = " / ".join(s.label for s in Severity)
        faults.add(
            Code.FINDING_FIELD,
            node,
            M("没有“{text}”这种严重程度", text=text),
            M("从这些里选：{words}", words=words),
        )
    days = number(text) if field == "days" else 0.0
    if days is None or days < 0 or days != int(days):
        faults.add(
            Code.FINDING_FIELD,
            node,
            M("天数应为整数，写的是“{text}”", text=text),
            M("写工作日天数，如 5"),
        )


def _options(item: Item, checklist: Checklist) -> tuple[str, ...]:
    from inspections.answers import words_of

    return words_of(checklist, item)


def _struck(entry: Node) -> bool:
    reason = entry.get(REMOVED) if isinstance(entry, Mapping) else None
    return isinstance(reason, Scalar) and bool(reason.text.strip())


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text.strip()
