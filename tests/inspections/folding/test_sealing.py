"""Sealing: what is frozen, the issues that are raised, what arrives late, amendments (FORMATS §6)."""

from __future__ import annotations

from datetime import date

from inspections.timeline import Effect
from inspections.vocabulary import InspectionStatus, Mode, Status
from tests.inspections.folding.inspections_told import (
    ID,
    SUBJECT,
    answered,
    effects,
    finding,
    inspection,
    opened,
    sealed,
    view,
)
from tests.stories_of_events import make, photo


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
