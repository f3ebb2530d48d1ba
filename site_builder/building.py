"""From a workspace to its trees: reads the ledger, the checklists and the photos, then renders; writes only its cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inspections.checklist import Checklist
from inspections.deadline import WorkCalendar
from inspections.errors import Translate
from inspections.ids import InspectionId, SchoolId
from inspections.timeline import pinned
from inspections.view import View
from site_builder.material import Material
from site_builder.mkdocs_plugin import Tree
from site_builder.output import MARKER
from site_builder.pages import environment_for, render_site
from site_builder.photos import prepare
from site_builder.photos_of import wanted
from site_builder.plan import Page
from site_builder.policy import Audience

if TYPE_CHECKING:
    from jinja2 import Environment

    from inspections.laptop.workspace import Workspace

Progress = Callable[[Iterable[Page]], Iterable[Page]]


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What every tree of a workspace is made from, read once for all of them."""

    workspace: Workspace
    day: date
    view: View
    calendar: WorkCalendar
    checklists: dict[InspectionId, Checklist]
    translate: Translate
    env: Environment


def sources(
    workspace: Workspace, *, as_of: date | None = None, translate: Translate = str
) -> Sources:
    """Return what a workspace holds as of the end of a day (default: the workspace's `as_of`).

    Raises UserError when there is no ledger.
    """
    day = as_of or workspace.as_of()
    view = workspace.view(day)
    return Sources(
        workspace=workspace,
        day=day,
        view=view,
        calendar=workspace.calendar(),
        checklists=_checklists(workspace, view),
        translate=translate,
        env=environment_for(translate),
    )


def schools_with_trees(of: Sources) -> tuple[SchoolId, ...]:
    """Return the schools that get a tree of their own."""
    return with_trees(of.view)


def with_trees(view: View) -> tuple[SchoolId, ...]:
    """Return the schools of the roster, and retired ones that have a record."""
    return tuple(
        id_
        for id_, one in view.schools.items()
        if not one.school.retired or one.issues or one.inspections
    )


def build_tree(
    workspace: Workspace,
    *,
    audience: Audience,
    school: SchoolId | None = None,
    as_of: date | None = None,
    translate: Translate = str,
    progress: Progress = iter,
) -> Tree:
    """Return the tree of a workspace for an audience.

    Raises UserError when there is no ledger or the roster lacks the school.
    """
    of = sources(workspace, as_of=as_of, translate=translate)
    own = workspace.find_school(school).id if school else None
    return tree_of(of, audience=audience, school=own, progress=progress)


def tree_of(
    of: Sources, *, audience: Audience, school: SchoolId | None = None, progress: Progress = iter
) -> Tree:
    """Return one tree; `school` is given exactly for the audience `school`, whose tree is made from that school alone."""
    view = of.view
    if school is not None:
        view = View(district=view.district, schools={school: view.schools[school]})
    material = Material(
        view=view,
        audience=audience,
        as_of=of.day,
        calendar=of.calendar,
        school=school,
        checklists=of.checklists,
    )
    cache = of.workspace.root / ".ducha" / "cache" / "photos"
    photos = prepare(wanted(material), of.workspace.blob, cache)
    texts = render_site(
        view,
        audience=audience,
        school=school,
        as_of=of.day,
        calendar=of.calendar,
        pictures=photos.pictures,
        checklists=of.checklists,
        translate=of.translate,
        progress=progress,
        env=of.env,
    )
    about = {"format": 1, "audience": audience.value, "school": school, "as_of": of.day.isoformat()}
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
