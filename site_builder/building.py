"""From a workspace to a tree: reads the ledger, the checklists and the photos, then renders; writes only its cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from inspections.checklist import Checklist
from inspections.errors import Translate
from inspections.ids import InspectionId, SchoolId
from inspections.timeline import pinned
from inspections.view import View
from site_builder.material import Material
from site_builder.mkdocs_plugin import Tree
from site_builder.output import MARKER
from site_builder.pages import render_site
from site_builder.photos import prepare
from site_builder.photos_of import wanted
from site_builder.plan import Page
from site_builder.policy import Audience

if TYPE_CHECKING:
    from inspections.laptop.workspace import Workspace


def build_tree(
    workspace: Workspace,
    *,
    audience: Audience,
    school: SchoolId | None = None,
    as_of: date | None = None,
    translate: Translate = str,
    progress: Callable[[Iterable[Page]], Iterable[Page]] = iter,
) -> Tree:
    """Return the tree of a workspace for an audience, as of the end of a day (default: the workspace's `as_of`).

    Raises UserError when there is no ledger or the roster lacks the school.
    """
    day = as_of or workspace.as_of()
    view = workspace.view(day)
    own = workspace.find_school(school).id if school else None
    calendar = workspace.calendar()
    checklists = _checklists(workspace, view)
    material = Material(
        view=view,
        audience=audience,
        as_of=day,
        calendar=calendar,
        school=own,
        checklists=checklists,
    )
    photos = prepare(
        wanted(material), workspace.blob, workspace.root / ".ducha" / "cache" / "photos"
    )
    texts = render_site(
        view,
        audience=audience,
        school=own,
        as_of=day,
        calendar=calendar,
        pictures=photos.pictures,
        checklists=checklists,
        translate=translate,
        progress=progress,
    )
    about = {"format": 1, "audience": audience.value, "school": own, "as_of": day.isoformat()}
    marker = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    return Tree(texts={**texts, MARKER: marker}, files=photos.files)


def _checklists(workspace: Workspace, view: View) -> dict[InspectionId, Checklist]:
    """Return the checklist of each inspection, if its bytes are those that were pinned.

    Other bytes may call other items private, so with them a page shows results only.
    """
    found: dict[InspectionId, Checklist] = {}
    for inspection in view.inspections:
        kept = workspace.shelf.get(inspection.checklist)
        if kept is not None and kept.hash in pinned(inspection.timeline, inspection.checklist):
            found[inspection.id] = kept.checklist
    return found
