"""From what stands below an item's key to the flat map of the record: short form, long form, parts, self-check.

Only the form is judged here and every fault is noted; what a text means says `answers`. Words that do not mean
anything are noted too, but kept as typed, so that nothing a person wrote is lost.
"""

from __future__ import annotations

from inspections.answer_leaves import is_empty
from inspections.answer_tables import Tables
from inspections.answers import meaning, split_note, split_words, words_of
from inspections.checklist import Item, ItemType
from inspections.errors import Code, M
from inspections.inspection import BESIDE, Value
from inspections.text_yaml import Mapping, Node, Scalar, Sequence

PHOTOS = frozenset({ItemType.PHOTO, ItemType.FILE, ItemType.SIGNATURE})
UNWRITTEN = frozenset({ItemType.CALC, ItemType.NOTE})


class AnswerReader(Tables):
    """Reads the answers of one file, item by item."""

    def read(self, item: Item, node: Node) -> None:
        """Read what stands below the key of `item`."""
        if is_empty(node):
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

    def _long(self, item: Item, node: Mapping) -> None:
        known = (*item.parts, *item.rows, *BESIDE)
        for key, value in node.entries:
            if key.text == "conflict":
                self.conflict(item.id, key, value)
            elif key.text in BESIDE:
                self._beside(item, key, value)
            elif key.text in item.parts:
                self._part(item, key.text, value)
            elif key.text in item.rows:
                self.cells(item, f"{item.id}.{key.text}", value)
            else:
                what = M("{label}下面没有“{key}”", label=item.label, key=key.text)
                self.faults.unknown_key(Code.YAML_KEY, key, value, known, what)

    def _beside(self, item: Item, key: Scalar, value: Node) -> None:
        path = f"{item.id}.{key.text}"
        if is_empty(value):
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
            self.overrides(path, value)
        else:
            self.leaf(path, key, value, item.label)

    def _value(self, item: Item, path: str, node: Node) -> None:
        """Read an answer in short form."""
        if item.type in PHOTOS:
            self.add_photos(path, node, item.label)
        elif item.type is ItemType.REPEAT:
            self.repeat(item, node)
        elif item.parts or item.type is ItemType.MATRIX:
            names = item.parts or item.rows
            self.faults.add(Code.VALUE_TYPE, node, M("{label}要分开填：{names}", label=item.label, names="、".join(names.values())),
                            M("另起一行缩进，一行一件：{first}: …", first=next(iter(names), "")))  # fmt: skip
        elif item.type is ItemType.MULTI:
            chosen = self.faults.names(node, item.label) if isinstance(node, Sequence) else None
            text = node.text.strip() if isinstance(node, Scalar) else ""
            words = split_words(text, words_of(self.checklist, item)) if chosen is None else chosen
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

    def _part(self, item: Item, part: str, node: Node) -> None:
        path, label = f"{item.id}.{part}", f"{item.label}·{item.parts[part]}"
        if is_empty(node):
            return
        if not isinstance(node, Mapping):
            self._one_line(item, path, node)
            return
        for key, value in node.entries:
            if key.text == "conflict":
                self.conflict(path, key, value)
            elif key.text == "photos":
                self.add_photos(path, value, label)
            elif key.text == "value" and not is_empty(value):
                self._one_line(item, path, value)
            elif key.text == "finding":
                self.overrides(f"{path}.finding", value)
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
                self.conflict(f"{item.id}.self", key, value)
            elif key.text not in item.parts:
                what = M("{label}下面没有“{key}”", label=item.label, key=key.text)
                self.faults.unknown_key(Code.YAML_KEY, key, value, item.parts, what)
            elif not is_empty(value):
                self._one_line(item, f"{item.id}.self.{key.text}", value)
        if not pairs:
            self._value(item, f"{item.id}.self", node)
