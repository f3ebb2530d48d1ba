"""Signing in: name and password, with an end to guessing.

Five failures for a name shut it out for a minute, each further one twice as long, an hour at most; forty from one
address shut the address out likewise. The way back: waiting, or the bureau (`forgive`). A name that does not exist is
treated like one that does, in words and in time, so that nobody can find out which exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from sync_server import accounts, passwords
from sync_server.accounts import Account
from sync_server.audit import Did, note, stamp
from sync_server.database import Database
from sync_server.schema_people import ATTEMPTS
from sync_server.sessions import Session, begin

NAME_FREE: Final = 5
ADDRESS_FREE: Final = 40
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """Somebody who has signed in: what the cookie holds, the session, the account."""

    cookie: str
    session: Session
    account: Account


def sign_in(database: Database, now: datetime, name: str, password: str, address: str) -> Entered:
    """Begin a session for the right name and password.

    Raises UserError (ACCOUNT_REFUSED: wrong, ACCOUNT_LOCKED: too often, or locked by the bureau).
    """
    name = accounts.spelled(name)[:100]
    with database.reading() as connection:
        until = max((_until(connection, key) for key, _ in _keys(name, address)), default="")
        account = accounts.find(connection, name)
    if until > stamp(now):
        raise shut_out(datetime.fromisoformat(until), now)
    # the slow part, outside any transaction; an account that does not exist takes as long
    right = passwords.holds(account.password if account else "", password)
    with database.writing() as connection:
        account = accounts.find(connection, name)
        if account is None or not right:
            _failed(connection, now, name, address)
        else:
            forgive(connection, name)
            if not account.locked:
                cookie, session = begin(connection, now, account.id)
                note(connection, now, account.id, Did.SIGNED_IN, address=address)
                return Entered(cookie=cookie, session=session, account=account)
    if account is not None and right:
        raise RuleError(
            Problem(
                code=Code.ACCOUNT_LOCKED,
                what=M("这个账号已停用"),
                remedy=M("请与督导室联系，由督导室恢复"),
            )
        )
    raise UserError(
        Problem(
            code=Code.ACCOUNT_REFUSED,
            what=M("账号或密码不对"),
            remedy=M("核对账号和密码再试；忘了密码请督导室重置"),
        ),
        exit=Exit.REFUSED,
    )


def forgive(connection: Connection, name: str) -> None:
    """Forget the failures of a name: its holder, or the bureau, has shown up."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key == f"name:{accounts.spelled(name)}"))


def shut_out_until(connection: Connection, name: str, now: datetime) -> datetime | None:
    """Return until when a name is shut out after too many failures, None if it is not."""
    until = _until(connection, f"name:{name}")
    return datetime.fromisoformat(until) if until > stamp(now) else None


def shut_out(until: datetime, now: datetime) -> UserError:
    """Return the error for somebody who comes too early: how long to wait, and whom to ask."""
    minutes = max(1, -int((now - until).total_seconds() // 60))
    return UserError(
        Problem(
            code=Code.ACCOUNT_LOCKED,
            what=M("登录失败次数太多，暂停登录"),
            remedy=M("{n} 分钟后再试；等不及就请督导室恢复账号", n=minutes),
        ),
        exit=Exit.TRY_AGAIN,
    )


def _keys(name: str, address: str) -> Iterator[tuple[str, int]]:
    yield f"name:{name}", NAME_FREE
    if address:
        yield f"address:{address}", ADDRESS_FREE


def _until(connection: Connection, key: str) -> str:
    found = connection.execute(
        select(ATTEMPTS.c.until).where(ATTEMPTS.c.key == key)
    ).scalar_one_or_none()
    return found or ""


def _failed(connection: Connection, now: datetime, name: str, address: str) -> None:
    note(connection, now, name, Did.REFUSED, address=address)
    old = stamp(now - FORGOTTEN_AFTER)
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.last_at < old))
    for key, free in _keys(name, address):
        mine = ATTEMPTS.c.key == key
        before = connection.execute(select(ATTEMPTS.c.failed).where(mine)).scalar_one_or_none()
        failed = (before or 0) + 1
        wait = wait_after(failed - free)
        until = stamp(now + wait) if wait else ""
        values = {"failed": failed, "last_at": stamp(now), "until": until}
        if before is None:
            connection.execute(insert(ATTEMPTS).values(key=key, **values))
        else:
            connection.execute(update(ATTEMPTS).where(mine).values(**values))
        if wait and failed == free:
            note(connection, now, name, Did.SHUT_OUT, address=address, key=key)


def wait_after(beyond: int) -> timedelta:
    """Return how long to wait after so many failures beyond the free ones: nothing before them, then doubling."""
    return min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT) if beyond >= 0 else timedelta()
