import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.errors import Code, UserError
from inspections.keys import SigningKey, verify

KEY = SigningKey.from_seed(b"\x01" * 32)


def test_the_same_seed_gives_the_same_key_and_signature() -> None:
    again = SigningKey.from_seed(b"\x01" * 32)
    assert (again.public_hex, again.sign(b"x")) == (KEY.public_hex, KEY.sign(b"x"))


def test_generated_keys_differ() -> None:
    assert SigningKey.generate().public_hex != SigningKey.generate().public_hex


@given(st.binary(max_size=200))
def test_what_a_key_signed_verifies(message: bytes) -> None:
    assert verify(KEY.public_hex, message, KEY.sign(message))


@given(st.binary(min_size=1, max_size=50), st.data())
def test_a_signature_does_not_hold_for_another_message(message: bytes, data: st.DataObject) -> None:
    other = data.draw(st.binary(max_size=50).filter(lambda b: b != message))
    assert not verify(KEY.public_hex, other, KEY.sign(message))


def test_a_signature_of_another_key_does_not_hold() -> None:
    assert not verify(SigningKey.from_seed(b"\x02" * 32).public_hex, b"x", KEY.sign(b"x"))


@given(st.text(max_size=70), st.binary(max_size=70))
def test_verifying_never_raises(public: str, signature: bytes) -> None:
    assert not verify(public, b"message", signature)


@pytest.mark.parametrize("seed", [b"", b"x" * 31, b"x" * 33])
def test_a_seed_of_another_length_is_refused(seed: bytes) -> None:
    with pytest.raises(ValueError, match="32"):
        SigningKey.from_seed(seed)


def test_a_key_file_gives_its_key_back() -> None:
    assert SigningKey.from_text(KEY.to_text()).sign(b"x") == KEY.sign(b"x")


def test_a_key_file_survives_crlf() -> None:
    text = KEY.to_text().replace("\n", "\r\n")
    assert SigningKey.from_text(text).public_hex == KEY.public_hex


SEED_LINE = f"seed {'01' * 32}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        KEY.to_text()[:-20],
        KEY.to_text().replace(SEED_LINE, f"seed {'02' * 32}"),
        KEY.to_text().replace("ducha-key-1", "ducha-key-9"),
        KEY.to_text().replace("public", "pubic"),
    ],
)
def test_a_key_file_that_is_not_whole_is_named_as_such(text: str) -> None:
    with pytest.raises(UserError) as caught:
        SigningKey.from_text(text)
    assert [p.code for p in caught.value.problems] == [Code.KEY_UNREADABLE]


def test_a_key_does_not_show_its_seed() -> None:
    assert "01" * 32 not in f"{KEY!r} {KEY}"
