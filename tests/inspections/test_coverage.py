"""Coverage of a campaign: each school once, in one state; tables that add up; nothing of another campaign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inspections.campaigns import Campaign, campaigns
from inspections.coverage import Coverage, coverage, figures, sentence
from inspections.district import School
from inspections.ids import SchoolId
from inspections.view import Inspection, View
from inspections.vocabulary import InspectionStatus, Ownership, Stage
from tests.inspections.views import a_school, a_view, an_inspection

BODY = {"title": "春季专项", "mode": "special", "from": "2022-03-01", "to": "2022-04-30",
        "checklists": ["opening_random@2022.04"], "schools": {}, "teams": ["t1", "t2"]}  # fmt: skip
TEAMS = {
    "t1": {"name": "一组", "areas": ["东片区"]},
    "t2": {"name": "二组", "areas": ["西片区"], "schools": ["s9"]},
}
DAY = date(2022, 4, 30)


def district_of(
    roster: Iterable[School], inspections: Iterable[Inspection] = (), **body: Any
) -> tuple[View, Campaign]:
    view = a_view((), inspections, roster)
    known = replace(view.district, campaigns={"spring": {**BODY, **body}}, teams=TEAMS)
    return replace(view, district=known), campaigns(known)["spring"]


def visit(school: str, day: int = 12, **changes: Any) -> Inspection:
    said = {"campaign": "spring", "team": "t1", "day": date(2022, 4, day), **changes}
    return an_inspection(
        f"{school}-2022-04-{day:02}-{said['team']}", school=SchoolId(school), **said
    )


def covered(
    roster: Iterable[School], *inspections: Inspection, as_of: date = DAY, **body: Any
) -> Coverage:
    view, campaign = district_of(roster, inspections, **body)
    return coverage(view, campaign, as_of)


def states(found: Coverage) -> dict[str, str]:
    return {row.school.id: row.state.value for row in found.rows}


SOME = (a_school("s1"), a_school("s2"), a_school("s3", area="西片区"))


def test_a_school_is_inspected_when_an_inspection_of_the_campaign_is_sealed() -> None:
    begun = visit("s2", status=InspectionStatus.OPEN)
    assert states(covered(SOME, visit("s1"), begun)) == {
        "s1": "inspected",
        "s2": "opened",
        "s3": "not_yet",
    }


def test_an_inspection_of_no_campaign_or_another_one_does_not_count() -> None:
    other = visit("s2", campaign="autumn")
    assert covered(SOME, visit("s1", campaign=None), other).count() == 3
    assert set(states(covered(SOME, visit("s1", campaign=None), other)).values()) == {"not_yet"}


def test_a_discarded_inspection_does_not_count() -> None:
    assert states(covered(SOME, visit("s1", status=InspectionStatus.DISCARDED)))["s1"] == "not_yet"


def test_a_second_visit_is_counted_once_and_told() -> None:
    told = figures(covered(SOME, visit("s1", 3), visit("s1", 9, team="t2")))
    assert (told["inspected"], told["inspections"], told["revisits"]) == (1, 2, 1)
    assert told["by_day"] == {"2022-04-03": 1}
    assert told["by_inspecting_team"] == {"t1": 1, "t2": 1}


def test_a_sealed_inspection_goes_before_one_that_is_open() -> None:
    again = visit("s1", 3, status=InspectionStatus.OPEN)
    assert states(covered(SOME, again, visit("s1", 9)))["s1"] == "inspected"


def test_what_lies_after_the_day_is_not_yet() -> None:
    assert states(covered(SOME, visit("s1", 12), as_of=date(2022, 4, 11)))["s1"] == "not_yet"
    assert states(covered(SOME, visit("s1", 12), as_of=date(2022, 4, 12)))["s1"] == "inspected"


def test_a_retired_school_leaves_the_denominator_and_its_inspection_stands_outside() -> None:
    begun = visit("s2", 13, status=InspectionStatus.OPEN)
    schools = (a_school("s1"), a_school("s2", retired=True))
    found = covered(schools, visit("s1"), visit("s2"), begun)
    assert states(found) == {"s1": "inspected"}
    assert found.outside == ("s2-2022-04-12-t1",)


def test_the_rule_asks_todays_roster() -> None:
    schools = (
        a_school("k1", stage=Stage.KINDERGARTEN, ownership=Ownership.PRIVATE),
        a_school("k2", stage=Stage.KINDERGARTEN, ownership=Ownership.PUBLIC),
        a_school("s1", ownership=Ownership.PRIVATE),
    )
    rule = {"stages": ["kindergarten"], "ownerships": ["private"]}
    assert list(states(covered(schools, schools=rule))) == ["k1"]
    later = a_school("k3", stage=Stage.KINDERGARTEN, ownership=Ownership.PRIVATE)
    assert list(states(covered((*schools, later), schools=rule))) == ["k1", "k3"]


def test_a_list_of_schools_holds_these_and_no_other() -> None:
    assert list(states(covered(SOME, schools={"list": ["s3", "s1", "gone"]}))) == ["s1", "s3"]
    assert list(states(covered(SOME, schools=["s2"]))) == ["s2"]


def test_what_is_no_rule_holds_no_school() -> None:
    assert covered(SOME, schools="all").count() == 0


def test_a_school_belongs_to_the_team_that_is_sent_and_else_to_the_one_that_came() -> None:
    schools = (*SOME, a_school("s9"), a_school("n1", area="北片区"))
    found = covered(schools, visit("s1", team="t2"), visit("n1", team="t7"), visit("s9", team="t1"))
    teams = {row.school.id: row.team for row in found.rows}
    assert teams == {"s1": "t1", "s2": "t1", "s3": "t2", "s9": "t1", "n1": "t7"}


def test_a_campaign_that_names_no_team_sends_all_of_them() -> None:
    assert {row.team for row in covered(SOME, teams=[]).rows} == {"t1", "t2"}
    assert {row.team for row in covered(SOME, teams=["t1"]).rows} == {"t1", ""}


def test_the_earliest_visit_is_the_one_that_counts() -> None:
    late = an_inspection("a", school=SchoolId("s1"), campaign="spring", day=date(2022, 4, 9))
    [row] = covered([a_school("s1")], late, replace(late, id="b", day=date(2022, 4, 3))).rows
    assert [one.id for one in row.inspections] == ["b", "a"]


def test_documents_seen_are_summed_by_kind_over_all_sealed_inspections() -> None:
    told = figures(
        covered(
            SOME,
            visit("s1", documents_seen=(("值班记录", 14), ("晨检记录", 3))),
            visit("s1", 13, documents_seen=(("值班记录", 2),)),
            visit("s2", documents_seen=(("值班记录", 90),), status=InspectionStatus.OPEN),
        )
    )
    assert told["documents_seen"] == {"值班记录": 16, "晨检记录": 3}


def test_who_inspected_is_counted_by_school_and_not_by_visit() -> None:
    told = figures(covered(SOME, visit("s1"), visit("s1", 13), visit("s2")))
    assert told["by_inspector"] == {"liqiang": 2, "wangmin": 2}
    assert told["by_checklist"] == {"opening_random@2022.04": 2}


def test_an_inspector_who_is_typed_by_name_is_the_same_person() -> None:
    view, campaign = district_of(SOME, [visit("s1"), visit("s2", inspectors=("王敏", "客人"))])
    persons = a_view(persons={"wangmin": "王敏"}).district.persons
    known = replace(view, district=replace(view.district, persons=persons))
    told = figures(coverage(known, campaign, DAY))
    assert told["by_inspector"] == {"liqiang": 1, "wangmin": 2, "客人": 1}


def test_a_part_by_area_or_team() -> None:
    view, campaign = district_of(SOME, [visit("s1")])
    assert coverage(view, campaign, DAY, area="西片区").count() == 1
    assert coverage(view, campaign, DAY, team="t1").count() == 2
    assert figures(coverage(view, campaign, DAY, team="t1"))["filters"] == {"team": "t1"}


def test_the_sentence_names_those_that_are_left() -> None:
    begun = visit("s2", status=InspectionStatus.OPEN)
    assert str(sentence(covered(SOME, visit("s1"), begun))) == (
        "应督查3所，已督查1所，其余2所未督查（其中1所正在检查）：s2小学、s3小学。"
    )


def test_386_of_386() -> None:
    schools = [a_school(f"s{n}") for n in range(386)]
    found = covered(schools, *(visit(one.id) for one in schools))
    assert str(sentence(found)) == "应督查386所，已督查386所，没有遗漏。"


def test_the_sentence_names_twenty_at_most() -> None:
    said = str(sentence(covered([a_school(f"s{n:02}") for n in range(21)])))
    assert said.endswith("s19小学等。")
    assert str(sentence(covered([]))) == "没有应督查的学校。"


AREAS = st.sampled_from(["", "东片区", "西片区", "北片区"])
SCHOOLS = st.lists(
    st.builds(
        a_school,
        st.sampled_from([f"s{n}" for n in range(9)]),
        area=AREAS,
        stage=st.sampled_from(Stage),
        ownership=st.sampled_from([None, *Ownership]),
        retired=st.booleans(),
    ),
    unique_by=lambda one: one.id,
)
VISITS = st.lists(
    st.builds(
        visit,
        st.sampled_from([f"s{n}" for n in range(9)]),
        st.integers(1, 30),
        team=st.sampled_from(["t1", "t2", "t7"]),
        status=st.sampled_from(InspectionStatus),
        campaign=st.sampled_from(["spring", "autumn", None]),
    ),
    unique_by=lambda one: one.id,
)


@given(SCHOOLS, VISITS)
def test_every_table_adds_up_to_the_denominator(
    schools: list[School], visits: list[Inspection]
) -> None:
    told = figures(covered(schools, *visits))
    whole = {name: told[name] for name in ("schools", "inspected", "opened", "not_yet")}
    assert whole["schools"] == sum(not one.retired for one in schools)
    assert whole["schools"] == whole["inspected"] + whole["opened"] + whole["not_yet"]
    for table in ("by_area", "by_team", "by_stage", "by_ownership"):
        assert {name: sum(row[name] for row in told[table].values()) for name in whole} == whole
    assert sum(told["by_day"].values()) == whole["inspected"]
    assert told["inspections"] - told["revisits"] == whole["inspected"]
    assert len(told["rows"]) == whole["schools"]


@given(SCHOOLS, VISITS, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_known_changes_nothing(
    schools: list[School], visits: list[Inspection], chance: Any
) -> None:
    before = figures(covered(schools, *visits))
    chance.shuffle(schools)
    chance.shuffle(visits)
    assert figures(covered(schools, *visits)) == before
