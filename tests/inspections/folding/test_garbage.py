"""Whatever stands in the ledger: the fold neither raises nor drops, and the order never matters."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.events import Event
from inspections.folding import fold, fold_alone, fold_school, possible
from inspections.ids import DocId, EventId, PersonId, SchoolId
from inspections.kinds import BODIES
from inspections.vocabulary import Role, Status
from tests.inspections.folding.simulate import story
from tests.stories_of_events import DISTRICT, SCHOOL

SUBJECTS = ("q:Q1", "q:Q2", "i:yl3x-2022-04-12-x-t1", "i:?", "q:", "", "d:settings", "d:school/a",
            "d:calendar/x", "d:device/", "d:person/wang", "z")  # fmt: skip
WORDS = ("Q1", "Q2", "severity", "severe", "title", "2022-04-12", "e1", "e2", "a.jpg", "", "-1")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from(("sha256", "name", "unit", "issue", "path", "x")), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    fields = [field.name for field in BODIES.get(kind, ())]
    return {name: draw(JSON) for name in fields if draw(st.booleans())} | draw(
        st.dictionaries(st.sampled_from(("due", "into", "value")), JSON, max_size=1)
    )


@st.composite
def events(draw: st.DrawFn, n: int) -> Event:
    kind = draw(st.sampled_from([*BODIES, "newer_kind"]))
    return Event(
        id=EventId(f"e{n}"), doc=DocId("yl3x"), kind=kind, subject=draw(st.sampled_from(SUBJECTS)),
        by=PersonId(draw(st.sampled_from(("wang", "qian")))), role=draw(st.sampled_from(Role)),
        device="d", session="s", seq=n, prev=None, at=draw(st.datetimes()),
        seen=draw(st.frozensets(st.sampled_from([EventId(f"e{i}") for i in range(9)]), max_size=3)),
        body=draw(bodies(kind)), from_=draw(st.sampled_from([None, *Status, "archived"])),
        happened_on=draw(st.none() | st.dates()),
    )  # fmt: skip


@st.composite
def sets_of_events(draw: st.DrawFn) -> list[Event]:
    return [draw(events(n)) for n in range(draw(st.integers(0, 8)))]


@settings(max_examples=120, deadline=None)
@given(sets_of_events(), st.randoms(use_true_random=False))
def test_garbage_is_folded_without_a_word_and_without_a_loss(
    given_events: list[Event], chance: random.Random
) -> None:
    view = fold(given_events, {SchoolId("yl3x"): given_events})
    school = view.schools[SchoolId("yl3x")]
    lines = Counter(
        entry.event.id
        for subject in (*school.issues, *school.inspections)
        for entry in subject.timeline
        if entry.event.subject == f"q:{subject.id}" or entry.event.subject == f"i:{subject.id}"
    ) + Counter(entry.event.id for entry in school.others)
    assert lines == Counter(e.id for e in given_events)
    assert Counter(e.event.id for e in view.district.timeline) == Counter(
        e.id for e in given_events
    )
    for issue in school.issues:
        possible(issue, PersonId("wang"), Role)
    shuffled = list(given_events)
    chance.shuffle(shuffled)
    assert fold(shuffled, {SchoolId("yl3x"): shuffled}) == view


def spoilt(event: Event, chance: random.Random) -> Event:
    """Return the event with garbage in every field of its body (never a severity: that is a guard's business)."""
    rubbish: list[Any] = [
        None,
        True,
        -1,
        7,
        "x",
        "2022-04-12",
        [],
        ["a"],
        {},
        {"unit": 3},
        [{"sha256": []}],
    ]
    names = [field.name for field in BODIES[event.kind]]
    return replace(event, body={name: chance.choice(rubbish) for name in names})


def test_a_story_with_garbage_in_its_bodies_keeps_its_way() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        told = [e for e in story(seed, severity="ordinary") if e.kind != "corrected"]
        (before,) = fold_school(SCHOOL, told, DISTRICT).issues
        (after,) = fold_school(SCHOOL, [spoilt(e, chance) for e in told], DISTRICT).issues
        assert (after.status, after.in_conflict) == (before.status, before.in_conflict), seed
        assert len(after.timeline) == len(told), seed


@settings(max_examples=120, deadline=None)
@given(sets_of_events())
def test_an_inspection_folded_alone_is_the_one_of_its_school(found: list[Event]) -> None:
    whole = fold_school(SCHOOL, found, DISTRICT)
    alone = [fold_alone(one.id, SCHOOL.id, found, DISTRICT) for one in whole.inspections]
    assert alone == list(whole.inspections)
