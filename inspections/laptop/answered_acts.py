"""What was changed in a working copy, as the acts that tell the ledger: `opened` and `answered`."""

from __future__ import annotations

from typing import Any

from inspections.ids import DocId, EventId
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.opening import opened_act
from inspections.laptop.photo_check import inside
from inspections.laptop.private_copy import Gathered
from inspections.laptop.recorder import Act
from inspections.laptop.shown import Copy
from inspections.laptop.workspace import Workspace
from inspections.merging import Changes
from inspections.rewriting import CHECKLIST

STRUCK = "检查表里删去了这张照片"


def acts_of(
    workspace: Workspace,
    actor: Actor,
    copy: Copy,
    seen: frozenset[EventId],
    made: Changes,
    private: Gathered,
    first: bool,
) -> list[Act]:
    """Return `opened` if it is missing, and one `answered` if anything was typed."""
    header, doc = copy.record.header, DocId(copy.school.id)
    acts: list[Act] = []
    if first:
        kept = workspace.shelf.get(header.checklist)
        assert kept is not None
        acts.append(opened_act(actor, kept, header, copy.school))
    if made or private:
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
                    **private.body,
                },
                seen=seen,
                after=tuple(range(len(acts))),
            )
        )
    return acts


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
