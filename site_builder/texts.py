"""The texts of a tree while it is made: path -> text, held in memory or written out at once and read back.

A tree is made part by part. Whoever holds texts of an earlier build may answer that a part, known by its name and by
the print of everything it is made from, stands already; then nothing of it is made again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, MutableMapping
from pathlib import Path


class Texts(MutableMapping[str, str]):
    """Path -> text. What is written under a path once is not changed any more."""

    @abstractmethod
    def begin(self, part: str, inputs: str) -> bool:
        """Begin a part; return whether its texts stand already, made from the same inputs."""


class HeldTexts(dict[str, str], Texts):
    """Texts in memory: every part is made."""

    def begin(self, part: str, inputs: str) -> bool:
        """Return False: nothing stands."""
        return False


class WrittenTexts(Texts):
    """Texts as files of an empty folder. Every method raises OSError when the disk cannot serve it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._paths: dict[str, None] = {}
        self._folders: set[str] = set()

    def begin(self, part: str, inputs: str) -> bool:
        """Return False: nothing stands."""
        return False

    def __setitem__(self, path: str, text: str) -> None:
        with self.place(path).open("x", encoding="utf-8", newline="") as out:
            out.write(text)

    def place(self, path: str) -> Path:
        """Return where a file of the tree goes, its folder made; the path counts as written from now on."""
        parent = path.rpartition("/")[0]
        if parent not in self._folders:
            (self.folder / parent).mkdir(parents=True, exist_ok=True)
            self._folders.add(parent)
        self._paths[path] = None
        return self.folder / path

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        with (self.folder / path).open(encoding="utf-8", newline="") as kept:
            return kept.read()

    def __delitem__(self, path: str) -> None:
        del self._paths[path]
        (self.folder / path).unlink()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        return path in self._paths
