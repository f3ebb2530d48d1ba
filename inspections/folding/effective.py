"""Which events can have an effect at all: not those that a revoked key wrote after the last one kept, nor those that
a receipt refused (DESIGN §2).

They stay in the document, so that documents never part, and in the view as 未生效; what was recorded upon them rests
on what they rested on. Refuses to judge anything else: that is the fold's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from inspections.certificates import Authority
from inspections.errors import M, Msg
from inspections.events import Event, Unreadable
from inspections.ids import EventId
from inspections.receipts import Receipts

VOID: Final = M("设备已吊销，这一条不在保留之列，也没有追认")


def why_void(event: Event, receipts: Receipts) -> Msg:
    """Return why a void event has no effect: the receipt that refused it, or else the end of its key."""
    refused = receipts.refused.get(event.id)
    return refused.why if refused else VOID


def split(
    events: Iterable[Event | Unreadable], authority: Authority, receipts: Receipts | None = None
) -> tuple[list[Event], list[Event]]:
    """Return the events that can have an effect, and those that cannot, by id. `receipts`: those among the events."""
    given = {event.id: event for event in events if isinstance(event, Event)}
    known = authority.receipts_of(given.values()) if receipts is None else receipts
    void = {event.id: event for event in given.values() if authority.void(event, known)}
    if not void:
        return list(given.values()), []
    effective = [
        event if event.seen.isdisjoint(void) else replace(event, seen=_through(event.seen, void))
        for event in given.values()
        if event.id not in void
    ]
    return effective, [void[i] for i in sorted(void)]


def _through(seen: frozenset[EventId], void: dict[EventId, Event]) -> frozenset[EventId]:
    """Return what is seen with each void event replaced by what it had seen itself."""
    found, todo, passed = set[EventId](), list(seen), set[EventId]()
    while todo:
        one = todo.pop()
        if one not in void:
            found.add(one)
        elif one not in passed:
            passed.add(one)
            todo.extend(void[one].seen)
    return frozenset(found)
