"""What the door says of events from elsewhere: accepted, waiting, turned away; and whom it asks (DESIGN §5).

Every reason has words for the person who carried or wrote the event. Refuses nothing by itself: see `door`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from inspections.blocks import Block
from inspections.errors import M, Msg, Problem
from inspections.events import Event
from inspections.ids import EventId

WAITING_MAX: Final = 20_000
WAITING_BYTES_MAX: Final = 32 * 1024 * 1024
"""What may wait outside one document (decision 0010)."""


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
    CERTIFICATE = "certificate"
    REFUSED = "refused"


SAYS: Mapping[Against, Msg] = {
    Against.HASH: M("内容与编号不符，途中损坏或被改动"),
    Against.DAMAGED: M("内容残缺，或不是督查程序写的"),
    Against.DOCUMENT: M("属于另一份台账"),
    Against.SIGNATURE: M("签名不对，不是署名的设备写的"),
    Against.SLOT: M("不在自己该在的位置上"),
    Against.FORK: M("同一位置上已有另一条记录，先到的算数"),
    Against.CHAIN: M("和它前一条接不上"),
    Against.SIZE: M("太大，超出允许的范围"),
    Against.CERTIFICATE: M("没有证书担保"),
    Against.REFUSED: M("不合规定"),
}


class Admission(Protocol):
    """What the door asks about an event that is whole, in its slot and chained."""

    def uncertified(self, event: Event) -> Problem | None:
        """Return why no certificate covers it (CERTIFICATE_MISSING: none of its device is here yet), None if one does."""

    def refused(self, event: Event) -> Problem | None:
        """Return why it may not be recorded, None if it may; all it rests on is here."""

    def took(self, event: Event) -> None:
        """Note that it is accepted."""


@dataclass(frozen=True)
class Waits:
    """An event that waits: for `needs`, for a certificate of `device`, or else for the one before it or a newer program."""

    block: Block
    needs: EventId | None = None
    device: str | None = None


@dataclass(frozen=True)
class TurnedAway:
    """The first event of a chain that cannot come in, why (in words: `problem`), and how many come after it."""

    block: Block
    why: Against
    behind: int = 0
    problem: Problem | None = None

    @property
    def says(self) -> Msg:
        """Why, in words."""
        return self.problem.what if self.problem else SAYS[self.why]

    @property
    def reason(self) -> str:
        """The code of why: the problem's, else the door's."""
        return self.problem.code.value if self.problem else self.why.value


@dataclass(frozen=True)
class Sorted:
    """What becomes of the blocks: `accepted` in an order in which they can be added, the others as they are."""

    accepted: tuple[Block, ...] = ()
    events: tuple[Event, ...] = ()
    waiting: tuple[Waits, ...] = ()
    turned_away: tuple[TurnedAway, ...] = ()


def kept_waiting(
    waiting: Iterable[Waits],
    events_max: int,
    bytes_max: int,
) -> list[Block]:
    """Return what is kept outside a document, up to the caps: what is signed and certified goes before the rest."""
    kept: list[Block] = []
    size = 0
    for waits in sorted(waiting, key=lambda waits: waits.needs is None):
        size += len(waits.block.value)
        if len(kept) == events_max or size > bytes_max:
            break
        kept.append(waits.block)
    return kept
