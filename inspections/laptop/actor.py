"""Who acts at this laptop: a person whose key lies here, the roles of the certificate, and the role an act takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inspections.district import Device, School
from inspections.errors import Code, Exit, M, Msg, Problem, RuleError, UserError, listed
from inspections.ids import PersonId
from inspections.keys import SigningKey
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


def find_actor(workspace: Workspace, name: str | None) -> Actor:
    """Return who acts: `--as`, else the settings' person, else the only key that lies here.

    Raises UserError (exit 2): several keys and nobody named, no key of this person, no certificate.
    """
    people = workspace.keyring.people()
    wanted = name or workspace.settings.person
    known = "、".join(people)
    if wanted is None:
        if len(people) != 1:
            raise _who(
                M("这里有几个人的密钥，不知道是谁在做") if people else M("这里没有任何人的密钥"),
                M("加上 --as：{known}", known=known) if people else M("先运行 ducha init"),
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
    if device is None:
        raise _who(
            M("{name}的密钥还没有证书", name=wanted),
            M("请持根密钥的人运行 ducha person add {id}", id=person),
        )
    shown = district.persons[device.person].name if device.person in district.persons else person
    return Actor(PersonId(person), shown, device, Recorder(workspace, PersonId(person), key))


def root_recorder(workspace: Workspace, person: PersonId) -> tuple[Recorder, SigningKey]:
    """Return the recorder that signs with the district's root key, and the key.

    Raises RuleError (exit 3) when the root key does not lie here.
    """
    if not workspace.keyring.has("root"):
        raise RuleError(
            Problem(
                code=Code.RULE_ROLE,
                what=M("名册和证书要用根密钥签发，它不在这台电脑上"),
                remedy=M("在保管根密钥的电脑上做"),
            )
        )
    key = workspace.keyring.key("root")
    return Recorder(workspace, person, key), key


def _who(what: Msg, remedy: Msg) -> UserError:
    code = Code.PERSON_AMBIGUOUS
    return UserError(Problem(code=code, what=what, remedy=remedy), exit=Exit.USAGE)
