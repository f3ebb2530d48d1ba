"""Releases in the district's fold: the first of a number stands, and the order of delivery does not matter."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import permutations
from typing import Any

import pytest

from inspections.district import District
from inspections.events import Event
from inspections.folding import fold_district
from inspections.ids import DISTRICT, EventId, IssueId, PersonId, sha256_hex
from inspections.timeline import Effect
from inspections.vocabulary import Role

ZONE = timezone(timedelta(hours=8))
FILE = {"sha256": "a" * 64, "name": "m.json", "bytes": 5}


def act(
    name: str,
    kind: str,
    n: object = 1,
    hour: int = 9,
    seen: Sequence[Event] = (),
    role: Role = Role.BUREAU,
    **body: Any,
) -> Event:
    return Event(
        id=EventId(sha256_hex(name.encode())), doc=DISTRICT, kind=kind, subject=f"d:release/{n}", by=PersonId("yanghui"),
        role=role, device="0" * 64, session="0" * 32, seq=hour, prev=None, at=datetime(2026, 3, 2, hour, tzinfo=ZONE),
        seen=frozenset(one.id for one in seen), body=body,
    )  # fmt: skip


def released(name: str, n: object = 1, hour: int = 9, **more: Any) -> Event:
    given = {"manifest": FILE, "receipts": {}, "public_titles": {}, "program": "1"}
    return act(name, "released", n, hour, **{**given, **more})


FIRST = released("a", program="first")
BLIND = released("b", hour=10, program="second")
BACK = act("c", "release_withdrawn", hour=11, seen=[FIRST], reason="错")


def effects(district: District) -> dict[str, Effect]:
    return {entry.event.id: entry.effect for entry in district.timeline}


@pytest.mark.parametrize("given", list(permutations([FIRST, BLIND, BACK])))
def test_of_two_releases_of_one_number_the_earlier_stands_in_any_order(
    given: tuple[Event, ...],
) -> None:
    district = fold_district(given)
    assert (district.releases[1].program, district.releases[1].withdrawn) == ("first", BACK)
    assert effects(district)[BLIND.id] is Effect.NO_EFFECT


def test_a_number_is_not_used_again_after_a_withdrawal() -> None:
    again = released("d", hour=12, seen=[BACK])
    district = fold_district([FIRST, BACK, again])
    assert district.releases[1].event == FIRST
    assert effects(district)[again.id] is Effect.NO_EFFECT


def test_a_second_withdrawal_has_no_effect() -> None:
    twice = act("e", "release_withdrawn", hour=12, seen=[BACK], reason="又错")
    assert effects(fold_district([FIRST, BACK, twice]))[twice.id] is Effect.NO_EFFECT


def test_what_was_never_released_cannot_be_withdrawn() -> None:
    district = fold_district([BACK])
    assert (dict(district.releases), effects(district)[BACK.id]) == ({}, Effect.NO_EFFECT)


@pytest.mark.parametrize("n", ["0", "01", "x", "1/2", "-1", "１", "9999999", ""])
def test_what_is_no_number_releases_nothing(n: str) -> None:
    assert not fold_district([released("a", n)]).releases


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AREA_LEAD, Role.SCHOOL])
def test_only_the_bureau_releases(role: Role) -> None:
    assert not fold_district([released("a", role=role)]).releases


@pytest.mark.parametrize("manifest", [None, "x", {}, {"name": "x"}])
def test_a_release_without_a_manifest_is_none(manifest: object) -> None:
    assert not fold_district([released("a", manifest=manifest)]).releases


def test_a_release_says_from_what_it_was_made_and_under_which_titles() -> None:
    said = {"yl3x": {"events": 3, "sha256": "b" * 64, "receipt": 2}, "odd": "no object"}
    one = fold_district([released("a", receipts=said, public_titles={"Q": "门", "R": 5})]).releases[
        1
    ]
    assert one.titles == {IssueId("Q"): "门"}
    assert {doc: (f.events, f.receipt) for doc, f in one.ledgers.items()} == {
        "odd": (0, None),
        "yl3x": (3, 2),
    }


def test_releases_stand_in_the_order_of_their_numbers() -> None:
    given = [released(f"r{n}", n, hour=20 - n) for n in (10, 2, 1)]
    assert list(fold_district(given).releases) == [1, 2, 10]
