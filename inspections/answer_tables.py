"""Answers that are tables: the cells of a matrix, the rows of a repeat (FORMATS §11)."""

from __future__ import annotations

from inspections.answer_leaves import Leaves, is_empty
from inspections.answers import field_meaning, meaning, number
from inspections.checklist import Item, ItemType
from inspections.errors import Code, M
from inspections.inspection import REMOVED
from inspections.text_yaml import Mapping, Node, Scalar, Sequence

_ROW_BESIDE = ("row", REMOVED, "note", "place", "photos")


class Tables(Leaves):
    """Reads matrix and repeat answers into the leaves."""

    def cells(self, item: Item, path: str, node: Node) -> None:
        """Read the cells of one row of a matrix."""
        if is_empty(node):
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
            elif not is_empty(value):
                self._cell(item, f"{path}.{key.text}", key, value, label)

    def _cell(self, item: Item, path: str, key: Scalar, node: Node, label: str) -> None:
        text = self.leaf(path, key, node, f"{item.label}·{label}")
        if text and number(text) is None:
            number_item = item.model_copy(update={"type": ItemType.NUMBER})
            self.judge(
                f"{item.label}·{label}", node, meaning(self.checklist, number_item, text), path
            )

    def repeat(self, item: Item, node: Node) -> None:
        """Read the rows of a repeat; an empty list is an answer."""
        if not isinstance(node, Sequence):
            self.faults.add(Code.VALUE_TYPE, node, M("{label}要一样一段", label=item.label),
                            M("另起一行缩进，写成 - {first}: …", first=next(iter(item.fields), "")))  # fmt: skip
            return
        if not node.items:
            self.keep(item.id, node, ())
        entries = [entry for entry in node.items if not is_empty(entry)]
        names = self.names("row", entries, self.mark)
        self.rows[item.id] = tuple(
            name for name, entry in zip(names, entries, strict=True) if name and not _struck(entry)
        )
        for name, entry in zip(names, entries, strict=True):
            if name and isinstance(entry, Mapping):
                self._row(item, name, entry)

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


def _struck(entry: Node) -> bool:
    reason = entry.get(REMOVED) if isinstance(entry, Mapping) else None
    return isinstance(reason, Scalar) and bool(reason.text.strip())
