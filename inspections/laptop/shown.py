"""A working copy read for merging: what it says, which contents its photos have, or why it cannot be taken in.

A file of which only a part can be understood is never taken in half: it is left alone, with its problems. Wrong
answers (a word that is not offered, a number that is none) are answers as typed and go with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from inspections.checklist import Checklist
from inspections.district import School
from inspections.entry_names import name_entries
from inspections.errors import Code, Level, M, Problem, UserError
from inspections.ids import sha256_hex
from inspections.inspection import Record, flat
from inspections.inspection_yaml import read_record
from inspections.laptop.blobs import FILE_BYTES_MAX
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.photo_check import inside
from inspections.laptop.store import Base, Store
from inspections.laptop.working_copy import RECORD_BYTES_MAX, record_path
from inspections.laptop.workspace import Workspace
from inspections.merging import Photos, Shown

AS_TYPED = frozenset(
    {Code.VALUE_TYPE, Code.VALUE_OPTION, Code.VALUE_CHECK, Code.SIGNATURE_FIELD, Code.CONFLICT}
)
"""Faults that hide nothing of what was typed."""


@dataclass(frozen=True)
class Copy:
    """A file as it is now, whole: its bytes, its text, what it says."""

    path: Path
    data: bytes
    text: str
    shown: Shown
    checklist: Checklist
    school: School

    @property
    def record(self) -> Record:
        """What the file says."""
        return self.shown.record


def read_shown(workspace: Workspace, path: Path, mark: Callable[[], str]) -> Copy:
    """Return the working copy; rows and findings without an id have got one in the file (FORMATS §10, §15).

    `mark` begins these ids, so that two laptops never give the same one. Raises UserError with everything that
    forbids to take the file in.
    """
    name = workspace.shown(path)
    data = read_capped(path, RECORD_BYTES_MAX)
    record, checklist = _read(workspace, data, name)
    if record.unnamed:
        record, _ = _read(workspace, data, name, mark())
        data = name_entries(data.decode("utf-8"), record).encode()
        write_whole(path, data)
        record, checklist = _read(workspace, data, name)
    text = data.decode("utf-8")
    school = workspace.district.schools.get(record.header.school)
    expected = record_path(workspace, record.header.school, record.header.inspection)
    if school is None or path.resolve() != expected.resolve():
        raise UserError(_elsewhere(name, workspace.shown(expected), school))
    base = workspace.store.base(record.header.inspection)
    photos = _photos(workspace, record, path, base.photos if base else {})
    return Copy(path, data, text, Shown(record, photos), checklist, school)


def base_shown(workspace: Workspace, base: Base) -> Shown | None:
    """Return what a kept base says, None if it can no longer be read (a checklist that is gone)."""
    record, _ = read_record(base.text.encode(), "", workspace.shelf.checklist)
    return Shown(record, base.photos) if record else None


def standing_base(workspace: Workspace, store: Store, copy: Copy) -> Base | None:
    """Return the base that the file was changed from, also if the program was stopped while it wrote the file.

    Until the file had been written the new base stood beside the old one. The file is one or the other, and whatever
    was typed since: if anything that only the new one says stands in the file, it had been written.
    """
    inspection = copy.record.header.inspection
    base, intended = store.base(inspection), store.intended(inspection)
    if intended is None or base is None or copy.text == intended.text:
        return intended or base
    old, new = base_shown(workspace, base), base_shown(workspace, intended)
    before, after = _told(old), _told(new)
    now = _told(copy.shown)
    changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    return intended if any(now.get(path) == after.get(path) for path in changed) else base


def reads(workspace: Workspace, text: str) -> bool:
    """Return whether a text could be taken in whole."""
    try:
        _read(workspace, text.encode(), "")
    except UserError:
        return False
    return True


def _read(workspace: Workspace, data: bytes, name: str, mark: str = "") -> tuple[Record, Checklist]:
    record, problems = read_record(data, name, workspace.shelf.checklist, None, mark)
    stops = [p for p in problems if p.level is Level.ERROR and p.code not in AS_TYPED]
    if stops or record is None:
        raise UserError(*(stops or problems))
    checklist = workspace.shelf.checklist(record.header.checklist)
    assert checklist is not None
    return record, checklist


def _photos(workspace: Workspace, record: Record, path: Path, held: Photos) -> Photos:
    """Return the contents of the photos that the file names; one lost from the folder is put back from the ledger's."""
    found: dict[str, Mapping[str, str]] = {}
    folder = path.with_suffix("")
    for at, names in record.photos.items():
        found[at] = {
            name: _content(workspace, inside(folder, name), held.get(at, {}).get(name))
            for name in names
        }
    return found


def _content(workspace: Workspace, photo: Path, known: str | None) -> str:
    try:
        data = read_capped(photo, FILE_BYTES_MAX)
    except UserError:
        kept = workspace.blob(known) if known else None
        if known is None or kept is None:
            problem = Problem(
                code=Code.PHOTO_MISSING,
                file=workspace.shown(photo),
                what=M("找不到照片“{name}”", name=photo.name),
                remedy=M("把照片放进文件夹 {folder}/，文件名写得一样", folder=photo.parent.name),
            )
            raise UserError(problem) from None
        write_whole(photo, kept)
        return known
    return sha256_hex(data)


def _elsewhere(name: str, expected: str, school: School | None) -> Problem:
    if school is None:
        return Problem(
            code=Code.RECORD_SCHOOL,
            file=name,
            what=M("名册里没有这份检查的学校"),
            remedy=M("核对学校代码，或先用 ducha school import 导入"),
        )
    return Problem(
        code=Code.RECORD_PLACE,
        file=name,
        what=M("文件名和里面的检查编号不一致"),
        remedy=M("改名为 {name}", name=expected),
    )


def _told(shown: Shown | None) -> dict[str, object]:
    """Return all that a record says, conflicts and photos too."""
    if shown is None:
        return {}
    record = shown.record
    told: dict[str, object] = dict(flat(record))
    told |= {path: conflict.sides for path, conflict in record.conflicts.items()}
    return told | {f"{path}.photos": names for path, names in record.photos.items()}
