"""Which files of a workspace change while somebody edits them: asked again and again, by size and time.

Polling sees changes that other programs, network folders and USB sticks bring; it costs a `stat` a file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspections.laptop.workspace import LEDGER

POLL_SECONDS = 0.5
SETTLE_SECONDS = 0.1
Stamps = Mapping[Path, tuple[object, ...]]


@dataclass(frozen=True)
class Change:
    """`edited` files are themselves new, gone, edited, or have other photos; `touched` ones rest on what changed."""

    edited: tuple[Path, ...]
    touched: tuple[Path, ...]


class Watch:
    """Remembers how the files looked when it was made, and when it last told of a change."""

    def __init__(
        self,
        root: Path,
        files: Callable[[], Sequence[Path]],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._root = root
        self._files = files
        self._sleep = sleep
        self._seen = self._look()

    def wait(self) -> Change:
        """Return the next change. A change of a checklist, of the roster or of the ledger touches all files.

        An editor may empty a file before it writes it: what is still changing is waited for.
        """
        now = self._look()
        while now == self._seen:
            self._sleep(POLL_SECONDS)
            now = self._look()
        while True:
            self._sleep(SETTLE_SECONDS)
            later = self._look()
            if later == now:
                break
            now = later
        (before, common), (after, shared), self._seen = self._seen, now, now
        edited = {p for p in {**before, **after} if before.get(p) != after.get(p)}
        touched = set(after) - edited if shared != common else set()
        return Change(tuple(sorted(edited)), tuple(sorted(touched)))

    def _look(self) -> tuple[Stamps, tuple[object, ...]]:
        return {path: _stamp(path) for path in self._files()}, _common(self._root)


def _stamp(path: Path) -> tuple[object, ...]:
    """Return what changes with the file, its private sibling or its photos."""
    folders = (path.with_suffix(""), path.with_suffix(".private"))
    photos = sorted(p for folder in folders if folder.is_dir() for p in folder.iterdir())
    return tuple(map(_seen, (path, path.with_suffix(".private.yml"), *photos)))


def _common(root: Path) -> tuple[object, ...]:
    ledger = root / LEDGER
    names = ("district.yml", "schools.csv", "people.csv")
    lists = sorted((root / "checklists").glob("*.yml"))
    log = ledger.with_name(f"{ledger.name}-wal")
    return tuple(map(_seen, (*(root / name for name in names), ledger, log, *lists)))


def _seen(path: Path) -> tuple[object, ...]:
    try:
        found = path.stat()
    except OSError:
        return (path,)
    return path, found.st_ino, found.st_size, found.st_mtime_ns
