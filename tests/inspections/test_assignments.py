"""Who answers for which school, and for which nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inspections.assignments import duties, gaps, people_by_name, teams, teams_of
from inspections.district import District, Person, School
from inspections.ids import PersonId
from tests.inspections.views import a_school, a_view

AREAS = {
    "east": {"name": "东片区", "part": "area", "lead": "zhaolei"},
    "chengguan": {"name": "城关镇", "part": "township", "lead": "何副局长"},
}
HELD = {"township": "城关镇", "office": "基教股", "inspector": PersonId("wangmin")}


def district(
    *schools: School, areas: Mapping[str, Mapping[str, object]] = AREAS, **people: str
) -> District:
    known = a_view(schools=schools, persons={"wangmin": "王敏", **people}).district
    return replace(known, areas=areas)


def test_leader_by_township_office_and_inspector_by_school() -> None:
    [duty] = duties(district(a_school("s1", **HELD)))
    assert (duty.leader, duty.office, duty.inspector) == ("何副局长", "基教股", "wangmin")
    assert (duty.area_lead, duty.missing) == ("zhaolei", ())


def test_what_nobody_holds_is_a_gap() -> None:
    known = district(a_school("s1", **HELD), a_school("s2", office="基教股"))
    assert [(duty.school.id, missing) for duty, missing in gaps(duties(known))] == [
        ("s2", ("leader", "inspector"))
    ]


def test_a_district_without_offices_has_no_gap_for_want_of_one() -> None:
    known = district(a_school("s1", **{**HELD, "office": ""}), a_school("s2"))
    assert [missing for _, missing in gaps(duties(known))] == [("leader", "inspector")]


def test_where_nothing_is_kept_everything_is_a_gap() -> None:
    assert [missing for _, missing in gaps(duties(district(a_school("s1"))))] == [
        ("leader", "office", "inspector")
    ]


def test_an_inspector_who_is_no_longer_registered_answers_for_nothing() -> None:
    known = district(a_school("s1", **HELD), a_school("s2", **{**HELD, "inspector": "王小明"}))
    gone = Person(id=PersonId("wangmin"), name="王敏", roles=(), retired=True)
    assert [d.inspector for d in duties(known)] == ["wangmin", None]
    assert duties(replace(known, persons={gone.id: gone}))[0].inspector is None


def test_a_retired_township_has_no_leader_and_a_retired_school_is_left_out() -> None:
    retired = {"chengguan": {**AREAS["chengguan"], "retired": True}}
    known = district(a_school("s1", **HELD), a_school("s2", retired=True), areas=retired)
    assert [duty.leader for duty in duties(known)] == [""]


def test_a_team_is_sent_to_a_school_by_id_before_area() -> None:
    known = replace(
        district(),
        teams={
            "t1": {"areas": ["东片区"]},
            "t2": {"schools": ["s1"]},
            "t3": {"areas": ["东片区"], "retired": True},
            "t4": {"areas": [3, ""]},
        },
    )
    assert teams_of(a_school("s1"), teams(known).values()) == ("t2", "t1")
    assert teams_of(a_school("s2", area=""), teams(known).values()) == ()


def test_a_name_means_everybody_who_has_it_and_an_id_one() -> None:
    known = people_by_name(district(wangmin2="王敏", li="李强"))
    assert known["王敏"] == ("wangmin", "wangmin2")
    assert known["li"] == known["李强"] == ("li",)


def test_a_name_means_nobody_who_has_left_but_the_id_still_does() -> None:
    gone = Person(id=PersonId("wangmin"), name="王敏", roles=(), retired=True)
    known = people_by_name(replace(district(), persons={
        gone.id: gone, PersonId("new"): Person(id=PersonId("new"), name="王敏", roles=()),
    }))  # fmt: skip
    assert (known["王敏"], known["wangmin"]) == (("new",), ("wangmin",))


def test_an_area_that_is_called_as_a_township_is_another_thing() -> None:
    same = {"a": {"name": "城关镇", "part": "area", "lead": "赵蕾"}}
    [duty] = duties(district(a_school("s1", **HELD), areas=same))
    assert (duty.leader, duty.area_lead) == ("", "")
