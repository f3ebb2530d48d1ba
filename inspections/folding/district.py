"""The register of the district from its events: settings, roster, people, devices, calendars (FORMATS §7).

Per subject the newest event counts, of blind ones the latest recorded. Refuses nothing: rows that cannot be read
stand in the timeline as without effect, and what this version does not know is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from inspections.certificates import Authority
from inspections.district import Device, District, Person, School
from inspections.errors import M, Msg
from inspections.events import Event, Unreadable
from inspections.folding import bodies, draws, releases
from inspections.folding.bodies import Body
from inspections.folding.effective import why_void
from inspections.folding.issue import NEWER, misplaced
from inspections.folding.past import History, mask_of
from inspections.folding.roster import named, person, school, scope
from inspections.ids import EventId, PersonId, SchoolId
from inspections.kinds import DISTRICT_KINDS, SERVER_KINDS
from inspections.releases import Release
from inspections.timeline import Effect, Entry

Calendar = tuple[frozenset[date], frozenset[date]]


@dataclass
class _Register:
    name: str = ""
    root_key: str = ""
    settings: dict[str, object] = field(default_factory=dict)
    schools: dict[SchoolId, School] = field(default_factory=dict)
    persons: dict[PersonId, Person] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    teams: dict[str, Mapping[str, object]] = field(default_factory=dict)
    areas: dict[str, Mapping[str, object]] = field(default_factory=dict)
    campaigns: dict[str, Mapping[str, object]] = field(default_factory=dict)
    calendars: dict[int, Calendar] = field(default_factory=dict)
    checklists: dict[str, str] = field(default_factory=dict)
    draws: dict[str, draws.Committed] = field(default_factory=dict)
    releases: dict[int, Release] = field(default_factory=dict)


def fold_district(events: Iterable[Event | Unreadable]) -> District:
    """Return what the `district` document says. Never raises; drops nothing."""
    given = tuple(events)
    authority = Authority.of(given)
    by_subject: dict[str, list[Event]] = {}
    for event in given:
        if isinstance(event, Event):
            by_subject.setdefault(event.subject, []).append(event)
    heads: dict[str, frozenset[EventId]] = {}
    register, verdicts = _Register(), dict[EventId, Msg | None]()
    for subject in sorted(by_subject):
        history = History(by_subject[subject])
        heads[subject] = history.heads(mask_of(range(len(history.events))))
        for event in history.events:
            if authority.void(event):
                verdicts[event.id] = why_void(event, authority.receipts)
            elif event.kind not in SERVER_KINDS or not authority.serves(event):
                verdicts[event.id] = _apply(register, event)
    whole = History(e for e in given if isinstance(e, Event))
    return District(
        name=register.name,
        root_key=register.root_key,
        settings=register.settings,
        schools=named(register.schools, register.persons),
        persons=register.persons,
        devices={k: d for k, d in register.devices.items() if not authority.ended(k)},
        teams=register.teams,
        areas=register.areas,
        campaigns=register.campaigns,
        calendars=register.calendars,
        checklists=register.checklists,
        draws={tail: draw for tail, (draw, _) in register.draws.items()},
        releases=dict(sorted(register.releases.items())),
        heads=heads,
        authority=authority,
        timeline=tuple(_entry(event, verdicts.get(event.id)) for event in whole.events),
        unreadable=tuple(u for u in given if isinstance(u, Unreadable)),
    )


def _apply(register: _Register, event: Event) -> Msg | None:
    """Enter `event` in the register; return why it has no effect, or None."""
    row = DISTRICT_KINDS.get(event.kind)
    if row is None or not event.subject.startswith(row.subject):
        return misplaced(event) if event.known else NEWER
    if event.role not in row.who:
        return M("{role}不能办理“{act}”", role=Msg(event.role.label), act=Msg(row.label))
    tail = event.subject.removeprefix(row.subject)
    if not tail and row.subject.endswith("/"):
        return misplaced(event)
    if event.kind in releases.KINDS:
        return releases.enter(register.releases, tail, event)
    enter = _ENTER.get(event.kind)
    return enter(register, tail, event.body) if enter else None


def _settings(register: _Register, _: str, body: Body) -> Msg | None:
    register.name = bodies.text(body, "name") or register.name
    register.root_key = register.root_key or bodies.text(body, "root_key") or ""
    register.settings |= bodies.mapping(body, "settings")
    return None


def _calendar(register: _Register, tail: str, body: Body) -> Msg | None:
    if not (tail.isascii() and tail.isdecimal() and len(tail) == 4):
        return M("“{year}”不是年份", year=tail)
    workdays, holidays = (
        frozenset(d for d in map(bodies.as_day, bodies.items(body, name)) if d)
        for name in ("workdays", "holidays")
    )
    register.calendars[int(tail)] = (workdays, holidays)
    return None


def _school(register: _Register, tail: str, body: Body) -> Msg | None:
    row = school(SchoolId(tail), bodies.mapping(body, "columns"))
    if row is None:
        return M("学校“{school}”的学段无法识别", school=tail)
    register.schools[row.id] = row
    return None


def _school_retired(register: _Register, tail: str, _: Body) -> Msg | None:
    row = register.schools.get(SchoolId(tail))
    if row:
        register.schools[row.id] = replace(row, retired=True)
    return None


def _person(register: _Register, tail: str, body: Body) -> Msg | None:
    row = person(PersonId(tail), bodies.mapping(body, "columns"))
    register.persons[row.id] = row
    return None


def _person_retired(register: _Register, tail: str, _: Body) -> Msg | None:
    row = register.persons.get(PersonId(tail))
    if row:
        register.persons[row.id] = replace(row, retired=True)
    return None


def _certified(register: _Register, tail: str, body: Body) -> Msg | None:
    roles, schools, areas = scope(body, bodies.mapping(body, "scope"))
    owner = bodies.text(body, "person")
    if owner is None:
        return M("证书没有写明人员")
    register.devices[tail] = Device(
        key=tail, person=PersonId(owner), roles=roles, schools=schools, areas=areas
    )
    return None


def _revoked(register: _Register, tail: str, _: Body) -> Msg | None:
    register.devices.pop(tail, None)
    return None


def _checklist(register: _Register, tail: str, body: Body) -> Msg | None:
    digest = bodies.text(body, "hash")
    if digest is None:
        return M("发布的清单“{checklist}”没有校验值", checklist=tail)
    register.checklists[tail] = digest
    return None


def _keep(table: str, name: str | None) -> Any:
    """Return what enters the object at `name` (or the body itself) in a table of plain objects."""

    def enter(register: _Register, tail: str, body: Body) -> Msg | None:
        getattr(register, table)[tail] = dict(bodies.mapping(body, name) if name else body)
        return None

    return enter


def _mark(table: str, mark: str) -> Any:
    """Return what marks a row of such a table as retired or ended."""

    def enter(register: _Register, tail: str, _: Body) -> Msg | None:
        rows = getattr(register, table)
        if tail in rows:
            rows[tail] = {**rows[tail], mark: True}
        return None

    return enter


_ENTER: Mapping[str, Any] = {
    "district_opened": _settings,
    "settings_set": _settings,
    "calendar_set": _calendar,
    "school_set": _school,
    "school_retired": _school_retired,
    "person_set": _person,
    "person_retired": _person_retired,
    "team_set": _keep("teams", "columns"),
    "team_retired": _mark("teams", "retired"),
    "area_set": _keep("areas", "columns"),
    "area_retired": _mark("areas", "retired"),
    "campaign_set": _keep("campaigns", None),
    "campaign_ended": _mark("campaigns", "ended"),
    "draw_committed": lambda register, *said: draws.commit(register.draws, *said),
    "draw_revealed": lambda register, *said: draws.reveal(register.draws, *said),
    "device_certified": _certified,
    "device_revoked": _revoked,
    "checklist_published": _checklist,
}
"""What each kind enters; kinds that are not here stand in the timeline only."""


def _entry(event: Event, why: Msg | None) -> Entry:
    if why is None:
        return Entry(event=event, effect=Effect.FACT)
    return Entry(event=event, effect=Effect.NO_EFFECT if event.known else Effect.NEWER, why=why)
