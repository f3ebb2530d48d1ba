"""The parts of the pages of areas, campaigns, teams and checklists: groups of schools, duties, items, inspections."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.parts import Figure, InspectionLine, Link


@dataclass(frozen=True, kw_only=True)
class VisitSection:
    """A headed part of a list of inspections."""

    id: str
    title: str
    count: int
    lines: tuple[InspectionLine, ...]


@dataclass(frozen=True, kw_only=True)
class SchoolGroup:
    """Schools by name only, headed, with how many there are in all and where all of them are."""

    id: str
    title: str
    count: int
    schools: tuple[Link, ...]
    more: Link | None


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Who is responsible for which schools."""

    label: str
    who: str
    schools: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """An item of a checklist: number, question, how often it was not passed."""

    no: str
    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class ItemSection:
    """A section of a checklist."""

    title: str
    lines: tuple[ItemLine, ...]
