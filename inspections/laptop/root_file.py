"""The root key in a file of its own, outside the workspace: on a stick in a locked drawer, not on the laptop.

Written once, for its owner only; refuses to replace any file, to lie inside the workspace, and to make the folder it is
to lie in (a stick that is not plugged in would become a folder on the disk).
"""

from __future__ import annotations

import os
from pathlib import Path

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.ids import PersonId
from inspections.keys import SigningKey
from inspections.laptop.actor import check_root
from inspections.laptop.files import disk_errors, sync_folder
from inspections.laptop.keyring import encrypted
from inspections.laptop.recorder import Recorder
from inspections.laptop.workspace import Workspace

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def root_from(workspace: Workspace, person: PersonId, path: Path) -> Recorder:
    """Return the recorder that signs with the root key in the file `path`.

    Raises UserError for a file that is missing or no key, RuleError (exit 3) for a key that is not the district's root
    key in force; the passphrase is asked when it first records.
    """
    key = workspace.opener.read(path)
    check_root(workspace, key.public_hex)
    return Recorder(workspace, person, key)


def check_place(path: Path, workspace_root: Path) -> None:
    """Raise UserError (exit 2) unless a root key may be written to `path`: a new file, outside the workspace."""
    real = path.resolve()
    if real.is_relative_to(workspace_root.resolve()):
        raise _refused(
            path,
            M("根密钥不能放在工作区里：工作区会被拷贝、备份给别人"),
            M("写到 U 盘上，如 --root-key /media/usb/root.key"),
        )
    if path.exists() or path.is_symlink():
        raise _refused(
            path,
            M("这个文件已经有了，没有覆盖"),
            M("换一个文件名；确认它没有用了，才由您自己删去"),
        )
    if not real.parent.is_dir():
        raise _refused(path, M("没有这个文件夹"), M("插上 U 盘，或先建好文件夹，再做一次"))


def write_root(
    path: Path, key: SigningKey, passphrase: str | None, seed: str | None = None
) -> None:
    """Write the key to the new file `path`, readable by its owner only, encrypted if there is a passphrase.

    Raises UserError: the file is there (exit 2), the disk is full (exit 5); then no file is left behind.
    """
    text = key.to_text() if passphrase is None else encrypted(key, passphrase, seed)
    with disk_errors(path):
        try:
            handle = os.open(path, _NEW, 0o600)
        except FileExistsError:
            raise _refused(path, M("这个文件已经有了，没有覆盖"), M("换一个文件名")) from None
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode())
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def _refused(path: Path, what: Msg, remedy: Msg) -> UserError:
    return UserError(
        Problem(code=Code.KEY_PLACE, file=str(path), what=what, remedy=remedy), exit=Exit.USAGE
    )
