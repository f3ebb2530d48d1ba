"""Amending a sealed inspection: what its file says otherwise now, and answers that came late, taken or left.

Nothing that was sealed is changed, the correction is added. An amendment has seen only what it names of the late
answers; the others stay late (FORMATS §6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.events import Event
from inspections.folding import newest_without
from inspections.ids import DocId, EventId
from inspections.inspection import flat
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.comparing import names_of
from inspections.laptop.hindrances import not_sealed, refuse, stops
from inspections.laptop.photo_check import inside
from inspections.laptop.recorder import Act
from inspections.laptop.rewriter import keep, rewrite
from inspections.laptop.sealing import Sealing
from inspections.laptop.shown import Copy, read_shown
from inspections.laptop.store import Base
from inspections.laptop.working_copy import WorkingCopy, read_copy
from inspections.laptop.workspace import Workspace
from inspections.merging import Shown
from inspections.rewriting import head_alike
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
    from inspections.rewriting import as_value

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
    body: dict[str, Any] = {
        **_differences(workspace, whole, known, reason),
        "findings_added": added,
    }
    body["photos_add"] |= _photos_of(late)
    if not (any(body.values()) or late.seen):
        return ()
    kind = INSPECTION_KINDS["amended"]
    act = Act(
        doc=DocId(school.id),
        kind=kind.kind,
        subject=f"i:{known.id}",
        role=actor.role_for(kind.label, kind.who, school),
        body={**body, "reason": reason},
        seen=newest_without(
            (e.event for e in known.timeline), (e.id for e in known.late if e.id not in late.seen)
        ),
    )
    events = actor.recorder.record([act], {DocId(school.id): copy.held})
    _rewritten(workspace, whole, known)
    return events


def _differences(
    workspace: Workspace, whole: Copy, known: Inspection, reason: str
) -> dict[str, object]:
    """Return what the file says otherwise than the ledger: answers as typed, photos by their content."""
    shown, alike = whole.shown, head_alike(whole.record.header, known, names_of(workspace))
    now = {path: value for path, value in flat(whole.record).items() if path not in alike}
    said = {
        path: list(values[0]) if isinstance(values[0], tuple) else values[0]
        for path, values in known.answers.items()
        if len(values) == 1
    }
    paths = {*now, *(path for path, value in said.items() if value is not None)}
    paths -= set(whole.record.conflicts) | {
        path for path in known.conflicts if path not in now or path.startswith("record.")
    }
    held = {path: {file.sha256 for file in files} for path, files in known.photos.items()}
    folder = whole.path.with_suffix("")
    add = {
        path: [
            workspace.blobs.take(inside(folder, name))
            for name, sha in files.items()
            if sha not in held.get(path, ())
        ]
        for path, files in sorted(shown.photos.items())
    }
    strike = [
        {"path": path, "file": sha, "reason": reason}
        for path, contents in sorted(held.items())
        for sha in sorted(contents - set(shown.photos.get(path, {}).values()))
    ]
    return {
        "set": {path: now.get(path) for path in sorted(paths) if now.get(path) != said.get(path)},
        "photos_add": {path: files for path, files in add.items() if files},
        "photos_strike": strike,
    }


def _photos_of(late: Late) -> dict[str, object]:
    photos: dict[str, object] = {}
    for event in late.taken:
        photos |= event.body.get("photos_add", {})
    return photos


def _rewritten(workspace: Workspace, whole: Copy, before: Inspection) -> None:
    """Bring the file to what the ledger says now, and keep it as the base."""
    known = workspace.inspection(whole.school.id, before.id)
    assert known is not None
    shown = Shown(whole.record, whole.shown.photos)
    written = rewrite(workspace, whole.path, whole.data, whole.text, shown, whole.checklist, known)
    keep(workspace, known.id, Base(written.base.text, known.heads, written.base.photos))
