"""Who may hold which private answer: one table, asked before a blob is sealed for somebody and before one is kept.

Source: DESIGN §2 "Private answers" (only those entitled may fetch them) and FORMATS §16 (private answers: no static
tree, bureau in form, portal and console; steps against a person: the bureau alone). What the table does not name is
held by nobody else than its author.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from inspections.vocabulary import Role


class Tie(StrEnum):
    """What ties a person to a private answer."""

    OF_INSPECTION = "of_inspection"
    """One of the inspectors of that inspection, by the head of its record."""
    IN_SCOPE = "in_scope"
    """The certificate's scope holds the school."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who would hold a blob: the person and roles of one device certificate, and whether its scope holds the school."""

    person: str
    name: str
    roles: frozenset[Role]
    in_scope: bool


_ANSWER: Final[Mapping[Role, Tie]] = MappingProxyType(
    {
        Role.INSPECTOR: Tie.OF_INSPECTION,
        Role.AREA_LEAD: Tie.IN_SCOPE,
        Role.BUREAU: Tie.IN_SCOPE,
        Role.SCHOOL: Tie.IN_SCOPE,
    }
)
HOLDERS: Final[Mapping[tuple[str, str], Mapping[Role, Tie]]] = MappingProxyType(
    {
        ("answered", "private"): _ANSWER,
        ("amended", "private"): _ANSWER,
        ("escalated", "person"): MappingProxyType({Role.BUREAU: Tie.IN_SCOPE}),
    }
)
"""(kind, private field) -> role -> what ties it to the answer."""


def may_hold(kind: str, field: str, holder: Holder, inspectors: frozenset[str]) -> bool:
    """Return whether this holder may have the blob that `field` of an event of `kind` names.

    `inspectors` are the people of the inspection, by id or name as its record has them; empty for an issue.
    """
    if not holder.in_scope:
        return False
    ties = HOLDERS.get((kind, field), {})
    own = bool({holder.person, holder.name} & inspectors)
    return any(role in holder.roles and (tie is Tie.IN_SCOPE or own) for role, tie in ties.items())
