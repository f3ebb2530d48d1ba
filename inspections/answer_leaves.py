"""The leaves of an answer: texts, photos, ids of entries, conflicts; kept by path, every fault noted."""

from __future__ import annotations

import re

from inspections.answers import Meaning, Wrong, number
from inspections.checklist import Checklist
from inspections.errors import Code, M
from inspections.faults import Faults
from inspections.inspection import (
    OVERRIDES,
    Answer,
    Conflict,
    Side,
    Unnamed,
    Value,
    next_name,
)
from inspections.text_yaml import Mapping, Node, Scalar, Sequence
from inspections.vocabulary import Severity

_ROW = re.compile(r"[\w-]{1,40}")


class Leaves:
    """What was read so far, by path: `answers`, `photos`, `conflicts`, `rows`; and `unnamed` entries."""

    def __init__(self, checklist: Checklist, faults: Faults, private: bool = False) -> None:
        self.private = private  # no fault may quote what was typed
        self.mark = ""  # begins the ids of rows that have none yet
        self.checklist, self.faults = checklist, faults
        self.answers: dict[str, Answer] = {}
        self.photos: dict[str, tuple[str, ...]] = {}
        self.conflicts: dict[str, Conflict] = {}
        self.rows: dict[str, tuple[str, ...]] = {}
        self.unnamed: list[Unnamed] = []

    def keep(self, path: str, node: Node, value: Value) -> None:
        """Keep an answer at its path."""
        self.answers[path] = Answer(value, node.line, node.column)

    def judge(self, label: str, node: Node, found: Meaning | Wrong, path: str) -> None:
        """Note the fault if the answer means nothing."""
        if not isinstance(found, Wrong):
            return
        if self.private:
            self.faults.add(found.code, node, M("{label}填得不对", label=label), found.remedy)
            return
        remedy = (
            M("改成 {key}: {instead}", key=path.rsplit(".")[-1], instead=found.instead)
            if found.instead
            else found.remedy
        )
        self.faults.add(found.code, node, found.what(label), remedy, found.instead)

    def names(self, key: str, entries: list[Node], prefix: str) -> list[str]:
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

    def leaf(self, path: str, key: Scalar, node: Node, label: str) -> str:
        """Keep a text, or the sides of a conflict; return the text, "" if there is none."""
        if isinstance(node, Mapping) and (sides := node.get("conflict")) is not None:
            self.conflict(path, key, sides)
            return ""
        text = "" if is_empty(node) else self.faults.text(node, label)
        if text:
            self.keep(path, node, text)
        return text

    def overrides(self, path: str, node: Node) -> None:
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
            dict.fromkeys(() if is_empty(node) else self.faults.names(node, f"{label}的照片"))
        )
        if names:
            self.photos[path] = names

    def conflict(self, path: str, key: Scalar, node: Node) -> None:
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


def is_empty(node: Node) -> bool:
    """Return whether nothing was written there."""
    return isinstance(node, Scalar) and not node.text.strip()
