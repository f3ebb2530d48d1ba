"""The audit log: who did what at the server itself (signing in, accounts, tokens, devices), and from where.

Append-only. What is done to the ledger stands signed in the ledger, and here only that it was handed in. Refuses
passwords, codes and tokens: nothing secret is ever an argument.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from inspections.vocabulary import Labelled
from sync_server.schema_people import AUDIT

CONSOLE: Final = "console"
"""Stands for whoever runs commands on the server's machine."""
SUBJECT_LETTERS_MAX: Final = 100


class Did(Labelled):
    """What can be done at the server."""

    SIGNED_IN = "signed_in", "登录"
    REFUSED = "refused", "登录未成功"
    SHUT_OUT = "shut_out", "失败次数太多，暂停再试"
    SIGNED_OUT = "signed_out", "退出"
    PASSWORD = "password", "修改密码"
    ACCOUNT_ADDED = "account_added", "建立账号"
    ACCOUNT_RESET = "account_reset", "重置密码"
    ACCOUNT_LOCKED = "account_locked", "停用账号"
    ACCOUNT_UNLOCKED = "account_unlocked", "恢复账号"
    TOKEN_MADE = "token_made", "发给接口令牌"
    TOKEN_ENDED = "token_ended", "收回接口令牌"
    INVITED = "invited", "发出加入邀请"
    INVITATION_USED = "invitation_used", "使用加入邀请"
    JOIN_REFUSED = "join_refused", "申请加入未成功"
    DEVICE_CONFIRMED = "device_confirmed", "确认设备"
    DEVICE_DENIED = "device_denied", "不同意设备加入"
    RECORDED = "recorded", "登记到台账"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the log."""

    n: int
    at: datetime
    who: str
    address: str
    act: str
    subject: str
    detail: Mapping[str, str]


def note(
    connection: Connection,
    now: datetime,
    who: str,
    act: Did,
    subject: str = "",
    *,
    address: str = "",
    **detail: str,
) -> None:
    """Add a line, in the caller's transaction: what is undone is not logged."""
    connection.execute(
        insert(AUDIT).values(
            at=stamp(now),
            who=who,
            address=address,
            act=act.value,
            subject=subject[:SUBJECT_LETTERS_MAX],
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        )
    )


def entries(connection: Connection, limit: int = 200, before: int | None = None) -> list[Entry]:
    """Return the newest lines, newest first; with `before` those older than that number."""
    wanted = select(AUDIT).order_by(AUDIT.c.n.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AUDIT.c.n < before)
    return [
        Entry(
            n=row.n,
            at=datetime.fromisoformat(row.at),
            who=row.who,
            address=row.address,
            act=row.act,
            subject=row.subject,
            detail=json.loads(row.detail),
        )
        for row in connection.execute(wanted)
    ]


def stamp(moment: datetime) -> str:
    """Return a moment as the tables hold it: UTC, whole seconds. Raises ValueError for one without offset."""
    if moment.tzinfo is None:
        raise ValueError("a moment has an offset")
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
