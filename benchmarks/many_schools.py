"""N schools for benchmarks of pages: a hundred are made as events and folded, N are these over and over.

Each has an id, a name, issues and inspections of its own, so reading and folding the ledger are no part of what is
measured (`benchmarks.site` measures them).
"""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspections.view import View
    from site_builder.material import Material

BASE, VIEW = 100, "view.pickle"
NUMBER = re.compile(r"s\d{3}")


def make(folder: str) -> dict[str, int]:
    """Make the hundred schools, fold them, keep the view."""
    from benchmarks import year
    from benchmarks.site import FINDINGS, INSPECTIONS, workspace_at

    made = year.make(Path(folder), BASE, INSPECTIONS, FINDINGS)
    workspace, day = workspace_at(folder)
    Path(folder, VIEW).write_bytes(pickle.dumps((workspace.view(day), day, workspace.calendar())))
    return made


def material_of(folder: str, n: int) -> Material:
    """Return what the bureau's pages of `n` schools are made from."""
    from site_builder.material import Material
    from site_builder.policy import Audience

    view, day, calendar = pickle.loads(Path(folder, VIEW).read_bytes())
    return Material(view=_grown(view, n), audience=Audience.BUREAU, as_of=day, calendar=calendar)


def _grown(view: View, n: int) -> View:
    """Return the view with `n` schools: those of the view over and over, under other ids and names."""
    from inspections.ids import InspectionId, IssueId, SchoolId

    base, schools = list(view.schools.values()), {}
    for k in range(n):
        model, own = base[k % len(base)], SchoolId(f"s{k:05}")
        visits = {
            one.id: InspectionId(NUMBER.sub(own, one.id, count=1)) for one in model.inspections
        }
        names = {one.id: IssueId(f"{k:05}{one.id[5:]}") for one in model.issues}
        schools[own] = replace(
            model,
            school=replace(model.school, id=own, name=f"云岭第{k}小学"),
            inspections=tuple(
                replace(one, id=visits[one.id], school=own, issues=tuple(names[i] for i in one.issues))
                for one in model.inspections
            ),
            issues=tuple(
                replace(
                    one, id=names[one.id], spoken=names[one.id][:6], school=own,
                    inspection=visits[one.inspection] if one.inspection else None,
                )
                for one in model.issues
            ),
        )  # fmt: skip
    return replace(view, schools=schools)
