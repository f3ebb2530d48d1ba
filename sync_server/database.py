"""The server's database: opened with the settings that make a commit durable, its transactions, its faults in words.

SQLite (WAL, synchronous=FULL) in the server's folder. Statements are SQLAlchemy Core, so that a PostgreSQL URL can take
its place. A writing transaction takes the write lock before it reads: what it decides on is what it writes upon. Refuses
to hide an error: what a person can mend is told in words, anything else is raised as it is.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, create_engine, event, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from sync_server.schema import META, migrate

BUSY_SECONDS: Final = 30.0
_WRITES: Final = "ducha_writes"
_FAULTS: Final[dict[int, tuple[Code, Msg, Msg]]] = {
    sqlite3.SQLITE_BUSY: (
        Code.STORE_BUSY, M("服务器正忙，这次什么也没有写入"), M("过一会儿再试一次"),
    ),
    sqlite3.SQLITE_FULL: (
        Code.STORE_FULL, M("服务器的磁盘已满，这次什么也没有写入"),
        M("请管理员清理服务器的磁盘，然后再试一次；此前收下的内容都在"),
    ),
    sqlite3.SQLITE_IOERR: (
        Code.STORE_FULL, M("服务器的磁盘读写出错，这次什么也没有写入"),
        M("请管理员检查服务器的磁盘，然后再试一次；此前收下的内容都在"),
    ),
    sqlite3.SQLITE_READONLY: (
        Code.STORE_READONLY, M("服务器的文件夹只能读、不能写"), M("请管理员开放写入权限"),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        Code.STORE_READONLY, M("服务器的数据库打不开"), M("核对文件夹是否存在、是否允许读写"),
    ),
    sqlite3.SQLITE_CORRUPT: (
        Code.STORE_DAMAGED, M("服务器的数据库已损坏"), M("不要删除，先另存一份；再用 ducha restore 从备份取回"),
    ),
    sqlite3.SQLITE_NOTADB: (
        Code.STORE_DAMAGED, M("这不是服务器的数据库，或已损坏"), M("不要删除，先另存一份；再用 ducha restore 从备份取回"),
    ),
}  # fmt: skip


class Database:
    """An open database, brought to this version. Its methods raise UserError for what a person can mend."""

    def __init__(self, url: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.engine: Engine = create_engine(url, pool_size=20, max_overflow=40, pool_timeout=60)
        self._busy_seconds = busy_seconds
        self._turn = threading.RLock()
        if self.engine.dialect.name == "sqlite":
            _set_up(self.engine, busy_seconds)
        with self.writing() as connection:
            migrate(connection)

    def close(self) -> None:
        """Close every connection; what was committed stays."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold a transaction that writes: all of it is durable when the block ends well, nothing if it raises."""
        engine = self.engine.execution_options(**{_WRITES: True})
        with self._in_turn(), explained(), engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read as everything stood at one moment, whatever others write meanwhile."""
        with explained(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let this process's writers to SQLite follow one another at once: left to SQLite they look again in steps of up
        to 100 ms, and twenty writers then wait for each other most of the time.
        """
        if self.engine.dialect.name != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=self._busy_seconds):
            code, what, remedy = _FAULTS[sqlite3.SQLITE_BUSY]
            raise UserError(Problem(code=code, what=what, remedy=remedy), exit=Exit.TRY_AGAIN)
        try:
            yield
        finally:
            self._turn.release()


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


@contextmanager
def explained() -> Iterator[None]:
    """Turn the database's errors inside the block into a UserError (exit 5, or 1 for damage) that says what to do."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_LOCKED:
            code = sqlite3.SQLITE_BUSY
        if code not in _FAULTS:
            raise
        kind, what, remedy = _FAULTS[code]
        exit = Exit.PROBLEMS if kind is Code.STORE_DAMAGED else Exit.TRY_AGAIN
        raise UserError(Problem(code=kind, what=what, remedy=remedy), exit=exit) from error


def _set_up(engine: Engine, busy_seconds: float) -> None:
    """Let a transaction begin as ours do, not as the driver would: it begins one too late and none for reading."""

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
