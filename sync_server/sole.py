"""One server a folder: a lock that the system holds for the process that serves, and lets go of whatever becomes of it.

Two servers on one SQLite file would not harm the ledger, but a photo that comes in through both, and the sites, would be
written by two. On a database that is made for several servers there is no such lock. Refuses a second server in words.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.files import disk_errors
from sync_server.service import Service

LOCK: Final = "serve.lock"
"""The file in the server's folder; that it lies there says nothing, only whether it is locked."""


@contextmanager
def sole(service: Service) -> Iterator[None]:
    """Be the only server of a folder while the block runs. Raises UserError (exit 5) while another one is."""
    if not service.database.on_sqlite:
        yield
        return
    folder, path = service.folder, service.folder / LOCK
    with disk_errors(path):
        stream = path.open("ab")
    with stream:
        if not _locked(stream):
            what = M("这个文件夹的服务器已经在运行")
            remedy = M("先停掉那一个；要同时运行两个，就各用各的文件夹")
            problem = Problem(code=Code.STORE_BUSY, file=str(folder), what=what, remedy=remedy)
            raise UserError(problem, exit=Exit.TRY_AGAIN)
        yield


def _locked(stream: IO[bytes]) -> bool:
    """Lock the file for this process; False while another one holds it. Where there are no locks nobody is refused."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network folder that knows no locks
        return True
    return True
