"""Tables on a screen: columns aligned by the width that Chinese characters really take."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from inspections.errors import Msg
from inspections.laptop.context import Context
from inspections.laptop.output import print_text


def print_table(ctx: Context, heading: Sequence[Msg], rows: Sequence[Sequence[str]]) -> None:
    """Print rows below their heading, each column as wide as its widest cell; the last one is not padded."""
    table = [
        [ctx.text(cell) for cell in heading],
        *[[one_line(str(cell)) for cell in row] for row in rows],
    ]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)]
        print_text("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters."""
    return "".join(c if c.isprintable() else " " for c in text)
