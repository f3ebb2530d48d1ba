"""What `ducha doctor` looks at; it reads everything and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspections.errors import Code, Level, M, Msg, Problem, UserError
from inspections.events import Event, Unreadable
from inspections.events_json import WHY_SAYS, Why, decode, signature_holds
from inspections.ids import DocId, EventId, sha256_hex
from inspections.kinds import BODIES
from inspections.laptop.workspace import LEDGER, Workspace

Progress = Callable[..., Iterable[Any]]


@dataclass(frozen=True)
class Examination:
    """How much was looked at, and what is wrong."""

    documents: int
    events: int
    blobs: int
    problems: tuple[Problem, ...]


def examine(workspace: Workspace, progress: Progress) -> Examination:
    """Return what is wrong with the workspace. Raises UserError only when there is no ledger to look at."""
    problems = [*workspace.store.check(), *_settings(workspace), *workspace.shelf.problems()]
    problems += workspace.calendar_problems()
    events = 0
    named: dict[str, str] = {}
    for doc in progress(_documents(workspace), M("体检")):
        try:
            values = workspace.store.load(doc).values()
        except UserError:  # the store's own check has named it
            continue
        events += len(values)
        problems += _events(doc, values, named)
    problems += _blobs(workspace, named)
    return Examination(len(_documents(workspace)), events, len(named), tuple(problems))


def _documents(workspace: Workspace) -> tuple[DocId, ...]:
    """Return the documents, none where the ledger cannot even list them: the store's own check has said so."""
    try:
        return workspace.documents()
    except UserError:
        return ()


def _events(
    doc: DocId, values: Mapping[EventId, bytes], named: dict[str, str]
) -> Iterator[Problem]:
    """Yield what is wrong with one document's events; note the blobs that they name."""
    known: set[EventId] = set(values)
    for event_id, value in values.items():
        event = decode(value, event_id, doc)
        if isinstance(event, Unreadable):
            newer = event.why == Why.NEWER
            what = WHY_SAYS.get(Why(event.why), M("内容残缺，无法读出"))
            remedy = (
                M("升级程序后就能看到")
                if newer
                else M("保留台账文件，从备份找回这一条，并告诉督导室")
            )
            yield _event_fault(doc, event_id, what, remedy, Level.WARNING if newer else Level.ERROR)
            continue
        named.update(dict.fromkeys(carried(event), event_id))
        yield from _chain(doc, event, known)
        if not signature_holds(value, event.device):
            what, remedy = M("签名不对，可能被改动"), M("不要采信这一条；从备份核对，并告诉督导室")
            yield _event_fault(doc, event_id, what, remedy)


def _chain(doc: DocId, event: Event, known: set[EventId]) -> Iterator[Problem]:
    for other in (*event.seen, *([event.prev] if event.prev else [])):
        if other not in known:
            what = M("所依据的记录 {other} 不在这份台账里", other=other[:12])
            remedy = M("从备份或对方再导入一次；在那以前这一条照常显示")
            yield _event_fault(doc, event.id, what, remedy, Level.WARNING)


def carried(event: Event) -> Iterator[str]:
    """Yield the hash of every file that an event names and that travels: those of private fields do not."""
    kept = {field.name for field in BODIES.get(event.kind, ()) if field.private}
    yield from blobs_of({name: value for name, value in event.body.items() if name not in kept})


def blobs_of(body: Any) -> Iterator[str]:
    """Yield the hash of every file that a body names, at any depth."""
    if isinstance(body, Mapping):
        if isinstance(body.get("sha256"), str):
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


def _event_fault(
    doc: DocId, event: str, what: Msg, remedy: Msg, level: Level = Level.ERROR
) -> Problem:
    return Problem(
        code=Code.EVENT_DAMAGED,
        level=level,
        file=LEDGER.as_posix(),
        what=M("台账 {doc} 的记录 {event}：{what}", doc=doc, event=event[:12], what=what),
        remedy=remedy,
    )
