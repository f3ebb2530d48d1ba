"""`ducha` commands as processes of their own that start in a tenth of a second: forked from one that has imported everything.

What runs is the command itself (`cli.main`) in a process of its own, which can be killed, traced and left behind; only
the imports are done beforehand. `python -m tests.sync_server.forking` is the process that forks; tests talk to it by lines.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.inspections.laptop.office import NOW
from tests.scratch import scratch as a_folder

ROOT = Path(__file__).resolve().parents[2]
SECONDS_MAX = 60.0


@dataclass
class Child:
    """A command that runs, or ran."""

    pid: int
    out: Path
    status: int | None = None
    """What `wait` found: the exit status, or minus the signal that ended it."""

    def go(self) -> None:
        """Let a held child run."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def stop(self) -> int:
        """Ask it to end, as `systemctl stop` does; return its exit status."""
        os.kill(self.pid, signal.SIGTERM)
        return self.wait()

    def wait(self, seconds: float = SECONDS_MAX) -> int:
        if self.status is None:
            self.status = int(_ask(wait=self.pid, seconds=seconds))
        return self.status

    def ended(self) -> bool:
        """Whether it is gone, without waiting."""
        if self.status is None:
            self.status = _ask(wait=self.pid, seconds=0)
        return self.status is not None

    @property
    def url(self) -> str:
        """The address that a server says when it is ready."""
        for _ in range(int(SECONDS_MAX * 100)):
            told = self.out.read_text("utf-8")
            if told.startswith("{") and "}" in told:
                assert '"url"' in told, told
                return str(json.loads(told[: told.index("}") + 1])["url"])
            assert not self.ended(), told
            time.sleep(0.01)
        raise AssertionError("the server does not begin")


def ducha(*words: str | Path, held: bool = False, now: str = NOW, **patches: float) -> Child:
    """Start a command; `held` stops it before its first step. `patches` are small limits (`_patch`)."""
    handle, out = tempfile.mkstemp(dir=scratch())
    os.close(handle)
    told = _ask(words=[str(w) for w in words], out=out, held=held, now=now, patches=patches)
    return Child(int(told), Path(out))


@cache
def scratch() -> Path:
    """Return a folder for what these processes say, gone when the tests end."""
    return a_folder("told")


@cache
def _nursery() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sync_server.forking"], cwd=ROOT, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def _ask(**told: Any) -> Any:
    nursery = _nursery()
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(json.dumps(told) + "\n")
    nursery.stdin.flush()
    return json.loads(nursery.stdout.readline())


def _serve_requests() -> None:
    """Fork and wait as the lines of standard input say, until it ends; then end whatever still runs."""
    import sync_server.app
    import sync_server.backing_up
    import sync_server.confirming
    import sync_server.logs
    import sync_server.making
    import sync_server.patience  # noqa: F401

    children: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            said = _waited(asked["wait"], asked["seconds"])
            if said is not None:
                children.discard(asked["wait"])
        else:
            said = _forked(asked)
            children.add(said)
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _waited(pid: int, seconds: float) -> int | None:
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= end:
            return None
        time.sleep(0.005)


def _forked(asked: dict[str, Any]) -> int:
    if pid := os.fork():
        if asked["held"]:
            os.waitpid(pid, os.WUNTRACED)
        return pid
    status = 70
    try:
        out = os.open(asked["out"], os.O_WRONLY)
        for handle, to in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (out, 2)):
            os.dup2(handle, to)
        os.environ["DUCHA_NOW"] = asked["now"]
        sys.argv = ["ducha", *asked["words"]]
        _patch(asked["patches"])
        if asked["held"]:
            os.kill(os.getpid(), signal.SIGSTOP)
        from inspections.laptop.cli import main

        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    except BaseException:  # noqa: BLE001  (nothing may get out into the process that forked)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _patch(patches: dict[str, float]) -> None:
    """Lower limits that are no setting: rows before a compaction, pauses of a laptop, seconds before the sites begin."""
    from inspections.laptop import sync_line
    from sync_server import site_keeping
    from sync_server.service import Caps
    from sync_server.site_keeping import SiteKeeper

    if "compact_after" in patches:
        Caps.__init__.__kwdefaults__["compact_after"] = int(patches["compact_after"])
    if "impatient" in patches:
        sync_line.PAUSES = ()  # type: ignore[misc]
    if "sites_after" in patches:
        SiteKeeper.__init__.__defaults__ = (patches["sites_after"],)
        site_keeping.LOOK_SECONDS = site_keeping.AGAIN_SECONDS = 0.1  # type: ignore[misc]


if __name__ == "__main__":
    _serve_requests()
