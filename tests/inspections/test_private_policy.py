"""Who may hold which private answer, cell by cell."""

from __future__ import annotations

import pytest

from inspections.kinds import BODIES
from inspections.private_policy import HOLDERS, Holder, may_hold
from inspections.vocabulary import Role

PEOPLE = frozenset({"wangmin", "李强"})


def holder(role: Role, *, in_scope: bool = True, person: str = "x", name: str = "某人") -> Holder:
    return Holder(person=person, name=name, roles=frozenset({role}), in_scope=in_scope)


@pytest.mark.parametrize(("role", "answer", "about_a_person"), [
    (Role.INSPECTOR, False, False), (Role.AREA_LEAD, True, False), (Role.BUREAU, True, True),
    (Role.SCHOOL, True, False), (Role.SERVER, False, False), (Role.ROOT, False, False),
])  # fmt: skip
def test_who_is_in_scope_but_not_of_the_inspection(
    role: Role, answer: bool, about_a_person: bool
) -> None:
    assert may_hold("answered", "private", holder(role), PEOPLE) is answer
    assert may_hold("amended", "private", holder(role), PEOPLE) is answer
    assert may_hold("escalated", "person", holder(role), frozenset()) is about_a_person


@pytest.mark.parametrize("role", Role)
def test_nobody_outside_the_scope_holds_anything(role: Role) -> None:
    outside = holder(role, in_scope=False, person="wangmin")
    assert not any(may_hold(*about, outside, PEOPLE) for about in HOLDERS)


@pytest.mark.parametrize("who", [{"person": "wangmin"}, {"name": "李强"}])
def test_an_inspector_of_the_inspection_holds_its_answers(who: dict[str, str]) -> None:
    assert may_hold("answered", "private", holder(Role.INSPECTOR, **who), PEOPLE)  # type: ignore[arg-type]
    assert not may_hold("escalated", "person", holder(Role.INSPECTOR, **who), PEOPLE)  # type: ignore[arg-type]


def test_what_the_table_does_not_name_nobody_holds() -> None:
    assert not may_hold("signed", "image", holder(Role.BUREAU), PEOPLE)


def test_the_table_names_every_private_field_that_names_blobs() -> None:
    fields = {(k, f.name) for k, body in BODIES.items() for f in body if f.private}
    assert fields == set(HOLDERS)
