"""What waits for a decision at one school, in words for a person on site: answers, late answers, sealings, issues.

Everything comes from the fold; here it is only found, named and placed (file and line, where the file is here).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inspections import folding
from inspections.errors import M, Msg, UserError, listed
from inspections.events import Event
from inspections.inspection import Value
from inspections.inspection_yaml import private_file
from inspections.kinds import LABELS
from inspections.laptop.files import read_capped
from inspections.laptop.working_copy import RECORD_BYTES_MAX, WorkingCopy, read_copy, record_path
from inspections.laptop.workspace import Workspace
from inspections.lifecycle import MOVES
from inspections.rewriting import as_value, note_of
from inspections.view import Inspection, Issue, SchoolView
from inspections.vocabulary import Role

EVENT_LETTERS = 8


@dataclass(frozen=True)
class Says:
    """One side: who, when (as claimed), what, with which note; `event` is what a command names it by."""

    by: tuple[str, ...]
    at: str
    says: Msg
    note: str = ""
    event: str = ""


@dataclass(frozen=True)
class Undecided:
    """One thing that waits: its kind, where it stands, what it is about, its sides, and how to decide."""

    kind: str
    where: str
    id: str
    path: str
    what: Msg
    sides: tuple[Says, ...]
    remedy: Msg


def undecided(workspace: Workspace, view: SchoolView) -> Iterator[Undecided]:
    """Yield what waits for a decision at a school: inspections first, then issues."""
    for one in view.inspections:
        yield from _answers(workspace, one)
        yield from _late(workspace, one)
        yield from _sealings(workspace, one)
    for issue in view.issues:
        yield from _issue(workspace, view, issue)
        yield from _texts(issue)


def in_files(workspace: Workspace, files: Iterable[Path]) -> Iterator[Undecided]:
    """Yield the conflicts that stand in files only: typed there by hand, or not yet known to this ledger."""
    for path in files:
        sibling = Path(private_file(str(path)))
        files = (path, sibling) if sibling.exists() else (path,)
        if not any(b"conflict:" in read_capped(file, RECORD_BYTES_MAX) for file in files):
            continue
        copy = read_copy(workspace, path)
        yield from _private(copy)
        known = copy.known.conflicts if copy.known else {}
        for at, conflict in (copy.record.conflicts if copy.record else {}).items():
            if at not in known:
                sides = tuple(
                    Says((side.by,), "", _value(side.value), side.note) for side in conflict.sides
                )
                yield Undecided(
                    "typed", f"{copy.shown}:{conflict.line}", path.stem, at,
                    M("“{path}”有 {n} 种答案", path=at, n=len(sides)), sides,
                    M("一起看清后：ducha decide {file} {path} 答案", file=copy.shown, path=at),
                )  # fmt: skip


def _private(copy: WorkingCopy) -> Iterator[Undecided]:
    """Yield the conflicts of private answers, without the answers: these stand in the sibling alone."""
    file = private_file(copy.shown)
    for at, conflict in (copy.record.private_conflicts if copy.record else {}).items():
        yield Undecided(
            "private", f"{file}:{conflict.line}", copy.path.stem, at,
            M("“{path}”（不公开）有 {n} 种答案，看 {file}", path=at, n=len(conflict.sides), file=file),
            tuple(Says((side.by,), "", M("（不公开）")) for side in conflict.sides),
            M("一起看清后：ducha decide {file} {path} 答案", file=copy.shown, path=at),
        )  # fmt: skip


def _answers(workspace: Workspace, one: Inspection) -> Iterator[Undecided]:
    if not one.conflicts:
        return
    file, lines, sealed = *_file(workspace, one), bool(one.sealed_by)
    for path in one.conflicts:
        head = path.split(".")[1 if path.startswith("record.") else 0]
        line = lines.get(path) or lines.get(head)
        sides = tuple(
            Says(
                by=_names(workspace, *(event.by for event in said.events)),
                at=_at(said.events[0]),
                says=_value(as_value(said.value)),
                note=note_of(said, path, one),
                event=said.events[0].id[:EVENT_LETTERS],
            )
            for said in one.said[path]
        )
        decide = M("一起看清后：ducha decide {file} {path} 答案", file=file, path=path)
        amend = M("{decide}，再 ducha amend {file} --reason 理由", decide=decide, file=file)
        yield Undecided(
            "answer", f"{file}:{line}" if line else file, one.id, path,
            M("“{path}”有 {n} 种答案", path=path, n=len(sides)), sides, amend if sealed else decide,
        )  # fmt: skip


def _late(workspace: Workspace, one: Inspection) -> Iterator[Undecided]:
    if not one.late:
        return
    file, _ = _file(workspace, one)
    for event in one.late:
        told = [
            M("{path} 填 {value}", path=p, value=_value(as_value(v)))
            for p, v in event.body.get("set", {}).items()
        ]
        photos = sum(len(files) for files in event.body.get("photos_add", {}).values())
        told += [M("照片 {n} 张", n=photos)] if photos else []
        hidden = event.body.get("private") or ()
        told += [M("不公开的 {n} 处", n=len(hidden))] if hidden else []
        letters = event.id[:EVENT_LETTERS]
        yield Undecided(
            "late", file, one.id, "", M("封存以后才到的填写"),
            (Says(_names(workspace, event.by), _at(event), listed(told), event=letters),),
            M("采用：ducha amend {file} --reason 理由 --take {event}；不采用：把 --take 换成 --leave",
              file=file, event=letters),
        )  # fmt: skip


def _sealings(workspace: Workspace, one: Inspection) -> Iterator[Undecided]:
    """Yield sealings made without knowing of each other whose results differ; equal ones need nobody."""
    sealed = [entry.event for entry in one.timeline if entry.event.kind == "sealed"]
    results = [event.body.get("results", {}) for event in sealed]
    if len(sealed) < 2 or all(told == results[0] for told in results):
        return
    if any(entry.event.kind == "amended" for entry in one.timeline):
        return
    file, _ = _file(workspace, one)
    sides = tuple(
        Says(_names(workspace, event.by), _at(event), M("{n} 个问题", n=len(event.body.get("findings", []))),
             event=event.id[:EVENT_LETTERS])
        for event in sealed
    )  # fmt: skip
    yield Undecided(
        "sealings", file, one.id, "", M("封存了两次，结果不一样；问题已合在一起"), sides,
        M("核对后写明以哪次为准：ducha amend {file} --reason 理由", file=file),
    )  # fmt: skip


def _issue(workspace: Workspace, view: SchoolView, issue: Issue) -> Iterator[Undecided]:
    if not issue.in_conflict:
        return
    sides = tuple(
        Says(
            by=_names(workspace, side.event.by),
            at=_at(side.event),
            says=M(
                "{act}，成为“{status}”",
                act=Msg(LABELS[side.event.kind]),
                status=Msg(side.status.label),
            ),
            event=side.event.id[:EVENT_LETTERS],
        )
        for side in issue.sides
    )
    could = listed(M("{name}", name=name) for name in _deciders(workspace, view, issue))
    yield Undecided(
        "issue", issue.spoken, issue.id, "", M("{title}：两处办理不一致", title=issue.title), sides,
        M("可以裁定的人：{could}；ducha issue decide {id} --stands 采纳的一条 --reason 理由",
          could=could, id=issue.spoken),
    )  # fmt: skip


def _deciders(workspace: Workspace, view: SchoolView, issue: Issue) -> list[str]:
    """Return who may let at least one of the sides stand (roles, scope, nobody his own)."""
    could = []
    for person in workspace.district.persons.values():
        roles = [
            role
            for role in (Role.BUREAU, Role.AREA_LEAD)
            if role in person.roles and role in MOVES["decided"].who
        ]
        everywhere = not person.schools and not person.areas
        here = everywhere or view.school.id in person.schools or view.school.area in person.areas
        free = any(
            folding.refusal(issue, "decided", person.id, role, side.event.id) is None
            for role in roles
            for side in issue.sides
        )
        if here and free and not person.retired:
            could.append(person.name)
    return could


def _texts(issue: Issue) -> Iterator[Undecided]:
    for field, others in issue.variants.items():
        shown = getattr(issue, field, "")
        yield Undecided(
            "text", issue.spoken, issue.id, field, M("{title}：“{field}”有几种写法", title=issue.title, field=field),
            tuple(Says((), "", M("{value}", value=text)) for text in (str(shown), *others)),
            M("定下一种：ducha issue correct {id} --field {field} --value 写法 --reason 理由",
              id=issue.spoken, field=field),
        )  # fmt: skip


def _file(workspace: Workspace, one: Inspection) -> tuple[str, dict[str, int]]:
    """Return the file of an inspection and the lines of its conflicts and items, none if it is not here."""
    path = record_path(workspace, one.school, one.id)
    if not path.exists():
        return workspace.shown(path), {}
    try:
        copy = read_copy(workspace, path)
    except UserError:
        return workspace.shown(path), {}
    if copy.record is None:
        return copy.shown, {}
    places = {at: conflict.line for at, conflict in copy.record.conflicts.items()}
    return copy.shown, {**copy.record.lines, **places}


def _names(workspace: Workspace, *people: str) -> tuple[str, ...]:
    names = {str(person.id): person.name for person in workspace.district.persons.values()}
    return tuple(dict.fromkeys(names.get(one, one) for one in people))


def _at(event: Event) -> str:
    return event.at.strftime("%Y-%m-%d %H:%M")


def _value(value: Value | None) -> Msg:
    if value is None:
        return M("（不填）")
    text = value if isinstance(value, str) else "、".join(value)
    return M("{value}", value=text)
