"""An event: one act of one person, as the envelope of FORMATS §1 around a body of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inspections.ids import DocId, EventId, PersonId
from inspections.kinds import BODIES
from inspections.vocabulary import Role

VERSION = 1
ENVELOPE = (
    "v", "doc", "kind", "subject", "by", "as", "for", "device", "session", "seq", "prev", "at", "happened_on",
    "from", "seen", "body",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Event:
    """One act. `id` is the SHA-256 of the stored bytes; `at` is a claim of the device's clock, with its offset.

    `role` is the envelope's `as`, `from_` its `from` (a status id, kept as text: it may be one this version does
    not know), `account` its `for`.
    """

    id: EventId
    doc: DocId
    kind: str
    subject: str
    by: PersonId
    role: Role
    device: str
    session: str
    seq: int
    prev: EventId | None
    at: datetime
    seen: frozenset[EventId]
    body: Mapping[str, Any]
    from_: str | None = None
    happened_on: date | None = None
    account: str | None = None

    @property
    def known(self) -> bool:
        """Whether this version knows the kind; unknown ones are carried and shown, never dropped."""
        return self.kind in BODIES

    @property
    def day(self) -> date:
        """When it happened: the date entered later, else the local date on which it was recorded."""
        return self.happened_on or self.at.date()


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A stored value that this version cannot read as an event: kept as bytes, shown as "needs a newer version"."""

    id: EventId
    value: bytes
    why: str
