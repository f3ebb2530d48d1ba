"""Key files with a passphrase: what opens them, what does not, what is refused unread."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.errors import Code, Exit, RuleError, UserError
from inspections.key_file import Cost, locked_text, read_key_file
from inspections.keys import SigningKey

KEY = SigningKey.from_seed(b"\x01" * 32)
SALT, NONCE = b"s" * 16, b"n" * 24
CHEAP = Cost(1, 8192)
PASSPHRASE = "三号柜里的钥匙"
TEXT = locked_text(KEY, PASSPHRASE + "x", SALT, NONCE, CHEAP)


def opened(text: str, passphrase: str) -> str:
    return read_key_file(text).open(passphrase).public_hex


@settings(deadline=None, max_examples=20)
@given(
    st.binary(min_size=32, max_size=32), st.text(min_size=8).filter(lambda t: len(t.strip()) > 15)
)
def test_the_passphrase_gives_the_key_back(seed: bytes, passphrase: str) -> None:
    key = SigningKey.from_seed(seed)
    text = locked_text(key, passphrase, SALT, NONCE, CHEAP)
    assert read_key_file(text).open(passphrase).sign(b"x") == key.sign(b"x")


@pytest.mark.parametrize("typed", ["", "三号柜里的钥匙y", "三号柜里的钥匙X", "三号柜里的钥匙 x"])
def test_another_passphrase_opens_nothing(typed: str) -> None:
    with pytest.raises(RuleError) as caught:
        opened(TEXT, typed)
    assert [p.code for p in caught.value.problems] == [Code.KEY_PASSPHRASE]
    assert caught.value.exit is Exit.REFUSED


@pytest.mark.parametrize("typed", ["三号柜里的钥匙ｘ", " 三号柜里的钥匙x\n"])
def test_an_input_method_s_spelling_is_the_same_passphrase(typed: str) -> None:
    assert opened(TEXT, typed) == KEY.public_hex


def test_the_public_half_is_known_without_a_passphrase() -> None:
    assert (read_key_file(TEXT).public_hex, read_key_file(TEXT).locked) == (KEY.public_hex, True)


def test_the_secret_stands_nowhere_in_the_text() -> None:
    assert "01" * 32 not in TEXT
    assert PASSPHRASE not in TEXT


def test_a_plain_file_is_still_read() -> None:
    found = read_key_file(KEY.to_text())
    assert (found.locked, found.open("").public_hex) == (False, KEY.public_hex)


def test_a_guess_costs_three_passes_over_64_mib() -> None:
    text = locked_text(KEY, PASSPHRASE + "x", SALT, NONCE)
    assert "\nkdf argon2id 3 67108864\n" in text
    assert opened(text, PASSPHRASE + "x") == KEY.public_hex


@pytest.mark.parametrize("passphrase", ["", "1234567", "   1234567   "])
def test_a_short_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(RuleError) as caught:
        locked_text(KEY, passphrase, SALT, NONCE, CHEAP)
    assert [p.code for p in caught.value.problems] == [Code.KEY_PASSPHRASE]


OTHER = SigningKey.from_seed(b"\x02" * 32).public_hex


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-20],
        TEXT.replace("ducha-key-2", "ducha-key-3"),
        TEXT.replace("argon2id", "argon2i"),
        TEXT.replace("argon2id 1 8192", "argon2id 99 8192"),
        TEXT.replace("argon2id 1 8192", "argon2id 1 99999999999"),
        TEXT.replace("argon2id 1 8192", "argon2id 0 8192"),
        TEXT.replace("argon2id 1 8192", "argon2id 1 100"),
        TEXT.replace("salt 73", "salt 7"),
        TEXT.replace("public", "pubic"),
    ],
)
def test_a_file_that_is_not_whole_or_would_hang_is_refused_unread(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_key_file(text)
    assert [p.code for p in caught.value.problems] == [Code.KEY_UNREADABLE]


def test_a_key_beside_another_s_public_half_is_not_opened() -> None:
    with pytest.raises(UserError) as caught:
        opened(TEXT.replace(KEY.public_hex, OTHER), PASSPHRASE + "x")
    assert [p.code for p in caught.value.problems] == [Code.KEY_UNREADABLE]


def test_a_flipped_bit_opens_nothing() -> None:
    flipped = TEXT[:-2] + ("0" if TEXT[-2] != "0" else "1") + "\n"
    with pytest.raises(RuleError):
        opened(flipped, PASSPHRASE + "x")
