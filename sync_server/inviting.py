"""Who may be invited to join with a new device, and for what: a person of the roster, in the roles that stand there.

Used by the console (`ducha admin invite`) and by the bureau's page. Refuses before a code is made what could not be
certified later: somebody who has left, a role that no laptop has, a school's person without a school.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from inspections.certificates import CERTIFIABLE
from inspections.district import District, Person
from inspections.errors import Code, M, Problem, RuleError, UserError, listed
from inspections.laptop.lookup import person_named
from inspections.vocabulary import Role
from sync_server import invitations
from sync_server.pending_devices import may_certify, no_registrar
from sync_server.service import Service

NAME_SHOWN: Final = 40


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited: the code, shown this once, and until when it holds."""

    person: Person
    code: str
    until: datetime


def invite(
    service: Service, connection: Connection, now: datetime, who: str, name: str,
    days: int = invitations.DAYS, address: str = "",
) -> Invited:  # fmt: skip
    """Invite the person of this id or name, in the caller's transaction; `who` invites.

    Raises UserError: no such person, or several; RuleError: what could not be certified, a server that certifies none.
    """
    district = service.documents.district(connection)
    person = _person(district, name)
    roles = [role for role in person.roles if role in CERTIFIABLE]
    fault = _fault(person, roles)
    if fault is not None:
        raise RuleError(fault)
    if not may_certify(service, district):
        raise no_registrar()
    code, until = invitations.make(
        connection, now, who, person=person.id, name=person.name, roles=roles, schools=person.schools,
        areas=person.areas, days=days, address=address,
    )  # fmt: skip
    return Invited(person, code, until)


def _person(district: District, name: str) -> Person:
    try:
        return person_named(district, name)
    except UserError as error:
        known = error.problems[0]
        # on a page, and in a county: without the whole roster
        what = M("名册里没有“{name}”这个人，或不止一个", name=name[:NAME_SHOWN])
        remedy = M("写名册上的姓名或人员代码；还没有的，先在督导室的电脑上用 ducha person add 登记")
        raise UserError(
            Problem(code=known.code, what=what, remedy=remedy), exit=error.exit
        ) from None


def _fault(person: Person, roles: list[Role]) -> Problem | None:
    if person.retired:
        what, remedy = M("{name}已不在名册上", name=person.name), M("先在督导室的电脑上恢复登记")
        return Problem(code=Code.RULE_SCOPE, what=what, remedy=remedy)
    if not roles:
        could = listed(role.label for role in Role if role in CERTIFIABLE)
        what = M("名册上{name}没有能签发给电脑的角色", name=person.name)
        remedy = M("先在督导室的电脑上登记角色：{could}", could=could)
        return Problem(code=Code.RULE_ROLE, what=what, remedy=remedy)
    if Role.SCHOOL in roles and not person.schools:
        what, remedy = M("名册上没有写明{name}是哪一所学校的", name=person.name), M("先在督导室的电脑上登记学校")  # fmt: skip
        return Problem(code=Code.RULE_SCOPE, what=what, remedy=remedy)
    return None
