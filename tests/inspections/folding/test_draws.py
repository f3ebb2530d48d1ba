"""Draws in the register: the first commitment stands, and only its own seed reveals it."""

from __future__ import annotations

from typing import Any

from inspections.draw import Draw, Group, Terms, commitment
from inspections.events import Event
from inspections.folding import fold_district
from inspections.folding.draws import terms_body
from inspections.ids import SchoolId
from inspections.timeline import Effect
from inspections.vocabulary import Role
from tests.stories_of_events import make

SEED = "ab" * 32
POOL = Group("全部", 1, (SchoolId("yl3x"), SchoolId("yl5x")))


def told(n: int, kind: str, *seen: Event, role: Role = Role.BUREAU, **body: Any) -> Event:
    return make(n, kind, "chen", seen, subject="d:draw/r1", role=role, more=body)


def committed(n: int = 1, *seen: Event, seed: str = SEED, mix: str = "") -> Event:
    body = terms_body(Terms(id="r1", campaign="random", groups=(POOL,), mix=mix))
    return told(n, "draw_committed", *seen, **body, commitment=commitment(body, seed))


def folded(*events: Event) -> tuple[Draw, list[Effect]]:
    district = fold_district(events)
    return district.draws["r1"], [entry.effect for entry in district.timeline]


def test_until_the_seed_is_shown_nothing_is_drawn() -> None:
    draw, _ = folded(committed())
    assert (draw.seed, draw.drawn) == (None, ())


def test_the_seed_reveals_what_was_drawn() -> None:
    first = committed()
    draw, effects = folded(first, told(2, "draw_revealed", first, seed=SEED))
    assert len(draw.drawn) == 1
    assert effects == [Effect.FACT, Effect.FACT]


def test_another_seed_has_no_effect() -> None:
    first = committed()
    draw, effects = folded(first, told(2, "draw_revealed", first, seed="cd" * 32))
    assert (draw.drawn, effects) == ((), [Effect.FACT, Effect.NO_EFFECT])


def test_a_second_commitment_has_no_effect_so_nobody_draws_until_it_pleases() -> None:
    first = committed()
    second = committed(2, first, seed="cd" * 32)
    draw, effects = folded(first, second, told(3, "draw_revealed", second, seed="cd" * 32))
    assert draw.drawn == ()
    assert effects == [Effect.FACT, Effect.NO_EFFECT, Effect.NO_EFFECT]


def test_a_seed_is_shown_once() -> None:
    first = committed()
    second = told(2, "draw_revealed", first, seed=SEED)
    _, effects = folded(first, second, told(3, "draw_revealed", second, seed=SEED))
    assert effects[-1] is Effect.NO_EFFECT


def test_a_promised_public_value_must_be_given_and_none_that_was_not_promised() -> None:
    promised = committed(mix="当天的开奖号码")
    draw, _ = folded(promised, told(2, "draw_revealed", promised, seed=SEED))
    assert draw.seed is None
    draw, _ = folded(promised, told(2, "draw_revealed", promised, seed=SEED, mixed="0102"))
    assert draw.mixed == "0102"
    plain = committed()
    draw, _ = folded(plain, told(2, "draw_revealed", plain, seed=SEED, mixed="0102"))
    assert draw.seed is None


def test_a_seed_without_a_commitment_has_no_effect() -> None:
    district = fold_district([told(1, "draw_revealed", seed=SEED)])
    assert district.draws == {}
    assert [entry.effect for entry in district.timeline] == [Effect.NO_EFFECT]


def test_a_commitment_of_no_shape_draws_nothing_and_breaks_nothing() -> None:
    district = fold_district(
        [told(1, "draw_committed", pool=[1, {"take": "x"}], weights=3, commitment="00")]
    )
    assert district.draws["r1"].terms.groups == (Group("", 0, ()),)
