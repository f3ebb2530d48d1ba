"""The first act of an inspection: `opened`, written by `new`, or else by the first seal."""

from __future__ import annotations

from inspections.district import School
from inspections.ids import DocId
from inspections.inspection import Header
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.actor import Actor
from inspections.laptop.recorder import Act
from inspections.laptop.shelf import Kept


def opened_act(actor: Actor, kept: Kept, header: Header, school: School) -> Act:
    """Return the act that opens an inspection. Raises RuleError when the actor may not (role, scope)."""
    kind = INSPECTION_KINDS["opened"]
    return Act(
        doc=DocId(school.id),
        kind=kind.kind,
        subject=f"i:{header.inspection}",
        role=actor.role_for(kind.label, kind.who, school),
        body={
            "checklist": kept.checklist.ref,
            "checklist_hash": kept.hash,
            "title": kept.checklist.title,
            "mode": kept.checklist.mode.value,
            "date": header.date.isoformat(),
            "team": header.team,
            "inspectors": list(header.inspectors),
            "visit": header.visit.value if header.visit else None,
            "campaign": header.campaign,
            "along_with": header.along_with,
        },
    )
