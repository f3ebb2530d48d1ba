"""The tables of people who come with a browser or a token: accounts, sessions, attempts, tokens, invitations, audit.

No secret stands in them: of passwords the argon2id hash, of sessions, tokens and invitations the SHA-256. Times are
texts in UTC (`2026-03-02T01:00:00+00:00`), so that they compare as texts.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, Table

from sync_server.append_only import keep
from sync_server.columns import WORDS

PEOPLE: Final = MetaData()

ACCOUNTS = Table(
    "accounts", PEOPLE,
    Column("id", WORDS, primary_key=True),
    Column("name", WORDS, nullable=False),
    Column("role", WORDS, nullable=False),
    Column("person", WORDS, nullable=False),
    Column("schools", WORDS, nullable=False),
    Column("areas", WORDS, nullable=False),
    Column("password", WORDS, nullable=False),
    Column("temporary", Integer, nullable=False),
    Column("locked", WORDS, nullable=False),
    Column("created_at", WORDS, nullable=False),
)  # fmt: skip
"""`schools` and `areas`: JSON lists. `temporary`: 1 until its holder has chosen a password. `locked`: why, "" if not."""
SESSIONS = Table(
    "web_sessions", PEOPLE,
    Column("hash", WORDS, primary_key=True),
    Column("account", WORDS, nullable=False),
    Column("csrf", WORDS, nullable=False),
    Column("began_at", WORDS, nullable=False),
    Column("used_at", WORDS, nullable=False),
)  # fmt: skip
ATTEMPTS = Table(
    "attempts", PEOPLE,
    Column("key", WORDS, primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("last_at", WORDS, nullable=False),
    Column("until", WORDS, nullable=False),
)  # fmt: skip
"""Failed sign-ins of a name (`name:…`, also of one that does not exist) or from an address; refused `until`."""
TOKENS = Table(
    "api_tokens", PEOPLE,
    Column("id", WORDS, primary_key=True),
    Column("hash", WORDS, nullable=False),
    Column("account", WORDS, nullable=False),
    Column("scopes", WORDS, nullable=False),
    Column("created_at", WORDS, nullable=False),
    Column("until", WORDS, nullable=False),
    Column("ended_at", WORDS, nullable=False),
)  # fmt: skip
INVITATIONS = Table(
    "invitations", PEOPLE,
    Column("hash", WORDS, primary_key=True),
    Column("person", WORDS, nullable=False),
    Column("name", WORDS, nullable=False),
    Column("roles", WORDS, nullable=False),
    Column("schools", WORDS, nullable=False),
    Column("areas", WORDS, nullable=False),
    Column("made_by", WORDS, nullable=False),
    Column("made_at", WORDS, nullable=False),
    Column("until", WORDS, nullable=False),
    Column("device", WORDS, nullable=False),
    Column("used_at", WORDS, nullable=False),
)  # fmt: skip
"""One use each: `device` is the key that used it, "" before."""
PENDING = Table(
    "pending_devices", PEOPLE,
    Column("device", WORDS, primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("asked_at", WORDS, nullable=False),
    Column("standing", WORDS, nullable=False),
)  # fmt: skip
"""Devices that asked to join: the bytes of their request, as they signed it."""
AUDIT = Table(
    "audit", PEOPLE,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at", WORDS, nullable=False),
    Column("who", WORDS, nullable=False),
    Column("address", WORDS, nullable=False),
    Column("act", WORDS, nullable=False),
    Column("subject", WORDS, nullable=False),
    Column("detail", WORDS, nullable=False),
)  # fmt: skip
"""Append-only; `who` is an account, or `console` for a command on the server's own machine."""
SESSIONS_BY_ACCOUNT = Index("web_sessions_by_account", SESSIONS.c.account)


def create_people(connection: Connection) -> None:
    """Make these tables: a step of `schema.STEPS`."""
    PEOPLE.create_all(connection)
    for doing in ("UPDATE", "DELETE"):
        keep(connection, f"audit_keeps_on_{doing.lower()}", "audit", doing)
