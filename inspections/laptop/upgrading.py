"""A record's file taken to another version of its checklist, and the ledger told.

To the file it is an edit like a person's: written whole, sibling first, then settled, which records `answered` with
`record.checklist`. Killed before that, the next settling records it. Refuses what is sealed or discarded, what is in
conflict, and a file with faults of its text: these could hide an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inspections.checklist import Checklist
from inspections.errors import Code, Exit, Level, M, Problem, UserError
from inspections.inspection_yaml import private_file, read_record
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.hindrances import closed
from inspections.laptop.settling import settle
from inspections.laptop.shelf import version_order
from inspections.laptop.working_copy import RECORD_BYTES_MAX, WorkingCopy, read_copy
from inspections.laptop.workspace import Workspace
from inspections.private_sibling import upgrade_sibling
from inspections.splice import SpliceError
from inspections.upgrade import Difference, Upgrade, difference, upgrade


@dataclass(frozen=True)
class Taken:
    """What became of a file: the versions, what differs, the paths kept as orphans, how many private ones."""

    file: str
    old: Checklist
    new: Checklist
    difference: Difference
    orphans: tuple[str, ...] = ()
    private_orphans: int = 0
    recorded: int = 0
    problems: tuple[Problem, ...] = ()


def take(
    workspace: Workspace,
    actor: Callable[[], Actor],
    path: Path,
    version: str | None,
    *,
    dry_run: bool = False,
) -> Taken:
    """Take one file to `version` (None: the newest on the shelf); nothing is written on a `dry_run`.

    Raises UserError with what stands in the way, RuleError when the actor may not answer.
    """
    copy = read_copy(workspace, path)
    _refuse(workspace, copy)
    old = copy.checklist
    assert old is not None and copy.record is not None
    new = _wanted(workspace, old, version)
    if new.ref == old.ref:
        return Taken(copy.shown, old, new, difference(old, new))
    data = read_capped(path, RECORD_BYTES_MAX)
    sibling = Path(private_file(str(path)))
    held = read_capped(sibling, RECORD_BYTES_MAX).decode("utf-8") if sibling.exists() else None
    try:
        made = upgrade(data.decode("utf-8"), copy.record, old, new)
        beside, kept = upgrade_sibling(held, copy.record, old, new)
    except SpliceError as error:
        raise UserError(_unwritten(copy)) from error
    _reads(workspace, copy, made)
    taken = Taken(copy.shown, old, new, made.difference, tuple(made.orphans), len(kept))
    if dry_run:
        return taken
    if copy.known is not None and copy.school is not None:
        row = INSPECTION_KINDS["answered"]
        actor().role_for(row.label, row.who, copy.school)
    if read_capped(path, RECORD_BYTES_MAX) != data:
        raise UserError(_busy(copy), exit=Exit.TRY_AGAIN)
    if beside is not None and beside != held:
        write_whole(sibling, beside.encode())
    write_whole(path, made.text.encode())
    return _settled(workspace, actor, copy, taken)


def _settled(
    workspace: Workspace, actor: Callable[[], Actor], copy: WorkingCopy, taken: Taken
) -> Taken:
    """Tell the ledger, if it holds the inspection. What forbids it (a photo that is missing) is told, not raised."""
    from dataclasses import replace

    from inspections.laptop.keeping_private import keep_private

    keep_private(workspace, copy.path)
    if copy.known is None:
        return taken
    try:
        settled = settle(workspace, actor, copy.path)
    except UserError as error:
        return replace(taken, problems=error.problems)
    return replace(taken, recorded=len(settled.recorded), problems=settled.problems)


def _refuse(workspace: Workspace, copy: WorkingCopy) -> None:
    """Raise what forbids it: sealed or discarded (exit 3), faults of the text (1), conflicts (4)."""
    if (refused := closed(copy)) is not None:
        raise UserError(refused, exit=Exit.REFUSED)
    if copy.record is None:
        raise UserError(*copy.problems)
    data = read_capped(copy.path, RECORD_BYTES_MAX)
    sibling = Path(private_file(str(copy.path)))
    private = read_capped(sibling, RECORD_BYTES_MAX) if sibling.exists() else None
    _, problems = read_record(data, copy.shown, workspace.shelf.checklist, private)
    faults = [problem for problem in problems if problem.level is Level.ERROR]
    if faults:
        raise UserError(*faults)
    conflicts = [p for p in copy.undecided if p.code is Code.CONFLICT and copy.record.conflicts]
    if conflicts:
        raise UserError(*conflicts, exit=Exit.UNDECIDED)


def _wanted(workspace: Workspace, old: Checklist, version: str | None) -> Checklist:
    """Return the checklist of that version, or the newest. Raises UserError (exit 2) when it is not on the shelf."""
    there = {
        kept.checklist.version: kept.checklist
        for kept in workspace.shelf.all()
        if kept.checklist.id == old.id
    }
    wanted = version.removeprefix(f"{old.id}@") if version else max(there, key=version_order)
    if wanted not in there:
        known = "、".join(sorted(there, key=version_order))
        raise UserError(
            Problem(
                code=Code.CHECKLIST_UNKNOWN,
                what=M("没有检查清单 {ref}", ref=f"{old.id}@{wanted}"),
                remedy=M("现有的版本：{known}；新版本的文件放进 checklists 文件夹", known=known),
            ),
            exit=Exit.USAGE,
        )
    return there[wanted]


def _reads(workspace: Workspace, copy: WorkingCopy, made: Upgrade) -> None:
    """Raise UserError if the upgraded text would hold a fault that is not in the file now: then nothing is written."""
    allowed = {Code.ITEM_PRIVATE}
    _, problems = read_record(made.text.encode(), copy.shown, workspace.shelf.checklist)
    worse = [p for p in problems if p.level is Level.ERROR and p.code not in allowed]
    if worse:
        raise UserError(_unwritten(copy), *worse)


def _unwritten(copy: WorkingCopy) -> Problem:
    return Problem(
        code=Code.YAML_SHAPE,
        file=copy.shown,
        what=M("这个文件的写法换不了版本，没有动它"),
        remedy=M("把答案改成一行一个的写法，再做一次"),
    )


def _busy(copy: WorkingCopy) -> Problem:
    return Problem(
        code=Code.STORE_BUSY,
        file=copy.shown,
        what=M("文件正在被别的程序保存，没有动它"),
        remedy=M("等它存好再做一次"),
    )
