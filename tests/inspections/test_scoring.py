"""The score: passed weight of applicable weight, line by line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.scoring import Score, plain, rounded, score_json, score_of
from inspections.vocabulary import Result
from tests.inspections.records import checklist_of

ITEMS = checklist_of("""
    - {id: a, label: 甲, type: result, required: true, score: {weight: 10}}
    - {id: b, label: 乙, type: result, score: {weight: 5}}
    - {id: c, label: 丙, type: result, score: {weight: 2.5, veto: true}}
    - {id: d, label: 丁, type: text}
""")


def score(**results: Result) -> Score:
    found = score_of(ITEMS, tuple(ITEMS.items), results)
    assert found is not None
    return found


def test_passed_weight_of_applicable_weight() -> None:
    s = score(a=Result.PASS, b=Result.FAIL, c=Result.HIGHLIGHT)
    assert (s.got, s.of, s.percent, s.band) == ("12.5", "17.5", "71.4", "中")


def test_what_does_not_apply_leaves_the_denominator() -> None:
    assert score(a=Result.PASS, b=Result.NA, c=Result.NA).of == "10"


def test_fixed_on_site_scores_nothing() -> None:
    s = score(a=Result.FIXED_ON_SITE, b=Result.PASS, c=Result.NA)
    assert (s.got, s.of, s.percent) == ("5", "15", "33.3")


def test_a_failed_veto_gives_the_lowest_band() -> None:
    s = score(a=Result.PASS, b=Result.PASS, c=Result.FAIL)
    assert (s.veto, s.band, s.percent) == (("c",), "差", "85.7")


@pytest.mark.parametrize("results", [{}, {"a": Result.NOT_CHECKED, "b": Result.PASS}])
def test_without_a_required_item_there_is_no_percentage(results: dict[str, Result]) -> None:
    s = score(**results)
    assert (s.percent, s.band) == (None, None)


def test_an_unchecked_item_never_passes() -> None:
    s = score(a=Result.PASS, b=Result.NOT_CHECKED, c=Result.PASS)
    assert (s.got, s.of) == ("12.5", "12.5")
    assert [line.got for line in s.lines] == ["10", "0", "2.5"]


def test_nothing_applicable_is_no_division_by_zero() -> None:
    assert score(a=Result.NA, b=Result.NA, c=Result.NA).percent is None


def test_a_checklist_without_weights_has_no_score() -> None:
    checklist = checklist_of("- {id: d, label: 丁, type: text}")
    assert score_of(checklist, tuple(checklist.items), {}) is None
    assert score_json(None) == {}


def test_bands_of_the_checklist_go_before_ours() -> None:
    checklist = checklist_of(
        "- {id: a, label: 甲, type: result, score: {weight: 1}}", "bands: {甲级: 99, 乙级: 0}\n"
    )
    found = score_of(checklist, tuple(checklist.items), {"a": Result.PASS})
    assert found is not None
    assert found.band == "甲级"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("28.55", "28.6"),
        ("28.5714", "28.6"),
        ("8.0", "8"),
        ("100.04", "100"),
        ("0.05", "0.1"),
        ("1E+2", "100"),
    ],
)
def test_numbers_are_the_shortest_with_one_place_half_up(number: str, text: str) -> None:
    assert rounded(Decimal(number)) == text


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from(Result)))
def test_the_lines_add_up_to_the_score_and_it_is_never_over_100(results: dict[str, Result]) -> None:
    s = score(**results)
    assert plain(sum((Decimal(line.got) for line in s.lines), Decimal(0))) == s.got
    assert s.percent is None or 0 <= Decimal(s.percent) <= 100
