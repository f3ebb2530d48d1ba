"""Where the simulation takes the place of the machine: chance, the clock's zone, the disk. Everything else is real code.

The disk fails at a chosen write: each statement that changes the ledger's file and each step of writing a file (open,
rename, make, link) counts as one. A `Crash` is a machine that goes off: from then on nothing of that program runs, no
clean-up either. Also captures the bytes of every act at the moment it is signed, for checkers that trust nobody.
"""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from inspections.laptop import recorder, store

WRITES = ("INSERT", "DELETE", "UPDATE", "CREATE", "COMMIT", "BEGIN IMMEDIATE")
FILE_EVENTS = frozenset({"os.rename", "os.link", "os.mkdir", "os.remove"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Crash(BaseException):
    """The machine went off in the middle of a write."""


@dataclass
class Disk:
    """Counts writes; `left` writes go well, the next one meets the fault."""

    fault: str | None = None
    left: int = 0
    dead: bool = False
    writes: int = 0
    room: int = 0
    """Writes since the fault was set: how many places there were at which it could have struck."""
    met: bool = False
    below: bool = False
    """Whether a program runs: only what programs write goes to the simulated disk."""

    def arm(self, fault: str, left: int) -> None:
        self.fault, self.left, self.room, self.met, self.dead = fault, left, 0, False, False

    def mend(self) -> None:
        self.fault, self.dead = None, False

    def touch(self, what: str) -> None:
        if not self.below:
            return
        self.writes += 1
        if self.dead:
            raise Crash(what)
        if self.fault is None:
            return
        self.room += 1
        self.left -= 1
        if self.left >= 0:
            return
        self.met = True
        if self.fault == "crash":
            self.dead = True
            raise Crash(what)
        if what.startswith(("sql COMMIT", "after")):
            return  # a disk is found full when pages are asked for, and that was before
        if what.startswith("sql"):
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL  # type: ignore[attr-defined]
            raise full
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


DISK = Disk()


@contextmanager
def program_runs() -> Iterator[None]:
    """Let what is written in the block go to the simulated disk."""
    DISK.below = True
    try:
        yield
    finally:
        DISK.below = False


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if DISK.fault is None and not DISK.dead:
        return
    if event == "open":
        flags = args[2] if len(args) > 2 else 0
        if isinstance(flags, int) and flags & WRITING:
            DISK.touch(f"file open {args[0]}")
    elif event in FILE_EVENTS:
        DISK.touch(f"file {event} {args[0]}")


sys.addaudithook(_audit)


class Wire:
    """A connection to the ledger's file through the simulated disk."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self._real = real

    def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        self._touch(statement)
        found = self._real.execute(statement, values)
        if statement == "COMMIT":
            DISK.touch("after COMMIT")
        return found

    def executemany(self, statement: str, values: Any) -> sqlite3.Cursor:
        self._touch(statement)
        return self._real.executemany(statement, values)

    def _touch(self, statement: str) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            DISK.touch(f"sql {statement.split()[0]}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@dataclass
class Signing:
    """Every act that was signed by an honest program: id -> bytes, in order; and which were acknowledged."""

    signed: dict[str, bytes] = field(default_factory=dict)
    acknowledged: Callable[[str, list[str]], None] = lambda person, ids: None


@contextmanager
def machines(chance: random.Random, signing: Signing) -> Iterator[None]:
    """Run the block on simulated machines whose only chance is `chance`."""
    real_sign, real_connect, real_record = (
        recorder.sign, store.connect, recorder.Recorder.record,
    )  # fmt: skip

    def sign(draft: Any, key: Any) -> Any:
        event_id, value = real_sign(draft, key)
        signing.signed[event_id] = value
        return event_id, value

    def connect(path: Any, busy_seconds: float) -> Any:
        connection, read_only = real_connect(path, 0.0)
        connection.execute("PRAGMA synchronous = OFF")
        return Wire(connection), read_only

    def record(self: Any, *args: Any, **more: Any) -> Any:
        events = real_record(self, *args, **more)
        signing.acknowledged(str(self.workspace.root), [event.id for event in events])
        return events

    nonces = SimpleNamespace(token_hex=lambda n: chance.randbytes(n).hex())
    DISK.mend()
    with ExitStack() as stack:
        stack.enter_context(patch.object(recorder, "sign", sign))
        stack.enter_context(patch.object(recorder, "secrets", nonces))
        stack.enter_context(patch.object(store, "connect", connect))
        stack.enter_context(patch.object(recorder.Recorder, "record", record))
        try:
            yield
        finally:
            DISK.mend()
