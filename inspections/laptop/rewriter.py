"""A working copy rewritten so that it says what the ledger says: by splice, comments kept, photos put beside it.

The file is written only while it still holds the bytes that were compared. Refuses to drop what it cannot write:
such an answer stays in the ledger, the file keeps its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from inspections.answers import one
from inspections.checklist import Checklist, ItemType
from inspections.errors import Code, M, Problem
from inspections.ids import InspectionId
from inspections.inspection import BESIDE
from inspections.inspection_write import write
from inspections.laptop.comparing import names_of
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.shown import reads
from inspections.laptop.store import Base
from inspections.laptop.workspace import Workspace
from inspections.merging import Shown
from inspections.rewriting import Rewriting, rewriting
from inspections.splice import SpliceError
from inspections.upgrade import set_aside
from inspections.view import File, Inspection

RECORD_BYTES_MAX = 1_000_000
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
NAME_LETTERS_MAX = 100


@dataclass(frozen=True)
class Written:
    """What became of a file: the base to be kept of it, and the paths that could not be written."""

    base: Base
    changed: bool
    unwritten: tuple[str, ...] = ()


class FileChangedError(Exception):
    """Somebody saved the file while it was being merged; it has to be looked at again."""


def rewrite(
    workspace: Workspace,
    path: Path,
    data: bytes | None,
    text: str,
    shown: Shown,
    checklist: Checklist,
    known: Inspection,
) -> Written:
    """Write what the ledger says into the file that held `data` (None: there is no file yet) and keep its base.

    The new base is kept as intended before the file is written, and as the base afterwards. Raises FileChangedError.
    """
    wanted = rewriting(shown, known, names_of(workspace))
    placed = _place(workspace, path.with_suffix(""), wanted.photos_new)
    lists = _lists(shown, wanted, placed)
    new, unwritten = _written(workspace, text, checklist, wanted, lists)
    base = Base(new, frozenset(known.heads), _contents(shown, wanted, placed))
    if new == text and data is not None:
        return Written(base, False, unwritten)
    with workspace.store.transaction() as writing:
        writing.intend(known.id, base)
    if data is not None and read_capped(path, RECORD_BYTES_MAX) != data:
        raise FileChangedError
    write_whole(path, new.encode())
    return Written(base, True, unwritten)


def keep(workspace: Workspace, inspection: InspectionId, base: Base) -> None:
    """Keep the base of a file that has been written, or that says all of it already."""
    if workspace.store.base(inspection) != base or workspace.store.intended(inspection):
        with workspace.store.transaction() as writing:
            writing.keep_base(inspection, base)


def _written(
    workspace: Workspace,
    text: str,
    checklist: Checklist,
    wanted: Rewriting,
    photos: Mapping[str, Sequence[str]],
) -> tuple[str, tuple[str, ...]]:
    """Return the new text and the paths that could not be written, or would make the file unreadable."""
    aside = {path for path in {*wanted.values, *wanted.conflicts} if not _asked(checklist, path)}
    if aside:
        try:
            text = _set_aside(text, wanted, aside)
        except SpliceError:
            return text, tuple(sorted(aside))
        wanted = replace(
            wanted,
            values={path: value for path, value in wanted.values.items() if path not in aside},
            conflicts={
                path: sides for path, sides in wanted.conflicts.items() if path not in aside
            },
        )
    if not wanted.values and not photos and not wanted.conflicts:
        return text, ()
    try:
        whole = write(text, checklist, wanted.values, photos, wanted.conflicts)
        if reads(workspace, whole):
            return whole, ()
    except SpliceError:
        pass
    steps: list[tuple[str, Callable[[str], str]]] = []
    for at, value in wanted.values.items():
        steps.append((at, partial(write, checklist=checklist, changes={at: value})))
    for at, names in photos.items():
        steps.append((at, partial(write, checklist=checklist, changes={}, photos={at: names})))
    for at, sides in wanted.conflicts.items():
        steps.append((at, partial(write, checklist=checklist, changes={}, conflicts={at: sides})))
    unwritten = []
    for at, step in steps:
        try:
            new = step(text)
        except SpliceError:
            new = ""
        if new and reads(workspace, new):
            text = new
        else:
            unwritten.append(at)
    return text, tuple(unwritten)


def _asked(checklist: Checklist, path: str) -> bool:
    """Return whether this version of the checklist asks what stands at the path."""
    head, *rest = path.split(".")
    if head in ("record", "findings"):
        return True
    item = checklist.item(head)
    if item is None or not rest or rest[0] in BESIDE:
        return item is not None
    return item.type is ItemType.REPEAT or rest[0] in {*item.parts, *item.rows}


def _set_aside(text: str, wanted: Rewriting, paths: Collection[str]) -> str:
    """Return the text with what others answered to items of another version kept as orphans, not dropped."""
    for path in sorted(paths):
        sides = [side.value for side in wanted.conflicts.get(path, ())]
        for value in (*sides, wanted.values.get(path)):
            if value:
                text = set_aside(text, {path: one(value)})
    return text


def _place(
    workspace: Workspace, folder: Path, new: Mapping[str, Sequence[File]]
) -> dict[str, dict[str, str]]:
    """Put photos of others into the folder; return path -> name there -> SHA-256, of those whose bytes are here."""
    placed: dict[str, dict[str, str]] = {}
    for path, files in new.items():
        for file in files:
            data = workspace.blob(file.sha256)
            if data is not None:
                name = name_for(folder, file, data)
                if not (folder / name).exists():
                    write_whole(folder / name, data)
                placed.setdefault(path, {})[name] = file.sha256
    return placed


def name_for(folder: Path, file: File, data: bytes) -> str:
    """Return the name under which a photo can lie in the folder: its own, or with letters of its hash behind it."""
    own = _UNSAFE.sub("_", file.name).strip(" .")[-NAME_LETTERS_MAX:] or file.sha256[:12]
    stem, suffix = Path(own).stem, Path(own).suffix
    for letters in (0, 4, 8, 64):
        name = f"{stem}-{file.sha256[:letters]}{suffix}" if letters else own
        there = folder / name
        if not there.exists() or (there.is_file() and there.read_bytes() == data):
            return name
    return f"{file.sha256}{suffix}"


def _lists(
    shown: Shown, wanted: Rewriting, placed: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Return the whole photo lists of the paths at which they change."""
    lists = {}
    for path in sorted({*wanted.photos_gone, *placed}):
        gone = wanted.photos_gone.get(path, ())
        kept = [name for name in shown.record.photos.get(path, ()) if name not in gone]
        lists[path] = tuple(dict.fromkeys((*kept, *placed.get(path, {}))))
    return lists


def _contents(
    shown: Shown, wanted: Rewriting, placed: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    contents: dict[str, dict[str, str]] = {}
    for path in {*shown.photos, *placed}:
        gone = wanted.photos_gone.get(path, ())
        kept = {n: sha for n, sha in shown.photos.get(path, {}).items() if n not in gone}
        contents[path] = kept | dict(placed.get(path, {}))
    return {path: files for path, files in sorted(contents.items()) if files}


def unwritten_problem(file: str, path: str) -> Problem:
    """Return the problem that says that an answer of the ledger could not be written into the file."""
    return Problem(
        code=Code.YAML_SHAPE,
        file=file,
        what=M("别人填的“{path}”写不进这个文件的这种写法里", path=path),
        remedy=M("把这一项改成一行一个答案的写法，再做一次；答案在台账里，没有丢"),
    )
