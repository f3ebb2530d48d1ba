"""A campaign is read from what was signed; what cannot be read holds no school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspections.campaigns import Campaign, Rule, campaigns, drawn_in, schools_of
from inspections.district import District
from inspections.draw import Draw, Group, Terms
from inspections.ids import SchoolId
from inspections.vocabulary import Mode, Ownership, Stage
from tests.inspections.views import a_school, a_view

RULE = Rule(stages=(Stage.KINDERGARTEN,), areas=("东片区",), ownerships=(Ownership.PRIVATE,))


def district(**changes: Any) -> District:
    return replace(a_view(schools=[a_school("s1"), a_school("s2")]).district, **changes)


@pytest.mark.parametrize(
    "rule", [RULE, Rule(), Rule(drawn=True), Rule(listed=(SchoolId("s1"),)), Rule(listed=())]
)
def test_a_campaign_is_read_as_it_was_signed(rule: Rule) -> None:
    one = Campaign(
        id="spring", title="春季", mode=Mode.SPECIAL, from_=date(2022, 3, 1), to=date(2022, 4, 30),
        checklists=("opening@2022.04",), teams=("t1",), rule=rule,
    )  # fmt: skip
    assert campaigns(district(campaigns={"spring": one.body()})) == {"spring": one}


def test_a_body_of_no_shape_is_a_campaign_without_schools() -> None:
    found = campaigns(district(campaigns={"x": {"title": 3, "from": "soon", "schools": 7}}))["x"]
    assert (found.title, found.mode, found.from_) == ("x", None, None)
    assert schools_of(district(), found) == ()


def test_campaigns_stand_in_the_order_of_their_first_days() -> None:
    bodies = {"b": {"from": "2022-03-01"}, "a": {"from": "2022-09-01"}, "c": {}}
    assert list(campaigns(district(campaigns=bodies))) == ["c", "b", "a"]


def test_first_and_last_day_are_days_of_the_campaign() -> None:
    one = campaigns(district(campaigns={"c": {"from": "2022-03-01", "to": "2022-03-31"}}))["c"]
    days = (date(2022, 2, 28), date(2022, 3, 1), date(2022, 3, 31), date(2022, 4, 1))
    assert [one.on(day) for day in days] == [False, True, True, False]


def test_a_drawn_campaign_has_the_schools_of_its_revealed_draws() -> None:
    def a_draw(number: int, campaign: str, school: str, seed: str | None) -> Draw:
        group = Group("全部", 1, (SchoolId(school),))
        terms = Terms(id=f"r{number}", campaign=campaign, groups=(group,))
        return Draw(terms=terms, commitment="", seed=seed)

    known = district(
        campaigns={"random": {"schools": {"drawn": True}}},
        draws={
            "r1": a_draw(1, "random", "s1", "aa"),
            "r2": a_draw(2, "random", "s2", None),
            "r3": a_draw(3, "other", "s2", "aa"),
        },
    )
    assert drawn_in(known, "random") == {"s1"}
    assert [s.id for s in schools_of(known, campaigns(known)["random"])] == ["s1"]
