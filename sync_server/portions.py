"""What a device lacks of a document, as updates: rows of the log as they were written, the rest made for this device.

A row that many devices lack whole is thus the same bytes for all of them, and packed once. Refuses to give more than fits:
what rests on nothing else comes first, so that every portion can be taken in by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from inspections.blocks import Block, encode_update
from inspections.events import Event
from inspections.slots import Client
from inspections.sync_heads import Lacking, beyond
from inspections.sync_protocol import ANSWER_BYTES, UPDATES_MAX
from sync_server.documents import Held, Row
from sync_server.packing import ALONE_FROM

EVENT_OVERHEAD: Final = 90


@dataclass(frozen=True)
class Portion:
    """Updates to be taken in one after the other, their size in bytes, and whether they are all that is lacking."""

    updates: tuple[bytes, ...]
    size: int
    whole: bool


def portion(held: Held, lacks: Lacking, left: int) -> Portion:
    """Return what is lacking, of more than `left` bytes a part that does not rest on the rest."""
    size, updates = _rows(held, lacks)
    if size <= left:
        return Portion(tuple(updates), size, whole=True)
    size, updates = _rows(held, lacks, left) if _reach_back(held, lacks.after) else (0, [])
    if not updates:
        chosen, size = _blocks(held, list(beyond(held.ledger, lacks.after)), left)
        updates = [encode_update(chosen)] if chosen else []
    return Portion(tuple(updates), size, whole=False)


def _rows(held: Held, lacks: Lacking, left: int | None = None) -> tuple[int, list[bytes]]:
    """Return everything that is lacking, and its size: rows as they were written, the rest in between made for this answer.

    With `left` no more than fits into so many bytes and rests on nothing else.
    """
    after, updates, size = dict(lacks.after), list[bytes](), 0
    fits = 0, 0
    between = dict[Client, tuple[int, int]]()

    def make() -> None:
        nonlocal size
        blocks = [b for client, span in between.items() for b in _span(held, client, span)]
        if blocks:
            updates.append(encode_update(blocks))
            size += len(updates[-1])
        between.clear()

    def until(client: Client, clock: int) -> None:
        """Put what is lacking of a chain, up to this clock, between the rows."""
        first = after.get(client, -1) + 1
        if first <= clock:
            between[client] = between.get(client, (first, 0))[0], clock
            after[client] = clock

    for row in held.rows if len(held.rows) < UPDATES_MAX // 2 else ():
        for client, (first, _) in row.spans.items():
            until(client, first - 1)
        if _is_lacking(row, after):
            make()
            updates.append(row.update)
            size += len(row.update)
            after.update({client: last for client, (_, last) in row.spans.items()})
        else:
            for client, (_, last) in row.spans.items():
                until(client, last)
        if left is not None and row.ends:
            make()
            if size > left:
                return fits[0], updates[: fits[1]]
            fits = size, len(updates)
    if left is not None:
        return fits[0], updates[: fits[1]]
    for client, chain in held.ledger.chains().items():
        until(client, len(chain) - 1)
    make()
    return size, updates


def _reach_back(held: Held, after: Mapping[Client, int]) -> bool:
    """Return whether nothing is lacking of what came before the rows that are kept: they rest on it."""
    kept = dict[Client, int]()
    for row in held.rows:
        for client, (first, _) in row.spans.items():
            kept.setdefault(client, first)
    chains = held.ledger.chains().items()
    return all(after.get(c, -1) + 1 >= kept.get(c, len(chain)) for c, chain in chains)


def _is_lacking(row: Row, after: Mapping[Client, int]) -> bool:
    """Return whether all of a row is lacking, and it is worth a part of its own."""
    spans = row.spans.items()
    return len(row.update) >= ALONE_FROM and all(after.get(c, -1) < first for c, (first, _) in spans)  # fmt: skip


def _span(held: Held, client: Client, span: tuple[int, int]) -> Iterator[Block]:
    values, chain = held.ledger.values(), held.ledger.chains()[client]
    for clock in range(span[0], span[1] + 1):
        yield Block(client, clock, chain[clock], values[chain[clock]])


def _blocks(held: Held, blocks: Sequence[Block], left: int) -> tuple[list[Block], int]:
    """Return of more blocks than fit those that do fit into `left` bytes, and their size.

    Those come first that rest on nothing else: every portion can be taken in by itself.
    """
    chosen, size = list[Block](), 0
    for block in _by_past(held, blocks):
        cost = len(block.value) + EVENT_OVERHEAD
        if size + cost > left and (chosen or left < ANSWER_BYTES):
            break
        chosen.append(block)
        size += cost
    return chosen, size


def _by_past(held: Held, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks so that each comes after those it rests on."""
    among = {block.id: block for block in blocks}
    done: dict[str, Block] = {}
    for block in blocks:
        stack = [block]
        while stack:
            top = stack[-1]
            event = held.events[top.id]
            needs = {*event.seen, event.prev} if isinstance(event, Event) else set()
            before = [among[i] for i in needs if i in among and i not in done]
            if not before:
                done.setdefault(top.id, stack.pop())
            else:
                stack += before
    return list(done.values())
