"""Answers as zstd frames: several are one text, and no bytes at all fill the memory or pass for another text."""

from __future__ import annotations

import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from inspections.sync_wire import TooLargeError, WireError
from inspections.sync_zstd import WINDOW_MAX, frame, unframed


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5))
def test_frames_behind_each_other_are_one_text(texts: list[bytes]) -> None:
    assert unframed(b"".join(map(frame, texts))) == b"".join(texts)


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_refused_or_are_frames(body: bytes) -> None:
    for sent in (body, frame(b"x" * 500) + body, frame(b"x" * 500)[:9] + body):
        try:
            unframed(sent)
        except WireError:
            continue


@given(st.integers(0, 800), st.integers(0, 7))
def test_a_flipped_bit_never_makes_another_text_of_the_same_length(at: int, bit: int) -> None:
    text = bytes(range(256)) * 3
    body = bytearray(frame(text))
    body[at % len(body)] ^= 1 << bit
    try:
        found = unframed(bytes(body))
    except WireError:
        return
    assert found == text or len(found) != len(text), "the lengths of a message tell"


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(1 << 28))
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        unframed(bomb, 4 << 20)
    with pytest.raises(TooLargeError):
        unframed(frame(bytes(1 << 20)) * 9, 4 << 20)
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()


def test_a_window_beyond_the_cap_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=25, write_content_size=False)
    squeezing = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    body = squeezing.compress(bytes(1 << 20)) + squeezing.flush()
    assert WINDOW_MAX < 1 << 25
    with pytest.raises(WireError):
        unframed(body)
