"""From a workspace to its trees: reads the ledger, the checklists and the photos, then renders; writes only its cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
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
from site_builder.pages import environment_for, never_header, render_into
from site_builder.photos import Prepared, prepare
from site_builder.photos_of import wanted
from site_builder.plan import Page
from site_builder.policy import Audience
from site_builder.reading import Reader, Reading
from site_builder.texts import HeldTexts

if TYPE_CHECKING:
    from jinja2 import Environment

    from inspections.laptop.shelf import Kept
    from inspections.laptop.workspace import Workspace

Progress = Callable[[Iterable[Page]], Iterable[Page]]


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What every tree of a workspace is made from, read once for all of them; `pinned` are the checklists' hashes."""

    workspace: Workspace
    day: date
    read: Reading
    calendar: WorkCalendar
    checklists: dict[InspectionId, Checklist]
    pinned: dict[InspectionId, str]
    translate: Translate
    env: Environment

    @property
    def view(self) -> View:
        """The ledger folded."""
        return self.read.view


def sources(
    workspace: Workspace,
    *,
    as_of: date | None = None,
    translate: Translate = str,
    reader: Reader | None = None,
    env: Environment | None = None,
) -> Sources:
    """Return what a workspace holds as of the end of a day (default: the workspace's `as_of`).

    `reader` and `env` (`environment_for(translate)`) spare what an earlier call did. Raises UserError when there is
    no ledger.
    """
    day = as_of or workspace.as_of()
    read = (reader or Reader()).read(workspace, day)
    kept = _checklists(workspace, read.view)
    return Sources(
        workspace=workspace,
        day=day,
        read=read,
        calendar=workspace.calendar(),
        checklists={id_: one.checklist for id_, one in kept.items()},
        pinned={id_: one.hash for id_, one in kept.items()},
        translate=translate,
        env=env or environment_for(translate),
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
    material, photos = material_of(of, audience=audience, school=school)
    texts = render_into(HeldTexts(), material, env=of.env, progress=progress)
    texts[MARKER] = marker_of(material)
    return Tree(texts=texts, files=photos.files)


def material_of(
    of: Sources, *, audience: Audience, school: SchoolId | None
) -> tuple[Material, Prepared]:
    """Return what a tree is made from, with its photos re-encoded in the cache."""
    view = of.view
    if school is not None:
        view = View(district=view.district, schools={school: view.schools[school]})
    material = Material(
        view=view,
        audience=audience,
        as_of=of.day,
        calendar=of.calendar,
        school=school,
        translate=never_header(of.translate),
        checklists=of.checklists,
    )
    photos = prepare(wanted(material), of.workspace.blob, cache_of(of.workspace) / "photos")
    return replace(material, pictures=photos.pictures), photos


def marker_of(material: Material) -> str:
    """Return the text of a tree's marker: for whom it is, as of when."""
    about = {
        "format": 1,
        "audience": material.audience.value,
        "school": material.school,
        "as_of": material.as_of.isoformat(),
    }
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def cache_of(workspace: Workspace) -> Path:
    """Return the folder of what can always be made again."""
    return workspace.root / ".ducha" / "cache"


def _checklists(workspace: Workspace, view: View) -> dict[InspectionId, Kept]:
    """Return the checklist of each inspection, if its bytes are those that were pinned.

    Other bytes may call other items private, so with them a page shows results only.
    """
    found: dict[InspectionId, Kept] = {}
    for inspection in view.inspections:
        kept = workspace.shelf.get(inspection.checklist)
        if kept is not None and kept.hash in pinned(inspection.timeline, inspection.checklist):
            found[inspection.id] = kept
    return found
