"""Blobs on the server's disk: whole ones by their SHA-256, begun ones beside them until every byte is there and checked.

A name is 64 hex digits or nothing: no path can be made of it. Public and private ones lie in folders of their own. A
piece is on the disk before its offset is told. Refuses a piece that does not begin where the one before it ended.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inspections.laptop.files import disk_errors, sync_folder
from sync_server.naming import DIGEST

PIECE: Final = 1 << 20


@dataclass(frozen=True)
class BlobFiles:
    """The folders of blobs below the server's folder."""

    folder: Path

    def path(self, digest: str, *, private: bool = False) -> Path:
        """Return where a whole blob lies, or would lie. Raises ValueError for what is no SHA-256."""
        if not DIGEST.fullmatch(digest):
            raise ValueError("no SHA-256")
        return self.folder / ("private" if private else "blobs") / digest[:2] / digest

    def begun(self, digest: str) -> int:
        """Return how many bytes of a blob that is not whole are here."""
        try:
            return self._part(digest).stat().st_size
        except FileNotFoundError:
            return 0

    def add(self, digest: str, offset: int, piece: bytes) -> int:
        """Put a piece behind what is here of a blob; return how many bytes are here then, durable.

        Nothing is written unless `offset` is where what is here ends. Raises UserError (exit 5) when the disk is full.
        """
        path = self._part(digest)
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("ab", buffering=0) as stream:
                if stream.tell() != offset:
                    return stream.tell()
                try:
                    left = memoryview(piece)
                    while left:
                        left = left[stream.write(left) :]
                    os.fsync(stream.fileno())
                except BaseException:
                    stream.truncate(offset)
                    raise
            return path.stat().st_size

    def whole(self, digest: str) -> bool:
        """Return whether the bytes that are here of a begun blob are those of its name."""
        found = hashlib.sha256()
        for piece in pieces(self._part(digest)):
            found.update(piece)
        return found.hexdigest() == digest

    def keep(self, digest: str, *, private: bool) -> Path:
        """Put a begun blob, which was checked, into its place; return it."""
        path = self.path(digest, private=private)
        with disk_errors(path):
            new = not path.parent.is_dir()
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o755)
            self._part(digest).replace(path)
            path.chmod(0o600 if private else 0o644)
            sync_folder(path.parent)
            if new:  # else a power cut could take the folder with what is listed
                sync_folder(path.parent.parent)
                sync_folder(self.folder)
        return path

    def read_begun(self, digest: str) -> bytes:
        """Return the bytes of a begun blob."""
        return self._part(digest).read_bytes()

    def drop(self, digest: str) -> None:
        """Throw a begun blob away."""
        self._part(digest).unlink(missing_ok=True)

    def erase(self, digest: str) -> None:
        """Delete a private blob, begun or whole."""
        self.drop(digest)
        self.path(digest, private=True).unlink(missing_ok=True)

    def _part(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise ValueError("no SHA-256")
        return self.folder / "uploads" / f"{digest}.part"


def pieces(path: Path, start: int = 0, count: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces, from `start`, at most `count` of them."""
    left = count
    with path.open("rb") as stream:
        stream.seek(start)
        while piece := stream.read(PIECE if left is None else min(PIECE, left)):
            left = None if left is None else left - len(piece)
            yield piece
