"""Entering a person: `person_set` and, with a key made here, `device_certified`, both signed by the root key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
) -> Iterable[Act]:
    """Return the two acts that enter a person, resting on what the ledger says of them now."""
    key = workspace.keyring.make(person)
    heads = workspace.district.heads
    listed = [role.value for role in roles]
    scope = {"schools": list(schools), "areas": list(areas)}
    columns = {"name": name, "roles": listed, **scope}
    today = workspace.today().isoformat()
    certificate = {"person": person, "roles": listed, "scope": scope, "from": today, "until": None}
    for kind, subject, body in (
        ("person_set", f"d:person/{person}", {"columns": columns}),
        ("device_certified", f"d:device/{key.public_hex}", certificate),
    ):
        seen = heads.get(subject, frozenset())
        yield Act(doc=DISTRICT, kind=kind, subject=subject, role=Role.ROOT, body=body, seen=seen)


def changed(known: object, columns: Mapping[str, object]) -> bool:
    """Return whether a roster row says anything else than what is known."""
    return known is None or any(getattr(known, name) != value for name, value in columns.items())
