"""Signing in: name and password, with an end to guessing.

Five failures for a name shut it out for a minute, each further one twice as long, an hour at most; forty from one
address shut the address out likewise. The way back: waiting, or the bureau (`forgive`). A name that does not exist is
treated like one that does, in words and in time, so that nobody can find out which exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from sync_server import accounts, attempts, passwords
from sync_server.accounts import Account
from sync_server.attempts import Key
from sync_server.audit import Did, note
from sync_server.database import Database
from sync_server.sessions import Session, begin

NAME_FREE: Final = 5
ADDRESS_FREE: Final = 40


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
        until = attempts.shut_out_until(connection, now, _keys(name, address))
        account = accounts.find(connection, name)
    if until is not None:
        raise shut_out(until, now)
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
    attempts.forgive(connection, _name_key(name).text)


def shut_out_until(connection: Connection, name: str, now: datetime) -> datetime | None:
    """Return until when a name is shut out after too many failures, None if it is not."""
    return attempts.shut_out_until(connection, now, [_name_key(name)])


def shut_out(until: datetime, now: datetime) -> UserError:
    """Return the error for somebody who comes too early: how long to wait, and whom to ask."""
    minutes = attempts.minutes_left(until, now)
    return UserError(
        Problem(
            code=Code.ACCOUNT_LOCKED,
            what=M("登录失败次数太多，暂停登录"),
            remedy=M("{n} 分钟后再试；等不及就请督导室恢复账号", n=minutes),
        ),
        exit=Exit.TRY_AGAIN,
    )


def _name_key(name: str) -> Key:
    return Key(f"name:{accounts.spelled(name)}", NAME_FREE)


def _keys(name: str, address: str) -> list[Key]:
    by_address = [Key(f"address:{address}", ADDRESS_FREE)] if address else []
    return [_name_key(name), *by_address]


def _failed(connection: Connection, now: datetime, name: str, address: str) -> None:
    note(connection, now, name, Did.REFUSED, address=address)
    for key in attempts.failed(connection, now, _keys(name, address)):
        note(connection, now, name, Did.SHUT_OUT, address=address, key=key)
