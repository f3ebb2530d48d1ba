"""What key events say, one by one: certificates, revocations, adoptions, the line of root keys.

Reads bodies that nobody has checked: a wrong field counts as one that is not there. Whether their author had the right
to say so is decided in `certificates`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspections.events import Event
from inspections.ids import EventId
from inspections.vocabulary import Role

DEVICE: Final = "d:device/"
_KEY: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What a device may do, and the days between which that may be received."""

    device: str
    person: str
    roles: frozenset[Role]
    schools: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    by: EventId


Keep = Mapping[str, Mapping[str, int]]
"""document -> session -> the last number that counts."""


def roots(given: Collection[Event], keys: Iterable[Event]) -> dict[str, frozenset[EventId] | None]:
    """Return the root keys from the first to the one in force; of several blind successors none is believed."""
    opened = sorted(
        (e for e in given if e.kind == "district_opened" and e.body.get("root_key") == e.device),
        key=lambda e: e.id,
    )
    rooted = [e for e in keys if e.kind == "rooted"]
    roots: dict[str, frozenset[EventId] | None] = {}
    key = opened[0].device if opened else ""
    prev = {e.id: e.prev for e in given} if rooted else {}
    while key and key not in roots:
        named = {e.id: e.body.get("successor") for e in rooted if e.device == key}
        pasts = [_chain(i, prev) for i in named]
        roots[key] = frozenset.intersection(*pasts) if pasts else None
        successors = {str(one) for one in named.values() if _is_key(one)}
        if len(successors) > 1:
            roots |= {one: frozenset() for one in successors if one not in roots}
        key = successors.pop() if len(successors) == 1 else ""
    return roots


def _chain(event: EventId, prev: Mapping[EventId, EventId | None]) -> frozenset[EventId]:
    chain: set[EventId] = set()
    at: EventId | None = event
    while at is not None and at not in chain:
        chain.add(at)
        at = prev.get(at)
    return frozenset(chain)


def certificates(events: Iterable[Event]) -> dict[str, tuple[Certificate, ...]]:
    """Return device -> the certificates that these events give it, in the order of their ids."""
    found: dict[str, tuple[Certificate, ...]] = {}
    for event in sorted(events, key=lambda e: e.id):
        body, device = event.body, event.subject.removeprefix(DEVICE)
        if not _is_key(device):
            continue
        scope, person = body.get("scope"), body.get("person")
        scope = scope if isinstance(scope, Mapping) else {}
        held = Certificate(
            device=device,
            person=person if isinstance(person, str) else "",
            roles=frozenset(role for role in Role if role.value in texts(body.get("roles"))),
            schools=texts(scope.get("schools")),
            areas=texts(scope.get("areas")),
            since=_day(body.get("from")),
            until=_day(body.get("until")),
            by=event.id,
        )
        found[device] = (*found.get(device, ()), held)
    return found


def revoked(events: Iterable[Event]) -> dict[str, tuple[Keep, ...]]:
    """Return device -> what each of its revocations keeps."""
    found: dict[str, tuple[Keep, ...]] = {}
    for event in sorted(events, key=lambda e: e.id):
        if event.kind == "device_revoked":
            key = event.subject.removeprefix(DEVICE)
            found[key] = (*found.get(key, ()), _keep(event.body.get("keep")))
    return found


def _keep(told: object) -> dict[str, dict[str, int]]:
    documents = told if isinstance(told, Mapping) else {}
    return {
        doc: {session: n for session, n in sessions.items() if isinstance(n, int)}
        for doc, sessions in documents.items()
        if isinstance(sessions, Mapping)
    }


def adopted(events: Iterable[Event]) -> frozenset[EventId]:
    """Return the ids of the events that these adopt."""
    return frozenset(
        EventId(one) for e in events if e.kind == "adopted" for one in texts(e.body.get("events"))
    )


def areas(events: Iterable[Event]) -> dict[str, frozenset[str]]:
    """Return school -> every area in which these events enter it."""
    found: dict[str, frozenset[str]] = {}
    for event in events:
        columns = event.body.get("columns")
        if event.kind == "school_set" and isinstance(columns, Mapping):
            school, area = event.subject.removeprefix("d:school/"), columns.get("area")
            if isinstance(area, str) and area:
                found[school] = found.get(school, frozenset()) | {area}
    return found


def _is_key(text: object) -> bool:
    return isinstance(text, str) and bool(_KEY.fullmatch(text))


def texts(value: object) -> frozenset[str]:
    """Return the texts of a list; none if it is no list."""
    return (
        frozenset(one for one in value if isinstance(one, str))
        if isinstance(value, list | tuple)
        else frozenset()
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
