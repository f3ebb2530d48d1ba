import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map

from inspections.blocks import BadUpdateError, Block, encode_update, read_update
from inspections.ids import EventId, sha256_hex
from inspections.slots import Client

VALUE = b"\x01" + b"s" * 64 + b'{"a":1}'
BLOCK = Block(Client(2**52 + 1), 0, EventId(sha256_hex(VALUE)), VALUE)
UPDATE = encode_update([BLOCK])


def block_of(client: int, clock: int, value: bytes) -> Block:
    return Block(Client(client), clock, EventId(sha256_hex(value)), value)


@st.composite
def block_lists(draw: st.DrawFn) -> list[Block]:
    lengths = draw(st.dictionaries(st.integers(0, 2**53 - 1), st.integers(1, 3), max_size=3))
    return [
        block_of(client, start + n, f"{client}:{n}".encode() + draw(st.binary(max_size=300)))
        for client, length in lengths.items()
        for start in [draw(st.integers(0, 300))]
        for n in range(length)
    ]


@given(block_lists())
def test_what_was_written_is_read_again(blocks: list[Block]) -> None:
    ordered = tuple(sorted(blocks, key=lambda b: (-b.client, b.clock)))
    assert read_update(encode_update(blocks)) == ordered


@given(
    st.integers(1, 2**53 - 1),
    st.lists(st.binary(max_size=200), min_size=1, max_size=4, unique=True),
)
def test_the_bytes_are_those_of_pycrdt(client: int, values: list[bytes]) -> None:
    doc: Doc[Map[bytes]] = Doc(client_id=client)
    events = doc.get("events", type=Map)
    for value in values:
        events[sha256_hex(value)] = value
    assert doc.get_update() == encode_update(
        block_of(client, clock, value) for clock, value in enumerate(values)
    )


def test_the_struct_of_yjs_is_read_as_well() -> None:
    from_yjs = UPDATE.replace(b"\x28\x01\x06events", b"\x23\x01\x06events").replace(
        b"\x01\x74", b"", 1
    )
    assert read_update(from_yjs) == (BLOCK,)


@given(st.integers(0, len(UPDATE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_moves_the_slot_only(at: int, change: int) -> None:
    changed = UPDATE[:at] + bytes((UPDATE[at] ^ change,)) + UPDATE[at + 1 :]
    try:
        (block,) = read_update(changed)
    except BadUpdateError:
        return
    assert (block.id, block.value) == (BLOCK.id, BLOCK.value)
    assert (block.client, block.clock) != (BLOCK.client, BLOCK.clock)


@given(st.binary(max_size=80))
def test_reading_raises_nothing_else(data: bytes) -> None:
    with pytest.raises(BadUpdateError):
        read_update(b"\x01" + data)


@given(st.integers(0, len(UPDATE) - 1))
def test_an_update_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(BadUpdateError):
        read_update(UPDATE[:length])


def hostile_updates() -> dict[str, bytes]:
    deleted: Doc[Map[bytes]] = Doc(client_id=7)
    events = deleted.get("events", type=Map)
    events[BLOCK.id] = VALUE
    del events[BLOCK.id]
    nested: Doc[Map[Array[int]]] = Doc(client_id=7)
    nested.get("events", type=Map)[BLOCK.id] = Array([1])
    elsewhere: Doc[Map[bytes]] = Doc(client_id=7)
    elsewhere.get("evenfs", type=Map)[BLOCK.id] = VALUE
    twice: Doc[Map[bytes]] = Doc(client_id=7)
    twice.get("events", type=Map)[BLOCK.id] = VALUE
    twice.get("events", type=Map)[BLOCK.id] = VALUE
    text: Doc[Map[str]] = Doc(client_id=7)
    text.get("events", type=Map)[BLOCK.id] = "text"
    other_key: Doc[Map[bytes]] = Doc(client_id=7)
    other_key.get("events", type=Map)["f" * 64] = VALUE
    return {
        "deleted": deleted.get_update(),
        "nested": nested.get_update(),
        "elsewhere": elsewhere.get_update(),
        "twice": twice.get_update(),
        "text": text.get_update(),
        "other_key": other_key.get_update(),
        "same client twice": b"\x02" + UPDATE[1:-1] * 2 + b"\x00",
        "longer spelling": b"\x81\x00" + UPDATE[1:],
        "after the end": UPDATE + b"\x00",
        "no blocks": b"\x01\x00\x07\x00\x00",
    }


@pytest.mark.parametrize("shape", sorted(hostile_updates()))
def test_any_other_shape_is_refused(shape: str) -> None:
    with pytest.raises(BadUpdateError):
        read_update(hostile_updates()[shape])


def test_a_gap_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="consecutive"):
        encode_update([block_of(1, 0, b"a"), block_of(1, 2, b"b")])
