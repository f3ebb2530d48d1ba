"""How sync messages travel: strict JSON, gzip without bombs, signatures that hold for one request alone."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.keys import SigningKey
from inspections.sync_wire import (
    BODY_BYTES_MAX,
    GZIP,
    TEXT_BYTES_MAX,
    Caller,
    TooLargeError,
    WireError,
    authorization,
    caller,
    packed,
    read_json,
    unpacked,
)

KEY, OTHER = SigningKey.from_seed(b"k" * 32), SigningKey.from_seed(b"o" * 32)
DISTRICT, NONCE, PATH = "a" * 64, "0f" * 16, "/api/v1/sync"


@given(st.binary(max_size=2000))
def test_what_is_packed_is_unpacked(text: bytes) -> None:
    assert unpacked(packed(text), GZIP) == text


@given(st.binary(max_size=200))
def test_any_bytes_are_unpacked_or_refused(body: bytes) -> None:
    for encoded in (body, gzip.compress(b"{}")[:10] + body):
        try:
            unpacked(encoded, GZIP)
        except WireError:
            continue


@given(st.integers(0, 59))
def test_gzip_that_is_cut_short_is_refused(cut: int) -> None:
    body = gzip.compress(bytes(range(256)) * 3, mtime=0)
    with pytest.raises(WireError):
        unpacked(body[: len(body) * cut // 60], GZIP)


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "GZIP "])
def test_another_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(WireError):
        unpacked(gzip.compress(b"{}"), encoding)


def test_a_second_member_or_bytes_after_the_end_are_refused() -> None:
    for more in (gzip.compress(b"{}"), b"x"):
        with pytest.raises(WireError):
            unpacked(gzip.compress(b"{}") + more, GZIP)


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    squeezing = zlib.compressobj(9, wbits=31)
    piece = bytes(1 << 20)
    bomb = b"".join(squeezing.compress(piece) for _ in range(300)) + squeezing.flush()
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        unpacked(bomb, GZIP, 2 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 << 20


@pytest.mark.parametrize("encoding", [None, "", "identity", GZIP])
def test_a_body_beyond_the_cap_is_refused_packed_or_not(encoding: str | None) -> None:
    with pytest.raises(TooLargeError):
        unpacked(bytes(BODY_BYTES_MAX + 1), encoding)
    with pytest.raises(TooLargeError):
        unpacked(packed(bytes(9)) if encoding == GZIP else bytes(9), encoding, 8)
    assert BODY_BYTES_MAX < TEXT_BYTES_MAX


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b"null", b"{", b'{"a":1,"a":1}', b'{"a":{"b":1,"b":2}}', b'{"a":1.0}', b'{"a":1e3}',
        b'{"a":NaN}', b'{"a":Infinity}', b'{"a":-Infinity}', b"\xff", '{"a":1}'.encode("utf-16"),
        b"[" * 200_000, b'{"a":' * 200_000, b'{"a":' + b"9" * 5000 + b"}",
    ],
    ids=range(16),
)  # fmt: skip
def test_json_that_is_not_strict_is_refused(text: bytes) -> None:
    with pytest.raises(WireError):
        read_json(text)


def signed(body: bytes = b"{}", key: SigningKey = KEY) -> str:
    return authorization(key, NONCE, DISTRICT, "POST", PATH, body)


def test_whoever_signs_a_request_is_known_by_their_key() -> None:
    assert caller(signed(), DISTRICT, "post", PATH, b"{}") == Caller(KEY.public_hex, NONCE)


@pytest.mark.parametrize(
    ("district", "method", "target", "body"),
    [
        ("b" * 64, "POST", PATH, b"{}"), (DISTRICT, "PUT", PATH, b"{}"),
        (DISTRICT, "POST", PATH + "?x=1", b"{}"), (DISTRICT, "POST", PATH, b"{} "),
    ],
)  # fmt: skip
def test_a_signature_holds_for_one_request_alone(
    district: str, method: str, target: str, body: bytes
) -> None:
    assert caller(signed(), district, method, target, body) is None


@pytest.mark.parametrize("n", [0, 20, 72, 80, 104, 150, -1])
def test_a_header_with_one_other_letter_is_refused(n: int) -> None:
    header = signed()
    letter = "1" if header[n] != "1" else "2"
    changed = header[:n] + letter + header[n:][1:]
    assert caller(changed, DISTRICT, "POST", PATH, b"{}") is None


@pytest.mark.parametrize("header", [None, "", "Ducha-1 ", "Bearer x", "Ducha-1 " + "a" * 226])
def test_what_is_no_header_of_ours_is_refused(header: str | None) -> None:
    assert caller(header, DISTRICT, "POST", PATH, b"{}") is None


def test_nobody_puts_his_name_over_the_signature_of_another() -> None:
    header = signed().replace(KEY.public_hex, OTHER.public_hex)
    assert caller(header, DISTRICT, "POST", PATH, b"{}") is None
