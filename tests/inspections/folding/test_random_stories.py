"""The fold against the same rules said plainly (`words`), on random stories of six people with partial views."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from inspections.events import Event
from inspections.folding import fold_school
from inspections.lifecycle import MOVES
from inspections.timeline import Effect
from inspections.view import Issue
from inspections.vocabulary import Counted, Status
from tests.inspections.folding.simulate import PEOPLE, story
from tests.inspections.folding.words import Telling
from tests.stories_of_events import DISTRICT, SCHOOL, make

STORIES = 3000
BATCH = 500


def fold(events: list[Event]) -> Issue:
    (issue,) = fold_school(SCHOOL, events, DISTRICT).issues
    return issue


def moves(issue: Issue, effect: Effect) -> set[str]:
    return {e.event.id for e in issue.timeline if e.effect is effect and e.event.kind in MOVES}


@pytest.mark.parametrize("start", range(0, STORIES, BATCH))
def test_the_fold_agrees_with_the_words_of_the_rules(start: int) -> None:
    for seed in range(start, start + BATCH):
        events = story(seed)
        issue, told = fold(events), Telling(events)
        assert issue.status == told.whole.status, seed
        assert {s.status for s in issue.sides} == (
            told.whole.sides if issue.in_conflict else set()
        ), seed
        assert issue.in_conflict == (len(told.whole.sides) > 1), seed
        assert moves(issue, Effect.ABSORBED) == told.whole.absorbed, seed
        assert moves(issue, Effect.NO_EFFECT) == told.without_effect, seed
        assert (issue.severity == "severe") == told.severe(frozenset(told.event)), seed
        assert sorted(e.event.id for e in issue.timeline) == sorted(told.event), seed
        assert not (issue.in_conflict and issue.counted is Counted.CLOSED), seed


def test_the_random_stories_reach_every_status_and_every_effect() -> None:
    met: Counter[str] = Counter()
    for seed in range(1000):
        issue = fold(story(seed))
        met[issue.status] += 1
        met["conflict"] += issue.in_conflict
        met.update({e.effect for e in issue.timeline})
    wanted = {*Status, "conflict", *Effect} - {Effect.NEWER}
    assert not {name for name in wanted if not met[name]}, met


def test_the_order_of_the_events_never_matters() -> None:
    for seed in range(300):
        events = story(seed)
        first = fold(events)
        random.Random(seed).shuffle(events)
        assert fold(events) == first, seed


def test_one_decision_of_somebody_who_saw_all_ends_every_conflict() -> None:
    ended = 0
    for seed in range(700):
        events = story(seed)
        issue = fold(events)
        if not issue.in_conflict:
            continue
        side = max(issue.sides, key=lambda s: s.event.id)
        decision = make(
            9000, "decided", "clerk", sorted(issue.heads), from_=side.status, stands=side.event.id
        )
        settled = fold([*events, decision])
        assert (settled.status, settled.in_conflict) == (side.status, False), seed
        ended += 1
    assert ended > 100


def test_no_severe_issue_is_closed_by_one_person() -> None:
    met = 0
    for seed in range(700):
        issue = fold(story(seed, severity="severe"))
        if issue.status is Status.CLOSED:
            met += 1
            assert len({e.by for e in issue.all("close_proposed", "closed", "decided")}) > 1, seed
    assert met > 10


def test_an_answer_that_arrives_late_reopens_nothing() -> None:
    met = 0
    for seed in range(1000):
        events = story(seed)
        issue = fold(events)
        if issue.status is not Status.CLOSED:
            continue
        told = Telling(events)
        notice = next(
            (
                e.id
                for e in issue.all("notified", "advised")
                if any(
                    a.kind in ("submitted", "passed") and e.id in told.past(a.id)
                    for a in issue.all("submitted", "passed")
                )
            ),
            None,
        )
        if notice is None:
            continue
        met += 1
        stale = make(9000, "submitted", "xiao", [notice], from_="notified")
        more = make(9001, "submitted", "xiao", [stale], from_="submitted")
        assert fold([*events, stale]).status is Status.CLOSED, seed
        assert fold([*events, stale, more]).status is Status.CLOSED, seed
    assert met > 10


def test_six_people_take_part() -> None:
    assert {e.by for seed in range(30) for e in story(seed)} == set(PEOPLE)
