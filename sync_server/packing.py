"""Answers packed for the line: what many devices lack is compressed once, and put together from what lies ready.

Refuses to keep more than its room of packed updates (`kept`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from inspections.sync_json import Update
from inspections.sync_zstd import frame
from sync_server.kept import Kept

ALONE_FROM: Final = 2048
"""Bytes from which an update is packed by itself: smaller ones would be longer so."""
ROOM: Final = 64 * 1024 * 1024


class Packer:
    """Packs answers with zstd, and remembers how it packed updates."""

    def __init__(self, room: int = ROOM) -> None:
        self._updates: Kept[Update] = Kept(room, weight=lambda part: len(part.update))

    def pack(self, parts: Iterable[bytes | Update]) -> bytes:
        """Return the parts of a message as frames."""
        out, text = list[bytes](), list[bytes]()
        for part in parts:
            if isinstance(part, Update) and len(part.update) >= ALONE_FROM:
                if text:
                    out.append(frame(b"".join(text)))
                    text.clear()
                out.append(self._updates.of(part, partial(_framed, part)))
            else:
                text.append(bytes(part))
        if text:
            out.append(frame(b"".join(text)))
        return b"".join(out)


def _framed(part: Update) -> bytes:
    return frame(bytes(part))
