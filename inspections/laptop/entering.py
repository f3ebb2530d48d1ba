"""People entered at the bureau's laptop: in the roster, and with a key made here a certificate for it.

With the root key here both acts are its own, in one recording. Else the bureau person enters and a registrar
certifies, in this order: what is cut short in between is finished by doing it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspections.errors import Code, M, Problem, RuleError
from inspections.ids import PersonId
from inspections.laptop.actor import Actor, may_certify, office_recorder, roster_recorder
from inspections.laptop.certify import certificate_act, certified, changed, person_act
from inspections.laptop.recorder import Act, Recorder
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role


@dataclass(frozen=True)
class Entered:
    """How many people something new was recorded of, and what was refused, person by person."""

    new: int
    refused: tuple[Problem, ...] = ()


def enter_people(
    workspace: Workspace,
    actor: Actor,
    people: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    keys: bool = True,
) -> Entered:
    """Record those of whom something new is said: id -> name, roles, schools, areas.

    With `keys` each gets a key on this laptop, if none lies here, and a certificate that says the same.
    Raises RuleError (exit 3) before anything is recorded when nobody here may do it.
    """
    roster, role = roster_recorder(workspace, actor, "person_set")
    office = None
    if keys:
        office = roster if role is Role.ROOT else office_recorder(workspace, actor)
    acts: list[tuple[Recorder, Act]] = []
    refused: list[Problem] = []
    new = 0
    for id_, row in people:
        try:
            found = list(_acts(workspace, PersonId(id_), row, (roster, role), office))
        except RuleError as error:
            refused += error.problems
            continue
        new += bool(found)
        acts += found
    if office is not None and acts:
        office.key.ready()  # a wrong passphrase must not leave people entered without a certificate
    roster.record([act for by, act in acts if by is roster])
    if office is not None and office is not roster:
        office.record([act for by, act in acts if by is office])
    return Entered(new, tuple(refused))


def _acts(
    workspace: Workspace,
    person: PersonId,
    row: Mapping[str, Any],
    roster: tuple[Recorder, Role],
    office: Recorder | None,
) -> Iterable[tuple[Recorder, Act]]:
    """Yield the acts that are missing for a person, each with who records it; RuleError when one may not be."""
    name, roles = row["name"], tuple(Role(role) for role in row["roles"])
    scope = (roles, tuple(row.get("schools", ())), tuple(row.get("areas", ())))
    columns = dict(zip(("name", "roles", "schools", "areas"), (name, *scope), strict=True))
    fresh = changed(workspace.district.persons.get(person), columns)
    lacking = office is not None and _lacking(workspace, person, scope)
    if not fresh and not lacking:
        return
    if office is not None:
        may_certify(workspace, office, roles)
        _not_revoked(workspace, person, name)
    by, role = roster
    if fresh or office is by:
        yield by, person_act(workspace, person, name, *scope, role=role)
    if office is not None:
        key = workspace.keyring.make(person).public_hex
        yield office, certificate_act(workspace, person, key, *scope)


def _lacking(
    workspace: Workspace,
    person: PersonId,
    scope: tuple[tuple[Role, ...], tuple[str, ...], tuple[str, ...]],
) -> bool:
    """Return whether the person has no key here, or one that nothing certifies so; a revoked one stays as it is."""
    if not workspace.keyring.has(person):
        return True
    authority, key = workspace.district.authority, workspace.keyring.public(person)
    return not authority.ended(key) and not certified(authority, key, *scope)


def _not_revoked(workspace: Workspace, person: PersonId, name: str) -> None:
    keyring = workspace.keyring
    if keyring.has(person) and workspace.district.authority.ended(keyring.public(person)):
        raise RuleError(
            Problem(
                code=Code.RULE_ROLE,
                what=M("{name}在这台电脑上的密钥已经吊销，不能再发证书", name=name),
                remedy=M("把 .ducha/keys/{id}.key 移走，再登记一次，就有新的密钥", id=person),
            )
        )
