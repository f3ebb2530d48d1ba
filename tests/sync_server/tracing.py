"""A process under strace: which calls that change the disk or the line it makes, and a fault at any one of them.

strace counts calls by thread and by kind, so a place is a thread, a kind and a number. A kill comes before the call is
made: what it would have written is not there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.sync_server.forking import scratch

DISK = (
    "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "fallocate", "rename", "renameat2", "unlink", "unlinkat",
    "mkdir", "chmod", "fchmodat", "rmdir", "symlink", "copy_file_range", "sendfile",
)  # fmt: skip
LINE = ("sendto", "sendmsg")
MAIN, WORKERS, ALL = "main", "workers", "all"
_CALL = re.compile(r"(\d+) +(\w+)\((?:([12]),)?")


@dataclass(frozen=True, order=True)
class Place:
    """The `n`-th call of a kind that the main thread, or one of its workers, makes."""

    threads: str
    call: str
    n: int
    told: bool = False
    """It only says something on the standard output."""

    def __str__(self) -> str:
        return f"{self.threads}:{self.call}#{self.n}"


@dataclass
class Trace:
    """What strace wrote down."""

    pid: int
    log: Path

    def places(self) -> list[Place]:
        """Every place, in the order in which they were reached."""
        met: Counter[tuple[str, str]] = Counter()
        found = []
        for thread, call, handle in _CALL.findall(self.log.read_text("utf-8", errors="replace")):
            which = MAIN if int(thread) == self.pid else WORKERS
            met[thread, call] += 1
            found.append(Place(which, call, met[thread, call], call == "write" and bool(handle)))
        return list(dict.fromkeys(found))


@contextmanager
def traced(
    pid: int, fault: str = "", threads: str = ALL, calls: Collection[str] = (*DISK, *LINE)
) -> Iterator[Trace]:
    """Trace a process that runs or is held; `fault` is what strace injects, such as `pwrite64:signal=KILL:when=3`."""
    handle, log = tempfile.mkstemp(dir=scratch())
    os.close(handle)
    command = ["strace", "-o", log, "-e", f"trace={','.join(f'?{one}' for one in calls)}", "-s", "0"]  # fmt: skip
    for one in (fault,) if isinstance(fault, str) and fault else fault:
        command += ["-e", f"inject={one}"]
    process = subprocess.Popen([*command, *_who(pid, threads)], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = process.stderr.readline()
    assert "attached" in said, said
    try:
        yield Trace(pid, Path(log))
    finally:
        process.terminate()
        process.communicate()


def kill_at(place: Place) -> str:
    return f"{place.call}:signal=KILL:when={place.n}"


def fail_at(place: Place, errno: str) -> str:
    """Every such call from this one on fails; of `write` this one alone, for it is what words are said with, too."""
    return f"{place.call}:error={errno}:when={place.n}" + ("" if place.call == "write" else "+")


@cache
def why_not() -> str:
    """Return why processes cannot be traced here, nothing when they can."""
    if shutil.which("strace") is None:
        return "no strace on this machine: install it (Linux), e.g. apt-get install strace"
    tried = subprocess.run(
        ["strace", "-e", "trace=write", "true"], capture_output=True, text=True, check=False
    )
    return "" if tried.returncode == 0 else f"strace may not trace here: {tried.stderr[:200]}"


def strace_or_skip() -> None:
    """Go on where strace works. Missing it is a failure in CI, elsewhere a skip that says what to install."""
    if not (why := why_not()):
        return
    if os.environ.get("CI") and shutil.which("strace") is None and shutil.which("apt-get"):
        pytest.fail(why)
    pytest.skip(why)


def _who(pid: int, threads: str) -> list[str]:
    if threads == ALL:
        return ["-f", "-p", str(pid)]
    if threads == MAIN:
        return ["-p", str(pid)]
    tasks = [one.name for one in Path(f"/proc/{pid}/task").iterdir() if one.name != str(pid)]
    return ["-f", *(word for one in tasks for word in ("-p", one))]
