"""A row of a bureau's sheet under its heading, and the notes on what was not understood, each at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspections.errors import Code, Level, M, Msg, Problem
from inspections.sheet_heading import Heading, Use


@dataclass
class Notes:
    """Collects what was not understood, each at its cell."""

    found: list[Problem] = field(default_factory=list)

    def add(self, row: int, column: int, what: Msg, remedy: Msg) -> None:
        """Note something about a cell; row and column count from 0."""
        place = M("第 {row} 行 {column} 列：{what}", row=row + 1, column=letters(column), what=what)
        self.found.append(
            Problem(
                code=Code.CHECKLIST_SHEET,
                level=Level.WARNING,
                what=place,
                remedy=remedy,
                line=row + 1,
                column=column + 1,
            )
        )


@dataclass(frozen=True)
class Row:
    """The texts of one row, with the heading that says what they are; `place` counts from 0."""

    place: int
    cells: tuple[str, ...]
    heading: Heading

    @property
    def question(self) -> str:
        """The text of the question's column."""
        return self.of(Use.QUESTION)

    def of(self, use: Use) -> str:
        """Return the first text that stands in a column of this use, else an empty text."""
        return next((self.cells[c] for c in self._within(use) if self.cells[c]), "")

    def at(self, use: Use) -> int:
        """Return the column whose text `of` returns."""
        return next((c for c in self._within(use) if self.cells[c]), 0)

    def _within(self, use: Use) -> list[int]:
        return [c for c in self.heading.columns(use) if c < len(self.cells)]


class Draft:
    """An item in the making: what is put into its hint is noted as a problem where that was not to be expected."""

    def __init__(self, row: Row, notes: Notes) -> None:
        self.row = row
        self.hints: list[str] = []
        self._notes = notes

    def strange(self, column: int, what: Msg, remedy: Msg, kept: str = "") -> None:
        """Note what was not understood; keep its text, named by its column."""
        self._notes.add(self.row.place, column, what, remedy)
        if kept:
            self.hint(self.row.heading.names.get(column, ""), kept)

    def hint(self, name: str, text: str) -> None:
        """Put a text into the hint."""
        flat = " ".join(text.split())
        self.hints.append(f"{name}：{flat}" if name else flat)


def letters(column: int) -> str:
    """Return the letters that Excel shows above a column, which counts from 0."""
    shown = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        shown = chr(ord("A") + rest) + shown
    return shown
