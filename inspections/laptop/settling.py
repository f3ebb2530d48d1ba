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

from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.events import Event
from inspections.ids import DocId, short_mark
from inspections.laptop.actor import Actor
from inspections.laptop.answered_acts import acts_of
from inspections.laptop.comparing import names_of, other_version, upgrade_first
from inspections.laptop.keeping_private import keep_private
from inspections.laptop.private_copy import Gathered, Sibling, differs, forget, gather, read_sibling
from inspections.laptop.private_erasing import erase_blobs
from inspections.laptop.private_rewriter import rewrite_sibling
from inspections.laptop.recorder import MovedError
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
    sibling = read_sibling(workspace, copy, lambda: _mark(actor))
    held = len(workspace.store.load(DocId(copy.school.id)))
    known = _known(workspace, copy)
    base = standing_base(workspace, workspace.store, copy)
    made = changes(base_shown(workspace, base) if base else None, copy.shown)
    made = _without_pin(made, known, copy)
    name = workspace.shown(path)
    if known is not None and known.status is not InspectionStatus.OPEN:
        return _closed(workspace, copy, sibling, known, made)
    if known is not None and other_version(workspace, known, copy.record):
        return Settled(name, problems=(upgrade_first(known, copy.record, name),))
    events: tuple[Event, ...] = ()
    private = gather(workspace, copy, sibling, known)
    if made or private or known is None:
        events = _collect(workspace, actor, copy, base, made, private, held, known is None)
        known = _known(workspace, copy)
    elif base is None or workspace.store.intended(copy.record.header.inspection):
        seen = base.seen if base else frozenset()
        keep(workspace, copy.record.header.inspection, Base(copy.text, seen, copy.shown.photos))
    assert known is not None
    written = rewrite(workspace, path, copy.data, copy.text, copy.shown, copy.checklist, known)
    beside, unwritten = rewrite_sibling(workspace, sibling, copy.checklist, known)
    keep(workspace, known.id, written.base)
    erase_blobs(workspace, known)
    problems = [row_gone(name, row) for row in (*made.rows_gone, *private.rows_gone)]
    problems += [unwritten_problem(name, path) for path in (*written.unwritten, *unwritten)]
    return Settled(name, events, written.changed or beside, tuple(problems))


def _without_pin(made: Changes, known: Inspection | None, copy: Copy) -> Changes:
    """Return the changes without a version of the checklist that the ledger knows, or `opened` will name, anyway."""
    pin = known.checklist if known else copy.record.header.checklist
    settled = known is None or CHECKLIST not in known.conflicts
    if made.values.get(CHECKLIST) != pin or not settled:
        return made
    return replace(made, values={k: v for k, v in made.values.items() if k != CHECKLIST})


def _closed(
    workspace: Workspace, copy: Copy, sibling: Sibling | None, known: Inspection, made: Changes
) -> Settled:
    """Rewrite the file of a sealed inspection from later amendments, unless a person has edited it."""
    name = workspace.shown(copy.path)
    if known.status is InspectionStatus.DISCARDED:
        return Settled(name)
    edited = (made or made.rows_gone) and rewriting(copy.shown, known, names_of(workspace))
    if edited or differs(workspace, copy, sibling, known):
        problem = Problem(
            code=Code.SEALED_EDITED,
            file=name,
            what=M("这份检查已封存，之后文件又改过，改动没有收进台账"),
            remedy=M("要更正：ducha amend {file} --reason 理由；否则改回去", file=name),
        )
        return Settled(name, problems=(problem,))
    written = rewrite(workspace, copy.path, copy.data, copy.text, copy.shown, copy.checklist, known)
    beside, _ = rewrite_sibling(workspace, sibling, copy.checklist, known)
    keep(workspace, known.id, written.base)
    erase_blobs(workspace, known)
    return Settled(name, rewritten=written.changed or beside)


def _collect(
    workspace: Workspace,
    actor: Callable[[], Actor],
    copy: Copy,
    base: Base | None,
    made: Changes,
    private: Gathered,
    held: int,
    first: bool,
) -> tuple[Event, ...]:
    """Record `opened` if it is missing and one `answered`; in the same transaction the file becomes the base."""
    header, doc = copy.record.header, DocId(copy.school.id)
    seen = base.seen if base else frozenset()
    new = bool(made or private)

    def keep_base(writing: Transaction, events: Sequence[Event]) -> None:
        newest = {events[-1].id} if new else seen | {event.id for event in events}
        writing.keep_base(header.inspection, Base(copy.text, frozenset(newest), copy.shown.photos))
        writing.keep_private_base(header.inspection, private.shown)

    try:
        who = actor()
        acts = acts_of(workspace, who, copy, seen, made, private, first)
        return who.recorder.record(acts, {doc: held}, keep_base)
    except BaseException:
        forget(workspace, private)
        raise


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
