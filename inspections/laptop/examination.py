"""The truth looked at: every byte of the ledger and of the photos that it names. Reads everything, changes nothing.

`doctoring` asks it for `ducha doctor`, and looks at the files beside the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspections.certificates import Authority
from inspections.errors import Code, Level, M, Msg, Problem, UserError
from inspections.events import Event
from inspections.ids import DISTRICT, DocId, sha256_hex
from inspections.kinds import BODIES
from inspections.laptop.doctoring_events import look_at
from inspections.laptop.store_subjects import Row, subjects_of
from inspections.laptop.workspace import Workspace

Progress = Callable[..., Iterable[Any]]


@dataclass(frozen=True)
class Examination:
    """How much was looked at, and what is wrong.

    `void` acts have no effect because their key came to its end before; `named` are the blobs that were looked at;
    `subjects` is what the store's table of subjects has to hold.
    """

    documents: int
    events: int
    blobs: int
    problems: tuple[Problem, ...]
    void: int = 0
    named: frozenset[str] = frozenset()
    subjects: frozenset[Row] = frozenset()


def examine(workspace: Workspace, progress: Progress) -> Examination:
    """Return what is wrong with the workspace. Raises UserError only when there is no ledger to look at."""
    problems = [
        *workspace.store.check(documents=False),
        *_settings(workspace),
        *workspace.shelf.problems(),
    ]
    problems += workspace.calendar_problems()
    events = void = 0
    named: dict[str, str] = {}
    subjects: set[Row] = set()
    authority = _authority(workspace)
    documents = _documents(workspace)
    for doc in progress(documents, M("体检")):
        try:
            ledger = workspace.store.load(doc)
        except UserError as error:
            problems += [p for p in error.problems if p.code is Code.STORE_DAMAGED]
            continue
        events += len(ledger)
        looked = look_at(doc, ledger, authority)
        void += looked.void
        problems += looked.problems
        for event in looked.events:
            named.update(dict.fromkeys(carried(event), event.id))
            if doc != DISTRICT:
                subjects.update((subject, doc) for subject in subjects_of(event))
    problems += _blobs(workspace, named)
    return Examination(
        len(documents),
        events,
        len(named),
        tuple(problems),
        void,
        frozenset(named),
        frozenset(subjects),
    )


def _authority(workspace: Workspace) -> Authority | None:
    try:
        return workspace.district.authority
    except UserError:  # a damaged register: the store's own check has named it
        return None


def _documents(workspace: Workspace) -> tuple[DocId, ...]:
    """Return the documents, none where the ledger cannot even list them: the store's own check has said so."""
    try:
        return workspace.documents()
    except UserError:
        return ()


def carried(event: Event) -> Iterator[str]:
    """Yield the hash of every file that an event names and that travels: those of private fields do not."""
    kept = {field.name for field in BODIES.get(event.kind, ()) if field.private}
    yield from blobs_of({name: value for name, value in event.body.items() if name not in kept})


def blobs_of(body: Any) -> Iterator[str]:
    """Yield the hash of every file that a body names, at any depth; the receipts of a release are no files."""
    if isinstance(body, Mapping):
        if isinstance(body.get("sha256"), str) and "receipt" not in body:
            yield body["sha256"]
        for value in body.values():
            yield from blobs_of(value)
    elif isinstance(body, list | tuple):
        for value in body:
            yield from blobs_of(value)


def _blobs(workspace: Workspace, named: Mapping[str, str]) -> Iterator[Problem]:
    for digest, event_id in sorted(named.items()):
        data = workspace.blob(digest)
        if data is None or sha256_hex(data) != digest:
            yield Problem(
                code=Code.PHOTO_MISSING if data is None else Code.PHOTO_BROKEN,
                file=f"ledger/blobs/{digest[:2]}/{digest}",
                what=M("记录 {event} 的照片或文件{what}", event=event_id[:12], what=_gone(data)),
                remedy=M("从备份或原来的检查文件夹找回同一份文件"),
            )


def _gone(data: bytes | None) -> Msg:
    return M("不见了") if data is None else M("被改动了")


def _settings(workspace: Workspace) -> Iterator[Problem]:
    try:
        settings, district = workspace.settings, workspace.district
    except UserError as error:
        yield from error.problems
        return
    if settings.name != district.name:
        yield Problem(
            code=Code.SETTINGS_FIELD,
            level=Level.WARNING,
            file="district.yml",
            what=M(
                "名称“{name}”和台账里的“{known}”不一样", name=settings.name, known=district.name
            ),
            remedy=M("改回台账里的名称"),
        )
