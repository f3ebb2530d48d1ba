"""A list of anything that a number can lead to: headed parts with anchors, over as many pages as it takes.

Refuses to know what its rows are: issues (`listings`), inspections and schools (`rolls`) are listed alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Generic, TypeVar

from inspections.errors import M, Msg
from site_builder import links

T = TypeVar("T")
NOTHING = M("")


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[T]):
    """A list: its name (address), its title, what kind of list it is, its rows by part, each part in order.

    `meant` maps a number to the parts that it counts, where that is not the part of its name.
    """

    name: str
    title: Msg
    kind: Msg = NOTHING
    parts: Mapping[str, tuple[T, ...]]
    address: Callable[[str, int], str] = links.list_path
    meant: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def total(self) -> int:
        """How many rows it holds."""
        return sum(len(part) for part in self.parts.values())

    def count(self, number: str) -> int:
        """Return how many rows a number leads to."""
        return sum(len(self.parts.get(p, ())) for p in self.meant.get(number, (number,)))

    def href(self, number: str = "") -> str:
        """Return the path of the list, or of the first of the parts that `number` counts: its page and its anchor."""
        before = 0
        wanted = self.meant.get(number, (number,))
        for name, rows in self.parts.items():
            if name in wanted and rows:
                at = before // links.ROWS_PER_PAGE + 1
                return f"{self.address(self.name, at)}#{name}"
            before += len(rows)
        return self.address(self.name, 1)

    def pages(self) -> Iterator[tuple[str, list[tuple[str, tuple[T, ...]]]]]:
        """Yield the path of each page with its rows by part; an empty list is one page without rows."""
        rows = [(part, row) for part, held in self.parts.items() for row in held]
        size = links.ROWS_PER_PAGE
        for n in range(max(1, -(-len(rows) // size))):
            cut = groupby(rows[n * size : n * size + size], key=lambda pair: pair[0])
            parts = [(part, tuple(row for _, row in pairs)) for part, pairs in cut]
            yield self.address(self.name, n + 1), parts
