"""The tables of the server, in SQLAlchemy Core: the same on SQLite and PostgreSQL; versioned, never edited once released.

Other modules of the server (accounts, audit) put their tables into the same `METADATA` and their steps behind ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    update,
)

from inspections.errors import Code, M, Problem, UserError
from sync_server.append_only import keep
from sync_server.columns import NAME, WORDS
from sync_server.schema_people import create_people

METADATA: Final = MetaData()

META = Table("meta", METADATA, Column("name", WORDS, primary_key=True), Column("value", WORDS, nullable=False))  # fmt: skip
"""The version of the tables, the district's root key, whether the server only collects."""
DOCUMENTS = Table(
    "documents", METADATA,
    Column("doc", WORDS, primary_key=True),
    Column("pushes", BigInteger, nullable=False, default=0),
    Column("receipt", BigInteger, nullable=False, default=0),
    Column("receipt_id", WORDS, nullable=False, default=""),
    Column("bare", BigInteger, nullable=False, default=0),
)  # fmt: skip
"""One row a document: `pushes` is written first by whoever adds to it, which is the lock; `receipt` the last receipt;
`bare` how many events no receipt names. Whoever holds the last receipt while `bare` is 0 lacks nothing."""
LOG = Table(
    "log", METADATA,
    Column("doc", WORDS, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    Column("at", WORDS, nullable=False),
    Column("device", WORDS, nullable=False),
)  # fmt: skip
"""Accepted updates, append-only; compaction takes away what two snapshots hold."""
SNAPSHOTS = Table(
    "snapshots", METADATA,
    Column("doc", WORDS, primary_key=True),
    Column("upto", BigInteger, primary_key=True, autoincrement=False),
    Column("events", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)  # fmt: skip
WAITING = Table(
    "waiting", METADATA,
    Column("doc", WORDS, primary_key=True),
    Column("id", WORDS, primary_key=True),
    Column("client", BigInteger, primary_key=True, autoincrement=False),
    Column("clock", BigInteger, primary_key=True, autoincrement=False),
    Column("value", LargeBinary, nullable=False),
)  # fmt: skip
QUARANTINE = Table(
    "quarantine", METADATA,
    Column("doc", WORDS, primary_key=True),
    Column("sha256", WORDS, primary_key=True),
    Column("why", WORDS, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("at", WORDS, nullable=False),
    Column("carrier", WORDS, nullable=False),
)  # fmt: skip
"""What was turned away: the bytes, why, and the device that carried them (which need not be the one that wrote them)."""
NUMBERS = Table(
    "numbers", METADATA,
    Column("series", WORDS, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)  # fmt: skip
"""The last official number of each series and year; its row is the lock while one is given."""
NOTICES = Table(
    "notices", METADATA,
    Column("notice", NAME, primary_key=True),
    Column("series", WORDS, nullable=False),
    Column("year", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("doc", WORDS, nullable=False),
)  # fmt: skip
BLOBS = Table(
    "blobs", METADATA,
    Column("sha256", WORDS, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("at", WORDS, nullable=False),
    Column("device", WORDS, nullable=False),
)  # fmt: skip
"""Blobs that are here whole and were checked; what is not listed is not served."""
NAMED = Table(
    "named", METADATA,
    Column("sha256", WORDS, primary_key=True),
    Column("doc", WORDS, primary_key=True),
    Column("event", WORDS, primary_key=True),
    Column("field", WORDS, primary_key=True),
    Column("picture", WORDS, nullable=False, default=""),
)  # fmt: skip
"""Which event names a blob: `field` is that of a private answer, else empty; `picture` the file's name, if it has one."""
WANTED = Table(
    "wanted", METADATA,
    Column("doc", WORDS, primary_key=True),
    Column("sha256", WORDS, primary_key=True),
)  # fmt: skip
"""Blobs that a document names and that are not here yet."""
ERASING = Table("erasing", METADATA, Column("doc", WORDS, primary_key=True))
"""Documents whose erasures came in and are not carried out yet: a kill in between is done again at the next start."""
USAGE = Table(
    "usage", METADATA,
    Column("device", WORDS, primary_key=True),
    Column("day", WORDS, primary_key=True),
    Column("events", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)  # fmt: skip
"""What a device handed in on a day, for the daily caps."""
NAMED_BY_DOC = Index("named_by_doc", NAMED.c.doc)
FIRST = (
    DOCUMENTS,
    LOG,
    SNAPSHOTS,
    WAITING,
    QUARANTINE,
    NUMBERS,
    NOTICES,
    BLOBS,
    NAMED,
    WANTED,
    ERASING,
    USAGE,
)


def _first(connection: Connection) -> None:
    for table in FIRST:
        table.create(connection)
    keep(connection, "log_is_never_changed", "log", "UPDATE")


STEPS: Final[list[Callable[[Connection], None]]] = [_first, create_people]
"""The n-th brings a database of version n to version n + 1."""


def migrate(connection: Connection) -> None:
    """Bring the database to this version, inside the caller's transaction; raises UserError for one of a newer version."""
    if not inspect(connection).has_table(META.name):
        META.create(connection)
        connection.execute(insert(META).values(name="version", value="0"))
    version = int(connection.execute(select(META.c.value).where(META.c.name == "version")).scalar_one())  # fmt: skip
    if version > len(STEPS):
        what = M("服务器的数据库由更新版本的 ducha 写成，本版本不能打开")
        remedy = M("把服务器上的 ducha 升级到最新版本后再启动；数据没有改动")
        raise UserError(Problem(code=Code.STORE_NEWER, what=what, remedy=remedy))
    if version == len(STEPS):
        return
    for step in STEPS[version:]:
        step(connection)
    connection.execute(update(META).where(META.c.name == "version").values(value=str(len(STEPS))))
