"""YAML read as text: every scalar stays what was typed, with its place; and nothing that surprises is let in.

PyYAML's C events are used, never its typing. Refused, each with a problem of its own: anchors, aliases, tags,
duplicate keys, more than one document, depth over 16, over 50,000 nodes, over 1 MB, merge markers, tabs as indent,
text that is not UTF-8 (GBK is recognised and named).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from inspections.errors import Problem


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text with its place (from 1); `plain` if it stood without quotes and not as a block."""

    text: str
    line: int
    column: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in their order, no key twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Return the value at `key`, or None."""
        return next((value for k, value in self.entries if k.text == key), None)

    def keys(self) -> Iterator[Scalar]:
        """Iterate over the keys."""
        return (key for key, _ in self.entries)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Values in their order."""

    items: tuple[Node, ...]
    line: int
    column: int


Node: TypeAlias = Scalar | Mapping | Sequence


@dataclass(frozen=True)
class Reading:
    """What a file holds: its text (BOM removed), the root node or None, and every problem met."""

    text: str
    root: Node | None
    problems: tuple[Problem, ...]


def read(data: bytes) -> Reading:
    """Return what the bytes hold. Never raises for any bytes; bounded in time and memory."""
    raise NotImplementedError
