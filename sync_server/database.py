"""The server's database: opened with the settings that make a commit durable, and its transactions.

Statements are SQLAlchemy Core, the same on SQLite (WAL, synchronous=FULL) in the server's folder and on PostgreSQL by
URL (decision 25). What a writing transaction decides on is what it writes upon: SQLite has one writer at a time; on
PostgreSQL a writer holds the row of what it changes, and `beside` or `alone` says whom it lets write meanwhile. Refuses
to hide an error: what a person can mend is told in words (`database_faults`), anything else is raised as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from sync_server.database_engines import WRITES, check, engine_of, unreachable
from sync_server.database_faults import BUSY, explained
from sync_server.schema import META, migrate

BUSY_SECONDS: Final = 30.0
_GATE: Final = 0x64756368
"""The advisory lock of `beside` and `alone`: a number of our own ("duch"), in this database only."""


class Database:
    """An open database, brought to this version. Its methods raise UserError for what a person can mend."""

    def __init__(self, url: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.engine: Engine = engine_of(url, busy_seconds)
        self.on_sqlite = self.engine.dialect.name == "sqlite"
        self._busy_seconds = busy_seconds
        self._turn = threading.RLock()
        self._writer = self.engine.execution_options(**{WRITES: True})
        self._reader = self.engine
        if not self.on_sqlite:
            moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            self._reader = self.engine.execution_options(**moment)
            self._reach()
        with self.writing() as connection:
            check(connection)
            alone(connection)
            migrate(connection)

    def close(self) -> None:
        """Close every connection; what was committed stays."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold a transaction that writes: all of it is durable when the block ends well, nothing if it raises."""
        with self._in_turn(), explained(), self._writer.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read as everything stood at one moment, whatever others write meanwhile."""
        with explained(), self._reader.connect() as connection, connection.begin():
            yield connection

    def _reach(self) -> None:
        """Connect once, and say why if it cannot be."""
        try:
            self.engine.connect().close()
        except OperationalError as error:
            raise unreachable(error) from error

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let this process's writers to SQLite follow one another at once: left to SQLite they look again in steps of up
        to 100 ms, and twenty writers then wait for each other most of the time.
        """
        if not self.on_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=self._busy_seconds):
            raise BUSY.error()
        try:
            yield
        finally:
            self._turn.release()


def beside(connection: Connection) -> None:
    """Write beside others who do, but never while somebody writes alone. To be called before any row is written.

    On SQLite every writer is alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock_shared(%s)", (_GATE,))


def alone(connection: Connection) -> None:
    """Wait until nobody writes `beside` any more, and let nobody until this transaction ends.

    For what all documents rest on (the district, whether the server only collects) and what crosses them (a blob that
    several name). To be called before any row is written, else two that wait for each other never end.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_GATE,))


def get_meta(connection: Connection, name: str) -> str | None:
    """Return a value of the table `meta`, or None."""
    found: str | None = connection.execute(
        select(META.c.value).where(META.c.name == name)
    ).scalar_one_or_none()
    return found


def put_meta(connection: Connection, name: str, value: str) -> None:
    """Write a value of the table `meta`."""
    add_missing(connection, META, name=name, value=value)
    connection.execute(update(META).where(META.c.name == name).values(value=value))


def add_missing(connection: Connection, table: Table, *rows: dict[str, Any], **row: Any) -> None:
    """Insert the rows that are not there yet; those that are stay as they are."""
    given = [*rows, *([row] if row else [])]
    if not given:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), given)
