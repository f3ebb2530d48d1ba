"""The types of the tables' columns: on SQLite plain texts, on PostgreSQL what makes it hold and order the same texts.

PostgreSQL orders texts by the rules of a language (which change with the operating system), holds no NUL, and no key
beyond 2,700 bytes; SQLite orders by bytes and holds everything. Refuses to let what one database holds fail on the other.
"""

from __future__ import annotations

import hashlib
from typing import Final

from sqlalchemy import Dialect, Text
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeDecorator

KEY_BYTES_MAX: Final = 1000


class _Words(TypeDecorator[str]):
    """A text in the order of its code points; a NUL, which only somebody hostile writes, becomes U+FFFD."""

    impl = TEXT(collation="C")
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value.replace("\0", "\ufffd") if value and "\0" in value else value


class _Name(_Words):
    """A key that an event brings and nobody reads back from here: what cannot be one is kept as its SHA-256."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value and ("\0" in value or len(value.encode()) > KEY_BYTES_MAX):
            return f"sha256:{hashlib.sha256(value.encode()).hexdigest()}"
        return value


WORDS: Final = Text().with_variant(_Words(), "postgresql")
NAME: Final = Text().with_variant(_Name(), "postgresql")
