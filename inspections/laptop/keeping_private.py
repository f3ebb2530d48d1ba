"""Private answers that were typed into the record itself, moved into its sibling before anything is recorded; and
photos of private answers that were put into the record's folder, moved into the one that git ignores.

The sibling is written first: a kill in between leaves the answer in both files, and doing it again takes it out of
the record. Refuses to touch a file with faults of its text; `check` names these.
"""

from __future__ import annotations

from pathlib import Path

from inspections.checklist import Checklist
from inspections.errors import M, Msg, UserError, listed
from inspections.inspection_yaml import private_file, read_record
from inspections.laptop.files import disk_errors, read_capped, write_whole
from inspections.laptop.photo_check import private_folder, public_names
from inspections.laptop.working_copy import RECORD_BYTES_MAX
from inspections.laptop.workspace import Workspace
from inspections.text_yaml import Mapping, Scalar, read


def keep_private(workspace: Workspace, path: Path) -> Msg | None:
    """Move what is private out of the record at `path`; return what was done, in words without the answers, or None.

    Raises UserError when the disk does not take it.
    """
    try:
        data = read_capped(path, RECORD_BYTES_MAX)
    except UserError:
        return None
    answers, photos = _keep_answers(workspace, path, data), _keep_photos(workspace, path)
    return listed((answers, photos)) if answers and photos else answers or photos


def _keep_photos(workspace: Workspace, path: Path) -> Msg | None:
    """Move the photos of private answers out of the record's folder, unless the record names them itself."""
    shared, own = path.with_suffix(""), private_folder(path)
    held = _held(Path(private_file(str(path))))
    if held is None or not shared.is_dir() or not any(shared.iterdir()):
        return None
    record, _ = read_record(
        read_capped(path, RECORD_BYTES_MAX),
        workspace.shown(path),
        workspace.shelf.checklist,
        held.encode(),
    )
    if record is None:
        return None
    named = {name for names in record.private_photos.values() for name in names}
    here = [p for p in sorted(shared.iterdir()) if p.name in named - public_names(record)]
    if not here:
        return None
    with disk_errors(own):
        own.mkdir(mode=0o700, exist_ok=True)
        for photo in here:
            photo.replace(own / photo.name)
            (own / photo.name).chmod(0o600)
    return M(
        "{names}不公开，已挪到文件夹 {folder}", names=listed(p.name for p in here), folder=own.name
    )


def _keep_answers(workspace: Workspace, path: Path, data: bytes) -> Msg | None:
    from inspections.private_sibling import move

    checklist = _checklist(workspace, data)
    if checklist is None:
        return None
    record, _ = read_record(data, workspace.shown(path), {checklist.ref: checklist}.get)
    sibling = Path(private_file(str(path)))
    held = _held(sibling)
    if record is None or (held is None and sibling.exists()):
        return None
    moved = move(data.decode("utf-8"), held, checklist, record.header)
    if not moved.items or read_capped(path, RECORD_BYTES_MAX) != data:
        return None
    if moved.sibling != held:
        write_whole(sibling, moved.sibling.encode())
    write_whole(path, moved.record.encode())
    return M(
        "{file}：{items}不公开，已挪到 {sibling}",
        file=workspace.shown(path),
        items=listed(item.label for item in moved.items),
        sibling=sibling.name,
    )


def _checklist(workspace: Workspace, data: bytes) -> Checklist | None:
    """Return the checklist of a record that reads and may hold a private answer, else None."""
    reading = read(data)
    named = reading.root.get("checklist") if isinstance(reading.root, Mapping) else None
    if reading.problems or not isinstance(named, Scalar):
        return None
    checklist = workspace.shelf.checklist(named.text.strip())
    private = [item.id for item in checklist.items if item.private] if checklist else []
    return checklist if any(name in reading.text for name in private) else None


def _held(sibling: Path) -> str | None:
    """Return the sibling's text; None when there is none, or when it does not read."""
    try:
        data = read_capped(sibling, RECORD_BYTES_MAX)
    except UserError:
        return None
    return None if read(data).problems else data.decode("utf-8")
