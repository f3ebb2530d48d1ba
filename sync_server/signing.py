"""What the server itself records: receipts and numbers, signed with its key, in the transaction of what they speak of.

Each start of the program has a session of its own (FORMATS §1); a commit that failed ends it, so no slot is ever
written twice. Refuses nothing: whether the key counts is asked of the district before.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from inspections.blocks import Block
from inspections.events_json import Draft, sign
from inspections.ids import EventId, PersonId
from inspections.keys import SigningKey
from inspections.slots import client_of
from inspections.vocabulary import Role
from sync_server.documents import Held

SESSION_BYTES: Final = 16


@dataclass
class Signer:
    """The server's key, and the session of this start of the program."""

    key: SigningKey
    session: str = ""

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin a new session: what became of the last slot is not known."""
        self.session = secrets.token_hex(SESSION_BYTES)


@dataclass
class Pen:
    """Writes the server's acts behind each other into one document; they are added by the caller, all in one update."""

    signer: Signer
    held: Held
    person: str
    at: datetime
    blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._session = self.signer.session

    def write(self, kind: str, body: Mapping[str, Any]) -> Block:
        """Return the next act of the server itself, signed; its subject is the document."""
        return self.sign(kind, "", body, PersonId(self.person), Role.SERVER)

    def sign(
        self,
        kind: str,
        subject: str,
        body: Mapping[str, Any],
        by: PersonId,
        role: Role,
        account: str | None = None,
        **more: Any,
    ) -> Block:
        """Return the next act, signed by the server's key; `account` is for whom, if for somebody without a device.

        `more` are `seen`, `from_` and `happened_on` of the draft. Raises ValueError as `events_json.sign` does.
        """
        key = self.signer.key
        client = client_of(key.public_hex, self._session)
        clock = self.held.ledger.next_clock(client) + len(self.blocks)
        prev: EventId | None
        if self.blocks:
            prev = self.blocks[-1].id
        elif clock:
            prev = self.held.ledger.at(client, clock - 1)
        else:
            prev = self.held.prev_of(key.public_hex)
        envelope: dict[str, Any] = {"seen": frozenset(), **more}
        draft = Draft(
            doc=self.held.doc, kind=kind, subject=subject, by=by, role=role, session=self._session, seq=clock,
            prev=prev, at=self.at, body=body, account=account, **envelope,
        )  # fmt: skip
        event_id, value = sign(draft, key)
        block = Block(client, clock, event_id, value)
        self.blocks.append(block)
        return block
