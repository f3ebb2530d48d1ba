"""A tree on disk, replaced whole: built in a folder beside it, then swapped in. A failure leaves the old one standing.

Refuses to replace a folder that is not a tree of ours: `--out ~/Documents` must not cost anybody their documents.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.files import disk_errors

MARKER = "ducha-site.json"
"""The file by which a tree of ours is known."""
_BESIDE, _RENAME_EXCHANGE = -100, 2


def replace_tree(target: Path, fill: Callable[[Path], object]) -> None:
    """Have `fill` make a tree in an empty folder, then put it at `target` in the place of the old one.

    Raises UserError: `target` holds something else (exit 2); the disk is full or write-protected (exit 5).
    """
    _recover(target)
    _refuse_strangers(target)
    work = target.parent / f".{target.name}.{os.getpid()}.building"
    with disk_errors(target), _working_folder(work):
        fresh = work / "site"
        fresh.mkdir()
        fill(fresh)
        _swap(fresh, target, work / "old")


@contextlib.contextmanager
def _working_folder(work: Path) -> Iterator[None]:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _refuse_strangers(target: Path) -> None:
    if not target.exists() or (target / MARKER).is_file():
        return
    if target.is_dir() and not any(target.iterdir()):
        return
    raise UserError(
        Problem(
            code=Code.USAGE,
            file=str(target),
            what=M("这个位置已有别的内容，不是网站，不能覆盖"),
            remedy=M("换一个空的或不存在的文件夹，例如 --out site/bureau"),
        ),
        exit=Exit.USAGE,
    )


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put `fresh` at `target`; at once where the system can exchange two names, else in two steps."""
    if not target.exists():
        fresh.rename(target)
        return
    if _exchange(fresh, target):
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system (not Linux, an old file system) cannot."""
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    names = (os.fsencode(one), os.fsencode(other))
    return bool(renameat2(_BESIDE, names[0], _BESIDE, names[1], _RENAME_EXCHANGE) == 0)


def _recover(target: Path) -> None:
    """Clear away what a killed build left beside `target`; if it was killed between two renames, undo the first."""
    for left in sorted(target.parent.glob(f".{target.name}.*.building")):
        if _running(left.name.split(".")[-2]):
            continue
        old = left / "old"
        if (old / MARKER).is_file() and not target.exists():
            old.rename(target)
        shutil.rmtree(left, ignore_errors=True)


def _running(pid: str) -> bool:
    if os.name == "nt" or not pid.isdecimal() or int(pid) == os.getpid():
        return os.name == "nt"
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
