"""Which checklists there are: those of the workspace, which override by `id@version`, and the library that ships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import inspections
from inspections.checklist import Checklist
from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.files import read_capped
from inspections.resources import data_folder

CHECKLIST_BYTES_MAX = 1_000_000


@dataclass(frozen=True)
class Kept:
    """A checklist with the file it came from and the hash that records pin."""

    checklist: Checklist
    path: Path
    hash: str


@dataclass
class Shelf:
    """All checklists that can be used in a workspace, read at first use; faulty files are problems, not an end."""

    folder: Path | None
    root: Path | None = None
    _kept: dict[str, Kept] = field(default_factory=dict)
    _problems: list[Problem] = field(default_factory=list)
    _faults: list[Problem] = field(default_factory=list)
    _read: set[Path] = field(default_factory=set)

    def own(self) -> Sequence[Path]:
        """Return the workspace's own checklist files."""
        return sorted(self.folder.glob("*.yml")) if self.folder and self.folder.is_dir() else []

    def files(self) -> Iterator[Path]:
        """Iterate over the checklist files: the workspace's own first, which win, then the shipped ones."""
        yield from self.own()
        yield from sorted(data_folder("checklists", inspections.__file__).glob("*.yml"))

    def all(self) -> tuple[Kept, ...]:
        """Return every checklist that reads, by id and version."""
        for path in self.files():
            self._take(path)
        return tuple(kept for _, kept in sorted(self._kept.items()))

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of every file."""
        self.all()
        return tuple(self._problems)

    def faults(self) -> tuple[Problem, ...]:
        """Return the problems of the files that hold no usable checklist."""
        self.all()
        return tuple(self._faults)

    def get(self, ref: str) -> Kept | None:
        """Return the checklist `id@version`, or None; only files that can hold it are read."""
        if ref in self._kept:
            return self._kept[ref]
        self._take_named(ref.partition("@")[0])
        if ref not in self._kept:
            self.all()
        return self._kept.get(ref)

    def checklist(self, ref: str) -> Checklist | None:
        """Return the checklist `id@version`, or None."""
        kept = self.get(ref)
        return kept.checklist if kept else None

    def find(self, name: str) -> Kept:
        """Return the checklist called `id`, `id@version` or by its title; of several versions the newest.

        Raises UserError when there is none, naming what there is.
        """
        self._take_named(name.partition("@")[0])
        matching = _called(name, self._kept.values()) or _called(name, self.all())
        if not matching:
            known = "、".join(sorted({kept.checklist.id for kept in self.all()}))
            raise UserError(
                Problem(
                    code=Code.CHECKLIST_UNKNOWN,
                    what=M("没有检查清单“{name}”", name=name),
                    remedy=M("用 ducha checklist list 看有哪些：{known}", known=known),
                ),
                exit=Exit.USAGE,
            )
        return max(matching, key=lambda kept: version_order(kept.checklist.version))

    def _take_named(self, name: str) -> None:
        """Read the workspace's own files and those named after a checklist: the others need not be opened for it."""
        own = self.own()
        for path in self.files():
            if path in own or path.stem.partition("@")[0] == name:
                self._take(path)

    def _take(self, path: Path) -> None:
        from inspections.checklist_yaml import checklist_hash, read_checklist

        if path in self._read:
            return
        self._read.add(path)
        try:
            data = read_capped(path, CHECKLIST_BYTES_MAX)
        except UserError as error:
            self._problems += [replace(p, file=self._shown(path)) for p in error.problems]
            return
        checklist, problems = read_checklist(data, self._shown(path))
        self._problems += problems
        if checklist is None:
            self._faults += problems
        else:
            self._kept.setdefault(checklist.ref, Kept(checklist, path, checklist_hash(data)))

    def _shown(self, path: Path) -> str:
        if self.root and path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        return f"checklists/{path.name}"


def _called(name: str, kept: Iterable[Kept]) -> list[Kept]:
    return [
        one for one in kept if name in (one.checklist.ref, one.checklist.id, one.checklist.title)
    ]


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key under which 2022.10 comes after 2022.4."""
    parts = version.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)
