"""What one typed answer means, by the type of its item."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.answers import (
    Wrong,
    chinese_number,
    iso_date,
    number,
    result_of,
    split_note,
    typed,
)
from inspections.checklist import ItemType
from inspections.errors import Code
from inspections.vocabulary import Result

WORDS = {"落实": Result.PASS, "未落实": Result.FAIL, "√": Result.PASS}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30", 30.0),
        ("5,500", 5500.0),
        ("５，５００", 5500.0),
        ("08", 8.0),
        ("-2.5", -2.5),
        ("３０", 30.0),
    ],
)
def test_numbers_as_people_type_them(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["", "一万", "1e5", "0x10", "1,00", "30个", "1" * 40, "nan", "inf", "1.", "२"]
)
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("一万", "10000"),
        ("三十", "30"),
        ("两百", "200"),
        ("十二", "12"),
        ("30个", "30"),
        ("一百零五", "105"),
    ],
)
def test_a_wrong_number_comes_with_the_number_that_was_meant(text: str, guess: str) -> None:
    wrong = typed(ItemType.NUMBER, text)
    assert isinstance(wrong, Wrong)
    assert (wrong.code, wrong.instead) == (Code.VALUE_TYPE, guess)


def test_words_are_no_chinese_number() -> None:
    assert chinese_number("很多") is None


@pytest.mark.parametrize(
    "text", ["2022-04-12", "2022/4/12", "2022年4月12日", "２０２２-０４-１２", "2022.4.12"]
)
def test_dates_as_people_write_them(text: str) -> None:
    assert iso_date(text) == "2022-04-12"


@pytest.mark.parametrize("text", ["2022-02-30", "4月12日", "20220412", "昨天", "0000-01-01"])
def test_what_is_no_date(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("13:05", "13:05"), ("9：05", "09:05"), ("9点05分", "09:05"), ("1:30", "01:30")],
)
def test_times(text: str, value: str) -> None:
    assert typed(ItemType.TIME, text) == value


@pytest.mark.parametrize("text", ["25:00", "13:60", "1330", "下午"])
def test_what_is_no_time(text: str) -> None:
    assert isinstance(typed(ItemType.TIME, text), Wrong)


def test_confirm_takes_yes_and_no_only() -> None:
    assert (typed(ItemType.CONFIRM, "是"), typed(ItemType.CONFIRM, "否")) == (True, False)
    assert isinstance(typed(ItemType.CONFIRM, "no"), Wrong)


def test_a_word_that_is_not_offered_is_refused_with_those_that_are() -> None:
    wrong = typed(ItemType.CHOICE, "丙", ["甲", "乙"])
    assert isinstance(wrong, Wrong)
    assert (wrong.code, wrong.remedy.args["words"]) == (Code.VALUE_OPTION, "甲 / 乙")


def test_several_words_in_one_line_are_several() -> None:
    assert typed(ItemType.MULTI, "甲、乙", ["甲", "乙"]) == ("甲", "乙")


def test_a_tick_is_a_tick_however_it_is_drawn() -> None:
    assert result_of(WORDS, "✓") == "pass"


def test_a_note_without_its_comma_is_mended() -> None:
    wrong = result_of(WORDS, "未落实 两瓶过期")
    assert isinstance(wrong, Wrong)
    assert wrong.instead == "未落实，两瓶过期"


@pytest.mark.parametrize("text", ["不符合，两瓶过期", "不符合, 两瓶过期", "不符合,两瓶过期"])
def test_a_note_follows_a_comma_of_either_width(text: str) -> None:
    assert split_note(["不符合"], text) == ("不符合", "两瓶过期")


def test_a_word_with_a_comma_of_its_own_is_one_word() -> None:
    assert split_note(["好，很好"], "好，很好") == ("好，很好", "")


@given(st.sampled_from(list(ItemType)), st.text(max_size=40))
def test_no_text_ever_raises(kind: ItemType, text: str) -> None:
    if kind is not ItemType.RESULT:
        typed(kind, text, ["甲"])


@given(st.integers(0, 99_999_999))
def test_thousands_commas_change_nothing(n: int) -> None:
    assert number(f"{n:,}") == number(str(n)) == n
