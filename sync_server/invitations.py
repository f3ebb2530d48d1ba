"""Invitations: a code that lets one device ask to join, once, for a few days (`ducha admin invite`, `ducha join URL CODE`).

A code opens nothing by itself: the bureau still sees the device, compares its check code and confirms it. Refuses a
code that was used, is over, or was never made, in the same words.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Row, insert, select, update

from inspections.errors import Code, M, Problem, RuleError
from inspections.ids import PersonId, SchoolId, sha256_hex
from inspections.vocabulary import Role
from sync_server.audit import Did, note, stamp
from sync_server.schema_people import INVITATIONS

DAYS: Final = 3
DAYS_MAX: Final = 30
_ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Who is invited, and what their device may be certified for; `device` is the key that used it, "" before."""

    hash: str
    person: PersonId
    name: str
    roles: tuple[Role, ...]
    schools: tuple[SchoolId, ...] = ()
    areas: tuple[str, ...] = ()
    until: datetime
    device: str = ""


def make(
    connection: Connection,
    now: datetime,
    who: str,
    *,
    person: PersonId,
    name: str,
    roles: Sequence[Role],
    schools: Sequence[SchoolId] = (),
    areas: Sequence[str] = (),
    days: int = DAYS,
    address: str = "",
) -> tuple[str, datetime]:
    """Return a new code (`ABCD-EFGH-…`, 78 bits) and until when it holds."""
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(_GROUPS))
    until = now + timedelta(days=min(days, DAYS_MAX))
    connection.execute(
        insert(INVITATIONS).values(
            hash=hash_of(code),
            person=person,
            name=name,
            roles=json.dumps([role.value for role in roles]),
            schools=json.dumps(list(schools), ensure_ascii=False),
            areas=json.dumps(list(areas), ensure_ascii=False),
            made_by=who,
            made_at=stamp(now),
            until=stamp(until),
            device="",
            used_at="",
        )
    )
    note(connection, now, who, Did.INVITED, person, address=address)
    return code, until


def use(
    connection: Connection, now: datetime, code: str, device: str, address: str = ""
) -> Invitation:
    """Use a code for a device's key (64 hex digits) and return the invitation; the same device may come again.

    Raises RuleError (INVITATION_UNKNOWN) for any other code. The row is written first: of two devices one gets it.
    """
    mine = INVITATIONS.c.hash == hash_of(code)
    free = mine & (INVITATIONS.c.device == "") & (INVITATIONS.c.until >= stamp(now))
    taken = connection.execute(
        update(INVITATIONS).where(free).values(device=device, used_at=stamp(now))
    ).rowcount
    found = look(connection, now, code, device)
    if taken:
        note(connection, now, found.person, Did.INVITATION_USED, device, address=address)
    return found


def look(connection: Connection, now: datetime, code: str, device: str) -> Invitation:
    """Return the invitation of a code that this device could use, or has used; nothing is used by looking.

    Raises RuleError (INVITATION_UNKNOWN) for any other code, as `use` does.
    """
    row = connection.execute(
        select(INVITATIONS).where(INVITATIONS.c.hash == hash_of(code))
    ).one_or_none()
    over = row is not None and not row.device and row.until < stamp(now)
    if row is None or row.device not in ("", device) or over:
        raise RuleError(
            Problem(
                code=Code.INVITATION_UNKNOWN,
                what=M("邀请码不对、已用过或已过期"),
                remedy=M("核对邀请码；不行就请督导室重新发一个"),
            )
        )
    return _invitation(row)


def is_of(connection: Connection, code: str, device: str) -> bool:
    """Return whether this device has used this code."""
    used = (INVITATIONS.c.hash == hash_of(code)) & (INVITATIONS.c.device == device)
    return connection.execute(select(INVITATIONS.c.hash).where(used)).one_or_none() is not None


def of_device(connection: Connection, device: str) -> Invitation | None:
    """Return the invitation that a device used, None if it used none."""
    mine = select(INVITATIONS).where(INVITATIONS.c.device == device)
    row = connection.execute(mine.order_by(INVITATIONS.c.used_at.desc()).limit(1)).one_or_none()
    return _invitation(row) if row is not None else None


def open_ones(connection: Connection, now: datetime) -> list[Invitation]:
    """Return the invitations that nobody has used yet and that still hold."""
    rows = select(INVITATIONS).where(INVITATIONS.c.device == "", INVITATIONS.c.until >= stamp(now))
    return [_invitation(row) for row in connection.execute(rows.order_by(INVITATIONS.c.until))]


def _invitation(row: Row[tuple[object, ...]]) -> Invitation:
    return Invitation(
        hash=row.hash,
        person=PersonId(row.person),
        name=row.name,
        roles=tuple(Role(one) for one in json.loads(row.roles)),
        schools=tuple(SchoolId(one) for one in json.loads(row.schools)),
        areas=tuple(json.loads(row.areas)),
        until=datetime.fromisoformat(row.until),
        device=row.device,
    )


def hash_of(code: str) -> str:
    """Return the hash of a code as it was typed: in any case or width, with or without its hyphens."""
    typed = unicodedata.normalize("NFKC", code).upper()
    return sha256_hex("".join(c for c in typed if c.isalnum()).encode())
