"""What commands ask before recording says the same as the fold afterwards."""

from __future__ import annotations

from inspections.errors import Code
from inspections.folding import fold_school, possible, refusal
from inspections.lifecycle import FACTS, MOVES
from inspections.timeline import COUNTING
from inspections.view import Issue
from inspections.vocabulary import Role, Status
from tests.inspections.folding.simulate import story as random_story
from tests.stories_of_events import (
    DISTRICT,
    ROLES,
    SCHOOL,
    A,
    B,
    I,
    S,
    Story,
    closed,
    effect,
    make,
    notified,
    photo,
    submitted,
    verified,
)


def test_what_may_be_recorded_has_effect_and_what_may_not_has_none() -> None:
    asked = 0
    for seed in range(40):
        events = random_story(seed)
        (issue,) = fold_school(SCHOOL, events, DISTRICT).issues
        for kind in MOVES.keys() - {"raised", "raised_fixed"}:
            by = ("wang", "zhao", "qian", "sun", "xiao")[asked % 5]
            from_ = issue.sides[0].status if issue.in_conflict else issue.status
            body = {"stands": issue.sides[0].event.id} if issue.in_conflict else {}
            act = make(9000, kind, by, sorted(issue.heads), from_=from_, **body)
            (after,) = fold_school(SCHOOL, [*events, act], DISTRICT).issues
            may = refusal(issue, kind, act.by, ROLES[by], act.body.get("stands")) is None
            assert may == (effect(after, act) in COUNTING), (seed, kind, by)
            asked += 1


def test_what_is_possible_is_told_in_the_order_of_the_tables() -> None:
    issue = closed().issue
    assert possible(issue, "li", (I,)) == (
        "reopened", "objected", "evidence_added", "evidence_struck", "looked_back", "commented",
    )  # fmt: skip


def test_in_a_conflict_nothing_but_deciding_and_facts_is_possible() -> None:
    story = submitted()
    answer = story.events[-1]
    story.tell("passed", "wang")
    story.tell("closed", "qian")
    story.tell("returned", "li", seen=[answer], from_="submitted", due="2022-05-01")
    assert set(possible(story.issue, "zhao", (A, B))) & MOVES.keys() == {"decided"}
    found = refusal(story.issue, "passed", "zhao", A)
    assert found is not None
    assert found.code is Code.RULE_CONFLICT


def code(issue: Issue, kind: str, by: str, role: Role, **body: str) -> Code | None:
    found = refusal(issue, kind, by, role, **body)
    return found.code if found else None


def test_a_refusal_names_the_kind_of_rule() -> None:
    issue = verified().issue
    assert code(issue, "closed", "xiao", S) is Code.RULE_ROLE
    assert code(issue, "notified", "qian", B) is Code.RULE_STATUS
    assert code(issue, "decided", "qian", B) is Code.RULE_GUARD
    assert code(issue, "closed", "qian", B) is None
    assert code(issue, "planned", "xiao", S) is Code.RULE_STATUS


def test_a_guard_is_a_reason() -> None:
    assert code(verified("severe").issue, "closed", "qian", B) is Code.RULE_GUARD


def test_a_side_that_is_not_there_cannot_stand() -> None:
    story = Story()
    story.tell("raised_fixed", "wang")
    mine = story.tell("raised", "li", seen=[])
    assert code(story.issue, "decided", "qian", B, stands=mine.id) is None
    assert code(story.issue, "decided", "qian", B, stands="f" * 64) is Code.RULE_STATUS


def test_striking_asks_who_gave_the_file() -> None:
    story = notified()
    story.tell("evidence_added", "xiao", files=[photo("e.jpg")])
    issue = story.issue
    assert code(issue, "evidence_struck", "xiao", S, file="e.jpg") is None
    assert code(issue, "evidence_struck", "wang", I, file="e.jpg") is Code.RULE_ROLE
    assert code(issue, "evidence_struck", "qian", B, file="x.jpg") is Code.RULE_FIELD


def test_every_reason_can_be_said() -> None:
    for status_story in (notified(), submitted(), verified("severe"), closed()):
        for kind in (*MOVES, *FACTS):
            for role in (I, A, B, S, Role.SERVER):
                found = refusal(status_story.issue, kind, "wang", role)
                assert found is None or "{" not in found.why.render()


def test_an_issue_without_its_registration_takes_no_move() -> None:
    story = Story()
    story.events.append(make(7, "commented", "qian", ["e0003"], text="看"))
    assert story.issue.status is Status.FOUND
    assert code(story.issue, "confirmed", "qian", B) is Code.RULE_STATUS
