"""Stories of single issues, told step by step: where they come to, and which step has no effect."""

from __future__ import annotations

import pytest

from inspections.timeline import Effect
from inspections.vocabulary import Badge, Counted, Status
from tests.stories_of_events import Story, closed, effect, make, notified, submitted, verified

PATHS = {
    "a notice, answered and closed": (
        ("wang raised, qian confirmed, qian notified, xiao acknowledged, xiao planned, xiao progressed, "
        "xiao submitted, wang passed, qian closed"), "closed"),
    "fixed on site, closed by another": ("wang raised_fixed, qian closed", "closed"),
    "fixed on site, its finder may not close": ("zhao raised_fixed, zhao closed!", "fixed"),
    "pointed out on the spot": ("wang raised, wang advised, wang passed, zhao closed", "closed"),
    "returned, then done": (
        ("wang raised, qian confirmed, qian notified, xiao submitted, wang returned, xiao submitted, "
        "li passed, qian closed"), "closed"),
    "severe, closed by two": (
        ("wang raised/severe, qian confirmed, qian reported_up, qian notified, xiao submitted, wang passed, "
        "wang close_proposed, qian closed"), "closed"),
    "severe, closed at once": (
        "wang raised/severe, qian confirmed, qian notified, xiao submitted, wang passed, qian closed!", "verified"),
    "severe, one person twice": (
        ("wang raised/severe, qian confirmed, qian notified, xiao submitted, wang passed, qian close_proposed, "
        "qian closed!"), "closing"),
    "severe, only pointed out": ("wang raised/severe, wang advised!", "found"),
    "a clerk who answered may not pass": (
        ("wang raised, qian confirmed, qian notified, qian submitted, qian passed!, wang passed, qian closed!, "
        "sun closed"), "closed"),
    "consulted, then transferred": (
        ("wang raised, qian consulted, qian consult_answered, qian transferred, qian notified, qian submitted, "
        "wang passed, sun closed"), "closed"),
    "an objection upheld": (
        ("wang raised, qian confirmed, qian notified, xiao objected, qian objection_decided, sun withdrawn, "
        "qian restored, qian confirmed"), "confirmed"),
    "found fixed, then pursued, its finder may close": (
        "zhao raised_fixed, qian confirmed, qian notified, xiao submitted, wang passed, zhao closed",
        "closed",
    ),
    "merged and restored": ("wang raised, qian merged, qian restored, qian withdrawn", "withdrawn"),
    "reopened after a look back": (
        "wang raised_fixed, qian closed, wang looked_back, wang reopened, qian notified", "notified"),
    "a school does not close": (
        "wang raised, qian confirmed, qian notified, xiao submitted, wang passed, xiao closed!", "verified"),
    "nothing to decide": ("wang raised, qian decided!", "found"),
    "proposing needs another hand than answering": (
        "wang raised, qian confirmed, qian notified, wang submitted, li passed, wang close_proposed!", "verified"),
}  # fmt: skip


@pytest.mark.parametrize("name", PATHS)
def test_a_told_path_comes_to_its_end(name: str) -> None:
    path, end = PATHS[name]
    story = Story()
    for step in path.split(", "):
        by, act = step.split(" ")
        kind, _, severity = act.rstrip("!").partition("/")
        event = story.tell(kind, by, **({"severity": severity} if severity else {}))
        assert (effect(story.issue, event) is Effect.NO_EFFECT) == act.endswith("!"), step
    assert story.issue.status == end


def test_a_school_that_saw_the_closing_cannot_claim_to_answer_from_before() -> None:
    story = closed()
    lie = story.tell("submitted", "xiao", from_="notified")
    assert (story.issue.status, effect(story.issue, lie)) == (Status.CLOSED, Effect.NO_EFFECT)


def test_the_same_answer_from_a_second_device_is_absorbed() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("submitted", "xiao", measures="已补足")
    story.tell("passed", "wang")
    twice = story.tell("submitted", "xiao", seen=[notice], measures="已补足")
    assert (story.issue.status, effect(story.issue, twice)) == (Status.VERIFIED, Effect.ABSORBED)
    assert Badge.LATE in story.issue.badges


def test_late_is_no_longer_shown_when_somebody_went_on_having_seen_it() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("submitted", "xiao")
    story.tell("passed", "wang")
    story.tell("submitted", "xiao", seen=[notice])
    story.tell("closed", "qian")
    assert Badge.LATE not in story.issue.badges


def returned_beside_closed() -> Story:
    story = submitted()
    answer = story.events[-1]
    story.tell("passed", "wang")
    story.tell("closed", "qian")
    story.tell(
        "returned", "li", seen=[answer], from_="submitted", remaining="仍缺", due="2022-05-01"
    )
    return story


def test_a_return_blind_to_a_closing_is_a_conflict_and_caution_wins() -> None:
    issue = returned_beside_closed().issue
    assert issue.in_conflict
    assert {side.status for side in issue.sides} == {Status.CLOSED, Status.NOTIFIED}
    assert (issue.status, issue.counted) == (Status.NOTIFIED, Counted.IN_PROGRESS)
    assert Badge.CONFLICT in issue.badges
    assert issue.closed_on is None


def test_the_shown_status_of_a_conflict_looks_at_what_its_sides_came_from() -> None:
    story = submitted()
    answer = story.events[-1]
    story.tell("passed", "wang")
    story.tell("withdrawn", "qian", seen=[answer], from_="submitted")
    assert story.issue.status is Status.SUBMITTED


def test_who_has_seen_a_conflict_first_decides() -> None:
    story = returned_beside_closed()
    other = story.tell("passed", "zhao", from_="notified")
    assert effect(story.issue, other) is Effect.NO_EFFECT
    story.tell("decided", "sun", from_="closed")
    assert (story.issue.status, story.issue.in_conflict) == (Status.CLOSED, False)


def test_nobody_lets_his_own_side_stand_but_may_concede() -> None:
    story = returned_beside_closed()
    own = story.tell("decided", "qian", from_="closed")
    assert effect(story.issue, own) is Effect.NO_EFFECT
    story.tell("decided", "qian", from_="notified")
    assert story.issue.status is Status.NOTIFIED


def test_who_answered_does_not_let_the_closing_stand() -> None:
    story = notified()
    story.tell("submitted", "sun")
    answer = story.events[-1]
    story.tell("passed", "wang")
    story.tell("closed", "qian")
    story.tell("returned", "li", seen=[answer], from_="submitted", due="2022-05-01")
    decision = story.tell("decided", "sun", from_="closed")
    assert effect(story.issue, decision) is Effect.NO_EFFECT


def test_what_a_decision_lets_fall_no_longer_speaks() -> None:
    story = returned_beside_closed()
    assert story.issue.rounds == 1
    story.tell("decided", "sun", from_="closed")
    assert (story.issue.rounds, story.issue.due.isoformat()) == (0, "2022-04-20")


def test_blind_decisions_that_disagree_are_a_new_conflict_in_which_both_sides_speak() -> None:
    story = returned_beside_closed()
    sides = list(story.events)
    story.tell("decided", "sun", seen=sides, from_="closed")
    story.tell("decided", "zhao", seen=sides, from_="notified")
    assert (story.issue.in_conflict, story.issue.rounds) == (True, 1)
    story.tell("decided", "clerk", from_="notified")
    assert (story.issue.status, story.issue.rounds) == (Status.NOTIFIED, 1)
    assert str(story.issue.due) == "2022-05-01"


def test_a_fixed_item_found_again_as_not_fixed_is_first_seen_in_a_conflict() -> None:
    story = Story()
    story.tell("raised_fixed", "wang")
    story.tell("raised", "li", seen=[])
    issue = story.issue
    assert (issue.status, issue.in_conflict, issue.counted) == (
        Status.FOUND,
        True,
        Counted.UNCONFIRMED,
    )
    story.tell("decided", "qian", from_="fixed")
    assert story.issue.status is Status.FIXED


def test_two_blind_closings_are_no_conflict() -> None:
    story = verified()
    passed = story.events[-1]
    story.tell("closed", "qian")
    story.tell("closed", "sun", seen=[passed], from_="verified")
    assert (story.issue.status, story.issue.in_conflict) == (Status.CLOSED, False)


def test_two_blind_returns_are_one_round() -> None:
    story = submitted()
    answer = story.events[-1]
    story.tell("returned", "wang", seen=[answer], from_="submitted", due="2022-05-05")
    story.tell("returned", "li", seen=[answer], from_="submitted", due="2022-05-01")
    assert story.issue.rounds == 1
    assert story.issue.due.isoformat() == "2022-05-01"
    assert story.issue.variants["due"] == ("2022-05-05",)


def test_rounds_count_returns_and_reopenings() -> None:
    story = submitted()
    story.tell("returned", "wang", due="2022-05-05")
    story.tell("submitted", "xiao")
    story.tell("passed", "wang")
    story.tell("closed", "qian")
    story.tell("reopened", "li", cause="relapse")
    issue = story.issue
    assert (issue.rounds, issue.due, issue.notified_on, issue.closed_on) == (2, None, None, None)
    assert Badge.REOPENED in issue.badges


def test_a_kind_of_a_newer_version_is_shown_and_changes_nothing() -> None:
    story = notified()
    newer = story.tell("audited", "qian", unknown=True)
    assert (story.issue.status, effect(story.issue, newer)) == (Status.NOTIFIED, Effect.NEWER)


def test_a_move_from_a_status_of_a_newer_version_has_no_effect() -> None:
    story = notified()
    event = story.tell("submitted", "xiao", from_="archived")
    assert effect(story.issue, event) is Effect.NO_EFFECT


def test_an_issue_whose_registration_has_not_arrived_is_shown_all_the_same() -> None:
    story = Story()
    story.events.append(make(7, "notified", "qian", ["e0003"], from_="confirmed"))
    issue = story.issue
    assert (issue.status, issue.counted) == (Status.FOUND, Counted.UNCONFIRMED)
    assert [e.effect for e in issue.timeline] == [Effect.NO_EFFECT]


def test_what_an_act_has_seen_are_the_newest_events() -> None:
    story = notified()
    notice = story.events[-1]
    one = story.tell("commented", "xiao", seen=[notice], text="收到")
    two = story.tell("commented", "wang", seen=[notice], text="请尽快")
    assert story.issue.heads == {one.id, two.id}


def test_the_rounds_of_a_branch_that_arrived_late_are_not_counted() -> None:
    story = submitted()
    answer = story.events[-1]
    one = story.tell("returned", "wang", seen=[answer], due="2022-05-01")
    two = story.tell("submitted", "xiao", seen=[one])
    story.tell("returned", "wang", seen=[two], due="2022-05-09")
    here = story.tell("returned", "li", seen=[answer], due="2022-05-02")
    done = story.tell("submitted", "xiao", seen=[here])
    passed = story.tell("passed", "li", seen=[done])
    story.tell("closed", "qian", seen=[passed])
    assert (story.issue.status, story.issue.rounds) == (Status.CLOSED, 1)
