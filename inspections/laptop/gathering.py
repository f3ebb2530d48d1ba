"""All working copies of some schools settled at once: before and after a bundle, one bad file never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from inspections.errors import UserError
from inspections.ids import SchoolId
from inspections.laptop.actor import Actor
from inspections.laptop.copies import make_copy
from inspections.laptop.settling import Settled, settle
from inspections.laptop.working_copy import record_files, record_path
from inspections.laptop.workspace import Workspace
from inspections.vocabulary import InspectionStatus


def files_of(workspace: Workspace, schools: Collection[SchoolId]) -> tuple[Path, ...]:
    """Return the inspection files of these schools; of all, if none is named."""
    files = record_files(workspace)
    return tuple(path for path in files if not schools or SchoolId(path.parent.name) in schools)


def settle_all(
    workspace: Workspace, actor: Callable[[], Actor], files: Iterable[Path]
) -> Iterator[Settled | UserError]:
    """Settle each file; yield what came of it, or why it was left alone."""
    for path in files:
        try:
            yield settle(workspace, actor, path)
        except UserError as error:
            yield error


def make_missing(workspace: Workspace, schools: Iterable[SchoolId]) -> Iterator[Path | UserError]:
    """Write the file of every open inspection of these schools that has none here; yield its path, or why not."""
    for school in schools:
        if school not in workspace.district.schools:
            continue
        for known in workspace.school_view(school).inspections:
            path = record_path(workspace, school, known.id)
            if known.status is InspectionStatus.OPEN and not path.exists():
                try:
                    yield make_copy(workspace, known)
                except UserError as error:
                    yield error
