"""What `erased` asks of this laptop: the answers leave the siblings, then their blobs and photos are deleted.

In this order: a kill in between leaves it to be done again, by the next settling of the file, the next import or
`ducha doctor`, and a restored backup is erased once more. Refuses to touch a sibling in which something was typed
that nobody has recorded: that is named, and the blobs wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inspections.errors import Code, Exit, Level, M, Msg, Problem, UserError
from inspections.events import Event
from inspections.ids import DISTRICT, DocId, InspectionId, SchoolId
from inspections.laptop.private_copy import differs, read_sibling
from inspections.laptop.private_rewriter import rewrite_sibling
from inspections.laptop.shown import read_shown
from inspections.laptop.working_copy import record_path
from inspections.laptop.workspace import Workspace
from inspections.private_events import ERASED, erased, named
from inspections.view import Inspection, SchoolView


@dataclass(frozen=True)
class Erased:
    """What was erased here now: subject -> how many blobs; and the files that have to be settled first."""

    blobs: Mapping[str, int]
    problems: tuple[Problem, ...] = ()


def erase_due(workspace: Workspace, schools: Iterable[SchoolId] | None = None) -> Erased:
    """Delete what has to go in these schools (None: in all), siblings first, and return what was done.

    Raises UserError (exit 5) when the disk refuses.
    """
    if not workspace.has_ledger:
        return Erased({})
    docs = workspace.documents() if schools is None else [DocId(school) for school in schools]
    done: dict[str, int] = {}
    problems: list[Problem] = []
    for doc in docs:
        school = SchoolId(doc)
        if doc == DISTRICT or school not in workspace.district.schools:
            continue
        if not any(isinstance(e, Event) and e.kind == ERASED for e in workspace.events(doc)):
            continue
        view = workspace.school_view(school)
        gone = erased(view)
        for one in view.inspections:
            if f"i:{one.id}" in gone:
                problems += _sibling(workspace, one)
        waits = {problem.file for problem in problems}
        for subject, deleted in _deleted(workspace, view, gone, waits):
            done[subject] = deleted
    return Erased(done, tuple(problems))


def erase_blobs(workspace: Workspace, known: Inspection) -> None:
    """Delete the erased blobs of an inspection whose sibling has been rewritten."""
    if known.erased:
        here = named(workspace.events(DocId(known.school)))
        own = {one.digest for one in here if one.event.subject == f"i:{known.id}"}
        for digest in own & known.erased.keys():
            workspace.private.delete(digest)


def private_faults(workspace: Workspace) -> tuple[Problem, ...]:
    """Return what is wrong with the private part of the store: rights, damage, blobs that no event names."""
    return tuple(_faults(workspace))


def _sibling(workspace: Workspace, one: Inspection) -> Iterator[Problem]:
    """Take the erased answers out of the sibling; yield why that has to wait."""
    path = record_path(workspace, one.school, InspectionId(one.id))
    if not path.exists():
        return
    try:
        copy = read_shown(workspace, path, lambda: "")
        sibling = read_sibling(workspace, copy, lambda: "")
        if differs(workspace, copy, sibling, one):
            raise UserError
        rewrite_sibling(workspace, sibling, copy.checklist, one)
    except UserError as error:
        if error.exit is Exit.TRY_AGAIN:
            raise
        yield Problem(
            code=Code.PRIVATE_WAITS,
            level=Level.WARNING,
            file=workspace.shown(path),
            what=M("有不公开的答案该销毁了，可是这个文件还有没记入台账的改动或写错的地方"),
            remedy=M("先改好文件，做一次 ducha bundle export 或 ducha amend，再做 ducha doctor"),
        )


def _deleted(
    workspace: Workspace,
    view: SchoolView,
    gone: Mapping[str, Mapping[str, Event]],
    waits: Iterable[str | None],
) -> Iterator[tuple[str, int]]:
    waiting = set(waits)
    own: dict[str, set[str]] = {}
    for one in named(workspace.events(DocId(view.school.id))):
        own.setdefault(one.event.subject, set()).add(one.digest)
    for subject, hashes in gone.items():
        file = record_path(workspace, view.school.id, InspectionId(subject[2:]))
        if subject[:2] == "i:" and workspace.shown(file) in waiting:
            continue
        n = sum(
            _delete(workspace, digest) for digest in sorted(own.get(subject, set()) & {*hashes})
        )
        if n:
            yield subject, n


def _delete(workspace: Workspace, digest: str) -> bool:
    """Delete a blob from the private part; the file of a person recorded by an older version lies with the photos."""
    there = workspace.private.delete(digest)
    if workspace.blobs.has(digest):
        workspace.blobs.path(digest).unlink(missing_ok=True)
        there = True
    return there


def _faults(workspace: Workspace) -> Iterator[Problem]:
    store = workspace.private
    for path in store.open_to_others():
        yield _fault(
            workspace, path, Code.PRIVATE_EXPOSED, M("不公开的答案别人也能读"),
            M("改回只有自己能读：chmod -R go= {folder}", folder="ledger/private"),
        )  # fmt: skip
    docs = [doc for doc in workspace.documents() if doc != DISTRICT]
    known = {one.digest for doc in docs for one in named(workspace.events(doc))}
    for digest in store.held():
        if store.get(digest) is None:
            yield _fault(
                workspace, store.path(digest), Code.PRIVATE_DAMAGED, M("不公开的答案被改动了，打不开"),
                M("从备份取回，或请有这份答案的人再做一个 --private-for 的数据包"),
            )  # fmt: skip
        elif digest not in known:
            yield _fault(
                workspace, store.path(digest), Code.PRIVATE_UNNAMED, M("没有记录提到这份不公开的答案"),
                M("多半是程序中途被停掉留下的：核对后删去，或先从备份导入缺的记录"),
            )  # fmt: skip


def _fault(workspace: Workspace, path: Path, code: Code, what: Msg, remedy: Msg) -> Problem:
    level = Level.ERROR if code is Code.PRIVATE_DAMAGED else Level.WARNING
    return Problem(code=code, level=level, file=workspace.shown(path), what=what, remedy=remedy)
