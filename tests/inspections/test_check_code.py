"""The check code: what two people compare over the telephone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.check_code import check_code, is_code_of
from inspections.keys import SigningKey

KEY = SigningKey.from_seed(b"\x01" * 32).public_hex
KEYS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_code_is_four_groups_of_letters_that_nobody_mistakes() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", check_code(KEY))


def test_the_code_of_a_key_stays_what_was_printed_once() -> None:
    assert check_code(KEY) == "KAM8-CPEK-X6ST-9VX7"


@given(KEYS, KEYS)
def test_different_keys_have_different_codes(one: str, other: str) -> None:
    assert (check_code(one) == check_code(other)) == (one == other)


@pytest.mark.parametrize(
    "typed", ["kam8-cpek-x6st-9vx7", "KAM8 CPEK X6ST 9VX7", "KAM8CPEKX6ST9VX7", "ＫＡＭ８－ＣＰＥＫ－Ｘ６ＳＴ－９ＶＸ７", KEY]
)  # fmt: skip
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert is_code_of(typed, KEY)


@pytest.mark.parametrize(
    "typed", ["", "-", "KAM8", "KAM8-CPEK-X6ST", "KAM8-CPEK-X6ST-9VX8", KEY[:-1], "KAM8-CPEK-X6ST-9VX7-A"]
)  # fmt: skip
def test_a_part_of_it_or_another_one_is_not_enough(typed: str) -> None:
    assert not is_code_of(typed, KEY)


@given(KEYS)
def test_letters_that_look_alike_are_the_same(key: str) -> None:
    typed = check_code(key).replace("0", "O").replace("1", "I")
    assert is_code_of(typed, key)
    assert is_code_of(typed.replace("I", "l"), key)
