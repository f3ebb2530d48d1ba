"""The district's roster: how many of which kind, all names of their own, everybody with somebody who answers."""

from __future__ import annotations

from collections import Counter

import pytest

from inspections.laptop.demo.cast import PEOPLE, SCHOOLS, TEAMS, Cast, ordered

CAST = Cast()


def test_there_are_79_schools_and_307_kindergartens_direct_public_and_private() -> None:
    kinds = Counter((one.kindergarten, one.ownership) for one in CAST.institutions.values())
    assert sum(n for (kindergarten, _), n in kinds.items() if not kindergarten) == 79
    assert {own: n for (kindergarten, own), n in kinds.items() if kindergarten} == {
        "直属": 9,
        "公办": 98,
        "民办": 200,
    }


def test_no_two_institutions_or_people_share_a_name() -> None:
    names = [one.name for one in CAST.institutions.values()]
    assert len(set(names)) == 386
    people = [*CAST.names.values(), *(one.principal for one in CAST.institutions.values())]
    shared = {name for name, n in Counter(people).items() if n > 1}
    principals = {one.principal for one in CAST.institutions.values()}
    assert shared <= principals, "only a principal with a key stands in both tables"
    assert len(principals) == 386


def test_every_institution_has_an_inspector_a_lead_and_a_team() -> None:
    for code, one in CAST.institutions.items():
        assert one.inspector in CAST.names
        assert CAST.who("@lead", code) in CAST.names
        assert CAST.who("@team", code) == CAST.leaders[one.team]


def test_a_school_without_a_key_is_spoken_for_by_its_inspector() -> None:
    assert CAST.who("@school", "my021") == "yanying"
    assert CAST.who("@school", "my060") == CAST.institutions["my060"].inspector


def test_a_name_is_itself_and_an_unknown_part_is_a_fault_of_the_story() -> None:
    assert CAST.who("zengyuhe", "my021") == "zengyuhe"
    with pytest.raises(KeyError):
        CAST.who("@nobody", "my021")


def test_a_few_institutions_are_a_district_of_their_own() -> None:
    cast = Cast(frozenset({"my021", "xx08"}))
    assert list(cast.institutions) == ["xx08", "my021"]
    assert cast.text(SCHOOLS).count("\n") == 3
    assert "my022" not in cast.text(TEAMS)
    assert cast.text(PEOPLE) == CAST.text(PEOPLE)


def test_private_kindergartens_stand_first() -> None:
    some = [CAST.institutions[code] for code in ("xx01", "zy01", "my001", "gy001")]
    assert [one.code for one in ordered(some)] == ["my001", "zy01", "gy001", "xx01"]
