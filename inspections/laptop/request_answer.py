"""The bureau's answer to a laptop's request: a certificate in the ledger, and a bundle to carry back.

What the request wishes grants nothing: roles and scope are what the bureau says, else what the roster says of that
person. Refuses a key that ended, that holds an office or belongs to somebody else, a name that is not the roster's,
and roles that no laptop may have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from inspections.bundle_format import BundleHead
from inspections.certificates import CERTIFIABLE
from inspections.check_code import check_code
from inspections.device_request import DeviceRequest
from inspections.district import Device, District, Person
from inspections.errors import Code, Exit, M, Msg, Problem, RuleError, UserError, listed
from inspections.events import Event
from inspections.ids import PersonId, SchoolId
from inspections.laptop.actor import Actor, office_recorder, roster_recorder
from inspections.laptop.bundle_export import Since, export
from inspections.laptop.certify import certificate_act, person_act
from inspections.laptop.key_states import standing
from inspections.laptop.roster_files import district_of_files
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import Role

ANSWER_SUFFIX: Final = ".answer.zip"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a certificate is to say: roles, schools and areas (none of both: all), first and last day (None: no end)."""

    roles: tuple[Role, ...] = ()
    schools: tuple[SchoolId, ...] = ()
    areas: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


def known_person(workspace: Workspace, request: DeviceRequest) -> Person | None:
    """Return the person that a request names as the ledger knows them, else as a row of `people.csv` does."""
    person = PersonId(request.person)
    if person in workspace.district.persons:
        return workspace.district.persons[person]
    rows = district_of_files(workspace.root).persons
    return rows.get(person)


def check_request(district: District, request: DeviceRequest, known: Person | None) -> None:
    """Raise RuleError (exit 3) for the first thing that speaks against certifying the request's key."""
    authority, key = district.authority, request.key
    if request.district not in (None, district.root_key):
        raise _refused(
            Code.BUNDLE_DISTRICT,
            M("这是写给另一个区县的申请"),
            M("在申请的电脑上核对工作文件夹；换区县要用新的文件夹 ducha device new"),
        )
    new_key = M("在申请的电脑上运行 ducha device request --new-key")
    if key in authority.roots or key in authority.registrars or key in authority.fallen_registrars:
        what = M("申请的密钥是根密钥或登记密钥，不能再作个人的密钥")
        raise _refused(Code.CERTIFICATE_ISSUER, what, new_key)
    if key in authority.revoked:
        raise _refused(Code.CERTIFICATE_REVOKED, M("申请的密钥已被吊销，不能再签发"), new_key)
    others = {one.person for one in authority.certificates.get(key, ())} - {request.person}
    if others:
        raise _refused(
            Code.CERTIFICATE_PERSON,
            M("申请的密钥是 {others} 的，一把密钥只归一个人", others=listed(sorted(others))),
            M("在申请的电脑上用 ducha device request --person {person} 做自己的", person=request.person),
        )  # fmt: skip
    if known is not None and known.name != request.name:
        raise _refused(
            Code.CERTIFICATE_PERSON,
            M("名册上 {id} 是“{known}”，申请写的是“{name}”", id=known.id, known=known.name, name=request.name),
            M("是同一个人：让申请的电脑用 --name {known} 重写申请；不是：换一个人员代码", known=known.name),
        )  # fmt: skip


def settle_terms(request: DeviceRequest, given: Terms, known: Person | None) -> Terms:
    """Return what the certificate says: what is given, for the rest what the roster says of the person.

    Raises RuleError (exit 3) for roles that no laptop may have and a school's role without its school, UserError
    (exit 2) when nobody said a role.
    """
    roles = given.roles or _own_roles(known)
    if not roles:
        wish = listed(role.label for role in request.roles)
        raise UserError(
            Problem(
                code=Code.USAGE,
                what=M("名册上没有{name}，不知道签发什么角色（申请写的是：{wish}）", name=request.name, wish=wish),
                remedy=M("加上 --role，如 --role inspector；学校的再加 --school 学校"),
            ),
            exit=Exit.USAGE,
        )  # fmt: skip
    beyond = [role for role in roles if role not in CERTIFIABLE]
    if beyond:
        raise _refused(
            Code.RULE_ROLE,
            M("不能给电脑签发“{roles}”的证书", roles=listed(role.label for role in beyond)),
            M("可以签发的：{roles}", roles=listed(r.label for r in Role if r in CERTIFIABLE)),
        )
    schools, areas = given.schools, given.areas
    if not schools and not areas and known is not None:
        schools, areas = known.schools, known.areas
    if Role.SCHOOL in roles and not schools:
        what, remedy = M("学校的证书要写明是哪一所学校"), M("加上 --school 学校代码或名称")
        raise _refused(Code.RULE_SCOPE, what, remedy)
    return replace(given, roles=roles, schools=schools, areas=areas)


def certify(
    workspace: Workspace, actor: Actor, request: DeviceRequest, terms: Terms
) -> tuple[Event, ...]:
    """Record the certificate, and the person if the roster lacks them; return the events, none when all is there.

    Raises RuleError (exit 3) when nobody here may certify or enter people, before anything is recorded.
    """
    if covered(workspace, request, terms):
        return ()
    office = office_recorder(workspace, actor)
    office.key.ready()  # a wrong passphrase must not leave the person entered without a certificate
    person, scope = PersonId(request.person), (terms.roles, terms.schools, terms.areas)
    made: tuple[Event, ...] = ()
    if person not in workspace.district.persons:
        recorder, role = roster_recorder(workspace, actor, "person_set")
        made = recorder.record([person_act(workspace, person, request.name, *scope, role=role)])
    act = certificate_act(workspace, person, request.key, *scope, terms.since, terms.until)
    made += office.record([act])
    workspace.forget()
    return made


def covered(workspace: Workspace, request: DeviceRequest, terms: Terms) -> bool:
    """Return whether a certificate of the key says this already; its first day matters only if one is asked for."""
    today = workspace.today()
    wanted = (frozenset(terms.roles), frozenset[str](terms.schools), frozenset(terms.areas))
    return PersonId(request.person) in workspace.district.persons and any(
        (one.roles, one.schools, one.areas) == wanted
        and (one.person, one.until) == (request.person, terms.until)
        and (one.since == terms.since if terms.since else (one.since or today) <= today)
        for one in workspace.district.authority.certificates.get(request.key, ())
    )


def wider(district: District, request: DeviceRequest, terms: Terms) -> bool:
    """Return whether an older certificate of the key allows more than `terms`: it goes on holding."""
    bounded = bool(terms.schools or terms.areas)
    for one in district.authority.certificates.get(request.key, ()):
        if one.roles - set(terms.roles) or (one.until or date.max) > (terms.until or date.max):
            return True
        unbounded = not one.schools and not one.areas
        more = one.schools - set(terms.schools) or one.areas - set(terms.areas)
        if bounded and (unbounded or more):
            return True
    return False


def other_devices(district: District, request: DeviceRequest) -> tuple[str, ...]:
    """Return the check codes of the person's other keys that are in force."""
    held = district.authority.certificates
    theirs = [k for k, given in held.items() if any(one.person == request.person for one in given)]
    return tuple(check_code(k) for k in standing(district.authority, theirs) if k != request.key)


def names_of(district: District, schools: Iterable[SchoolId]) -> tuple[str, ...]:
    """Return the names of schools, the id where the roster has none."""
    found = ((school, district.schools.get(school)) for school in schools)
    return tuple(row.name if row else school for school, row in found)


def write_answer(
    workspace: Workspace, actor: Actor, request: DeviceRequest, terms: Terms, target: Path
) -> BundleHead:
    """Write the bundle to carry back: the district, and the schools in the scope of the certificate.

    Raises UserError (exit 5) when it cannot be written; the certificate stands, and doing it again writes it.
    """
    person = PersonId(request.person)
    device = Device(
        key=request.key, person=person, roles=terms.roles, schools=terms.schools, areas=terms.areas
    )
    return export(workspace, replace(actor, device=device), target, (), Since())


def _own_roles(known: Person | None) -> tuple[Role, ...]:
    return tuple(role for role in known.roles if role in CERTIFIABLE) if known else ()


def _refused(code: Code, what: Msg, remedy: Msg) -> RuleError:
    return RuleError(Problem(code=code, what=what, remedy=remedy))
