"""The usual course of a problem: which acts follow from which words."""

from __future__ import annotations

from datetime import date

import pytest

from inspections.laptop.demo.cast import Cast
from inspections.laptop.demo.courses import acts_of
from inspections.laptop.demo.story import Plain

CAST = Cast()
FRIDAY = date(2026, 4, 17)


def course(school: str, **told: Plain) -> list[str]:
    acts = acts_of(CAST, CAST.institutions[school], FRIDAY, {"f1": dict(told)})["f1"]
    assert isinstance(acts, list)
    return [head for act in acts if isinstance(act, dict) for head in act]


def test_what_is_only_asked_for_stays_notified() -> None:
    assert course("my060", ask="修好") == [
        "04-20 09:20 @lead confirm",
        "04-20 15:10 zengyuhe notify",
    ]


def test_an_inspector_who_answers_for_a_school_is_not_the_one_who_passes_it() -> None:
    heads = course("my060", ask="修好", done="修好了", look="on_site 看过", close="销号")
    assert heads[2:] == [
        f"04-22 16:20 {CAST.institutions['my060'].inspector} submit",
        "04-24 10:30 @lead pass",
        "04-27 15:30 fangzhihua close",
    ]


def test_a_school_that_answers_itself_is_passed_by_its_inspector() -> None:
    heads = course("my021", ask="修好", done="修好了", look="on_site 看过")
    assert heads[2:] == ["04-22 16:20 yanying submit", "04-24 10:30 @inspector pass"]


def test_a_severe_problem_is_proposed_by_one_and_closed_by_another() -> None:
    heads = course(
        "my060", ask="修好", done="好了", look="on_site 看过", severe="建议", close="同意"
    )
    assert heads[-2:] == ["04-27 09:10 @lead propose-close", "04-27 15:30 fangzhihua close"]


def test_what_was_put_right_at_once_is_closed_on_the_next_working_day() -> None:
    assert course("my060", close="当场改好") == ["04-20 09:40 @lead close"]


def test_an_unknown_word_is_a_fault_of_the_story() -> None:
    with pytest.raises(ValueError, match="asked"):
        course("my060", ask="修好", asked="修好")


def test_acts_told_one_by_one_stay_as_they_are() -> None:
    told: list[Plain] = [{"04-20 09:00 @lead confirm": ""}]
    assert acts_of(CAST, CAST.institutions["my060"], FRIDAY, {"f1": told}) == {"f1": told}
