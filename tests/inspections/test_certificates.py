"""Whose word counts: which certificate covers which act, and what a revocation leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.certificates import Authority, Doubt
from inspections.events import Event
from inspections.ids import DISTRICT, PersonId
from inspections.vocabulary import Role
from tests.inspections.certified import (
    DEVICE,
    OPENED,
    OTHER,
    REGISTRAR,
    ROOT,
    YL5X,
    act,
    adopted,
    certified,
    registrar,
    revoked,
    said,
)


def authority(*events: Event) -> Authority:
    return Authority.of([OPENED, *events])


def test_a_certified_device_may_act() -> None:
    assert authority(certified()).doubt(act()) is None


def test_an_unknown_device_has_no_certificate() -> None:
    assert authority().doubt(act()) is Doubt.MISSING


def test_what_an_unknown_root_certified_is_no_certificate() -> None:
    other = said("district_opened", by=OTHER, root_key=ROOT)
    assert authority(other, certified(by=OTHER)).doubt(act()) is Doubt.MISSING


def test_nobody_signs_for_another_person() -> None:
    assert authority(certified()).doubt(act(by=PersonId("liqiang"))) is Doubt.PERSON


def test_a_role_must_stand_in_the_certificate() -> None:
    assert authority(certified()).doubt(act(role=Role.BUREAU)) is Doubt.ROLE


def test_a_certificate_for_another_school_does_not_cover_this_one() -> None:
    assert authority(certified(schools=["yl5x"])).doubt(act()) is Doubt.SCOPE


def test_an_area_covers_every_school_that_was_ever_entered_in_it() -> None:
    east, west = (
        said("school_set", "d:school/yl3x", columns={"stage": "primary", "area": area})
        for area in ("东片", "西片")
    )
    known = authority(certified(areas=["东片"]), east, west)
    assert (known.doubt(act()), known.doubt(act(doc=YL5X))) == (None, Doubt.SCOPE)


def test_a_school_s_device_without_a_school_covers_none() -> None:
    known = authority(certified(roles=["school"]))
    assert known.doubt(act(role=Role.SCHOOL)) is Doubt.SCOPE


def test_a_school_s_daily_report_is_about_that_school() -> None:
    known = authority(certified(roles=["school"], schools=["yl3x"]))
    mine, theirs = (
        act("daily_filed", role=Role.SCHOOL, doc=DISTRICT, subject=f"d:daily/{school}/2022-04-12")
        for school in ("yl3x", "yl5x")
    )
    assert (known.doubt(mine), known.doubt(theirs)) == (None, Doubt.SCOPE)


@pytest.mark.parametrize(
    ("day", "doubt"),
    [("2022-04-30", None), ("2022-05-01", Doubt.TIME), ("2022-03-31", Doubt.TIME), (None, None)],
)
def test_days_are_judged_only_where_something_is_received(
    day: str | None, doubt: Doubt | None
) -> None:
    known = authority(certified(since="2022-04-01", until="2022-04-30"))
    assert known.doubt(act(), date.fromisoformat(day) if day else None) is doubt


def test_of_two_certificates_either_covers() -> None:
    known = authority(certified(schools=["yl5x"]), certified(schools=["yl3x"]))
    assert known.doubt(act()) is None


def test_a_registrar_certifies_devices() -> None:
    assert authority(registrar(), certified(by=REGISTRAR)).doubt(act()) is None


@pytest.mark.parametrize("role", ["root", "server"])
def test_a_registrar_certifies_no_root_and_no_server(role: str) -> None:
    given = certified(roles=["inspector", role], by=REGISTRAR)
    known = authority(registrar(), given)
    assert (known.doubt(act()), known.doubt(given)) == (Doubt.MISSING, Doubt.ISSUER)


def test_a_registrar_revokes_no_registrar() -> None:
    attack = revoked(REGISTRAR, by=OTHER)
    known = authority(registrar(), registrar(OTHER), attack)
    assert (dict(known.revoked), known.doubt(attack)) == ({}, Doubt.ISSUER)


def test_a_device_with_the_role_root_certifies_nobody() -> None:
    given = certified(OTHER, by=DEVICE)
    known = authority(certified(roles=["root"]), replace(given, by=PersonId("wangmin")))
    assert (known.doubt(given), OTHER in known.certificates) == (Doubt.ISSUER, False)


def test_the_root_key_acts_in_the_register_only() -> None:
    assert authority().doubt(act(device=ROOT, role=Role.BUREAU)) is Doubt.ROLE


def test_a_revocation_keeps_what_it_names_and_takes_the_effect_from_the_rest() -> None:
    known = authority(certified(), revoked(yl3x=4))
    kept, after, elsewhere = act(seq=4), act(seq=5), act(seq=0, doc=YL5X)
    assert [known.void(e) for e in (kept, after, elsewhere)] == [False, True, True]
    assert known.doubt(after) is Doubt.REVOKED


def test_of_two_revocations_the_stricter_counts() -> None:
    known = authority(certified(), revoked(yl3x=4), revoked(yl3x=2))
    assert [known.void(act(seq=seq)) for seq in (2, 3)] == [False, True]


def test_what_the_bureau_adopted_has_its_effect_again() -> None:
    after = act(seq=5)
    assert not authority(certified(), revoked(yl3x=4), adopted(after)).void(after)


def test_what_a_stolen_registrar_certified_after_its_end_certifies_nobody() -> None:
    before, after = certified(by=REGISTRAR), certified(OTHER, by=REGISTRAR)
    end = revoked(REGISTRAR, district=before.seq)
    known = authority(registrar(), before, replace(after, seq=before.seq + 1), end)
    assert (DEVICE in known.certificates, OTHER in known.certificates) == (True, False)


def test_a_successor_takes_over_from_the_root_and_what_came_before_stays() -> None:
    before = certified()
    handed = replace(said("rooted", successor=OTHER), prev=before.id)
    late, new = certified("e" * 64), certified("f" * 64, by=OTHER)
    known = authority(before, handed, late, new)
    assert sorted(known.certificates) == sorted([DEVICE, "f" * 64])
    assert known.doubt(late) is Doubt.REVOKED


def test_of_two_blind_successors_none_is_believed() -> None:
    before = certified()
    one, two = (replace(said("rooted", successor=s), prev=before.id) for s in (OTHER, "e" * 64))
    known = authority(before, one, two, certified("f" * 64, by=OTHER))
    assert sorted(known.certificates) == [DEVICE]


def test_a_server_acts_for_an_account_and_only_it_may() -> None:
    known = authority(certified(roles=["server"], person="server"), certified(OTHER))
    answer = act(account="zhou", by=PersonId("zhou"), role=Role.SCHOOL)
    assert known.doubt(answer) is None
    assert known.doubt(replace(answer, role=Role.ROOT)) is Doubt.ROLE
    assert known.doubt(replace(answer, device=OTHER, by=PersonId("wangmin"))) is Doubt.PERSON


TOLD = [
    OPENED, registrar(), certified(by=REGISTRAR), certified(OTHER), revoked(yl3x=3), revoked(REGISTRAR),
    said("rooted", successor="e" * 64),
]  # fmt: skip


@given(st.permutations(TOLD))
def test_the_order_in_which_it_is_told_does_not_matter(order: list[Event]) -> None:
    assert Authority.of(order) == Authority.of(TOLD)


def test_bodies_that_nobody_has_checked_break_nothing() -> None:
    strange = [
        said(kind, subject, **{name: value})
        for kind in ("device_certified", "device_revoked", "adopted", "rooted", "registrar_certified")
        for subject in ("d:device/", f"d:device/{DEVICE}")
        for name in ("roles", "scope", "keep", "events", "successor", "from")
        for value in (None, 1, "x", [1], {"x": 1}, {"yl3x": {"s": "x"}})
    ]  # fmt: skip
    Authority.of([OPENED, *strange]).doubt(act())
