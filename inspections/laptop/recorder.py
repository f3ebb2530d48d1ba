"""Recording acts: the only place where events are made. One transaction, one session for each start of the program.

An act is signed with its person's device key, chained to the device's event before it and given its slot
(FORMATS §1). The session nonce lives in memory only, so no copy of a disk can ever write a used slot again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from inspections.acts import Act
from inspections.certificates import Authority
from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from inspections.events import Event, Unreadable
from inspections.events_json import Draft, decode, sign
from inspections.ids import DISTRICT, DocId, EventId, PersonId
from inspections.judge import judge
from inspections.keys import SigningKey
from inspections.laptop.key_states import uncovered
from inspections.laptop.store_writing import Transaction
from inspections.laptop.workspace import Workspace
from inspections.ledger import Ledger
from inspections.slots import client_of

SESSION_BYTES = 16
__all__ = ["Act", "MovedError", "Recorder"]


class MovedError(UserError):
    """Somebody else wrote to the document in between; what was to be recorded has to be thought of anew."""

    def __init__(self) -> None:
        problem = Problem(
            code=Code.STORE_BUSY,
            what=M("就在刚才，另一个程序写了这所学校的台账；这次什么也没有写入"),
            remedy=M("再做一次"),
        )
        super().__init__(problem, exit=Exit.TRY_AGAIN)


@dataclass
class Recorder:
    """Records for one person with one key; its session begins here and ends with the program."""

    workspace: Workspace
    person: PersonId
    key: SigningKey
    session: str = ""
    _next: dict[DocId, int] = field(default_factory=dict)
    _newest: dict[DocId, EventId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = self.session or self._new_session()

    def next_seq(self, doc: DocId) -> int:
        """Return the number that this session's next event in `doc` gets."""
        return self._next.get(doc, 0)

    def record(
        self,
        acts: Sequence[Act],
        held: Mapping[DocId, int] = MappingProxyType({}),
        also: Callable[[Transaction, Sequence[Event]], None] | None = None,
    ) -> tuple[Event, ...]:
        """Record the acts, all or none, and return their events; they are durable when this returns.

        `held` says how many events a document had when the acts were thought of: MovedError if it has others now.
        `also` writes, in the same transaction, what has to be true together with the events.
        Raises UserError (exit 5) when the store is busy or the disk full; then nothing was recorded and a new
        session begins. Raises RuleError (exit 3) for a wrong passphrase of an encrypted key, for a key that this
        ledger knows to have ended, and for an act that the judge would refuse anywhere else: recorded, it would keep
        out of every other ledger all that rests on it.
        """
        made: list[Event] = []
        self._refuse_ended()
        if acts:
            self.key.ready()  # a person may have to type a passphrase: nobody else waits for the store meanwhile
        try:
            with self.workspace.store.transaction() as writing:
                ledgers: dict[DocId, Ledger] = {}
                for act in acts:
                    if act.doc not in ledgers:
                        ledgers[act.doc] = self.workspace.store.load(act.doc)
                        if held.get(act.doc, len(ledgers[act.doc])) != len(ledgers[act.doc]):
                            raise MovedError
                    ledger = ledgers[act.doc]
                    event_id, value, seq = self._sign(act, ledger, made)
                    update = ledger.add(
                        event_id, value, client_of(self.key.public_hex, self.session), seq
                    )
                    event = _event(ledger, event_id)
                    assert event is not None
                    if refused := judge(event, partial(_event, ledger)):
                        raise RuleError(*refused)
                    writing.append(act.doc, update)
                    made.append(event)
                    self._next[act.doc] = seq + 1
                    self._newest[act.doc] = event_id
                if also:
                    also(writing, made)
        except BaseException:
            self._next.clear()
            self._newest.clear()
            self.session = self._new_session()
            raise
        return tuple(made)

    def _refuse_ended(self) -> None:
        """Raise RuleError if the key has come to its end: what it records counts nowhere, not even here."""
        known = self.workspace.__dict__.get(
            "district"
        )  # never kept here: whoever records may be making it
        events = self.workspace.events
        authority = known.authority if known else Authority.of(events(DISTRICT))
        if authority.ended(self.key.public_hex):
            raise uncovered(authority, self.key.public_hex, self.person, self.person)

    def _sign(self, act: Act, ledger: Ledger, made: Sequence[Event]) -> tuple[EventId, bytes, int]:
        seq = self.next_seq(act.doc)
        clock, zone = self.workspace.clock, self.workspace.settings.zone
        draft = Draft(
            doc=act.doc,
            kind=act.kind,
            subject=act.subject,
            by=self.person,
            role=act.role,
            session=self.session,
            seq=seq,
            prev=self._newest.get(act.doc) or self._before(ledger),
            at=clock.now(zone),
            happened_on=act.happened_on,
            from_=act.from_,
            seen=act.seen | {made[place].id for place in act.after},
            body=act.body(made) if callable(act.body) else act.body,
        )
        event_id, value = sign(draft, self.key)
        return event_id, value, seq

    def _before(self, ledger: Ledger) -> EventId | None:
        """Return this device's event in this document that none of its events names (FORMATS §1 `prev`)."""
        own = [
            event
            for event_id, value in ledger.values().items()
            if not isinstance(event := decode(value, EventId(event_id)), Unreadable)
            and event.device == self.key.public_hex
        ]
        named = {event.prev for event in own}
        return min((event.id for event in own if event.id not in named), default=None)

    def _new_session(self) -> str:
        if self.workspace.seed is None:
            return secrets.token_hex(SESSION_BYTES)
        count = self.workspace.store.count()
        text = f"{self.workspace.seed}\nsession\n{self.key.public_hex}\n{count}"
        return hashlib.sha256(text.encode()).hexdigest()[: 2 * SESSION_BYTES]


def _event(ledger: Ledger, event_id: EventId) -> Event | None:
    value = ledger.values().get(event_id)
    event = None if value is None else decode(value, event_id)
    return event if isinstance(event, Event) else None
