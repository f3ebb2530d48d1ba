"""The district as values: schools, people, certified devices, settings, calendars. Folded, never decided, here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from inspections.certificates import Authority
from inspections.draw import Draw
from inspections.events import Unreadable
from inspections.ids import EventId, PersonId, SchoolId
from inspections.releases import Release
from inspections.timeline import Entry
from inspections.vocabulary import Ownership, Role, Stage


@dataclass(frozen=True, kw_only=True)
class School:
    """A row of the roster (FORMATS §10). `phone` is private."""

    id: SchoolId
    name: str
    stage: Stage
    ownership: Ownership | None = None
    area: str = ""
    township: str = ""
    boarding: bool = False
    pupils: int | None = None
    staff: int | None = None
    inspector: PersonId | None = None
    office: str = ""
    principal: str = ""
    phone: str = ""
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person of the district with their roles and scope (`schools` and `areas` empty = all)."""

    id: PersonId
    name: str
    roles: tuple[Role, ...]
    schools: tuple[SchoolId, ...] = ()
    areas: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class Device:
    """A certified device key: whose it is and for what."""

    key: str
    person: PersonId
    roles: tuple[Role, ...]
    schools: tuple[SchoolId, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class District:
    """What the `district` document says: settings, roster, people, devices, calendars."""

    name: str
    root_key: str
    settings: Mapping[str, object]
    schools: Mapping[SchoolId, School]
    persons: Mapping[PersonId, Person]
    devices: Mapping[str, Device]
    teams: Mapping[str, Mapping[str, object]]
    areas: Mapping[str, Mapping[str, object]]
    campaigns: Mapping[str, Mapping[str, object]]
    calendars: Mapping[
        int, tuple[frozenset[date], frozenset[date]]
    ]  # year -> (workdays moved in, holidays)
    checklists: Mapping[str, str]  # id@version -> hash
    heads: Mapping[str, frozenset[EventId]]  # subject -> newest events
    authority: Authority = field(default_factory=Authority)
    draws: Mapping[str, Draw] = field(default_factory=dict)
    releases: Mapping[int, Release] = field(default_factory=dict)
    timeline: tuple[Entry, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
