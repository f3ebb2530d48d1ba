"""A draw is a function of its terms, its seed and the value mixed in; anybody can do it again with a hash alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspections.draw import Group, Recusal, Terms, commitment, draw
from inspections.folding.draws import terms, terms_body
from inspections.ids import PersonId, SchoolId

SEED = "5f" * 32
SCHOOLS = tuple(SchoolId(f"s{n:02}") for n in range(20))
GARDENS = tuple(SchoolId(f"k{n:02}") for n in range(10))
TERMS = Terms(
    id="random-1",
    campaign="random",
    groups=(Group("中小学", 5, SCHOOLS), Group("幼儿园", 3, GARDENS)),
)


def names(terms: Terms, seed: str = SEED, mixed: str = "") -> list[str]:
    return [one.school for one in draw(terms, seed, mixed)]


def test_the_smallest_hashes_are_drawn_as_anybody_can_compute_with_sha256_alone() -> None:
    def by_hand(school: str) -> str:
        return hashlib.sha256(
            f"ducha-draw-1\n{SEED}\n双色球 0102\nrandom-1\n{school}\n1".encode()
        ).hexdigest()

    expected = sorted(SCHOOLS, key=by_hand)[:5] + sorted(GARDENS, key=by_hand)[:3]
    assert names(TERMS, mixed="双色球 0102") == expected


@given(st.permutations(SCHOOLS), st.permutations(GARDENS))
def test_the_order_in_which_schools_are_listed_changes_nothing(
    schools: list[SchoolId], gardens: list[SchoolId]
) -> None:
    shuffled = replace(
        TERMS,
        groups=(Group("中小学", 5, tuple(schools)), Group("幼儿园", 3, tuple(gardens))),
    )
    assert draw(shuffled, SEED) == draw(TERMS, SEED)


@given(st.text("0123456789abcdef", min_size=4, max_size=8), st.integers(0, 25))
def test_no_school_is_drawn_twice_and_never_more_than_asked_for(seed: str, take: int) -> None:
    overlapping = replace(
        TERMS, groups=(Group("甲", take, SCHOOLS), Group("乙", take, SCHOOLS + GARDENS))
    )
    drawn = draw(overlapping, seed)
    assert len({one.school for one in drawn}) == len(drawn)
    assert Counter(one.group for one in drawn)["甲"] == min(take, 20)
    assert Counter(one.group for one in drawn)["乙"] == min(take, 30 - min(take, 20))


def test_a_school_that_leaves_the_pool_moves_nobody_but_those_behind_it() -> None:
    first = names(TERMS)[0]
    without = tuple(s for s in SCHOOLS if s != first)
    fewer = replace(TERMS, groups=(Group("中小学", 4, without),))
    assert names(fewer) == names(TERMS)[1:5]


def test_each_place_goes_by_the_weights() -> None:
    weighted = replace(
        TERMS,
        groups=(Group("全部", 1, (SchoolId("heavy"), SchoolId("light"))),),
        weights={SchoolId("heavy"): 3},
    )
    won = Counter(names(weighted, seed=str(n))[0] for n in range(2000))
    assert 1420 < won["heavy"] < 1580  # three of four, within four standard deviations


def test_without_weights_every_school_has_the_same_chance() -> None:
    alike = replace(TERMS, groups=(Group("全部", 1, SCHOOLS[:3]),))
    won = Counter(names(alike, seed=str(n))[0] for n in range(3000))
    assert all(900 < won[school] < 1100 for school in SCHOOLS[:3])


def test_inspectors_stay_away_where_they_must_and_others_go() -> None:
    people = (PersonId("wang"), PersonId("li"), PersonId("zhao"))
    away = tuple(Recusal(PersonId("wang"), school, "配偶在校任教") for school in SCHOOLS[:10])
    for seed in map(str, range(20)):
        drawn = draw(replace(TERMS, inspectors=people, recusals=away), seed)
        given_to = Counter(one.inspector for one in drawn)
        assert sum(given_to.values()) == 8
        assert not {one.school for one in drawn if one.inspector == "wang"} & set(SCHOOLS[:10])


def test_with_nobody_to_stay_away_each_inspector_gets_as_many_as_any_other_or_one_more() -> None:
    people = tuple(PersonId(f"p{n}") for n in range(3))
    for seed in map(str, range(20)):
        drawn = draw(replace(TERMS, inspectors=people), seed)
        assert sorted(Counter(one.inspector for one in drawn).values()) == [2, 3, 3]


def test_where_everybody_must_stay_away_nobody_is_sent() -> None:
    away = tuple(Recusal(PersonId("wang"), school, "亲属") for school in SCHOOLS)
    drawn = draw(replace(TERMS, inspectors=(PersonId("wang"),), recusals=away), SEED)
    assert [one.inspector for one in drawn] == [None] * 5 + ["wang"] * 3


def test_the_seed_the_terms_and_the_mixed_value_all_decide() -> None:
    assert names(TERMS) != names(TERMS, seed="60" * 32)
    assert names(TERMS) != names(TERMS, mixed="1")
    assert names(TERMS) != names(replace(TERMS, id="random-2"))


def test_terms_are_read_as_they_were_written() -> None:
    full = replace(
        TERMS, weights={SCHOOLS[0]: 4}, inspectors=(PersonId("wang"),), mix="当天的开奖号码",
        recusals=(Recusal(PersonId("wang"), SCHOOLS[1], "亲属"),),
    )  # fmt: skip
    assert terms("random-1", terms_body(full)) == full


def test_the_commitment_changes_with_every_word_of_the_terms_and_with_the_seed() -> None:
    body = terms_body(TERMS)
    said = commitment(body, SEED)
    assert commitment({**body, "commitment": said}, SEED) == said
    assert commitment(body, SEED[:-1]) != said
    assert commitment({**body, "mix": "1"}, SEED) != said
    assert commitment({**body, "weights": {"s01": 2}}, SEED) != said
