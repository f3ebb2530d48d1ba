"""Entering a person: `person_set` for the roster, `device_certified` for a key made here; who signs each is the caller's.

Refuses nothing: which key may sign (root, registrar, the bureau's own) is `actor`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from inspections.certificates import Authority
from inspections.ids import DISTRICT, PersonId
from inspections.laptop.recorder import Act
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role


def person_acts(
    workspace: Workspace,
    person: PersonId,
    name: str,
    roles: Iterable[Role],
    schools: Iterable[str] = (),
    areas: Iterable[str] = (),
) -> Iterator[Act]:
    """Yield the two acts that enter a person with a key made here, both in the role root."""
    roles, schools, areas = tuple(roles), tuple(schools), tuple(areas)
    yield person_act(workspace, person, name, roles, schools, areas, role=Role.ROOT)
    key = workspace.keyring.make(person).public_hex
    yield certificate_act(workspace, person, key, roles, schools, areas)


def person_act(
    workspace: Workspace,
    person: PersonId,
    name: str,
    roles: Iterable[Role],
    schools: Iterable[str] = (),
    areas: Iterable[str] = (),
    *,
    role: Role,
) -> Act:
    """Return the act that enters a person in the roster, in the `role` of who records it (FORMATS §7: R B)."""
    subject = f"d:person/{person}"
    columns = {
        "name": name,
        "roles": [one.value for one in roles],
        "schools": list(schools),
        "areas": list(areas),
    }
    return _act(workspace, "person_set", subject, role, {"columns": columns})


def certificate_act(
    workspace: Workspace,
    person: PersonId,
    key: str,
    roles: Iterable[Role],
    schools: Iterable[str] = (),
    areas: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> Act:
    """Return the act that certifies `key` (64 hex digits) for a person from `since` (today) to `until` (no end).

    Always in the role root, also by a registrar (decision 0010).
    """
    body = {
        "person": person,
        "roles": [one.value for one in roles],
        "scope": {"schools": list(schools), "areas": list(areas)},
        "from": (since or workspace.today()).isoformat(),
        "until": until and until.isoformat(),
    }
    return _act(workspace, "device_certified", f"d:device/{key}", Role.ROOT, body)


def certified(
    authority: Authority,
    key: str,
    roles: Iterable[Role],
    schools: Iterable[str] = (),
    areas: Iterable[str] = (),
) -> bool:
    """Return whether a certificate that stands says exactly this of the key."""
    wanted = (frozenset(roles), frozenset(schools), frozenset(areas))
    held = authority.certificates.get(key, ())
    return not authority.ended(key) and any(
        (one.roles, one.schools, one.areas) == wanted for one in held
    )


def changed(known: object, columns: Mapping[str, object]) -> bool:
    """Return whether a roster row says anything else than what is known."""
    return known is None or any(getattr(known, name) != value for name, value in columns.items())


def _act(
    workspace: Workspace, kind: str, subject: str, role: Role, body: Mapping[str, object]
) -> Act:
    seen = workspace.district.heads.get(subject, frozenset())
    return Act(doc=DISTRICT, kind=kind, subject=subject, role=role, body=body, seen=seen)
