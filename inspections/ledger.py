"""One document of the ledger: a CRDT whose root Map `events` holds id -> bytes. The only importer of pycrdt.

Facts are only added. The bytes of an event are kept as they came and never read back through pycrdt (integers come
back as floats); contiguity is checked from the events, never from a state vector, which Yrs lets fall behind. The
Doc's own client id is never used: every block carries the slot of its event. Whoever adds commits the update to
the store first and applies it then; after a failed commit this object still holds the old state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from inspections.blocks import ROOT, BadUpdateError, Block, encode_update, read_update
from inspections.ids import DocId, EventId
from inspections.slots import Client

if TYPE_CHECKING:
    from pycrdt import Doc


class Ledger:
    """The events of one document."""

    def __init__(self, doc: DocId) -> None:
        self.doc = doc
        self._values: dict[EventId, bytes] = {}
        self._runs: list[tuple[Client, int, int]] = []
        """In the order in which they came: of which session, from which clock, up to which."""
        self._chains: dict[Client, list[EventId]] = {}
        self._crdt: Doc[Any] | None = None
        self._unapplied: list[bytes] = []

    def __len__(self) -> int:
        return len(self._values)

    def values(self) -> Mapping[EventId, bytes]:
        """Return event id -> stored value, of everything held, in the order in which it came."""
        return MappingProxyType(self._values)

    def next_clock(self, client: Client) -> int:
        """Return the clock that the next event of this session has to take."""
        return len(self._chains.get(client, ()))

    def at(self, client: Client, clock: int) -> EventId | None:
        """Return the event that stands at a slot, or None."""
        chain = self._chains.get(client, ())
        return chain[clock] if 0 <= clock < len(chain) else None

    def chains(self) -> Mapping[Client, Sequence[EventId]]:
        """Return session -> its events, the clock of each its place in the sequence."""
        return MappingProxyType(self._chains)

    def blocks(self) -> Iterator[Block]:
        """Yield every event at its slot, in the order in which they came."""
        for client, first, end in self._runs:
            chain = self._chains[client]
            for clock in range(first, end):
                yield Block(client, clock, chain[clock], self._values[chain[clock]])

    def prepare(self, blocks: Iterable[Block]) -> bytes:
        """Return the update that would add new events at their slots; nothing changes here.

        Raises BadUpdateError for a slot that is taken or leaves a gap, or an event that is held already.
        """
        update = encode_update(blocks)
        new = read_update(update)
        if len(self._new_of(new)) != len(new):
            raise BadUpdateError("an event that is held already")
        return update

    def add(self, event_id: EventId, value: bytes, client: Client, clock: int) -> bytes:
        """Add one event and return its update. Raises BadUpdateError as `prepare` does.

        For what no store keeps; whoever has a store uses `prepare`, commits, and `apply`.
        """
        update = self.prepare([Block(client, clock, event_id, value)])
        self.apply(update)
        return update

    def apply(self, update: bytes) -> tuple[EventId, ...]:
        """Take in an update and return the ids that are new; applying it twice changes nothing.

        Raises BadUpdateError, and then nothing has changed: for bytes that are no update of ours, for a gap, for a
        slot that holds another event, for an event at two slots.
        """
        return tuple(block.id for block in self.take(update))

    def take(self, update: bytes) -> list[Block]:
        """Take in an update as `apply` does, and return the blocks that are new."""
        new = self._new_of(read_update(update))
        if new:
            self._unapplied.append(update)
        for client, run in groupby(new, attrgetter("client")):
            chain = self._chains.setdefault(client, [])
            first = len(chain)
            for block in run:
                self._values[block.id] = block.value
                chain.append(block.id)
            self._runs.append((client, first, len(chain)))
        return new

    def encode(self) -> bytes:
        """Return the whole document as one update, the same bytes for the same events in every replica."""
        return encode_update(self.blocks())

    def crdt(self) -> Doc[Any]:
        """Return the pycrdt document with everything held; for reading and exchange, never to be written to."""
        from pycrdt import Doc, Map

        if self._crdt is None:
            self._crdt = Doc()
            self._crdt.get(ROOT, type=Map)
        for update in self._unapplied:
            self._crdt.apply_update(update)
        self._unapplied.clear()
        return self._crdt

    def _new_of(self, blocks: tuple[Block, ...]) -> list[Block]:
        new: list[Block] = []
        following = dict[Client, int]()
        held, ids = self._values, set[EventId]()
        for block in blocks:
            client, clock, event_id, _ = block
            free = following.get(client)
            if free is None:
                free = self.next_clock(client)
            if clock < free and self.at(client, clock) == event_id:
                continue
            if clock != free:
                raise BadUpdateError("a slot that is taken" if clock < free else "a gap")
            if event_id in held or event_id in ids:
                raise BadUpdateError("an event at two slots")
            following[client] = clock + 1
            ids.add(event_id)
            new.append(block)
        return new
