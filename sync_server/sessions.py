"""Sessions of browsers, kept at the server: a cookie of 32 random bytes, of which only the hash is stored.

A session ends by signing out, by a new password, after two hours without a page and twelve hours after it began.
Refuses to trust anything in the cookie but its randomness.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from inspections.ids import sha256_hex
from sync_server.audit import stamp
from sync_server.schema_people import SESSIONS

IDLE: Final = timedelta(hours=2)
LONGEST: Final = timedelta(hours=12)
TOUCH: Final = timedelta(minutes=1)
"""A page writes that the session was used no more often than this."""
_BYTES: Final = 32


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session that holds: whose it is, and the token that its forms carry."""

    hash: str
    account: str
    csrf: str


def begin(connection: Connection, now: datetime, account: str) -> tuple[str, Session]:
    """Begin a session and return what its cookie holds, and the session; those that have ended are cleared away."""
    cookie, csrf = secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES)
    gone = (SESSIONS.c.used_at < stamp(now - IDLE)) | (SESSIONS.c.began_at < stamp(now - LONGEST))
    connection.execute(delete(SESSIONS).where(gone))
    session = Session(hash=_hash(cookie), account=account, csrf=csrf)
    moment = stamp(now)
    connection.execute(
        insert(SESSIONS).values(
            hash=session.hash, account=account, csrf=csrf, began_at=moment, used_at=moment
        )
    )
    return cookie, session


def held(connection: Connection, now: datetime, cookie: str) -> tuple[Session, bool] | None:
    """Return the session of a cookie and whether its use is to be written down (`touch`); None if there is none."""
    row = connection.execute(select(SESSIONS).where(SESSIONS.c.hash == _hash(cookie))).one_or_none()
    if row is None:
        return None
    began, used = datetime.fromisoformat(row.began_at), datetime.fromisoformat(row.used_at)
    if now - used > IDLE or now - began > LONGEST:
        return None
    return Session(hash=row.hash, account=row.account, csrf=row.csrf), now - used >= TOUCH


def touch(connection: Connection, now: datetime, session: Session) -> None:
    """Write down that a session was used."""
    mine = SESSIONS.c.hash == session.hash
    connection.execute(update(SESSIONS).where(mine).values(used_at=stamp(now)))


def end(connection: Connection, session: Session) -> None:
    """End a session."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == session.hash))


def end_all(connection: Connection, account: str) -> None:
    """End every session of an account."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.account == account))


def same(session: Session, csrf: str) -> bool:
    """Return whether a form carries the session's own token."""
    return hmac.compare_digest(session.csrf.encode(), csrf.encode())


def _hash(cookie: str) -> str:
    return sha256_hex(cookie.encode())
