"""How far two sides hold a document, and what the other one lacks: from receipts and the newest event of each chain.

Receipts are numbered from 1 in each document. Whoever holds receipts 1 to n and everything that they name, says so
with the last of them; then only the chains whose newest event they do not name are told apart. A chain is named by
its slot's client, which stands for device and session together: two devices may claim one session, never one slot.
Refuses to guess: a receipt that the other side does not know covers nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from inspections.blocks import Block
from inspections.events import Event
from inspections.ids import EventId
from inspections.ledger import Ledger
from inspections.receipts import named_by
from inspections.slots import Client
from inspections.sync_protocol import Fork, Heads, Mark


@dataclass(frozen=True)
class Covered:
    """The newest receipt up to which nothing is missing, and the ids that it and those before it cover, themselves too."""

    receipt: Mark | None = None
    ids: frozenset[EventId] = frozenset()


@dataclass(frozen=True)
class Lacking:
    """What the other side lacks, and where it holds another event."""

    after: Mapping[Client, int] = field(default_factory=dict)
    """How far the other side holds each chain (the last clock); of a chain that is not here it holds nothing."""
    blocks: tuple[Block, ...] = ()
    forks: tuple[Fork, ...] = ()
    astray: bool = False


def covered(ledger: Ledger, receipts: Iterable[Event], until: Mark | None = None) -> Covered:
    """Return how far `receipts` (readable, of the district's server, held in this ledger) cover it without a gap.

    With `until` no further than that receipt, and nothing if it is not among them. Of two receipts with one number (a
    restored server) neither covers anything, nor does one behind them.
    """
    by_number: dict[int, list[Event]] = {}
    for event in receipts:
        by_number.setdefault(event.body["n"], []).append(event)
    held, found = ledger.values(), set[EventId]()
    last: Mark | None = None
    for n in range(1, len(by_number) + 1):
        among = by_number.get(n, [])
        if len(among) != 1 or last == until is not None:
            break
        named = {EventId(one) for one in named_by(among[0])}
        if not all(one in held for one in named):
            break
        found |= named | {among[0].id}
        last = n, among[0].id
    if until is not None and last != until:
        return Covered()
    return Covered(last, frozenset(found))


def heads(ledger: Ledger, ids: Collection[EventId] = frozenset()) -> Heads:
    """Return the newest event of every chain, but not of those where it is one of `ids`."""
    told: dict[Client, tuple[int, EventId]] = {}
    for client, chain in ledger.chains().items():
        if chain[-1] not in ids:
            told[client] = len(chain) - 1, chain[-1]
    return told


def lacking(
    ledger: Ledger, receipts: Iterable[Event], receipt: Mark | None, told: Heads
) -> Lacking:
    """Return what somebody lacks who holds `receipt` with all before it, and the chains `told` up to these heads.

    Where this ledger holds another event at a told head, that chain is left out and named as a fork; where it does not
    reach that far, nothing of it is lacking. `astray`: this ledger has no such receipt up to which it holds everything.
    """
    known = covered(ledger, receipts, receipt) if receipt else Covered()
    if receipt and known.receipt != receipt:
        return Lacking(astray=True)
    found = parting(ledger, reach(ledger, known.ids), told)
    blocks = tuple(b for b in ledger.blocks() if b.clock > found.after.get(b.client, -1))
    return replace(found, blocks=blocks)


def reach(ledger: Ledger, ids: Collection[EventId]) -> dict[Client, int]:
    """Return how far these events, held here, reach in each chain (the last clock)."""
    after = dict[Client, int]()
    for client, chain in ledger.chains().items() if ids else ():
        clock = next((n for n in reversed(range(len(chain))) if chain[n] in ids), None)
        if clock is not None:
            after[client] = clock
    return after


def parting(ledger: Ledger, known: Mapping[Client, int], told: Heads) -> Lacking:
    """Return where somebody parts from this ledger who holds the chains as far as `known` and `told`; no blocks yet."""
    forks = []
    after = dict[Client, int]()
    for client, (seq, event) in told.items():
        ours = ledger.at(client, seq)
        if ours is not None and ours != event:
            forks.append(Fork(client=client, seq=seq, id=ours))
        after[client] = seq if ours in (None, event) else ledger.next_clock(client)
    for client, clock in known.items():
        after[client] = max(after.get(client, -1), clock)
    return Lacking(after, (), tuple(forks))


def beyond(ledger: Ledger, after: Mapping[Client, int]) -> Iterator[Block]:
    """Yield what lies beyond these clocks, chain by chain."""
    values = ledger.values()
    for client, chain in ledger.chains().items():
        for clock in range(after.get(client, -1) + 1, len(chain)):
            yield Block(client, clock, chain[clock], values[chain[clock]])


def unreceived(
    ledger: Ledger, receipts: Iterable[Event], own: Collection[EventId]
) -> tuple[Block, ...]:
    """Return what no receipt names: what a server may lack. `own` are the server's acts, which have no receipt.

    Of each chain a tail, from the first such event: chains travel without a gap.
    """
    named = frozenset[str]().union(*(named_by(one) for one in receipts)) | frozenset(own)
    started = set[Client]()
    found = list[Block]()
    for block in ledger.blocks():
        if block.client in started or block.id not in named:
            started.add(block.client)
            found.append(block)
    return tuple(found)
