"""What the last build of a tree left behind, so that the next one takes over what would come out the same.

Beside a tree, in the workspace's cache, a record says of each part of it what it was made from and which files it is,
and of each file its size, time and number on the disk. A file counts as left alone only while all three are the same,
so a file that somebody edited, or a tree that was copied elsewhere, is made anew. Never truth: without a record, or
with a damaged one, everything is made; releases are always made from nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inspections.errors import UserError
from inspections.ids import sha256_hex
from inspections.laptop.files import write_whole
from site_builder.texts import WrittenTexts

FORMAT = 1
RECORD_BYTES_MAX = 256 * 1024 * 1024
Stamp = tuple[int, int, int]
"""Size in bytes, time of the last change in nanoseconds, number on the disk."""


@dataclass(frozen=True)
class Part:
    """A part of a tree: the print of everything it was made from (empty: never taken over), and its files."""

    inputs: str
    paths: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Former:
    """A tree as its last build left it; without anything known of it, empty. `program` made it, `archive` is its zip."""

    target: Path
    inputs: str = ""
    program: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    archive: Stamp | None = None

    def intact(self, path: str) -> bool:
        """Return whether a file of the tree is the one that was built."""
        known = self.stamps.get(path)
        return known is not None and known == stamp(self.target / path)

    def stands(self, inputs: str) -> bool:
        """Return whether the tree was made from these inputs, and is all there, unchanged, with nothing beside it."""
        if not inputs or inputs != self.inputs:
            return False
        return all(map(self.intact, self.stamps)) and _files(self.target) == self.stamps.keys()


class RebuiltTexts(WrittenTexts):
    """The texts of a tree that is built anew in an empty folder, parts of the former tree taken over as they are."""

    def __init__(self, folder: Path, former: Former, program: str) -> None:
        super().__init__(folder)
        self._former = former
        self._same_program = program == former.program
        self._inputs: dict[str, str] = {"": ""}
        self._paths_of: dict[str, list[str]] = {"": []}
        self._part = ""
        self._of: dict[str, str] = {}
        self.made: list[str] = []

    def begin(self, part: str, inputs: str) -> bool:
        """Begin a part; return whether it was taken over from the former tree: same inputs, no file touched."""
        self._part, self._inputs[part], self._paths_of[part] = part, inputs, []
        known = self._former.parts.get(part)
        same = bool(inputs) and known is not None and known.inputs == inputs
        if known is None or not same or not all(map(self._former.intact, known.paths)):
            self.made.append(part)
            return False
        for path in known.paths:
            _link(self._former.target / path, self.place(path))
        return True

    def file(self, path: str, source: Path) -> Path:
        """Return where a photo lies: `source`, or in this folder already when the former tree had it."""
        if self._same_program and self._former.intact(path):
            place = super().place(path)
            _link(self._former.target / path, place)
            del self._paths[path]
            return place
        return source

    def place(self, path: str) -> Path:
        """Return where a file goes; one that another part wrote goes away, and neither part is ever taken over."""
        other = self._of.get(path)
        if other is not None:
            self._inputs[other] = self._inputs[self._part] = ""
            (self.folder / path).unlink(missing_ok=True)
        self._of[path] = self._part
        self._paths_of[self._part].append(path)
        return super().place(path)

    def parts(self) -> dict[str, Part]:
        """Return every part with its inputs and files."""
        return {
            name: Part(self._inputs[name], tuple(paths)) for name, paths in self._paths_of.items()
        }


def stamp(path: Path) -> Stamp | None:
    """Return what tells whether a file was touched; None when there is none."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def recall(record: Path, target: Path) -> Former:
    """Return what the record says of the tree at `target`; nothing of a missing or damaged record."""
    try:
        if record.stat().st_size > RECORD_BYTES_MAX:
            return Former(target=target)
        digest, _, body = record.read_bytes().partition(b"\n")
        if sha256_hex(body).encode() != digest:
            return Former(target=target)
        held = json.loads(body)
        if held["format"] != FORMAT:
            return Former(target=target)
        return Former(
            target=target,
            inputs=held["inputs"],
            program=held["program"],
            parts={name: Part(inputs, tuple(paths)) for name, (inputs, paths) in held["parts"].items()},
            stamps={path: (size, time, n) for path, (size, time, n) in held["stamps"].items()},
            archive=tuple(held["archive"]) if held["archive"] else None,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Former(target=target)


def remember(record: Path, tree: Former) -> None:
    """Write down how a tree was made. A record that cannot be written costs the next build time, nothing else."""
    body = json.dumps(
        {
            "format": FORMAT,
            "inputs": tree.inputs,
            "program": tree.program,
            "parts": {name: (part.inputs, part.paths) for name, part in tree.parts.items()},
            "stamps": tree.stamps,
            "archive": tree.archive,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8", "surrogatepass")
    with contextlib.suppress(UserError):
        write_whole(record, sha256_hex(body).encode() + b"\n" + body)


def stamps_of(target: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamps of a tree's files; one that is gone already has none, so the tree counts as touched."""
    found = {path: stamp(target / path) for path in paths}
    return {path: one or (-1, 0, 0) for path, one in found.items()}


def _link(source: Path, place: Path) -> None:
    """Give a file a second name; where the system cannot, copy it. Raises OSError."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)


def _files(folder: Path) -> set[str]:
    found = set()
    for here, _, names in os.walk(folder):
        inside = Path(here).relative_to(folder).as_posix()
        found |= {name if inside == "." else f"{inside}/{name}" for name in names}
    return found
