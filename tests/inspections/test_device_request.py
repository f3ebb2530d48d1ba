"""The request file: what is written is read back, and nothing else is read."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections import canonical
from inspections.device_request import (
    REQUEST_BYTES_MAX,
    WISHES,
    DeviceRequest,
    read_request,
    write_request,
)
from inspections.errors import Code, UserError
from inspections.keys import SigningKey
from inspections.vocabulary import Role

KEY, OTHER = (SigningKey.from_seed(bytes([n]) * 32) for n in (1, 2))
REQUEST = DeviceRequest(
    key=KEY.public_hex, person="wangmin", name="王敏", computer="督查-1",
    roles=(Role.INSPECTOR,), schools=("yl3x",), areas=("东片",), at="2026-03-02T09:00:00+08:00",
)  # fmt: skip
DATA = write_request(REQUEST, KEY)
ID = st.from_regex(r"[a-z][a-z0-9_]{2,12}x", fullmatch=True)
LINE = st.text("王敏李强 abcXYZ019·．（）", min_size=1, max_size=40).map(str.strip).filter(bool)
REQUESTS = st.builds(
    DeviceRequest,
    key=st.just(KEY.public_hex), person=ID, name=LINE, computer=st.just("") | LINE,
    roles=st.lists(st.sampled_from(WISHES), unique=True).map(tuple),
    schools=st.lists(ID, max_size=4).map(tuple), areas=st.lists(LINE, max_size=4).map(tuple),
    district=st.none() | st.just(OTHER.public_hex), at=st.just(REQUEST.at),
)  # fmt: skip


def refused(data: bytes) -> list[Code]:
    with pytest.raises(UserError) as caught:
        read_request(data)
    return [problem.code for problem in caught.value.problems]


@given(REQUESTS)
def test_what_is_written_is_read_back(request: DeviceRequest) -> None:
    assert read_request(write_request(request, KEY)) == request


@given(st.integers(0, len(DATA) - 1), st.integers(0, 255))
def test_no_byte_can_be_another(at: int, byte: int) -> None:
    changed = DATA[:at] + bytes([byte]) + DATA[at + 1 :]
    if changed != DATA:
        assert refused(changed) == [Code.DEVICE_REQUEST]


@given(st.binary(max_size=300))
def test_no_bytes_do_any_harm(data: bytes) -> None:
    assert refused(data) == [Code.DEVICE_REQUEST]


@given(st.integers(0, len(DATA) - 1))
def test_a_file_cut_short_is_none(at: int) -> None:
    assert refused(DATA[:at]) == [Code.DEVICE_REQUEST]


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"null", b"[" * 9000, b" " + DATA, DATA + b"\n", b"\xef\xbb\xbf" + DATA,
             b"x" * (REQUEST_BYTES_MAX + 1)]
)  # fmt: skip
def test_another_spelling_is_none(data: bytes) -> None:
    assert refused(data) == [Code.DEVICE_REQUEST]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "王敏\n"), ("name", "王\x1b[2J敏"), ("name", "王" * 101), ("name", "\u202e王敏"),
        ("name", None), ("person", "root"), ("person", "registrar"), ("person", "Wang Min"), ("person", "../x"),
        ("computer", "\x07"), ("roles", ["root"]), ("roles", ["server"]), ("roles", "inspector"),
        ("schools", ["../../x"]), ("schools", ["district "]), ("areas", ["东\t片"]), ("areas", ["片"] * 201),
        ("key", "ab"), ("district", "x"), ("format", "ducha-request-2"), ("at", 5), ("more", "x"),
    ],
)  # fmt: skip
def test_words_that_no_request_holds_are_refused_although_its_key_signed_them(
    field: str, value: object
) -> None:
    told = {**json.loads(DATA), field: value}
    del told["signature"]
    signature = KEY.sign(b"ducha-request-1\n" + canonical.dump(told)).hex()
    assert refused(canonical.dump({**told, "signature": signature})) == [Code.DEVICE_REQUEST]


def test_nobody_asks_for_a_key_that_he_does_not_hold() -> None:
    told = {**json.loads(DATA), "key": OTHER.public_hex}
    assert refused(canonical.dump(told)) == [Code.DEVICE_REQUEST]
    with pytest.raises(ValueError, match="another key"):
        write_request(replace(REQUEST, key=OTHER.public_hex), KEY)


def test_a_request_that_nobody_could_read_is_not_written() -> None:
    with pytest.raises(ValueError, match="could not be read"):
        write_request(replace(REQUEST, name="王\x00敏"), KEY)


def test_a_signature_of_an_event_is_none_of_a_request() -> None:
    told = json.loads(DATA)
    del told["signature"]
    signature = KEY.sign(b"ducha-event-1\n" + canonical.dump(told)).hex()
    assert refused(canonical.dump({**told, "signature": signature})) == [Code.DEVICE_REQUEST]
