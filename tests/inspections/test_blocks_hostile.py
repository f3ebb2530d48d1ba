"""What no update of ours looks like: refused before anything of it is believed, in memory bounded by its length."""

from __future__ import annotations

import tracemalloc
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map

from inspections.blocks import BadUpdateError, encode_update, read_update
from inspections.ids import EventId
from inspections.slots import Client
from tests.inspections.hostile_world import (
    HONEST,
    INNOCENT,
    deliver,
)


def struct(*parts: bytes, deletes: bytes = b"\x00") -> bytes:
    """Return an update of one client with one block of these bytes."""
    return b"\x01\x01\x07\x00" + b"".join(parts) + deletes


@cache
def hostile_updates() -> dict[str, bytes]:
    def made(root: str = "events", value: Any = HONEST.value, delete: bool = False) -> bytes:
        doc: Doc[Any] = Doc(client_id=7)
        events = doc.get(root, type=Map)
        events[HONEST.id] = value
        if delete:
            del events[HONEST.id]
        return doc.get_update()

    ours = encode_update([HONEST])
    head, rest = ours[:2], ours[2:]
    return {
        "empty": b"",
        "a block that was collected": struct(b"\x00\x05"),
        "a block that was skipped": struct(b"\x0a\x05"),
        "deleted again": made(delete=True),
        "a delete set alone": ours[:-1] + b"\x01\x07\x01\x00\x01",
        "another root": made(root="evenfs"),
        "a key that is no id": encode_update([HONEST._replace(id=EventId("g" * 64))]),
        "a key that is no text": ours.replace(HONEST.id.encode(), b"\xff" * 64),
        "a number for a value": made(value=5),
        "a text for a value": made(value="text"),
        "a list for a value": made(value=Array([1])),
        "a map for a value": made(value=Map({"a": 1})),
        "nested 30,000 deep": struct(b"\x28\x01\x06events\x01a\x01", b"\x75\x01" * 30_000, b"\x7e"),
        "2^27 clients": b"\x80\x80\x80\x40" + ours[1:],
        "2^27 blocks": b"\x01\x80\x80\x80\x40" + rest,
        "2^62 bytes": struct(b"\x28\x01\x06events\x40" + b"0" * 64, b"\x01\x74" + b"\xff" * 8 + b"\x3f"),
        "a number without end": b"\x01" + b"\xff" * 1000,
        "a number in a longer spelling": b"\x81\x00" + ours[1:],
        "a clock beyond 32 bits": encode_update([HONEST._replace(clock=2**32)]),
        "a clock that wraps around": encode_update([HONEST._replace(clock=2**53 + n) for n in (0, 1)]),
        "a client beyond 53 bits": encode_update([HONEST._replace(client=Client(2**53))]),
        "a client twice": b"\x02" + (head + rest)[1:-1] * 2 + b"\x00",
        "an overlap of its own": b"\x02" + ours[1:-1] + ours[1:-1] + b"\x00",
        "no blocks": b"\x01\x00\x07\x00\x00",
        "a second update behind": ours + ours,
    }  # fmt: skip


@pytest.mark.parametrize("name", hostile_updates())
def test_an_update_of_another_shape_is_refused_in_little_memory(name: str) -> None:
    update = hostile_updates()[name]
    tracemalloc.start()
    with pytest.raises(BadUpdateError):
        read_update(update, hashes=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000 + 4 * len(update)


def test_a_number_without_end_is_left_at_once() -> None:
    """Read to its end, it would take time by the square of its length."""
    with pytest.raises(BadUpdateError, match="too long"):
        read_update(b"\x01" + b"\xff" * 1000)


def test_no_other_kind_of_struct_passes_whatever_stands_in_it() -> None:
    """GC, skip, moves, formats, what has an origin: behind the first byte both spellings are as ours."""
    ours = encode_update([HONEST])
    yjs = ours.replace(b"\x28\x01\x06events", b"\x23\x01\x06events").replace(b"\x01\x74", b"", 1)
    for update in (ours, yjs):
        assert read_update(update) == (HONEST,)
        at = update.index(b"\x01\x06events") - 1
        for kind in {*range(256)} - {0x23, 0x28}:
            with pytest.raises(BadUpdateError):
                read_update(update[:at] + bytes([kind]) + update[at + 1 :], hashes=False)


@given(st.integers(0, len(encode_update([HONEST, INNOCENT])) - 1))
def test_a_truncated_update_is_refused(length: int) -> None:
    with pytest.raises(BadUpdateError):
        read_update(encode_update([HONEST, INNOCENT])[:length], hashes=False)


@given(st.binary(max_size=300))
@example(b"\x00\x00")
def test_random_bytes_hold_nothing(data: bytes) -> None:
    try:
        blocks = read_update(data, hashes=False)
    except BadUpdateError:
        return
    assert (blocks, data) == ((), b"\x00\x00")


@given(st.integers(0, len(encode_update([HONEST])) - 1), st.integers(0, 7))
def test_a_flipped_bit_brings_nothing_in(at: int, bit: int) -> None:
    update = bytearray(encode_update([HONEST]))
    update[at] ^= 1 << bit
    try:
        blocks = read_update(bytes(update), hashes=False)
    except BadUpdateError:
        return
    assert [b.id for b in deliver(*blocks).accepted] == [INNOCENT.id]
