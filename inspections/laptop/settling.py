"""A working copy and the ledger brought together: what a person typed goes in, what others said comes into the file.

Done by sealing, exporting and importing, never by a mere save. Three steps, each whole:
1. one transaction records what was changed since the base, as one `answered` that has seen what the base showed, and
   keeps the file as it is as the new base: what was typed is in the ledger once, and compared no more;
2. the text that the merged answers make is kept as intended, then the file is written;
3. the intended text becomes the base.
Killed before 1, nothing has happened. Between 1 and 2 the file says what the base says; between 2 and 3 the intended
text stands beside the base, and what the file says tells which of them it comes from (`standing_base`). The other
order, base before file, would take a file that was not written for one in which a person undid what others said.

Refuses to take in a sealed inspection's file that was edited (that is `amend`), or a file it understands only in part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.events import Event
from inspections.ids import DocId, short_mark
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.comparing import names_of, other_version, upgrade_first
from inspections.laptop.keeping_private import keep_private
from inspections.laptop.opening import opened_act
from inspections.laptop.photo_check import inside
from inspections.laptop.recorder import Act, MovedError
from inspections.laptop.rewriter import FileChangedError, keep, rewrite, unwritten_problem
from inspections.laptop.shown import Copy, base_shown, read_shown, standing_base
from inspections.laptop.store import Base
from inspections.laptop.store_writing import Transaction
from inspections.laptop.workspace import Workspace
from inspections.merging import Changes, changes
from inspections.rewriting import CHECKLIST, rewriting
from inspections.view import Inspection
from inspections.vocabulary import InspectionStatus

TRIES = 5
STRUCK = "检查表里删去了这张照片"


@dataclass(frozen=True)
class Settled:
    """What settling one file did: the events recorded, whether the file was rewritten, and what to tell its people."""

    file: str
    recorded: tuple[Event, ...] = ()
    rewritten: bool = False
    problems: tuple[Problem, ...] = ()
    moved: Msg | None = None
    """That private answers were moved out of the record, in words."""


def settle(workspace: Workspace, actor: Callable[[], Actor], path: Path) -> Settled:
    """Bring one file and the ledger together; `actor` is asked only if there is something to record.

    Raises UserError when the file cannot be taken in (all of its problems), RuleError when the actor may not answer.
    """
    moved = keep_private(workspace, path)
    for left in reversed(range(TRIES)):
        try:
            return replace(_settle(workspace, actor, path), moved=moved)
        except FileChangedError:
            if not left:
                raise UserError(_busy(workspace.shown(path))) from None
        except MovedError:
            if not left:
                raise
    raise AssertionError


def _settle(workspace: Workspace, actor: Callable[[], Actor], path: Path) -> Settled:
    copy = read_shown(workspace, path, lambda: _mark(actor))
    held = len(workspace.store.load(DocId(copy.school.id)))
    known = _known(workspace, copy)
    base = standing_base(workspace, workspace.store, copy)
    made = changes(base_shown(workspace, base) if base else None, copy.shown)
    made = _without_pin(made, known, copy)
    name = workspace.shown(path)
    if known is not None and known.status is not InspectionStatus.OPEN:
        return _closed(workspace, copy, known, made, name)
    if known is not None and other_version(workspace, known, copy.record):
        return Settled(name, problems=(upgrade_first(known, copy.record, name),))
    events: tuple[Event, ...] = ()
    if made or known is None:
        events = _collect(workspace, actor(), copy, base, made, held, known is None)
        known = _known(workspace, copy)
    elif base is None or workspace.store.intended(copy.record.header.inspection):
        seen = base.seen if base else frozenset()
        keep(workspace, copy.record.header.inspection, Base(copy.text, seen, copy.shown.photos))
    assert known is not None
    written = rewrite(workspace, path, copy.data, copy.text, copy.shown, copy.checklist, known)
    keep(workspace, known.id, written.base)
    problems = [row_gone(name, row) for row in made.rows_gone]
    problems += [unwritten_problem(name, path) for path in written.unwritten]
    return Settled(name, events, written.changed, tuple(problems))


def _without_pin(made: Changes, known: Inspection | None, copy: Copy) -> Changes:
    """Return the changes without a version of the checklist that the ledger knows, or `opened` will name, anyway."""
    pin = known.checklist if known else copy.record.header.checklist
    settled = known is None or CHECKLIST not in known.conflicts
    if made.values.get(CHECKLIST) != pin or not settled:
        return made
    return replace(made, values={k: v for k, v in made.values.items() if k != CHECKLIST})


def _closed(
    workspace: Workspace, copy: Copy, known: Inspection, made: Changes, name: str
) -> Settled:
    """Rewrite the file of a sealed inspection from later amendments, unless a person has edited it."""
    if known.status is InspectionStatus.DISCARDED:
        return Settled(name)
    if (made or made.rows_gone) and rewriting(copy.shown, known, names_of(workspace)):
        problem = Problem(
            code=Code.SEALED_EDITED,
            file=name,
            what=M("这份检查已封存，之后文件又改过，改动没有收进台账"),
            remedy=M("要更正：ducha amend {file} --reason 理由；否则改回去", file=name),
        )
        return Settled(name, problems=(problem,))
    written = rewrite(workspace, copy.path, copy.data, copy.text, copy.shown, copy.checklist, known)
    keep(workspace, known.id, written.base)
    return Settled(name, rewritten=written.changed)


def _collect(
    workspace: Workspace,
    actor: Actor,
    copy: Copy,
    base: Base | None,
    made: Changes,
    held: int,
    first: bool,
) -> tuple[Event, ...]:
    """Record `opened` if it is missing and one `answered`; in the same transaction the file becomes the base."""
    header, doc = copy.record.header, DocId(copy.school.id)
    seen = base.seen if base else frozenset()
    acts: list[Act] = []
    if first:
        kept = workspace.shelf.get(header.checklist)
        assert kept is not None
        acts.append(opened_act(actor, kept, header, copy.school))
    if made:
        row = INSPECTION_KINDS["answered"]
        acts.append(
            Act(
                doc=doc,
                kind=row.kind,
                subject=f"i:{header.inspection}",
                role=actor.role_for(row.label, row.who, copy.school),
                body={
                    **change_body(workspace, copy, made, STRUCK),
                    "reason": None,
                    **_pin(workspace, made),
                },
                seen=seen,
                after=tuple(range(len(acts))),
            )
        )

    def keep_base(writing: Transaction, events: Sequence[Event]) -> None:
        newest = {events[-1].id} if made else seen | {event.id for event in events}
        writing.keep_base(header.inspection, Base(copy.text, frozenset(newest), copy.shown.photos))

    return actor.recorder.record(acts, {doc: held}, keep_base)


def _pin(workspace: Workspace, made: Changes) -> dict[str, str]:
    """Return the hash of the checklist that was gone over to, if the file changed its version."""
    ref = made.values.get(CHECKLIST)
    kept = workspace.shelf.get(ref) if isinstance(ref, str) else None
    return {"checklist_hash": kept.hash} if kept else {}


def change_body(workspace: Workspace, copy: Copy, made: Changes, struck: str) -> dict[str, Any]:
    """Return what was changed as `answered` and `amended` hold it; `struck` is why photos were taken out."""
    folder = copy.path.with_suffix("")
    return {
        "set": dict(made.values),
        "photos_add": {
            path: [workspace.blobs.take(inside(folder, name)) for name in names]
            for path, names in made.photos_added.items()
        },
        "photos_strike": [
            {"path": path, "file": sha, "reason": struck} for path, sha in made.photos_gone
        ],
    }


def _known(workspace: Workspace, copy: Copy) -> Inspection | None:
    return workspace.inspection(copy.school.id, copy.record.header.inspection)


def _mark(actor: Callable[[], Actor]) -> str:
    recorder = actor().recorder
    return short_mark(recorder.key.public_hex, recorder.session)


def row_gone(file: str, row: str) -> Problem:
    """Return the problem of a row or finding whose lines were deleted without a reason."""
    item, _, name = row.partition(".")
    return Problem(
        code=Code.ITEM_REQUIRED,
        file=file,
        what=M("“{item}”里删去了 {row} 这一段，没有写理由，已放回原处", item=item, row=name),
        remedy=M("确要删去，就在这一段里加一行 removed: 理由"),
    )


def _busy(file: str) -> Problem:
    return Problem(
        code=Code.STORE_BUSY,
        file=file,
        what=M("文件正在被别的程序保存，没有动它"),
        remedy=M("等它存好再做一次"),
    )
