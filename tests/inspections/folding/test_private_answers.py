"""Private answers in the fold: per path the blobs that nobody replaced who was shown them; and what was erased."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.events import Event
from inspections.timeline import Effect
from tests.inspections.folding.inspections_told import (
    SUBJECT,
    effects,
    inspection,
    opened,
    sealed,
    view,
)
from tests.stories_of_events import Story, make

OPENED = opened(1)


def told(n: int, by: str, seen: list[Event], *blobs: str, replaces: tuple[str, ...] = ()) -> Event:
    named = [{"sha256": digest, "bytes": 256} for digest in blobs]
    more = {"private": named, "replaces": list(replaces)}
    return make(n, "answered", by, seen, subject=SUBJECT, more=more)


def stands(*events: Event) -> list[object]:
    return [one.value for one in inspection(OPENED, *events).private]


A = told(2, "wang", [OPENED], "aa")


def test_what_nobody_replaced_stands() -> None:
    assert stands(A) == ["aa"]


def test_what_somebody_replaced_who_was_shown_it_stands_no_more() -> None:
    assert stands(A, told(3, "li", [A], "bb", replaces=("aa",))) == ["bb"]


def test_answers_that_do_not_know_of_each_other_both_stand() -> None:
    assert stands(A, told(3, "li", [OPENED], "bb")) == ["aa", "bb"]


def test_to_have_seen_the_event_replaces_nothing() -> None:
    assert stands(A, told(3, "li", [A], "bb")) == ["aa", "bb"]


def test_nobody_replaces_what_came_blind() -> None:
    assert stands(A, told(3, "li", [OPENED], "bb", replaces=("aa",))) == ["aa", "bb"]


def test_taken_out_nothing_stands() -> None:
    assert stands(A, told(3, "li", [A], replaces=("aa",))) == []


def test_named_again_by_somebody_who_saw_it_go_it_stands_again() -> None:
    gone = told(3, "li", [A], replaces=("aa",))
    assert stands(A, gone, told(4, "wang", [gone], "aa")) == ["aa"]


def test_it_never_stands_among_the_public_answers() -> None:
    found = inspection(OPENED, A)
    assert (dict(found.said), found.conflicts) == ({}, {})


def test_a_school_replaces_only_its_own() -> None:
    school = told(3, "xiao", [A], "cc", replaces=("aa",))
    assert stands(A, school) == ["aa", "cc"]
    assert stands(A, school, told(4, "xiao", [school], "dd", replaces=("cc",))) == ["aa", "dd"]


def test_what_comes_after_sealing_is_late_and_does_not_stand() -> None:
    sealing = sealed(3, "wang", [OPENED, A])
    late = told(4, "li", [OPENED], "bb")
    found = inspection(OPENED, A, sealing, late)
    assert ([one.value for one in found.private], found.late) == (["aa"], (late,))


@pytest.mark.parametrize("rubbish", [None, 1, "aa", {}, [1], [{}], [{"sha256": 3}], [None]])
def test_rubbish_says_nothing(rubbish: Any) -> None:
    more = {"private": rubbish, "replaces": rubbish}
    assert stands(A, make(3, "answered", "wang", [A], subject=SUBJECT, more=more)) == ["aa"]


def erasing(n: int, by: str, seen: list[Event], *blobs: str, subject: str = SUBJECT) -> Event:
    more = {"blobs": list(blobs), "reason": "学期结束"}
    return make(n, "erased", by, seen, subject=subject, more=more)


def test_the_bureau_erases_and_it_is_a_fact() -> None:
    event = erasing(3, "qian", [A], "aa")
    found = inspection(OPENED, A, event)
    assert (dict(found.erased), effects(found)[-1]) == ({"aa": event}, Effect.FACT)


def test_nobody_else_erases() -> None:
    found = inspection(OPENED, A, erasing(3, "wang", [A], "aa"))
    assert (dict(found.erased), effects(found)[-1]) == ({}, Effect.NO_EFFECT)


def test_of_two_who_erased_the_same_the_first_is_named() -> None:
    first = erasing(3, "qian", [A], "aa")
    assert inspection(OPENED, A, first, erasing(4, "sun", [first], "aa")).erased["aa"] is first


def test_a_sealed_inspection_can_be_erased_from_and_stays_sealed() -> None:
    sealing = sealed(3, "wang", [OPENED, A])
    found = inspection(OPENED, A, sealing, erasing(4, "qian", [sealing], "aa"))
    assert (found.status, set(found.erased)) == ("sealed", {"aa"})


def test_an_issue_can_be_erased_from_and_keeps_its_status() -> None:
    story = Story()
    story.tell("raised", "wang")
    status = story.issue.status
    erased = erasing(50, "qian", story.events, "aa", subject="q:Q1")
    (issue,) = view(*story.events, erased).issues
    assert (issue.status, issue.all("erased")) == (status, (erased,))


def test_an_issue_is_not_erased_from_by_an_inspector() -> None:
    story = Story()
    story.tell("raised", "wang")
    (issue,) = view(*story.events, erasing(50, "wang", story.events, "aa", subject="q:Q1")).issues
    assert (issue.all("erased"), effects(issue)[-1]) == ((), Effect.NO_EFFECT)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    events = [OPENED]
    for n in range(2, draw(st.integers(3, 8))):
        seen = draw(st.lists(st.sampled_from(events), min_size=1, max_size=3))
        gone = draw(st.lists(st.sampled_from(["d2", "d3", "d4"]), max_size=2))
        blobs = draw(st.sampled_from([(f"d{n}",), (f"d{n}",), ()]))
        who = draw(st.sampled_from(["wang", "li"]))
        events.append(told(n, who, seen, *blobs, replaces=tuple(gone)))
    return events


@given(histories(), st.randoms())
def test_the_order_in_which_events_arrive_says_nothing(events: list[Event], chance: Any) -> None:
    other = events[1:]
    chance.shuffle(other)
    assert stands(*events[1:]) == stands(*other)


@given(histories())
def test_an_answer_stands_until_somebody_names_it_who_rests_on_it(events: list[Event]) -> None:
    standing = stands(*events[1:])
    by_id = {e.id: e for e in events}

    def past(event: Event) -> set[str]:
        return {i for s in event.seen for i in ({s} | past(by_id[s]))}

    for event in events[1:]:
        for digest in (one["sha256"] for one in event.body["private"]):
            replaced = any(
                event.id in past(later) and digest in later.body["replaces"] for later in events[1:]
            )
            assert (digest in standing) is not replaced
