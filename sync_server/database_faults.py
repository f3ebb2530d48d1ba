"""A database's errors -> words: the two tables, one for SQLite's codes and one for PostgreSQL's SQLSTATEs.

Refuses to guess: an error that stands in neither table is a fault of the program and is raised as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from inspections.errors import Code, Exit, M, Msg, Problem, UserError


class Fault(NamedTuple):
    """What is told of an error."""

    code: Code
    what: Msg
    remedy: Msg

    def error(self) -> UserError:
        """Return the error to raise: to be tried again (exit 5), or damage (exit 1)."""
        damaged = self.code is Code.STORE_DAMAGED
        problem = Problem(code=self.code, what=self.what, remedy=self.remedy)
        return UserError(problem, exit=Exit.PROBLEMS if damaged else Exit.TRY_AGAIN)


BUSY: Final = Fault(
    Code.STORE_BUSY, M("服务器正忙，这次什么也没有写入"), M("过一会儿再试一次"),
)  # fmt: skip
FULL: Final = Fault(
    Code.STORE_FULL, M("服务器的磁盘已满，这次什么也没有写入"),
    M("请管理员清理服务器的磁盘，然后再试一次；此前收下的内容都在"),
)  # fmt: skip
DISK: Final = Fault(
    Code.STORE_FULL, M("服务器的磁盘读写出错，这次什么也没有写入"),
    M("请管理员检查服务器的磁盘，然后再试一次；此前收下的内容都在"),
)  # fmt: skip
READ_ONLY: Final = Fault(
    Code.STORE_READONLY, M("服务器的文件夹只能读、不能写"), M("请管理员开放写入权限"),
)  # fmt: skip
SHUT: Final = Fault(
    Code.STORE_READONLY, M("服务器的数据库打不开"), M("核对文件夹是否存在、是否允许读写"),
)  # fmt: skip
DAMAGED: Final = Fault(
    Code.STORE_DAMAGED, M("服务器的数据库已损坏"),
    M("不要删除，先另存一份；再用 ducha restore 从备份取回"),
)  # fmt: skip
NO_DATABASE: Final = Fault(
    Code.STORE_DAMAGED, M("这不是服务器的数据库，或已损坏"),
    M("不要删除，先另存一份；再用 ducha restore 从备份取回"),
)  # fmt: skip
LOST: Final = Fault(
    Code.STORE_BUSY, M("服务器和数据库的连接断了，这次可能没有写入"),
    M("过一会儿再试一次；还不行请管理员看 PostgreSQL 是否在运行"),
)  # fmt: skip
FORBIDDEN: Final = Fault(
    Code.STORE_READONLY, M("数据库不让服务器写"),
    M("请管理员核对 server.json 里的 database：是主库不是备库，账号是这个数据库的所有者"),
)  # fmt: skip

SQLITE: Final[dict[int, Fault]] = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: SHUT,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: NO_DATABASE,
}
POSTGRESQL: Final[dict[str, Fault]] = {
    "08": LOST,  # connection exception
    "25006": FORBIDDEN,  # read-only transaction: a standby
    "25P03": LOST,  # idle for too long inside a transaction
    "25P04": LOST,  # transaction_timeout
    "40001": BUSY,  # serialization failure
    "40P01": BUSY,  # deadlock
    "42501": FORBIDDEN,  # insufficient privilege
    "53100": FULL,  # disk full
    "53": BUSY,  # out of memory, too many connections
    "55P03": BUSY,  # lock not available in time
    "57": LOST,  # shut down, cancelled, starting up
    "58": DISK,  # system error: a file that cannot be read or written
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
"""By SQLSTATE, or by its class (the first two letters) where the whole class means one thing."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn the database's errors inside the block into a UserError (exit 5, or 1 for damage) that says what to do."""
    try:
        yield
    except NoneFreeError as error:  # every connection was in use for as long as we wait
        raise BUSY.error() from error
    except DBAPIError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault.error() from error
    except sqlite3.Error as error:  # of a file that is copied without SQLAlchemy
        fault = SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if fault is None:
            raise
        raise fault.error() from error


def fault_of(error: DBAPIError) -> Fault | None:
    """Return what is told of an error, None for one that is a fault of the program."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # psycopg: PostgreSQL did not answer, so it told none
        return LOST if isinstance(error, OperationalError) else None
    return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
