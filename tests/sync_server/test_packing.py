"""Answers put together from what was packed before are the same text, and memory stays within its room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspections.sync_json import Update
from inspections.sync_zstd import unframed
from sync_server.packing import ALONE_FROM, Packer

UPDATES = st.sampled_from([bytes([n]) * (ALONE_FROM + n * 1000) for n in range(4)])
PARTS = st.lists(
    st.binary(max_size=50)
    | UPDATES.map(Update)
    | st.builds(Update, st.binary(max_size=9), st.booleans())
)


@given(st.lists(PARTS, max_size=4))
def test_any_answer_unpacks_to_its_parts_whatever_was_packed_before(
    answers: list[list[bytes | Update]],
) -> None:
    packer = Packer(room=12_000)
    for parts in answers:
        assert unframed(packer.pack(parts)) == b"".join(map(bytes, parts))


def test_an_update_that_several_answers_hold_is_packed_once() -> None:
    packer, update = Packer(), Update(bytes(range(256)) * 40)
    first, second = packer.pack([b"a", update]), packer.pack([b"bc", update, b"d"])
    [piece] = packer._updates._made.values()
    assert piece in first and piece in second
