"""The model of a filled record: a head, and answers as a flat map of paths (FORMATS §6).

A path is `item`, `item.part`, `item.row.column`, with `.note`, `.place`, `.self`, `.finding.<field>` behind it, or
`record.<field>`, `findings.<id>.<field>`. Values are texts as they were typed (lists of texts where several are
chosen); what they mean says `answers`. Private answers stand apart and never enter `flat`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from inspections.ids import InspectionId, SchoolId
from inspections.vocabulary import Signatory, Visit

Value: TypeAlias = "str | tuple[str, ...]"
"""An answer as typed: a text, or several."""

_T = TypeVar("_T")
BESIDE = ("value", "self", "place", "note", "photos", "finding")
"""What the long form of every answer may hold (FORMATS §11)."""
OVERRIDES = ("title", "severity", "days", "requirement", "responsible")
"""What `finding:` of an answer may say differently for this one finding."""
FINDING_FIELDS = (
    "id", "title", "place", "category", "severity", "disposition", "requirement", "days", "basis", "note",
    "responsible", "photos", "fixed", "removed",
)  # fmt: skip
REMOVED = "removed"
"""The field of a row or finding that strikes it out; its value is the reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed at a path, with its place (from 1)."""

    value: Value
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Side:
    """One person's answer in a conflict."""

    by: str
    value: Value
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A path at which people answered differently (FORMATS §14)."""

    sides: tuple[Side, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Signed:
    """An entry of `signatures`: who signs as what; `image` is a file name of the photo folder."""

    name: str
    as_: Signatory
    image: str
    objection: str
    line: int


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An entry without `row:` or `id:`, the id it was given, and the place of its first key (FORMATS §10, §15)."""

    key: str
    name: str
    line: int
    column: int
    in_brackets: bool


@dataclass(frozen=True, kw_only=True)
class Header:
    """Who inspected what, when. `visit_typed` is the word of the file (`四不两直`)."""

    inspection: InspectionId
    school: SchoolId
    checklist: str
    date: date
    team: str
    inspectors: tuple[str, ...]
    visit: Visit | None = None
    visit_typed: str = ""
    campaign: str | None = None
    along_with: str | None = None
    documents_seen: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Record:
    """A filled record. `rows` gives the row ids of each `repeat` item and `findings` those of the findings not on
    the list, in their order, struck-out ones left out; `orphans` holds answers of items that are no more.
    """

    header: Header
    answers: Mapping[str, Answer]
    private: Mapping[str, Answer] = field(default_factory=dict)
    photos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    private_photos: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    private_conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    signatures: tuple[Signed, ...] = ()
    orphans: Mapping[str, Answer] = field(default_factory=dict)
    unnamed: tuple[Unnamed, ...] = ()
    private_unnamed: tuple[Unnamed, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """Return the text at a public path, "" if there is none."""
        answer = self.answers.get(path)
        return answer.value if answer and isinstance(answer.value, str) else ""

    def removed(self, path: str) -> str:
        """Return why the row or finding at `path` was struck out, "" if it was not."""
        return self.text(f"{path}.{REMOVED}")


def flat(record: Record) -> dict[str, str | list[str]]:
    """Return all public answers by path, as an `answered` event's `set` holds them (FORMATS §6).

    A path in conflict is left out: nobody has answered it yet. Private answers are never in it.
    """
    return {
        path: list(answer.value) if isinstance(answer.value, tuple) else answer.value
        for path, answer in sorted(record.answers.items())
        if path not in record.conflicts
    }


def next_name(used: Mapping[str, object] | frozenset[str] | set[str], prefix: str = "") -> str:
    """Return the first free id: a, b, … z, a2 … for rows; `f1`, `f2` … with a prefix."""
    if prefix:
        return next(n for i in range(1, len(used) + 2) if (n := f"{prefix}{i}") not in used)
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = (
        letter + (str(turn) if turn > 1 else "")
        for turn in range(1, len(used) + 2)
        for letter in letters
    )
    return next(name for name in names if name not in used)


def frozen(mapping: Mapping[str, _T]) -> Mapping[str, _T]:
    """Return a read-only view of a copy of `mapping`."""
    return MappingProxyType(dict(mapping))
