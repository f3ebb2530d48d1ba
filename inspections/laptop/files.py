"""Files on disk: read with a cap, written so that a kill at any moment leaves the old file or the new one, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from inspections.errors import Code, Exit, M, Problem, UserError

READ_BYTES_MAX = 64 * 1024 * 1024


def read_capped(path: Path, bytes_max: int = READ_BYTES_MAX) -> bytes:
    """Return the file's bytes, at most one byte more than `bytes_max` (so that a reader sees it is too large).

    Raises UserError when it is missing or cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(bytes_max + 1)
    except FileNotFoundError:
        raise UserError(missing(path)) from None
    except OSError as error:
        raise UserError(unreadable(path, error)) from error


def missing(path: Path) -> Problem:
    """Return the problem that says that there is no such file."""
    return Problem(
        code=Code.FILE_MISSING,
        file=str(path),
        what=M("没有这个文件"),
        remedy=M("核对路径和文件名"),
    )


def unreadable(path: Path, error: OSError) -> Problem:
    """Return the problem that says that the system does not give the file out."""
    return Problem(
        code=Code.FILE_UNREADABLE,
        file=str(path),
        what=M("文件读不出来：{why}", why=error.strerror or str(error)),
        remedy=M("核对它是不是文件、有没有读的权限"),
    )


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put `data` at `path`: temporary file beside it, fsync, replace, fsync of the folder.

    `private` files can be read by their owner only. Raises UserError (exit 5) when the disk is full.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if not private:
                Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


@contextlib.contextmanager
def writing_whole(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Hand out a temporary path beside `path`; what was written there takes its place when the block ends well.

    For files too large to hold in memory. `private` files can be read by their owner only, from the beginning. Raises
    UserError (exit 5) when the disk is full.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        os.close(handle)
        try:
            yield Path(name)
            with Path(name).open("r+b") as stream:
                os.fsync(stream.fileno())
            if not private:
                Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn the system's refusals to write into words: full disk, one that fails, read-only, no permission (exit 5)."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        broken = error.errno == errno.EIO
        remedy = M("核对文件夹的写权限后再做一次；什么也没有改动")
        if full:
            remedy = M("腾出空间后再做一次；什么也没有改动")
        if broken:
            remedy = M("检查磁盘、数据线和接口后再做一次；什么也没有改动")
        problem = Problem(
            code=Code.STORE_FULL if full or broken else Code.STORE_READONLY,
            file=str(path),
            what=M("写不进去：{why}", why=error.strerror or str(error)),
            remedy=remedy,
        )
        raise UserError(problem, exit=Exit.TRY_AGAIN) from error
