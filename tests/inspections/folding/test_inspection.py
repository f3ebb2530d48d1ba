"""Inspections: answers filled together, sealing, what arrives late, the issues that are raised (FORMATS §6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspections.events import Event
from inspections.folding import fold_school
from inspections.view import Effect, Inspection, Issue, SchoolView
from inspections.vocabulary import InspectionStatus, Mode, Role, Status
from tests.stories_of_events import DISTRICT, FINDING, SCHOOL, Story, make, photo

ID = "yl3x-2022-04-12-opening_random-t3"
SUBJECT = f"i:{ID}"


def finding(issue: str, **more: Any) -> dict[str, Any]:
    return {**FINDING, "issue": issue, "item": "mask_days", "row": "", "fixed": False, **more}


def opened(n: int = 1, by: str = "wang", **more: Any) -> Event:
    body = {
        "checklist": "opening_random@2022.04", "title": "开学抽查", "mode": "comprehensive",
        "date": "2022-04-12", "team": "t3", "inspectors": ["wang", "li"], "visit": "unannounced",
    }  # fmt: skip
    return make(n, "opened", by, (), subject=SUBJECT, more=body | more)


def answered(n: int, by: str, seen: list[Event], **paths: object) -> Event:
    return make(n, "answered", by, seen, subject=SUBJECT, more={"set": paths})


def sealed(n: int, by: str, seen: list[Event], *findings: dict[str, Any], **more: Any) -> Event:
    body = {"findings": list(findings), "heads": [], "results": {}, "score": None, **more}
    return make(n, "sealed", by, seen, subject=SUBJECT, more=body)


def view(*events: Event) -> SchoolView:
    return fold_school(SCHOOL, events, DISTRICT)


def inspection(*events: Event) -> Inspection:
    (found,) = view(*events).inspections
    return found


def effects(found: Inspection | Issue) -> list[Effect]:
    return [entry.effect for entry in found.timeline]


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


def test_sealing_freezes_what_was_found() -> None:
    o = opened()
    a = answered(2, "wang", [o], gas="未落实")
    score = {
        "got": "10",
        "of": "35",
        "percent": "28.6",
        "veto": ["gas_alarm"],
        "lines": [{"item": "gas"}],
    }
    s = sealed(
        3, "wang", [a], finding("QAAAAAAA"), results={"gas": "fail"}, score=score,
        documents_seen=[{"what": "值班记录", "count": 14}], unsigned_reason="校长外出",
    )  # fmt: skip
    found = inspection(o, a, s)
    assert (found.status, found.results, found.sealed_by) == (
        InspectionStatus.SEALED, {"gas": "fail"}, ("wang",),
    )  # fmt: skip
    assert found.score is not None
    assert (found.score.percent, found.score.veto) == ("28.6", ("gas_alarm",))
    assert found.documents_seen == (("值班记录", 14),)
    assert (found.issues, found.unsigned_reason) == (("QAAAAAAA",), "校长外出")


def test_sealing_raises_each_issue_that_it_lists() -> None:
    o = opened()
    s = sealed(
        2, "wang", [o], finding("QAAAAAAA", title="口罩不足", photos=[photo("a.jpg")], row="a"),
        finding("QBBBBBBB", fixed=True, photos=[photo("b.jpg")]),
    )  # fmt: skip
    first, second = sorted(view(o, s).issues, key=lambda i: i.id)
    assert (first.status, second.status) == (Status.FOUND, Status.FIXED)
    assert (first.inspection, first.item, first.row) == (ID, "mask_days", "a")
    assert (first.title, first.mode, first.source) == ("口罩不足", Mode.COMPREHENSIVE, "inspection")
    assert (first.raised_on, first.raised_by) == (date(2022, 4, 12), ("wang",))
    assert [e.role for e in (*first.evidence, *second.evidence)] == ["found", "after"]
    assert first.heads == {s.id}
    assert effects(first) == [Effect.MOVED]


def test_who_sealed_a_fixed_item_does_not_close_it() -> None:
    o = opened(by="zhao")
    s = sealed(2, "zhao", [o], finding("QAAAAAAA", fixed=True))
    own = make(3, "closed", "zhao", [s], subject="q:QAAAAAAA", from_="fixed")
    other = make(4, "closed", "qian", [s], subject="q:QAAAAAAA", from_="fixed")
    assert view(o, s, own).issues[0].status is Status.FIXED
    assert view(o, s, other).issues[0].status is Status.CLOSED


def test_two_blind_sealings_unite_and_differing_texts_are_both_shown_until_corrected() -> None:
    o = opened()
    s = sealed(2, "wang", [o], finding("QAAAAAAA", title="口罩不足"), finding("QBBBBBBB"))
    t = sealed(3, "li", [o], finding("QAAAAAAA", title="口罩少"), finding("QCCCCCCC"))
    found = view(o, s, t)
    assert set(found.inspections[0].issues) == {"QAAAAAAA", "QBBBBBBB", "QCCCCCCC"}
    issue = next(i for i in found.issues if i.id == "QAAAAAAA")
    assert (issue.status, issue.in_conflict) == (Status.FOUND, False)
    assert {issue.title, *issue.variants["title"]} == {"口罩不足", "口罩少"}
    c = make(4, "corrected", "zhao", [s, t], subject="q:QAAAAAAA", field="title", value="口罩不足")
    issue = next(i for i in view(o, s, t, c).issues if i.id == "QAAAAAAA")
    assert (issue.title, issue.variants) == ("口罩不足", {})


def test_a_second_sealing_of_who_saw_the_first_has_no_effect() -> None:
    o = opened()
    s = sealed(2, "wang", [o], finding("QAAAAAAA"))
    t = sealed(3, "wang", [s], finding("QBBBBBBB"))
    found = view(o, s, t)
    assert [i.id for i in found.issues] == ["QAAAAAAA"]
    assert effects(found.inspections[0]) == [Effect.MOVED, Effect.MOVED, Effect.NO_EFFECT]


def test_a_sealing_by_the_bureau_raises_nothing() -> None:
    o = opened()
    found = view(o, sealed(2, "qian", [o], finding("QAAAAAAA")))
    assert (found.issues, found.inspections[0].status) == ((), InspectionStatus.OPEN)


def test_a_blind_answer_after_sealing_is_late_until_an_amendment_has_seen_it() -> None:
    o = opened()
    a = answered(2, "wang", [o], gas="落实")
    s = sealed(3, "wang", [a])
    late = answered(4, "li", [o], gas="未落实")
    found = inspection(o, a, s, late)
    assert (found.answers, found.late) == ({"gas": ("落实",)}, (late,))
    assert effects(found)[-1] is Effect.LATE_FACT
    m = make(5, "amended", "wang", [s, late], subject=SUBJECT, set={"gas": "未落实"}, reason="漏记")
    found = inspection(o, a, s, late, m)
    assert (found.answers, found.late) == ({"gas": ("未落实",)}, ())


def test_an_amendment_adds_findings() -> None:
    o = opened()
    s = sealed(2, "wang", [o])
    m = make(
        3, "amended", "qian", [s], subject=SUBJECT, findings_added=[finding("QAAAAAAA", fixed=True)]
    )
    found = view(o, s, m)
    assert [(i.id, i.status) for i in found.issues] == [("QAAAAAAA", Status.FIXED)]
    assert found.inspections[0].issues == ("QAAAAAAA",)


def test_an_amendment_of_an_open_inspection_has_no_effect() -> None:
    o = opened()
    m = make(3, "amended", "qian", [o], subject=SUBJECT, findings_added=[finding("QAAAAAAA")])
    assert view(o, m).issues == ()


def test_discarding_and_resuming() -> None:
    o = opened()
    d = make(2, "discarded", "wang", [o], subject=SUBJECT, reason="重复")
    r = make(3, "resumed", "li", [d], subject=SUBJECT, reason="误删")
    assert inspection(o, d).status is InspectionStatus.DISCARDED
    assert inspection(o, d, r).status is InspectionStatus.OPEN


def test_a_sealing_blind_to_a_discarding_stands() -> None:
    o = opened()
    d = make(2, "discarded", "wang", [o], subject=SUBJECT, reason="重复")
    found = view(o, d, sealed(3, "li", [o], finding("QAAAAAAA")))
    assert found.inspections[0].status is InspectionStatus.SEALED
    assert len(found.issues) == 1


def test_a_discarded_inspection_is_neither_filled_nor_sealed() -> None:
    o = opened()
    d = make(2, "discarded", "wang", [o], subject=SUBJECT, reason="重复")
    found = inspection(o, d, answered(3, "wang", [d], gas="落实"), sealed(4, "wang", [d]))
    assert effects(found)[2:] == [Effect.NO_EFFECT, Effect.NO_EFFECT]
    assert found.answers == {}


def test_signatures_are_shown_with_their_objection() -> None:
    o = opened()
    body = {"name": "赵校长", "as": "school", "objection": "时限太紧"}
    found = inspection(o, make(2, "signed", "wang", [o], subject=SUBJECT, more=body))
    (signature,) = found.signatures
    assert (signature.name, signature.as_, signature.objection) == ("赵校长", "school", "时限太紧")


def test_an_inspection_of_which_only_a_part_arrived_is_read_from_its_id() -> None:
    found = inspection(answered(2, "wang", [], gas="落实"))
    assert (found.day, found.team, found.checklist) == (date(2022, 4, 12), "t3", "opening_random")


def test_an_inspection_without_a_mode_has_the_mode_of_its_campaign() -> None:
    from dataclasses import replace

    district = replace(DISTRICT, campaigns={"spring": {"mode": "special"}})
    events = [opened(mode=None, campaign="spring")]
    assert fold_school(SCHOOL, events, district).inspections[0].mode is Mode.SPECIAL


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


def test_of_an_issue_listed_twice_by_one_sealing_the_first_counts() -> None:
    o = opened()
    s = sealed(2, "wang", [o], finding("QAAAAAAA", title="一"), finding("QAAAAAAA", title="二"))
    (issue,) = view(o, s).issues
    assert (issue.title, len(issue.timeline)) == ("一", 1)


def test_answers_that_a_sealing_names_count_though_it_has_not_seen_them() -> None:
    o = opened()
    a = answered(2, "li", [o], gas="落实")
    found = inspection(o, a, sealed(3, "wang", [o], heads=[a.id]))
    assert (found.answers, found.late) == ({"gas": ("落实",)}, ())
