"""The door of a document: events from elsewhere, sorted before any of them enters (DESIGN §5 "gate").

Per chain (the events of one session) three answers: accepted, in an order in which each rests on what is here;
waiting, because something it rests on is not here yet; turned away, that chain from there on. One bad chain never
keeps an innocent one out. Whether a certificate covers an event is asked of `vouched`, which comes with the issue of
certificates; whether an act was allowed is the fold's business.

Refuses to change anything: it sorts, the caller commits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from inspections.blocks import Block
from inspections.errors import M, Msg
from inspections.events import Event, Unreadable
from inspections.events_json import Why, decode, signature_holds
from inspections.ids import EventId
from inspections.ledger import Ledger
from inspections.slots import Client, client_of

EVENT_BYTES_MAX: Final = 1024 * 1024
SEEN_MAX: Final = 1000


class Against(StrEnum):
    """Why a chain is turned away."""

    HASH = "hash"
    DAMAGED = "damaged"
    DOCUMENT = "document"
    SIGNATURE = "signature"
    SLOT = "slot"
    FORK = "fork"
    CHAIN = "chain"
    SIZE = "size"
    VOUCHED = "vouched"


SAYS: Mapping[Against, Msg] = {
    Against.HASH: M("内容与编号不符，途中损坏或被改动"),
    Against.DAMAGED: M("内容残缺，或不是督查程序写的"),
    Against.DOCUMENT: M("属于另一份台账"),
    Against.SIGNATURE: M("签名不对，不是署名的设备写的"),
    Against.SLOT: M("不在自己该在的位置上"),
    Against.FORK: M("同一位置上已有另一条记录，先到的算数"),
    Against.CHAIN: M("和它前一条接不上"),
    Against.SIZE: M("太大，超出允许的范围"),
    Against.VOUCHED: M("没有证书担保"),
}


@dataclass(frozen=True)
class Waits:
    """An event that waits for `needs`; None: for the event before it in its session, or for a newer program."""

    block: Block
    needs: EventId | None


@dataclass(frozen=True)
class TurnedAway:
    """The first event of a chain that cannot come in, why, and how many come after it."""

    block: Block
    why: Against
    behind: int


@dataclass(frozen=True)
class Sorted:
    """What becomes of the blocks: `accepted` in an order in which they can be added, the others as they are."""

    accepted: tuple[Block, ...] = ()
    events: tuple[Event, ...] = ()
    waiting: tuple[Waits, ...] = ()
    turned_away: tuple[TurnedAway, ...] = ()


Vouched = Callable[[Event], bool]


@dataclass
class _Chain:
    """The events of one session that are not held, by clock, and how far they have come."""

    blocks: Sequence[Block]
    clock: int
    at: int = 0
    needs: EventId | None = None
    against: Against | None = None
    alone: list[TurnedAway] = field(default_factory=list)


@dataclass
class _Sorting:
    ledger: Ledger
    vouched: Vouched
    here: set[EventId]
    newest: dict[Client, EventId] = field(default_factory=dict)
    accepted: list[Block] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def sort(
    ledger: Ledger,
    blocks: Iterable[Block],
    vouched: Vouched = lambda event: True,
) -> Sorted:
    """Return which of `blocks` (from elsewhere, and those that waited) can join the ledger now. Never raises.

    Events that are held already are left out; giving the same blocks twice changes nothing.
    """
    chains = _chains(ledger, blocks)
    sorting = _Sorting(ledger, vouched, set(ledger.values()))
    wanting: dict[EventId, list[_Chain]] = {}
    ready = deque(chains)
    while ready:
        chain = ready.popleft()
        before = len(sorting.accepted)
        _advance(sorting, chain)
        if chain.needs is not None:
            wanting.setdefault(chain.needs, []).append(chain)
        for block in sorting.accepted[before:]:
            ready.extend(wanting.pop(block.id, ()))
    return Sorted(
        accepted=tuple(sorting.accepted),
        events=tuple(sorting.events),
        waiting=tuple(
            Waits(block, chain.needs if n == 0 else None)
            for chain in chains
            if chain.against is None
            for n, block in enumerate(chain.blocks[chain.at :])
        ),
        turned_away=tuple(away for chain in chains for away in _turned_away(chain)),
    )


def _turned_away(chain: _Chain) -> Iterator[TurnedAway]:
    yield from chain.alone
    if chain.against is not None:
        yield TurnedAway(chain.blocks[chain.at], chain.against, len(chain.blocks) - chain.at - 1)


def _chains(ledger: Ledger, blocks: Iterable[Block]) -> list[_Chain]:
    """Return the chains of what is not held yet, each by clock; of two at one place the smaller id goes first."""
    found: dict[Client, dict[tuple[int, EventId], Block]] = {}
    for block in blocks:
        if ledger.at(block.client, block.clock) != block.id:
            found.setdefault(block.client, {})[block.clock, block.id] = block
    return [
        _Chain([among[place] for place in sorted(among)], ledger.next_clock(client))
        for client, among in sorted(found.items())
    ]


def _advance(sorting: _Sorting, chain: _Chain) -> None:
    """Accept as many events of a chain as can be; say what the next one needs, or what is against it.

    Of several blocks at one place (forged ones among them) only those that cannot stand there are turned away.
    """
    chain.needs = None
    while chain.at < len(chain.blocks) and chain.blocks[chain.at].clock <= chain.clock:
        block = chain.blocks[chain.at]
        event = _event(sorting, block, chain.clock)
        if event is None:
            return
        if isinstance(event, Against):
            others = chain.blocks[chain.at + 1 :]
            if event is not Against.FORK and not (others and others[0].clock == block.clock):
                chain.against = event
                return
            chain.alone.append(TurnedAway(block, event, 0))
            chain.at += 1
            continue
        chain.needs = next((i for i in _needs(event) if i not in sorting.here), None)
        if chain.needs is not None:
            return
        sorting.here.add(block.id)
        sorting.accepted.append(block)
        sorting.events.append(event)
        sorting.newest[block.client] = block.id
        chain.at, chain.clock = chain.at + 1, chain.clock + 1


def _event(sorting: _Sorting, block: Block, clock: int) -> Event | Against | None:
    """Return the event of a block that may come next, what is against it, or None if only a newer program can tell."""
    if len(block.value) > EVENT_BYTES_MAX:
        return Against.SIZE
    if block.clock < clock:
        return Against.FORK
    event = decode(block.value, block.id, sorting.ledger.doc)
    if isinstance(event, Unreadable):
        return None if event.why == Why.NEWER else _AGAINST.get(Why(event.why), Against.DAMAGED)
    if len(event.seen) > SEEN_MAX:
        return Against.SIZE
    if client_of(event.device, event.session) != block.client or event.seq != block.clock:
        return Against.SLOT
    before = sorting.newest.get(block.client) or sorting.ledger.at(block.client, block.clock - 1)
    if event.seq > 0 and event.prev != before:
        return Against.CHAIN
    if not signature_holds(block.value, event.device):
        return Against.SIGNATURE
    return event if sorting.vouched(event) else Against.VOUCHED


_AGAINST: Mapping[Why, Against] = {Why.HASH: Against.HASH, Why.DOCUMENT: Against.DOCUMENT}


def _needs(event: Event) -> tuple[EventId, ...]:
    return (*([event.prev] if event.prev else []), *sorted(event.seen))
