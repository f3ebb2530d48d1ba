"""A database's address -> the engine that speaks to it, set so that what is committed is durable and nobody waits for ever.

SQLite is what we advise; PostgreSQL (`postgresql://…`, by psycopg) is for a county that runs one already. Refuses any
other, one that is only a standby, and one whose encoding cannot hold Chinese.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from inspections.errors import Code, Exit, M, Msg, Problem, UserError

WRITES: Final = "ducha_writes"
"""The option of a connection whose transaction is to write."""
LOCK_WAIT_SECONDS: Final = 60
IDLE_SECONDS: Final = 120
"""A host that stops in the middle of a transaction holds a document no longer than this, so that others go on."""
_POSTGRESQL: Final = {"postgres", "postgresql", "postgresql+psycopg"}


def engine_of(url: str, busy_seconds: float) -> Engine:
    """Return the engine of a URL; a wait for a lock ends after `busy_seconds`.

    Raises UserError (exit 2): an address that is none, a database that is neither, the driver is missing.
    """
    try:
        where = make_url(url)
    except ArgumentError:
        raise _wrong(M("server.json 里的数据库地址写错了")) from None
    if where.drivername == "sqlite":
        engine = create_engine(where, pool_size=20, max_overflow=40, pool_timeout=LOCK_WAIT_SECONDS)
        _set_up_sqlite(engine, busy_seconds)
        return engine
    if where.drivername not in _POSTGRESQL:
        raise _wrong(M("不支持这种数据库：{name}", name=where.get_backend_name()))
    return _postgresql(where.set(drivername="postgresql+psycopg"), busy_seconds)


def check(connection: Connection) -> None:
    """Raise UserError (exit 2) for a PostgreSQL database that cannot hold every text."""
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        what = M("数据库的编码是 {encoding}，存不下中文", encoding=encoding)
        remedy = M("另建一个：createdb --encoding=UTF8 --template=template0 --owner=账号 数据库名")
        raise UserError(Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.USAGE)


def unreachable(error: DBAPIError) -> UserError:
    """Return what is told at the start of a database that cannot be reached: who reads it is at the console."""
    why = str(error.orig).strip().splitlines() or [""]
    what = M("连不上数据库：{why}", why=why[0])
    remedy = M(
        "看 PostgreSQL 是否在运行、server.json 里的 database 是否写对、密码是否在 ~/.pgpass 里"
    )
    problem = Problem(code=Code.STORE_BUSY, what=what, remedy=remedy)
    return UserError(problem, exit=Exit.TRY_AGAIN)


def _postgresql(where: URL, busy_seconds: float) -> Engine:
    told: dict[str, Any] = {"connect_timeout": 10, "target_session_attrs": "read-write"}
    try:
        # fewer than SQLite's: several hosts share a PostgreSQL, which takes a hundred connections unless told otherwise
        engine = create_engine(
            where, pool_size=10, max_overflow=20, pool_timeout=LOCK_WAIT_SECONDS, pool_pre_ping=True,
            connect_args={name: value for name, value in told.items() if name not in where.query},
        )  # fmt: skip
    except ImportError:
        what = M("没有安装 PostgreSQL 的驱动程序")
        remedy = M("安装：pip install 'ducha[postgresql]'")
        problem = Problem(code=Code.USAGE, what=what, remedy=remedy)
        raise UserError(problem, exit=Exit.USAGE) from None

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: object) -> None:
        limits = {"lock_timeout": busy_seconds, "idle_in_transaction_session_timeout": IDLE_SECONDS}
        for name, seconds in limits.items():
            connection.execute(f"SET {name} = {max(1, int(seconds * 1000))}")
        for name, seconds in {"idle": 30, "interval": 10, "count": 3}.items():
            connection.execute(f"SET tcp_keepalives_{name} = {seconds}")
        # acknowledged means durable, whatever is the habit of this PostgreSQL
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.commit()

    return engine


def _set_up_sqlite(engine: Engine, busy_seconds: float) -> None:
    """Let a transaction begin as ours do, not as the driver would: it begins one too late and none for reading."""

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _wrong(what: Msg) -> UserError:
    remedy = M("写成 postgresql://账号@主机/数据库名；用 SQLite 就去掉 database 这一项")
    return UserError(Problem(code=Code.USAGE, what=what, remedy=remedy), exit=Exit.USAGE)
