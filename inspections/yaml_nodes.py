"""The nodes of a YAML text: every scalar a text, every node with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


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
