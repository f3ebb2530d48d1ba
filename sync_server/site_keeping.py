"""The sites kept as the ledger is: a thread that mirrors what was accepted, and a process that makes trees of it.

Whoever reads meanwhile sees the old tree whole or the new one whole. The thread looks every few seconds, so a hundred
pushes are one round, and pushes of other workers count too; one of several workers on a machine does it (a lock file).
Refuses to harm the sync: what goes wrong here is logged and tried again later, the trees stay as they are.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Final

from inspections.errors import UserError
from sync_server.service import Service
from sync_server.site_mirror import Mirror
from sync_server.site_trees import STATE, tree

BEGIN_SECONDS: Final = 5.0
"""After the start: a server that is tried out, or fails at once, makes no site."""
LOOK_SECONDS: Final = 2.0
AGAIN_SECONDS: Final = 30.0
"""After a fault, and before a process that ended is started again."""
STOP_SECONDS: Final = 5.0
NICE: Final = 10
log = logging.getLogger("ducha.site")


class SiteKeeper:
    """Begun with the server and ended with it."""

    def __init__(self, service: Service, begin_seconds: float = BEGIN_SECONDS) -> None:
        self._service = service
        self._begin_seconds = begin_seconds
        self._mirror = Mirror(service)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sites", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to keep the sites."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and the process; a tree that was being made is left out, the one before it stands."""
        self._stop.set()
        self._thread.join()

    @property
    def process(self) -> int | None:
        """The id of the process that makes trees, None while there is none."""
        made = self._process
        return made.pid if made is not None and made.poll() is None else None

    def _run(self) -> None:
        if self._stop.wait(self._begin_seconds):
            return
        with (self._service.folder / "sites.lock").open("wb") as lock:
            while not _locked(lock):
                if self._stop.wait(AGAIN_SECONDS):
                    return
            try:
                while not self._stop.wait(self._round()):
                    pass
            finally:
                self._end_process()

    def _round(self) -> float:
        """Mirror what is new and have the process run; return how many seconds to wait before the next look."""
        try:
            if grown := self._mirror.catch_up():
                log.info("mirrored", extra={"documents": grown})
            if self._process is not None and (status := self._process.poll()) is not None:
                log.error("site process ended", extra={"status": status})
                self._process = None
                return AGAIN_SECONDS
            if self._process is None:
                self._process = self._started()
        except (UserError, OSError) as error:
            log.error("sites not mirrored", exc_info=error)
            return AGAIN_SECONDS
        except Exception:  # must not end the thread: the sites would stand still for ever
            log.exception("sites not mirrored")
            return AGAIN_SECONDS
        return LOOK_SECONDS

    def _started(self) -> subprocess.Popen[bytes]:
        trees, state = tree(self._service.folder), self._service.folder / STATE
        trees.mkdir(exist_ok=True, mode=0o700)
        told = (self._service.folder / "sites.log").open("wb")
        module = [sys.executable, "-m", "sync_server.site_watch"]
        with told:
            process = subprocess.Popen(
                [*module, *(str(path.resolve()) for path in (self._mirror.root, trees, state)), str(os.getpid())],
                stdin=subprocess.DEVNULL, stdout=told, stderr=told, start_new_session=True,
            )  # fmt: skip
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        return process

    def _end_process(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _locked(lock: IO[bytes]) -> bool:
    """Take the lock file for this process; False while another one has it. Systems without such locks have one worker."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
