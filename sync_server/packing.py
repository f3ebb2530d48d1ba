"""Answers packed for the line: what many devices lack is compressed once, and put together from what lies ready.

Refuses to keep more than its room of packed updates: those asked for longest ago go first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from inspections.sync_json import Update
from inspections.sync_zstd import frame

ALONE_FROM: Final = 2048
"""Bytes from which an update is packed by itself: smaller ones would be longer so."""
ROOM: Final = 64 * 1024 * 1024


@dataclass
class Packer:
    """Packs answers with zstd, and remembers how it packed updates, up to `room` bytes of both."""

    room: int = ROOM
    _kept: OrderedDict[Update, bytes] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pack(self, parts: Iterable[bytes | Update]) -> bytes:
        """Return the parts of a message as frames."""
        out, text = list[bytes](), list[bytes]()
        for part in parts:
            if isinstance(part, Update) and len(part.update) >= ALONE_FROM:
                if text:
                    out.append(frame(b"".join(text)))
                    text.clear()
                out.append(self._of(part))
            else:
                text.append(bytes(part))
        if text:
            out.append(frame(b"".join(text)))
        return b"".join(out)

    def _of(self, part: Update) -> bytes:
        with self._lock:
            if (known := self._kept.get(part)) is not None:
                self._kept.move_to_end(part)
                return known
        made = frame(bytes(part))
        with self._lock:
            if part not in self._kept:
                self._kept[part] = made
                self._size += len(part.update) + len(made)
            while self._size > self.room:
                gone, packed = self._kept.popitem(last=False)
                self._size -= len(gone.update) + len(packed)
        return made
