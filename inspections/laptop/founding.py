"""The first acts of a ledger: the district, its root key, a registrar if there is one, and its first person.

All signed by the root key in one recording, so that there is a whole ledger or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspections.certificate_events import DEVICE
from inspections.ids import DISTRICT, PersonId
from inspections.keys import SigningKey
from inspections.laptop.certify import person_acts
from inspections.laptop.recorder import Act, Recorder
from inspections.laptop.settings import Settings
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role


@dataclass(frozen=True)
class First:
    """The first person: id, name, roles."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]


def open_ledger(
    workspace: Workspace,
    settings: Settings,
    root: SigningKey,
    first: First,
    registrar: str | None = None,
) -> None:
    """Record the first acts of an empty ledger; `registrar` is the public key that may certify devices from today."""
    acts = list(_acts(workspace, settings, root, first, registrar))
    Recorder(workspace, first.person, root).record(acts)
    workspace.forget()


def registrar_act(workspace: Workspace, key: str, until: date | None = None) -> Act:
    """Return the act by which the root key certifies `key` (64 hex digits) as a registrar's, from today on."""
    subject = f"{DEVICE}{key}"
    seen = workspace.district.heads.get(subject, frozenset())
    body = {"from": workspace.today().isoformat(), "until": until and until.isoformat()}
    return _root_act("registrar_certified", subject, body, seen)


def _acts(
    workspace: Workspace,
    settings: Settings,
    root: SigningKey,
    first: First,
    registrar: str | None,
) -> Iterator[Act]:
    yield _root_act(
        "district_opened",
        "d:settings",
        {
            "name": settings.name,
            "root_key": root.public_hex,
            "settings": {"time_zone": settings.zone.key},
        },
    )
    if registrar is not None:
        yield registrar_act(workspace, registrar)
    yield from person_acts(workspace, first.person, first.name, first.roles)


def _root_act(
    kind: str, subject: str, body: Mapping[str, Any], seen: frozenset[Any] = frozenset()
) -> Act:
    return Act(doc=DISTRICT, kind=kind, subject=subject, role=Role.ROOT, body=body, seen=seen)
