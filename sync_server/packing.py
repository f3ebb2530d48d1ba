"""Answers packed for the line: what many devices lack is compressed once, and put together from what lies ready.

A gzip body is a row of deflate blocks (RFC 1951, 1952). Those of a large update refer to nothing outside it and end at a
whole byte, so they can stand in any answer; only the checksum runs over all of it. Refuses to keep more than its room of
packed updates: those asked for longest ago go first.
"""

from __future__ import annotations

import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from inspections.sync_json import Update

ALONE_FROM: Final = 2048
"""Bytes from which an update is packed by itself: smaller ones would be longer so."""
ROOM: Final = 64 * 1024 * 1024
LEVEL: Final = 1
_HEAD: Final = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


@dataclass(frozen=True)
class _Piece:
    """A text and the deflate blocks that say it."""

    text: bytes
    blocks: bytes

    @property
    def size(self) -> int:
        return len(self.text) + len(self.blocks)


@dataclass
class Packer:
    """Packs answers, and remembers how it packed updates, up to `room` bytes."""

    room: int = ROOM
    _kept: OrderedDict[Update, _Piece] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pack(self, parts: Iterable[bytes | Update]) -> bytes:
        """Return the parts of a message as one gzip body."""
        out, text, crc, size = [_HEAD], list[bytes](), 0, 0

        def add(piece: _Piece) -> None:
            nonlocal crc, size
            out.append(piece.blocks)
            crc, size = zlib.crc32(piece.text, crc), size + len(piece.text)

        for part in parts:
            if isinstance(part, Update) and len(part.update) >= ALONE_FROM:
                add(_piece(b"".join(text), zlib.Z_FULL_FLUSH))
                text.clear()
                add(self._of(part))
            else:
                text.append(bytes(part))
        add(_piece(b"".join(text), zlib.Z_FINISH))
        return b"".join((*out, struct.pack("<II", crc, size & 0xFFFFFFFF)))

    def _of(self, part: Update) -> _Piece:
        with self._lock:
            if (known := self._kept.get(part)) is not None:
                self._kept.move_to_end(part)
                return known
        made = _piece(bytes(part), zlib.Z_FULL_FLUSH)
        with self._lock:
            if part not in self._kept:
                self._kept[part] = made
                self._size += made.size
            while self._size > self.room:
                self._size -= self._kept.popitem(last=False)[1].size
        return made


def _piece(text: bytes, mode: int) -> _Piece:
    squeezing = zlib.compressobj(LEVEL, wbits=-15)
    return _Piece(text, squeezing.compress(text) + squeezing.flush(mode))
