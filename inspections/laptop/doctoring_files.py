"""The files beside the ledger looked at: photos by their names, what a stopped program left, rosters.

What is derived is mended: leftovers of writing are removed, a roster file is written anew when that is asked for.
Refuses to touch what a person typed, and any file that might be one's only copy.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.ids import sha256_hex
from inspections.laptop.roster_files import PEOPLE, SCHOOLS, phones, write_people, write_schools
from inspections.laptop.workspace import Workspace

_FOLDERS: Final = (".", "ledger", ".ducha", "inspections", "checklists")
_LEFT: Final = re.compile(
    r"\.(?:.+\.(?:yml|csv|json|key)|[0-9a-f]{40})\.[a-z0-9_]{8}|ledger\.sqlite\.[0-9]+\.new.*"
)
"""What `write_whole` and `store_file.create` call a file before it is whole (pictures are 40 of their 64 digits)."""
_LEFT_ALONE: Final = timedelta(hours=1)
"""So old is no file that another program is writing at this moment."""


def broken_blobs(workspace: Workspace, named: Collection[str]) -> Iterator[Problem]:
    """Yield the files under `ledger/blobs` whose bytes are not what their name says, but those `named` by an event."""
    folder = workspace.blobs.folder
    for path in sorted(folder.glob("??/*")):
        if path.name in named or path.name.startswith(".") or not path.is_file():
            continue
        if _digest(path) != path.name:
            yield Problem(
                code=Code.PHOTO_BROKEN,
                file=workspace.shown(path),
                what=M("内容和名字对不上"),
                remedy=M("从备份或原来的检查文件夹找回同一份文件"),
            )


def _digest(path: Path) -> str:
    try:
        return sha256_hex(path.read_bytes())
    except OSError:
        return ""


def remove_leftovers(workspace: Workspace) -> Iterator[Msg]:
    """Remove what a program that was stopped left half-written, and yield each in words."""
    now = workspace.clock.now(workspace.settings.zone).timestamp()
    for name in _FOLDERS:
        folder = workspace.root / name
        for path in sorted(folder.glob("*") if name == "." else folder.rglob("*")):
            if not _LEFT.fullmatch(path.name) or path.is_symlink() or not path.is_file():
                continue
            try:
                if now - path.stat().st_mtime > _LEFT_ALONE.total_seconds():
                    path.unlink()
                    yield M("删除了没有写完的临时文件 {file}", file=workspace.shown(path))
            except OSError:  # somebody else's: it harms nobody where it lies
                continue


def rosters(workspace: Workspace, *, repair: bool) -> Iterator[tuple[Msg, bool]]:
    """Yield each roster file that does not say what the ledger says, in words, and whether it was written anew."""
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary)
        try:
            write_schools(made, workspace.district, phones(workspace.root))
            write_people(made, workspace.district)
        except UserError:  # a roster that cannot be read is told by `check`
            return
        for name in (SCHOOLS, PEOPLE):
            path = workspace.root / name
            if path.exists() and path.read_bytes() != (made / name).read_bytes():
                if repair and _rewritten(workspace, name):
                    yield M("{file} 按台账重写了", file=name), True
                else:
                    yield M("{file} 和台账说的不一样：要改台账就用 import 导入它；以台账为准就用 ducha doctor --repair（台账没有的行不会被删）", file=name), False  # fmt: skip


def _rewritten(workspace: Workspace, name: str) -> bool:
    """Write the file as the ledger says; False, and untouched, where rows of it would be lost."""
    if name == PEOPLE:
        return write_people(workspace.root, workspace.district)
    return write_schools(workspace.root, workspace.district, phones(workspace.root))
