"""A server's database with a few accounts, for the tests of people with a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from inspections.ids import PersonId, SchoolId
from sync_server import accounts
from sync_server.accounts import Account, AccountRole
from sync_server.audit import CONSOLE
from sync_server.database import Database
from tests.sync_server.serving import a_url

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SCHOOL = Account(
    id="yl3x", name="云岭三小", role=AccountRole.SCHOOL, person=PersonId("yl3x"),
    schools=(SchoolId("yl3x"),),
)  # fmt: skip


def later(**spans: float) -> datetime:
    return NOW + timedelta(**spans)


@contextmanager
def a_database(folder: Path) -> Iterator[Database]:
    database = Database(a_url(folder))
    try:
        yield database
    finally:
        database.close()


def enter(connection: Connection, account: Account = SCHOOL) -> str:
    """Enter an account; return its password."""
    return accounts.add(connection, NOW, account, CONSOLE)
