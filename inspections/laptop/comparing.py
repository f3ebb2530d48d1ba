"""Where a file and the ledger disagree, as problems: a sealed file that was edited, conflicts that the file cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from inspections.errors import Code, Level, M, Problem
from inspections.inspection import Record, flat
from inspections.inspection_yaml import read_record
from inspections.laptop.workspace import Workspace
from inspections.merging import Photos
from inspections.rewriting import head_alike
from inspections.timeline import pinned
from inspections.view import Inspection
from inspections.vocabulary import InspectionStatus

NOBODY: Mapping[str, str] = MappingProxyType({})


def names_of(workspace: Workspace) -> Mapping[str, str]:
    """Return the name of each person of the district."""
    return {person.id: person.name for person in workspace.district.persons.values()}


def version_problems(
    workspace: Workspace, hash_: str, known: Inspection | None, record: Record, shown: str
) -> Iterator[Problem]:
    """Yield a problem when the checklist's text is no longer the one that was pinned, or others went on to another."""
    if known is None or known.status is not InspectionStatus.OPEN:
        return
    if other_version(workspace, known, record):
        yield upgrade_first(known, record, shown)
    pins = pinned(known.timeline, record.header.checklist)
    if pins and hash_ not in pins:
        yield Problem(
            code=Code.CHECKLIST_CHANGED,
            level=Level.WARNING,
            file=shown,
            line=record.lines.get("checklist"),
            what=M("检查清单 {ref} 的内容在开始检查以后改过", ref=record.header.checklist),
            remedy=M("改清单要换版本号；核对后再封存"),
        )


def other_version(workspace: Workspace, known: Inspection, record: Record) -> bool:
    """Return whether others took the inspection to another version, and this file still asks by the one before."""
    here = record.header.checklist
    if known.checklist == here or "record.checklist" in known.conflicts:
        return False
    base = workspace.store.base(known.id)
    then = read_record(base.text.encode(), "", workspace.shelf.checklist)[0] if base else None
    return then is not None and then.header.checklist == here


def upgrade_first(known: Inspection, record: Record, shown: str) -> Problem:
    """Return the problem that says to which version the file has to be taken."""
    return Problem(
        code=Code.CHECKLIST_VERSION,
        level=Level.WARNING,
        file=shown,
        line=record.lines.get("checklist"),
        what=M(
            "这份检查已换到 {ref}，这个文件还是 {here}",
            ref=known.checklist,
            here=record.header.checklist,
        ),
        remedy=M(
            "先做 ducha upgrade {file} --to {version}，再接着填",
            file=shown,
            version=known.checklist.partition("@")[2],
        ),
    )


def sealed_problems(
    workspace: Workspace, known: Inspection | None, record: Record, shown: str
) -> Iterator[Problem]:
    """Yield what a sealed file says otherwise than the ledger, one problem for each path."""
    if known is None or known.status is not InspectionStatus.SEALED:
        return
    now = flat(record)
    changed: dict[str, object] = {
        path: now.get(path, "") for path in differences(known, record, names_of(workspace))
    }
    base = workspace.store.base(known.id)
    for path in _photos(base.photos if base else {}, known, record):
        changed[f"{path}.photos"] = "、".join(record.photos.get(path, ()))
    for path, value in changed.items():
        yield Problem(
            code=Code.SEALED_EDITED,
            file=shown,
            line=record.lines.get(path.partition(".")[0]),
            what=M("已封存，之后“{path}”又改成了“{now}”", path=path, now=value),
            remedy=M("要更正：ducha amend {file} --reason 理由；否则改回去", file=shown),
        )


def _photos(held: Photos, known: Inspection, record: Record) -> Iterator[str]:
    """Yield the paths at which the file names other photos than were written there, or than the ledger holds."""
    for path in sorted({*known.photos, *record.photos}):
        names = held.get(path) or {f.name for f in known.photos.get(path, ())}
        if set(names) != set(record.photos.get(path, ())):
            yield path


def ledger_conflicts(
    workspace: Workspace, known: Inspection | None, record: Record, shown: str
) -> Iterator[Problem]:
    """Yield the conflicts of the ledger that the file cannot show (its head), unless its line was changed since."""
    if known is None or known.status is InspectionStatus.DISCARDED:
        return
    hidden = [path for path in known.conflicts if path.startswith("record.")]
    base = workspace.store.base(known.id) if hidden else None
    then = read_record(base.text.encode(), shown, workspace.shelf.checklist)[0] if base else None
    for path in hidden:
        if then is None or flat(then).get(path) == flat(record).get(path):
            yield Problem(
                code=Code.CONFLICT,
                file=shown,
                line=record.lines.get(path.split(".")[1]),
                what=M("“{path}”有几种写法，还没有定下来", path=path),
                remedy=M(
                    "看 ducha conflicts，再用 ducha decide {file} {path} 答案",
                    file=shown,
                    path=path,
                ),
            )


def differences(
    known: Inspection, record: Record, names: Mapping[str, str] = NOBODY
) -> tuple[str, ...]:
    """Return the paths at which the file and the ledger disagree, sorted; `names` gives each person's name."""
    alike = head_alike(record.header, known, names)
    now = {path: value for path, value in flat(record).items() if path not in alike}
    then = {path: values[0] for path, values in known.answers.items() if len(values) == 1}
    said = {
        path: list(value) if isinstance(value, tuple) else value for path, value in then.items()
    }
    paths = {*now, *(path for path, value in said.items() if value is not None)}
    return tuple(
        sorted(
            path
            for path in paths
            if now.get(path) != said.get(path) and path not in known.conflicts
        )
    )
