"""Working copies made here: the blank of a new inspection, and the file of one that others have begun.

Refuses to touch a file that is there: making one never overwrites what somebody typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from inspections.blank import blank, blank_private
from inspections.district import School
from inspections.errors import Code, M, Problem, UserError
from inspections.events import Event
from inspections.inspection import Header
from inspections.inspection_yaml import private_file, read_record
from inspections.laptop.actor import Actor
from inspections.laptop.files import disk_errors, write_whole
from inspections.laptop.opening import opened_act
from inspections.laptop.private_copy import read_sibling
from inspections.laptop.private_rewriter import rewrite_sibling
from inspections.laptop.rewriter import keep, rewrite
from inspections.laptop.schemas import keep_schemas
from inspections.laptop.shelf import Kept
from inspections.laptop.shown import read_shown
from inspections.laptop.store import Base
from inspections.laptop.store_writing import Transaction
from inspections.laptop.working_copy import record_path
from inspections.laptop.workspace import Workspace
from inspections.merging import Shown
from inspections.view import Inspection
from inspections.vocabulary import Visit


def open_copy(
    workspace: Workspace,
    actor: Actor,
    kept: Kept,
    school: School,
    header: Header,
    path: Path,
    long: bool,
) -> None:
    """Open an inspection, or join one that others opened, and write its blank; the ledger first, then the file.

    A kill in between leaves a base without a file: doing it again writes the file.
    """
    known = workspace.inspection(school.id, header.inspection)
    mine, theirs = _joining(header, known) if known else (header, header)
    text = blank(kept.checklist, school, mine, long=long)
    if known is None:

        def keep_base(writing: Transaction, events: Sequence[Event]) -> None:
            seen = frozenset(event.id for event in events)
            writing.keep_base(header.inspection, Base(text, seen))

        opening = opened_act(actor, kept, header, school)
        actor.recorder.record([opening], also=keep_base)
    else:
        opened = {e.event.id for e in known.timeline if e.event.kind == "opened"}
        blank_of_others = blank(kept.checklist, school, theirs, long=long)
        keep(workspace, known.id, Base(blank_of_others, frozenset(opened)))
    _private(path, kept, mine)
    write_whole(path, text.encode())
    _beside(workspace, path, kept)


def make_copy(workspace: Workspace, known: Inspection) -> Path:
    """Write the file of an inspection that others began, with all that is answered so far, and return its path.

    Raises UserError when its checklist is not here.
    """
    path = record_path(workspace, known.school, known.id)
    kept = workspace.shelf.get(known.checklist)
    if kept is None:
        raise UserError(
            Problem(
                code=Code.CHECKLIST_UNKNOWN,
                file=workspace.shown(path),
                what=M("没有检查清单 {ref}，写不出这份检查的文件", ref=known.checklist),
                remedy=M("把这个版本的清单放进 checklists 文件夹，再导入一次"),
            )
        )
    place = workspace.find_school(known.school)
    header = Header(
        inspection=known.id,
        school=known.school,
        checklist=known.checklist,
        date=known.day,
        team=known.team,
        inspectors=known.inspectors,
        visit=next((v for v in Visit if v.value == known.visit), None),
        campaign=known.campaign,
        along_with=known.along_with,
    )
    text = blank(kept.checklist, place, header)
    _private(path, kept, header)
    record, problems = read_record(text.encode(), workspace.shown(path), workspace.shelf.checklist)
    if record is None:
        raise UserError(*problems)
    written = rewrite(workspace, path, None, text, Shown(record), kept.checklist, known)
    whole = read_shown(workspace, path, lambda: "")
    rewrite_sibling(workspace, read_sibling(workspace, whole, lambda: ""), kept.checklist, known)
    keep(workspace, known.id, written.base)
    _beside(workspace, path, kept)
    return path


def _private(path: Path, kept: Kept, header: Header) -> None:
    """Write the blank for private answers, if the checklist has any, unless there is one."""
    private, sibling = blank_private(kept.checklist, header), Path(private_file(str(path)))
    if private is not None and not sibling.exists():
        write_whole(sibling, private.encode())


def _beside(workspace: Workspace, path: Path, kept: Kept) -> None:
    """Make what stands beside a record: the folder for photos, the schemas for editors."""
    keep_schemas(workspace.root, [kept.checklist])
    with disk_errors(path):
        path.with_suffix("").mkdir(exist_ok=True)


def _joining(header: Header, known: Inspection) -> tuple[Header, Header]:
    """Return the head of one who joins an inspection that others opened, and the head as they wrote it."""
    theirs = replace(
        header,
        inspectors=known.inspectors,
        visit=next((v for v in Visit if v.value == known.visit), None),
        visit_typed="",
        campaign=known.campaign,
        along_with=known.along_with,
    )
    both = tuple(dict.fromkeys((*known.inspectors, *header.inspectors)))
    mine = replace(theirs, inspectors=both)
    if header.visit_typed:
        mine = replace(mine, visit=header.visit, visit_typed=header.visit_typed)
    return replace(mine, campaign=header.campaign or known.campaign), theirs
