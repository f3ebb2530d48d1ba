"""Inspections: the head, answers filled together, photos, signatures (FORMATS §6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspections.folding import fold_school
from inspections.timeline import Effect
from inspections.vocabulary import InspectionStatus, Mode, Role
from tests.inspections.folding.inspections_told import (
    SUBJECT,
    answered,
    effects,
    inspection,
    opened,
)
from tests.stories_of_events import DISTRICT, SCHOOL, Story, make, photo


def test_an_opened_inspection_shows_its_head() -> None:
    found = inspection(opened())
    assert (found.status, found.mode, found.day) == (
        InspectionStatus.OPEN, Mode.COMPREHENSIVE, date(2022, 4, 12),
    )  # fmt: skip
    assert (found.checklist, found.title, found.team, found.visit) == (
        "opening_random@2022.04", "开学抽查", "t3", "unannounced",
    )  # fmt: skip
    assert found.inspectors == ("wang", "li")


def test_two_laptops_that_opened_blind_fill_one_inspection() -> None:
    found = inspection(opened(1), opened(2, "li", inspectors=["li", "zhao"]))
    assert found.inspectors == ("wang", "li", "zhao")
    assert len(found.timeline) == 2


def test_an_answer_stands_until_a_later_one_has_seen_it() -> None:
    o = opened()
    a = answered(2, "wang", [o], mask_stock="11600", mask_daily="1160")
    b = answered(3, "li", [a], mask_stock="9280")
    found = inspection(o, a, b)
    assert found.answers == {"mask_stock": ("9280",), "mask_daily": ("1160",)}
    assert not found.conflicts


def test_blind_answers_that_differ_are_a_conflict_until_one_who_saw_both_answers() -> None:
    o = opened()
    a, b = answered(2, "wang", [o], mask_stock="11600"), answered(3, "li", [o], mask_stock="9280")
    assert inspection(o, a, b).conflicts == {"mask_stock": ("11600", "9280")}
    c = answered(4, "li", [a, b], mask_stock="9280")
    assert inspection(o, a, b, c).answers == {"mask_stock": ("9280",)}


def test_blind_answers_that_agree_are_none() -> None:
    o = opened()
    a, b = answered(2, "wang", [o], gas="落实"), answered(3, "li", [o], gas="落实")
    assert not inspection(o, a, b).conflicts


def test_a_null_takes_an_answer_away() -> None:
    o = opened()
    a = answered(2, "wang", [o], gas="落实")
    b = answered(3, "wang", [a], gas=None)
    assert inspection(o, a, b).answers == {}


def test_a_school_writes_its_own_column_only() -> None:
    o = opened()
    a = answered(2, "xiao", [o], **{"gas.self": "落实", "gas": "落实"})
    assert inspection(o, a).answers == {"gas.self": ("落实",)}


def test_an_answer_to_the_head_changes_it() -> None:
    o = opened()
    a = answered(
        2, "wang", [o], **{"record.inspectors": ["wang", "zhao"], "record.visit": "announced"}
    )
    found = inspection(o, a)
    assert (found.inspectors, found.visit) == (("wang", "zhao"), "announced")


def test_of_photos_adding_wins_over_a_blind_strike() -> None:
    o = opened()
    a = make(2, "answered", "wang", [o], subject=SUBJECT, photos_add={"gas": [photo("a.jpg")]})
    strike = [{"path": "gas", "file": "a.jpg", "reason": "模糊"}]
    blind = make(3, "answered", "li", [o], subject=SUBJECT, photos_strike=strike)
    seen = make(4, "answered", "li", [a], subject=SUBJECT, photos_strike=strike)
    assert [f.name for f in inspection(o, a, blind).photos["gas"]] == ["a.jpg"]
    assert inspection(o, a, seen).photos == {}


def test_discarding_and_resuming() -> None:
    o = opened()
    d = make(2, "discarded", "wang", [o], subject=SUBJECT, reason="重复")
    r = make(3, "resumed", "li", [d], subject=SUBJECT, reason="误删")
    assert inspection(o, d).status is InspectionStatus.DISCARDED
    assert inspection(o, d, r).status is InspectionStatus.OPEN


def test_signatures_are_shown_with_their_objection() -> None:
    o = opened()
    body = {"name": "赵校长", "as": "school", "objection": "时限太紧"}
    found = inspection(o, make(2, "signed", "wang", [o], subject=SUBJECT, more=body))
    (signature,) = found.signatures
    assert (signature.name, signature.as_, signature.objection) == ("赵校长", "school", "时限太紧")


def test_an_inspection_of_which_only_a_part_arrived_is_read_from_its_id() -> None:
    found = inspection(answered(2, "wang", [], gas="落实"))
    assert (found.day, found.team, found.checklist) == (date(2022, 4, 12), "t3", "opening_random")


def test_the_mode_is_that_of_the_campaign_before_that_of_the_checklist() -> None:
    from dataclasses import replace

    district = replace(DISTRICT, campaigns={"spring": {"mode": "special"}})

    def mode(**head: Any) -> Mode | None:
        return fold_school(SCHOOL, [opened(**head)], district).inspections[0].mode

    assert mode(mode=None, campaign="spring") is Mode.SPECIAL
    assert mode(mode="followup", campaign="spring") is Mode.SPECIAL
    assert mode(mode="followup", campaign="unheard_of") is Mode.FOLLOWUP


def test_an_act_of_an_issue_has_no_effect_on_an_inspection() -> None:
    o = opened()
    wrong = make(2, "closed", "qian", [o], subject=SUBJECT)
    newer = make(3, "weighed", "qian", [o], subject=SUBJECT, unknown=True)
    assert effects(inspection(o, wrong, newer)) == [Effect.MOVED, Effect.NO_EFFECT, Effect.NEWER]


def test_a_school_signs_but_does_not_open() -> None:
    found = inspection(make(1, "opened", "xiao", (), subject=SUBJECT, role=Role.SCHOOL))
    assert effects(found) == [Effect.NO_EFFECT]


def test_a_lone_issue_has_no_inspection() -> None:
    story = Story()
    story.tell("raised", "wang", source="tip")
    assert (story.issue.inspection, story.issue.source, story.issue.mode) == (None, "tip", None)


def test_equal_answers_of_people_who_did_not_know_of_each_other_are_one_with_both_names() -> None:
    o = opened()
    a, b = answered(2, "wang", [o], gas="落实"), answered(3, "li", [o], gas="落实")
    (said,) = inspection(o, a, b).said["gas"]
    assert (said.value, [event.by for event in said.events]) == ("落实", ["wang", "li"])


def test_what_was_taken_out_last_is_known_as_such() -> None:
    o = opened()
    a = answered(2, "wang", [o], gas="落实", exit="否")
    b = answered(3, "wang", [a], gas=None)
    assert inspection(o, a, b).taken_out == {"gas"}


def test_taking_out_and_changing_without_knowing_of_each_other_is_a_conflict() -> None:
    o = opened()
    a = answered(2, "wang", [o], gas="落实")
    b, c = answered(3, "wang", [a], gas=None), answered(4, "li", [a], gas="未落实")
    found = inspection(o, a, b, c)
    assert (found.conflicts, found.taken_out) == ({"gas": (None, "未落实")}, frozenset())
