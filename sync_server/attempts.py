"""Tries that failed, counted by what was tried and by the address it came from: the end of guessing.

So many failures of a key are free; the next shuts it out for a minute, each further one for twice as long, an hour at
most. What nobody tries for a day is forgotten. Refuses to end anything for ever: a prankster must not lock others out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update

from sync_server.audit import stamp
from sync_server.database import add_missing
from sync_server.schema_people import ATTEMPTS

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True)
class Key:
    """What failures are counted by (`name:…`, `address:…`), and how many are free."""

    text: str
    free: int


def shut_out_until(connection: Connection, now: datetime, keys: Sequence[Key]) -> datetime | None:
    """Return until when one of these keys is shut out, None if none is."""
    asked = select(ATTEMPTS.c.until).where(ATTEMPTS.c.key.in_([key.text for key in keys]))
    until = max(connection.execute(asked).scalars(), default="")
    return datetime.fromisoformat(until) if until > stamp(now) else None


def failed(connection: Connection, now: datetime, keys: Sequence[Key]) -> tuple[str, ...]:
    """Count a failure of each key, in the caller's transaction; return those that this one begins to shut out."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.last_at < stamp(now - FORGOTTEN_AFTER)))
    begun = []
    for key in keys:
        mine, at = ATTEMPTS.c.key == key.text, stamp(now)
        add_missing(connection, ATTEMPTS, key=key.text, failed=0, last_at=at, until="")
        more = {"failed": ATTEMPTS.c.failed + 1, "last_at": at}
        connection.execute(update(ATTEMPTS).where(mine).values(**more))
        count = connection.execute(select(ATTEMPTS.c.failed).where(mine)).scalar_one()
        wait = wait_after(count - key.free)
        until = stamp(now + wait) if wait else ""
        connection.execute(update(ATTEMPTS).where(mine).values(until=until))
        if wait and count == key.free:
            begun.append(key.text)
    return tuple(begun)


def forgive(connection: Connection, key: str) -> None:
    """Forget the failures of a key: its holder, or the bureau, has shown up."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key == key))


def minutes_left(until: datetime, now: datetime) -> int:
    """Return how many whole minutes are still to wait, at least one."""
    return max(1, -int((now - until).total_seconds() // 60))


def wait_after(beyond: int) -> timedelta:
    """Return how long to wait after so many failures beyond the free ones: nothing before them, then doubling."""
    return min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT) if beyond >= 0 else timedelta()
