"""A real PostgreSQL for the tests: one a process that runs tests, thrown away with it, a database of its own for each test.

It writes nothing to the disk for good (fsync off): what is tested is our statements, not its durability. Where there is
no PostgreSQL the tests that need one are skipped with the reason, in CI they fail.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

USER = "ducha"
BOTH = ("sqlite", "postgresql")
ON_BOTH = pytest.mark.parametrize("store", BOTH, indirect=True)
"""For `pytestmark`: every test of the file runs with a server on SQLite and one on PostgreSQL."""
ON_POSTGRESQL = pytest.mark.parametrize("store", BOTH[1:], indirect=True)


@dataclass
class Postgres:
    """A PostgreSQL of our own: where it lies, its programs, as whom it runs."""

    folder: Path
    programs: Path
    runs_as: dict[str, Any]
    process: subprocess.Popen[bytes] | None = None
    made: Iterator[int] = field(default_factory=count)
    of_test: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "fsync": "off", "full_page_writes": "off",
                    "max_connections": 200, "shared_buffers": "32MB", "autovacuum": "off"}  # fmt: skip
        told = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        path = self.folder / "log"
        with path.open("wb") as log:
            command = [self.programs / "postgres", "-D", self.folder / "data", *told]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **self.runs_as)
        until = time.monotonic() + 30
        while "ready to accept" not in path.read_text("utf-8"):
            assert self.process.poll() is None and time.monotonic() < until, path.read_text("utf-8")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def create(self, template: str = "", *, kept: bool = False, **options: str) -> str:
        """Make a database, as a copy of another if it is named; return its name. It ends with the test, unless `kept`."""
        name = f"db{next(self.made)}"
        if not kept:
            self.of_test.append(name)
        like = f" TEMPLATE {template}" if template else ""
        self.run(f"CREATE DATABASE {name}{like}" + "".join(f" {k} '{v}'" for k, v in options.items()))  # fmt: skip
        return name

    def drop_tests(self) -> None:
        """Drop what this test made."""
        while self.of_test:
            self.run(f"DROP DATABASE {self.of_test.pop()} WITH (FORCE)")

    def run(self, statement: str, database: str = "postgres") -> list[Any]:
        """Run a statement outside any transaction, as the PostgreSQL's own administrator."""
        url = self.url(database).replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            found = connection.execute(text(statement))
            rows = list(found) if found.returns_rows else []
        engine.dispose()
        return rows


@cache
def postgres() -> Postgres:
    """Return this process's PostgreSQL, started when it is first asked for; skips, or fails in CI, without one."""
    programs = _programs()
    if programs is None:
        why = "no PostgreSQL on this machine: install one, e.g. apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    # a short path: a socket's name holds a hundred bytes
    folder = Path(tempfile.mkdtemp(prefix="dpg-", dir="/tmp"))
    made = Postgres(folder, programs, _other_user(folder))
    init = ["-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]  # fmt: skip
    subprocess.run([programs / "initdb", *init], check=True, capture_output=True, **made.runs_as)
    made.start()
    atexit.register(_end, made, os.getpid())
    return made


def _programs() -> Path | None:
    """Return the folder with `initdb` and `postgres`; Debian keeps them off the path."""
    if sys.platform == "win32":
        return None
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return kept[-1].parent if kept else None


def _other_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: there it runs as the user that its package made."""
    if os.geteuid() != 0:
        return {}
    import pwd

    found = pwd.getpwnam("postgres")
    os.chown(folder, found.pw_uid, found.pw_gid)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _end(made: Postgres, owner: int) -> None:
    if os.getpid() == owner:  # not a test's fork
        made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)
