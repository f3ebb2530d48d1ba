"""Collects what is wrong in one file while it is read: every fault with its line, its source and the mended line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from inspections.errors import Code, Level, M, Msg, Problem, listed
from inspections.text_yaml import Mapping, Node, Scalar


class Faults:
    """The problems of the file `file`, in the order they were met; `text` is what the file holds."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._lines = text.splitlines()

    def add(self, code: Code, node: Node | int, what: Msg, remedy: Msg, instead: str | None = None,
            level: Level = Level.ERROR) -> None:  # fmt: skip
        """Note a fault at a node (or a line); `instead` is what the scalar there should be."""
        line, column = (node, None) if isinstance(node, int) else (node.line, node.column)
        source = self._lines[line - 1] if 0 < line <= len(self._lines) else None
        mended = None
        if instead is not None and source and isinstance(node, Scalar) and column:
            start = column - 1
            if source[start : start + len(node.text)] == node.text:
                mended = source[:start] + instead + source[start + len(node.text) :]
        self.problems.append(
            Problem(code=code, what=what, remedy=remedy, level=level, file=self.file, line=line,
                    column=column, source=source if mended else None, mended=mended)
        )  # fmt: skip

    def unknown_key(
        self, code: Code, key: Scalar, value: Node, known: Iterable[str], what: Msg
    ) -> None:
        """Note a key that nobody knows, with the nearest known one or, for a stray comma, what happened."""
        known = tuple(known)
        near = difflib.get_close_matches(key.text, known, n=1)
        if near:
            self.add(code, key, what, M("是不是 {near}？", near=near[0]), near[0])
        elif isinstance(value, Scalar) and not value.text:
            self.add(
                code, key, what, M("花括号里的逗号会断成两项：改成一行一项，或给这段文字加引号")
            )
        else:
            self.add(code, key, what, M("这里可以写：{known}", known=listed(known)))

    def text(self, node: Node, label: str | Msg) -> str:
        """Return the text of a scalar; anything else is a fault and reads as ""."""
        if isinstance(node, Scalar):
            return node.text.strip()
        self.add(
            Code.YAML_SHAPE,
            node,
            M("{label}应写成一行文字", label=label),
            M("写在冒号后面，中间空一格"),
        )
        return ""

    def names(self, node: Node, label: str | Msg) -> tuple[str, ...]:
        """Return the texts of a list, or of one text with commas between; else notes a fault."""
        if isinstance(node, Scalar):
            return tuple(
                n.strip()
                for n in node.text.replace("，", ",").replace("、", ",").split(",")
                if n.strip()
            )
        if isinstance(node, Mapping):
            self.add(
                Code.YAML_SHAPE,
                node,
                M("{label}应写成 [甲, 乙]", label=label),
                M("用方括号，名字之间用逗号"),
            )
            return ()
        return tuple(text for entry in node.items if (text := self.text(entry, label)))
