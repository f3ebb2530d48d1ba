"""API tokens: for a program that reads something regularly, with an account's sight, few scopes, and an end.

A token is shown once, `ducha_<id>_<secret>`; only its hash is kept. Refuses to act: no scope records anything.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, insert, select, update

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import sha256_hex
from inspections.vocabulary import Labelled
from sync_server import accounts
from sync_server.accounts import Account
from sync_server.audit import Did, note, stamp
from sync_server.schema_people import TOKENS

DAYS_MAX: Final = 400
_FORM: Final = re.compile(r"ducha_([0-9a-f]{10})_([A-Za-z0-9_-]{43})")


class Scope(Labelled):
    """What a token opens."""

    ISSUES = "issues", "读取问题和整改进度"
    AUDIT = "audit", "读取服务器日志"


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token as it is listed; `ended` when it was taken back."""

    id: str
    account: str
    scopes: frozenset[Scope]
    until: datetime
    ended: bool


def make(
    connection: Connection,
    now: datetime,
    account: str,
    scopes: Sequence[Scope],
    days: int,
    who: str,
) -> str:
    """Return a new token of an account. Raises UserError for an account that is not there."""
    holder = accounts.get(connection, account)
    token_id, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    connection.execute(
        insert(TOKENS).values(
            id=token_id,
            hash=sha256_hex(secret.encode()),
            account=holder.id,
            scopes=json.dumps(sorted({scope.value for scope in scopes})),
            created_at=stamp(now),
            until=stamp(now + timedelta(days=min(days, DAYS_MAX))),
            ended_at="",
        )
    )
    note(connection, now, who, Did.TOKEN_MADE, token_id, account=holder.id)
    return f"ducha_{token_id}_{secret}"


def end(connection: Connection, now: datetime, token_id: str, who: str) -> None:
    """Take a token back. Raises UserError when there is none of this id."""
    mine = (TOKENS.c.id == token_id) & (TOKENS.c.ended_at == "")
    if not connection.execute(update(TOKENS).where(mine).values(ended_at=stamp(now))).rowcount:
        raise UserError(
            Problem(
                code=Code.TOKEN_UNKNOWN,
                what=M("没有编号为“{id}”的有效令牌", id=token_id),
                remedy=M("ducha admin token list 看有哪些令牌"),
            ),
            exit=Exit.USAGE,
        )
    note(connection, now, who, Did.TOKEN_ENDED, token_id)


def holder(connection: Connection, now: datetime, text: str, scope: Scope) -> Account | None:
    """Return the account that a token speaks for, None unless it holds now and has this scope."""
    parts = _FORM.fullmatch(text)
    if parts is None:
        return None
    row = connection.execute(select(TOKENS).where(TOKENS.c.id == parts[1])).one_or_none()
    if row is None or not hmac.compare_digest(row.hash, sha256_hex(parts[2].encode())):
        return None
    token = _token(row)
    if token.ended or token.until < now or scope not in token.scopes:
        return None
    account = accounts.find(connection, token.account)
    return account if account is not None and not account.locked else None


def listed(connection: Connection) -> list[Token]:
    """Return every token, the newest first."""
    newest = select(TOKENS).order_by(TOKENS.c.created_at.desc(), TOKENS.c.id)
    return [_token(row) for row in connection.execute(newest)]


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id,
        account=row.account,
        scopes=frozenset(Scope(one) for one in json.loads(row.scopes)),
        until=datetime.fromisoformat(row.until),
        ended=bool(row.ended_at),
    )
