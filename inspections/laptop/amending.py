"""Amending a sealed inspection: what its file says otherwise now, and answers that came late, taken or left.

Nothing that was sealed is changed, the correction is added. An amendment has seen only what it names of the late
answers; the others stay late (FORMATS §6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.events import Event
from inspections.folding import newest_without
from inspections.ids import DocId, EventId
from inspections.inspection import Answer
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.answered_acts import change_body
from inspections.laptop.hindrances import not_sealed, refuse, stops
from inspections.laptop.private_copy import Sibling, forget, gather, read_sibling
from inspections.laptop.private_rewriter import rewrite_sibling
from inspections.laptop.recorder import Act
from inspections.laptop.rewriter import keep, rewrite
from inspections.laptop.sealing import Sealing
from inspections.laptop.settling import row_gone
from inspections.laptop.shown import Copy, base_shown, read_shown, standing_base
from inspections.laptop.store import Base
from inspections.laptop.working_copy import WorkingCopy, read_copy
from inspections.laptop.workspace import Workspace
from inspections.merging import Shown, changes
from inspections.rewriting import as_value
from inspections.view import Inspection
from inspections.vocabulary import InspectionStatus


@dataclass(frozen=True)
class Late:
    """Which of the answers that came after sealing an amendment takes, and which it leaves, by their events."""

    taken: tuple[Event, ...] = ()
    left: tuple[Event, ...] = ()

    @property
    def seen(self) -> frozenset[EventId]:
        """Return the events that the amendment has seen besides what was shown."""
        return frozenset(event.id for event in (*self.taken, *self.left))


def late_of(copy: WorkingCopy, taken: Iterable[str], left: Iterable[str]) -> Late:
    """Return the late answers whose ids begin with these letters. Raises UserError (exit 2) when there is none, or several."""
    late = copy.known.late if copy.known else ()

    def named(letters: str) -> Event:
        found = [event for event in late if letters and event.id.startswith(letters.lower())]
        if len(found) != 1:
            known = "、".join(event.id[:8] for event in late) or "—"
            raise UserError(
                Problem(
                    code=Code.ISSUE_UNKNOWN,
                    file=copy.shown,
                    what=M("没有编号以“{letters}”开头的迟到填写，或不止一条", letters=letters),
                    remedy=M("现有的：{known}；用 ducha conflicts 查看", known=known),
                ),
                exit=Exit.USAGE,
            )
        return found[0]

    return Late(tuple(map(named, taken)), tuple(map(named, left)))


def put_late(workspace: Workspace, copy: WorkingCopy, late: Late) -> WorkingCopy:
    """Write what is taken into the file, as a person would have typed it, and return the file read again."""
    from inspections.inspection_write import write
    from inspections.laptop.files import write_whole

    if not late.taken or copy.checklist is None:
        return copy
    told: dict[str, object] = {}
    for event in late.taken:
        told |= event.body.get("set", {})
    text = copy.path.read_bytes().decode("utf-8")
    new = write(text, copy.checklist, {path: as_value(value) for path, value in told.items()})
    write_whole(copy.path, new.encode())
    return read_copy(workspace, copy.path)


def amend(
    workspace: Workspace, actor: Actor, copy: WorkingCopy, reason: str, late: Late
) -> tuple[Event, ...]:
    """Record what a sealed file says otherwise now, or nothing when it says the same and nothing late is named.

    Raises UserError for problems in the file, RuleError when the actor may not.
    """
    refuse(copy, (*stops(copy), *copy.unanswered))
    record, found, school, known = copy.record, copy.assessment, copy.school, copy.known
    assert record is not None and found is not None and school is not None
    if known is None or known.status is not InspectionStatus.SEALED:
        raise UserError(not_sealed(copy), exit=Exit.REFUSED)
    sealing = Sealing(workspace, actor)
    raised = set(known.issues)
    added = [f for f in sealing.findings(copy, record, found) if f["issue"] not in raised]
    whole = read_shown(workspace, copy.path, lambda: "")
    base = standing_base(workspace, workspace.store, whole)
    made = changes(base_shown(workspace, base) if base else _as_shown(whole, known), whole.shown)
    if made.rows_gone:
        raise UserError(*(row_gone(copy.shown, row) for row in made.rows_gone))
    body: dict[str, Any] = {**change_body(workspace, whole, made, reason), "findings_added": added}
    body["photos_add"] |= _photos_of(late)
    sibling = read_sibling(workspace, whole, lambda: "")
    private = gather(workspace, whole, sibling, known)
    body |= _with_late(private.body, late)
    if not (any(body.values()) or late.seen):
        return ()
    # the command told that it is sealed, even where the file was left as it was edited
    sealings = frozenset(e.event.id for e in known.timeline if e.event.kind == "sealed")
    kind = INSPECTION_KINDS["amended"]
    act = Act(
        doc=DocId(school.id),
        kind=kind.kind,
        subject=f"i:{known.id}",
        role=actor.role_for(kind.label, kind.who, school),
        body={**body, "reason": reason},
        seen=newest_without(
            (e.event for e in known.timeline),
            (e.id for e in known.late if e.id not in late.seen),
            base.seen | late.seen | sealings if base else None,
        ),
    )
    try:
        events = actor.recorder.record([act], {DocId(school.id): copy.held})
    except BaseException:
        forget(workspace, private)
        raise
    _rewritten(workspace, whole, sibling, known)
    return events


def _as_shown(whole: Copy, known: Inspection) -> Shown:
    """Return what the ledger says as if it had been shown, for a file of which no base was kept."""
    answers = {
        path: Answer(value, 1, 1)
        for path, said in known.said.items()
        if len(said) == 1 and (value := as_value(said[0].value)) is not None
    }
    photos = {path: {f.name: f.sha256 for f in files} for path, files in known.photos.items()}
    return Shown(replace(whole.record, answers=answers, conflicts={}), photos)


def _photos_of(late: Late) -> dict[str, object]:
    photos: dict[str, object] = {}
    for event in late.taken:
        photos |= event.body.get("photos_add", {})
    return photos


def _with_late(private: Mapping[str, Any], late: Late) -> dict[str, Any]:
    """Return the private part of the body with what is taken of the late answers, by the hashes of their blobs."""
    taken = [one for event in late.taken for one in event.body.get("private") or ()]
    gone = {digest for event in late.taken for digest in event.body.get("replaces") or ()}
    blobs = [*taken, *private.get("private", ())]
    replaces = sorted({*gone, *private.get("replaces", ())})
    return {
        **({"private": blobs} if blobs or replaces else {}),
        **({"replaces": replaces} if replaces else {}),
    }


def _rewritten(
    workspace: Workspace, whole: Copy, sibling: Sibling | None, before: Inspection
) -> None:
    """Bring the file to what the ledger says now, and keep it as the base."""
    known = workspace.inspection(whole.school.id, before.id)
    assert known is not None
    shown = Shown(whole.record, whole.shown.photos)
    written = rewrite(workspace, whole.path, whole.data, whole.text, shown, whole.checklist, known)
    rewrite_sibling(workspace, sibling, whole.checklist, known)
    keep(workspace, known.id, Base(written.base.text, known.heads, written.base.photos))
