"""The few bytes of Yjs that we write: one event, one block, in update format v1 (DESIGN §2, §5).

Reads no other shape. An update from elsewhere never reaches pycrdt before this reader knew every byte of it: one
hostile update can kill the process there, or change a document silently. Accepted are new keys of the root Map
`events`, each with one byte string (Yrs writes it as struct 0x28, Yjs as 0x23), and nothing else: no delete set, no
gap, no garbage block, no number in a longer spelling than needed. Nothing is set aside for what an update claims to
hold: reading takes time and memory in proportion to its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import attrgetter
from typing import Final, NamedTuple

from inspections.ids import EventId, sha256_hex
from inspections.slots import CLIENT_BITS, Client

ROOT: Final = "events"
_ANY, _BINARY = 0x28, 0x23
_ANY_BYTES: Final = 0x74
_ROOT_PARENT: Final = b"\x01\x06events"
_HEAD: Final = bytes((_ANY,)) + _ROOT_PARENT + b"\x40"
_VALUE: Final = bytes((1, _ANY_BYTES))
CLOCK_MAX: Final = 2**32 - 1
"""Yrs keeps clocks in 32 bits."""
_KEY: Final = re.compile(rb"[0-9a-f]{64}")


class BadUpdateError(ValueError):
    """The bytes are not an update of ours; the text says where they part from one."""


class Block(NamedTuple):
    """One event at its slot."""

    client: Client
    clock: int
    id: EventId
    value: bytes


def encode_update(blocks: Iterable[Block]) -> bytes:
    """Return the update of these blocks: clients from high to low, as Yrs writes them, clocks upward.

    Raises ValueError if the clocks of a client are not consecutive.
    """
    groups = dict[Client, list[Block]]()
    for block in blocks:
        groups.setdefault(block.client, []).append(block)
    out = bytearray(_number(len(groups)))
    for client in sorted(groups, reverse=True):
        group = sorted(groups[client], key=attrgetter("clock"))
        first = group[0]
        if [b.clock for b in group] != list(range(first.clock, first.clock + len(group))):
            raise ValueError("clocks of a client are consecutive")
        out += _number(len(group)) + _number(first.client) + _number(first.clock)
        for block in group:
            out += _struct(block)
    out += b"\x00"
    return bytes(out)


def read_update(update: bytes, *, hashes: bool = True) -> tuple[Block, ...]:
    """Return the blocks of an update, in the order of its bytes. Raises BadUpdateError, nothing else.

    Without `hashes` a key that is not the hash of its value is let through, for a reader that judges each block apart.
    """
    reader = _Reader(update)
    clients = reader.number("number of clients")
    blocks: list[Block] = []
    seen: set[int] = set()
    for _ in range(clients):
        count, client, clock = (reader.number(what) for what in ("count", "client", "clock"))
        if client in seen or client >> CLIENT_BITS or not count:
            raise BadUpdateError("a client twice, too large or without blocks")
        if clock + count - 1 > CLOCK_MAX:
            raise BadUpdateError("a clock beyond 32 bits")
        seen.add(client)
        end = len(blocks) + count
        while len(blocks) < end:
            _read_usual(reader, Client(client), clock + count - end + len(blocks), end, hashes, blocks)  # fmt: skip
            if len(blocks) < end:
                at = clock + count - end + len(blocks)
                blocks.append(_read_struct(reader, Client(client), at, hashes))
    if reader.take(1, "delete set") != b"\x00":
        raise BadUpdateError("a delete set")
    if reader.at != len(update):
        raise BadUpdateError("bytes after the end")
    return tuple(blocks)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int, what: str) -> bytes:
        if self.at + count > len(self.data):
            raise BadUpdateError(f"cut off at {what}")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, what: str) -> int:
        value = shift = 0
        while True:
            if self.at >= len(self.data):
                raise BadUpdateError(f"cut off at {what}")
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
            if shift > CLIENT_BITS + 7:
                raise BadUpdateError(f"{what}: number too long")
        if byte == 0 and shift > 7:
            raise BadUpdateError(f"{what}: number in a longer spelling than needed")
        return value


def _read_usual(
    reader: _Reader, client: Client, clock: int, end: int, hashes: bool, blocks: list[Block]
) -> None:
    """Read on, up to `end` blocks in all, as long as they are spelled as we write events of 128 to 16,383 bytes.

    The first that is not is left to `_read_struct`, which knows every spelling and every refusal.
    """
    data, at, size = reader.data, reader.at, len(reader.data)
    for n in range(clock, clock + end - len(blocks)):
        key = at + len(_HEAD)
        length = key + 64 + len(_VALUE)
        start = length + 2
        if start > size or not (data.startswith(_HEAD, at) and data.startswith(_VALUE, key + 64)):
            return
        low, high = data[length], data[length + 1]
        stop = start + (low & 0x7F | high << 7)
        if low < 0x80 or not 0 < high < 0x80 or stop > size:
            return
        value, told = data[start:stop], data[key : key + 64]
        if hashes:
            event_id = sha256_hex(value)
            if event_id.encode() != told:
                return
        elif _KEY.fullmatch(told):
            event_id = told.decode()
        else:
            return
        blocks.append(Block(client, n, EventId(event_id), value))
        reader.at = at = stop


def _read_struct(reader: _Reader, client: Client, clock: int, hashes: bool) -> Block:
    kind = reader.take(1, "struct")[0]
    if kind not in (_ANY, _BINARY):
        raise BadUpdateError(f"struct {kind:#x}")
    if reader.take(len(_ROOT_PARENT), "parent") != _ROOT_PARENT:
        raise BadUpdateError("another parent than the root map")
    key = reader.take(reader.number("key length"), "key")
    if not _KEY.fullmatch(key):
        raise BadUpdateError("a key that is no event id")
    if kind == _ANY and reader.take(2, "value") != bytes((1, _ANY_BYTES)):
        raise BadUpdateError("a value that is no byte string")
    value = reader.take(reader.number("value length"), "value")
    if hashes and sha256_hex(value) != key.decode():
        raise BadUpdateError("a key that is not the hash of its value")
    return Block(client, clock, EventId(key.decode()), value)


def _struct(block: Block) -> bytes:
    key = block.id.encode()
    head = bytes((_ANY,)) + _ROOT_PARENT + _number(len(key)) + key
    return head + bytes((1, _ANY_BYTES)) + _number(len(block.value)) + block.value


def _number(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
