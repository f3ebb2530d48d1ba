"""Who acts at this laptop: a person whose key lies here, the roles of the certificate, and the role an act takes.

And which key signs for the district: the root key, a registrar's, or the bureau person's own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from inspections.certificates import CERTIFIABLE, Authority
from inspections.district import Device, School
from inspections.errors import Code, Exit, M, Msg, Problem, RuleError, UserError, listed
from inspections.ids import PersonId, SchoolId
from inspections.keys import SigningKey
from inspections.kinds import DISTRICT_KINDS
from inspections.laptop.key_states import uncovered
from inspections.laptop.keyring import REGISTRAR, ROOT
from inspections.laptop.lookup import person_named
from inspections.laptop.recorder import Recorder
from inspections.laptop.workspace import Workspace
from inspections.lifecycle import ROLE_ORDER
from inspections.vocabulary import Role


@dataclass(frozen=True)
class Actor:
    """A person with a key here: what the certificate says, and the recorder that signs for them."""

    person: PersonId
    name: str
    device: Device
    recorder: Recorder

    def role_for(self, label: str, who: Collection[Role], school: School | None) -> Role:
        """Return the first role, in the order B A I S, that may do this (FORMATS §1 `as`).

        Raises RuleError (exit 3) when none may: what, why, and who could.
        """
        allowed = [role for role in ROLE_ORDER if role in who and role in self.device.roles]
        if allowed and (school is None or in_scope(self.device, school)):
            return allowed[0]
        could = listed(role.label for role in ROLE_ORDER if role in who)
        if not allowed:
            own = listed(role.label for role in self.device.roles)
            raise RuleError(
                Problem(
                    code=Code.RULE_ROLE,
                    what=M("{name}（{own}）不能“{act}”", name=self.name, own=own, act=Msg(label)),
                    remedy=M("请由这些人来做：{could}", could=could),
                )
            )
        assert school is not None
        raise RuleError(
            Problem(
                code=Code.RULE_SCOPE,
                what=M("{name}不管{school}", name=self.name, school=school.name),
                remedy=M("请由管这所学校的人来做：{could}", could=could),
            )
        )


def in_scope(device: Device, school: School) -> bool:
    """Return whether a certificate's scope holds the school; no schools and no areas named means all.

    A certificate for the role `school` alone that names no school holds none (FORMATS §2: S only its own school).
    """
    if not device.schools and not device.areas:
        return set(device.roles) != {Role.SCHOOL}
    return school.id in device.schools or school.area in device.areas


def find_actor(workspace: Workspace, name: str | None, *, ended: bool = False) -> Actor:
    """Return who acts: `--as`, else the settings' person, else the only key that lies here.

    With `ended` it may be somebody whose key was revoked: what it wrote can still be handed over.

    Raises UserError (exit 2): several keys and nobody named, no key of this person, no certificate; RuleError (exit 3)
    when the key has come to its end.
    """
    people = workspace.keyring.people()
    wanted = name or workspace.settings.person
    listed_here = "、".join(people)
    if wanted is None:
        if len(people) != 1:
            raise _who(
                M("这里有几个人的密钥，不知道是谁在做") if people else M("这里没有任何人的密钥"),
                M("加上 --as：{known}", known=listed_here) if people else M("先运行 ducha init"),
            )
        wanted = people[0]
    district = workspace.district
    person = wanted if wanted in people else person_named(district, wanted).id
    if person not in people:
        raise _who(
            M("{name}的密钥不在这台电脑上", name=wanted),
            M("在{name}自己的电脑上做，或由督导室代为登记（--behalf）", name=wanted),
        )
    key = workspace.keyring.key(person)
    device = district.devices.get(key.public_hex)
    if device is None and ended:
        device = _ended_device(district.authority, key.public_hex)
    known = district.persons.get(device.person if device else PersonId(person))
    shown = known.name if known else person
    if device is None:
        raise uncovered(district.authority, key.public_hex, person, shown)
    return Actor(PersonId(person), shown, device, Recorder(workspace, PersonId(person), key))


def _ended_device(authority: Authority, key: str) -> Device | None:
    """Return what the last certificate of a key that has ended said, None for a key that never had one."""
    held = (*authority.fallen.get(key, ()), *authority.certificates.get(key, ()))
    if not held or not authority.ended(key):
        return None
    return Device(
        key=key,
        person=PersonId(held[-1].person),
        roles=tuple(sorted(held[-1].roles)),
        schools=tuple(SchoolId(school) for school in sorted(held[-1].schools)),
        areas=tuple(sorted(held[-1].areas)),
    )


def roster_recorder(
    workspace: Workspace, actor: Actor, kind: str = "school_set"
) -> tuple[Recorder, Role]:
    """Return what records the roster (kinds of FORMATS §7 with R B), and in which role; `kind` names a refused act.

    The root key in force, where it lies here and the actor holds the role root; else the actor's own device as bureau.
    Raises RuleError (exit 3) when the actor may not.
    """
    if Role.ROOT in actor.device.roles and _root_here(workspace):
        return root_recorder(workspace, actor.person)[0], Role.ROOT
    row = DISTRICT_KINDS[kind]
    return actor.recorder, actor.role_for(row.label, row.who, None)


def office_recorder(workspace: Workspace, actor: Actor, kind: str = "device_certified") -> Recorder:
    """Return what certifies, revokes and adopts devices, always in the role root (decision 0010).

    The registrar's key, where it lies here and is in force today; else the root key. It is the office's: of those who
    share its computer only the bureau may use it. Raises RuleError (exit 3) for others, and when neither key is here.
    """
    if Role.ROOT not in actor.device.roles:
        actor.role_for(DISTRICT_KINDS[kind].label, (Role.BUREAU,), None)
    keyring, what = workspace.keyring, M("证书要用登记密钥或根密钥签发，它们不在这台电脑上")
    if keyring.has(REGISTRAR):
        held = keyring.public(REGISTRAR)
        if in_office(workspace.district.authority, held, workspace.today()):
            return Recorder(workspace, actor.person, keyring.key(REGISTRAR))
        what = M("这台电脑上的登记密钥已经到期、被吊销，或者没有根密钥的签发")
    if keyring.has(ROOT):
        return root_recorder(workspace, actor.person)[0]
    raise RuleError(
        Problem(
            code=Code.RULE_ROLE,
            what=what,
            remedy=M(
                "在督导室有登记密钥的电脑上做；换登记密钥：ducha device registrar --root-key 文件"
            ),
        )
    )


def in_office(authority: Authority, key: str, today: date) -> bool:
    """Return whether `key` (64 hex digits) is a registrar's that has not ended, on a day of its certificate."""
    return not authority.ended(key) and any(
        (one.since or date.min) <= today <= (one.until or date.max)
        for one in authority.registrars.get(key, ())
    )


def may_certify(workspace: Workspace, office: Recorder, roles: Collection[Role]) -> None:
    """Raise RuleError (exit 3) when this recorder may not certify one of these roles: a registrar only some."""
    beyond = [role for role in roles if role not in CERTIFIABLE]
    if beyond and office.key.public_hex not in workspace.district.authority.roots:
        raise RuleError(
            Problem(
                code=Code.RULE_ROLE,
                what=M("登记密钥不能签发“{roles}”的证书", roles=listed(r.label for r in beyond)),
                remedy=M("去掉这个角色；这个角色的证书只能由根密钥签发，平时用不着"),
            )
        )


def root_recorder(workspace: Workspace, person: PersonId) -> tuple[Recorder, SigningKey]:
    """Return the recorder that signs with the district's root key, and the key.

    Raises RuleError (exit 3) when the root key does not lie here, or is not the district's (any more).
    """
    if not workspace.keyring.has(ROOT):
        raise RuleError(
            Problem(
                code=Code.RULE_ROLE,
                what=M("名册和证书要用根密钥签发，它不在这台电脑上"),
                remedy=M("在保管根密钥的电脑上做"),
            )
        )
    check_root(workspace, workspace.keyring.public(ROOT))
    key = workspace.keyring.key(ROOT)
    return Recorder(workspace, person, key), key


def _root_here(workspace: Workspace) -> bool:
    """Return whether a root key lies here that has named no successor; a strange one is refused when it is used."""
    if not workspace.keyring.has(ROOT):
        return False
    known = workspace.district.authority.roots
    return known.get(workspace.keyring.public(ROOT)) is None


def check_root(workspace: Workspace, public_hex: str) -> None:
    """Raise RuleError (exit 3) unless this is the root key in force of the ledger that lies here."""
    roots = workspace.district.authority.roots
    if public_hex in roots and roots[public_hex] is None:
        return
    what = M("这把密钥不是这个区县的根密钥")
    if public_hex in roots:
        what = M("这把根密钥已经换成新的，不能再签发")
    raise RuleError(Problem(code=Code.RULE_ROLE, what=what, remedy=M("用现在的根密钥文件再做一次")))


def _who(what: Msg, remedy: Msg) -> UserError:
    code = Code.PERSON_AMBIGUOUS
    return UserError(Problem(code=code, what=what, remedy=remedy), exit=Exit.USAGE)
