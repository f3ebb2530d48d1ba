"""The ledger's SQLite file: made whole, opened with the right settings, brought to this version; its faults in words.

A new file is built beside its place and linked there, so a half-made one never stands under the name. A missing or
empty file is never silently replaced by a new one: it may have held everything.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.laptop import store_subjects

APPLICATION_ID: Final = 0x44756368  # "Duch"
MIGRATIONS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE log (
        doc TEXT NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (doc, n)
    ) STRICT;
    CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER log_is_never_deleted BEFORE DELETE ON log
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TABLE bases (inspection TEXT PRIMARY KEY, text TEXT NOT NULL, seen TEXT NOT NULL) STRICT;
    """,
    """
    ALTER TABLE bases ADD COLUMN photos TEXT NOT NULL DEFAULT '{}';
    CREATE TABLE intended (
        inspection TEXT PRIMARY KEY, text TEXT NOT NULL, seen TEXT NOT NULL, photos TEXT NOT NULL
    ) STRICT;
    CREATE TABLE waiting (
        doc TEXT NOT NULL, id TEXT NOT NULL, client INTEGER NOT NULL, clock INTEGER NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (doc, id, client, clock)
    ) STRICT;
    CREATE TABLE quarantine (
        doc TEXT NOT NULL, sha256 TEXT NOT NULL, why TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (doc, sha256, why)
    ) STRICT;
    """,
    """
    CREATE TABLE private_bases (inspection TEXT PRIMARY KEY, shown TEXT NOT NULL) STRICT;
    """,
    store_subjects.TABLE,
)
"""The n-th brings a file of version n to version n + 1; never edited once released."""
FILLED: Final[dict[str, Callable[[sqlite3.Connection], None]]] = {
    store_subjects.TABLE: store_subjects.fill,
}
"""What is put into a derived table once its migration has made it."""
VERSION: Final = len(MIGRATIONS)

_RESTORE = M("不要删除这个文件，先另存一份；再从备份取回 ledger 文件夹，或请管理员处理")
_FAULTS: Final[dict[int, tuple[Code, Exit, Msg, Msg]]] = {
    sqlite3.SQLITE_BUSY: (
        Code.STORE_BUSY, Exit.TRY_AGAIN, M("台账文件正被另一个程序占用，这次什么也没有写入"),
        M("等它完成，或关掉另一个 ducha 窗口，然后再试一次"),
    ),
    sqlite3.SQLITE_FULL: (
        Code.STORE_FULL, Exit.TRY_AGAIN, M("磁盘已满，这次什么也没有写入"),
        M("清理出磁盘空间后再试一次；此前保存的内容都在"),
    ),
    sqlite3.SQLITE_IOERR: (
        Code.STORE_FULL, Exit.TRY_AGAIN, M("磁盘读写出错，这次什么也没有写入"),
        M("检查磁盘是否已满或接触不良，然后再试一次；此前保存的内容都在"),
    ),
    sqlite3.SQLITE_READONLY: (
        Code.STORE_READONLY, Exit.TRY_AGAIN, M("这个文件夹只能读、不能写，什么也没有写入"),
        M("把整个工作文件夹复制到自己的电脑上再操作，或请管理员开放写入权限"),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        Code.STORE_READONLY, Exit.TRY_AGAIN, M("台账文件打不开"),
        M("检查这个文件夹是否存在、是否允许读写，然后再试一次"),
    ),
    sqlite3.SQLITE_CORRUPT: (Code.STORE_DAMAGED, Exit.PROBLEMS, M("台账文件已损坏"), _RESTORE),
    sqlite3.SQLITE_NOTADB: (Code.STORE_DAMAGED, Exit.PROBLEMS, M("这不是台账文件，或已损坏"), _RESTORE),
}  # fmt: skip
"""SQLite's primary result code -> what it means to a person; anything else is a fault of ours and raised as it is."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors inside the block into a UserError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_LOCKED:
            code = sqlite3.SQLITE_BUSY
        if code not in _FAULTS:
            raise
        fault = _FAULTS[code]
        problem = Problem(code=fault[0], what=fault[2], remedy=fault[3], file=str(path))
        raise UserError(problem, exit=fault[1]) from error


def create(path: Path) -> None:
    """Make an empty file of this version at `path` unless there is one; whole at any moment, or not there."""
    if path.exists():
        return
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(made, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                migrate(connection, path)
            finally:
                connection.close()
        _put_in_place(made, path)
    except OSError as error:
        raise UserError(_problem(sqlite3.SQLITE_READONLY, path), exit=Exit.TRY_AGAIN) from error
    finally:
        for left in path.parent.glob(f"{made.name}*"):
            left.unlink(missing_ok=True)


def connect(path: Path, busy_seconds: float) -> tuple[sqlite3.Connection, bool]:
    """Return an open connection to an existing file, brought to this version, and whether it can only be read."""
    if not path.exists() or path.stat().st_size == 0:
        raise UserError(_missing(path))
    with explained(path):
        try:
            return _opened(path, busy_seconds, ""), False
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            wal = path.with_name(f"{path.name}-wal")
            unread = wal.exists() and wal.stat().st_size > 0
            if code not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) or unread:
                raise
            return _opened(path, busy_seconds, "&immutable=1"), True


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to this version in one transaction; raises UserError for one of a newer version."""
    if _version(connection, path) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(_version(connection, path), VERSION):
            for statement in _statements(MIGRATIONS[number]):
                connection.execute(statement)
            if fill := FILLED.get(MIGRATIONS[number]):
                fill(connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def damaged(path: Path, detail: str) -> Problem:
    """Return the problem of a file whose content is not what we wrote."""
    return Problem(
        code=Code.STORE_DAMAGED,
        what=M("台账文件已损坏（{detail}）", detail=detail),
        remedy=_RESTORE,
        file=str(path),
    )


def _opened(path: Path, busy_seconds: float, flags: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={'ro' if flags else 'rw'}{flags}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise UserError(_problem(sqlite3.SQLITE_NOTADB, path))
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection, path)
        connection.execute("SELECT count(*) FROM bases").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise UserError(
            Problem(
                code=Code.STORE_NEWER,
                what=M("台账文件由更新版本的 ducha 写成，本版本不能打开"),
                remedy=M("把这台电脑上的 ducha 升级到最新版本后再打开；文件没有改动"),
                file=str(path),
            )
        )
    return version


def _put_in_place(made: Path, path: Path) -> None:
    with made.open("r+b") as file:
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        try:
            os.link(made, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links, such as FAT on a USB stick
            if not path.exists():
                made.rename(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _statements(script: str) -> Iterator[str]:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _problem(code: int, path: Path) -> Problem:
    fault = _FAULTS[code]
    return Problem(code=fault[0], what=fault[2], remedy=fault[3], file=str(path))


def _missing(path: Path) -> Problem:
    return Problem(
        code=Code.STORE_DAMAGED,
        what=M("台账文件不见了，或是空的"),
        remedy=M("从备份取回 ledger 文件夹；还没有台账的新文件夹用 ducha init 建立"),
        file=str(path),
    )
