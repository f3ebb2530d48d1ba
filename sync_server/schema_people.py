"""The tables of people who come with a browser or a token: accounts, sessions, attempts, tokens, invitations, audit.

No secret stands in them: of passwords the argon2id hash, of sessions, tokens and invitations the SHA-256. Times are
texts in UTC (`2026-03-02T01:00:00+00:00`), so that they compare as texts.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text, text

PEOPLE: Final = MetaData()

ACCOUNTS = Table(
    "accounts", PEOPLE,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("schools", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("temporary", Integer, nullable=False),
    Column("locked", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)  # fmt: skip
"""`schools` and `areas`: JSON lists. `temporary`: 1 until its holder has chosen a password. `locked`: why, "" if not."""
SESSIONS = Table(
    "web_sessions", PEOPLE,
    Column("hash", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("used_at", Text, nullable=False),
)  # fmt: skip
ATTEMPTS = Table(
    "attempts", PEOPLE,
    Column("key", Text, primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("until", Text, nullable=False),
)  # fmt: skip
"""Failed sign-ins of a name (`name:…`, also of one that does not exist) or from an address; refused `until`."""
TOKENS = Table(
    "api_tokens", PEOPLE,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
)  # fmt: skip
INVITATIONS = Table(
    "invitations", PEOPLE,
    Column("hash", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("schools", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("used_at", Text, nullable=False),
)  # fmt: skip
"""One use each: `device` is the key that used it, "" before."""
PENDING = Table(
    "pending_devices", PEOPLE,
    Column("device", Text, primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("standing", Text, nullable=False),
)  # fmt: skip
"""Devices that asked to join: the bytes of their request, as they signed it."""
AUDIT = Table(
    "audit", PEOPLE,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
)  # fmt: skip
"""Append-only; `who` is an account, or `console` for a command on the server's own machine."""
SESSIONS_BY_ACCOUNT = Index("web_sessions_by_account", SESSIONS.c.account)


def create_people(connection: Connection) -> None:
    """Make these tables: a step of `schema.STEPS`."""
    PEOPLE.create_all(connection)
    if connection.dialect.name == "sqlite":
        for doing in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER audit_keeps_on_{doing.lower()} BEFORE {doing} ON audit "
                    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
                )
            )
