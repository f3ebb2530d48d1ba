"""One document's events looked at anew, from their bytes: hash, place, chain, signature, certificate. For `ducha doctor`.

Refuses to decide what an act did: that is the fold's business.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from inspections.admission import says
from inspections.blocks import Block
from inspections.certificates import Authority, Doubt
from inspections.door_answers import SAYS, Against
from inspections.errors import Code, Level, M, Msg, Problem
from inspections.events import Event, Unreadable
from inspections.events_json import WHY_SAYS, Why, decode, signature_holds
from inspections.ids import DocId
from inspections.laptop.workspace import LEDGER
from inspections.ledger import Ledger
from inspections.receipts import NONE, Receipts
from inspections.slots import client_of

_CORES = os.cpu_count() or 1
_MEND = M("不要采信这一条；从备份核对，并告诉督导室")


@dataclass
class Looked:
    """One document: what could be read, what its receipts say, what is wrong; how many acts are by keys after their end."""

    events: list[Event] = field(default_factory=list)
    receipts: Receipts = NONE
    problems: list[Problem] = field(default_factory=list)
    void: int = 0


def look_at(doc: DocId, ledger: Ledger, authority: Authority | None) -> Looked:
    """Return what a document's events are worth; without an `authority` (no register to go by) nobody's certificate is judged."""
    blocks = list(ledger.blocks())
    looked = Looked()
    read = [(block, decode(block.value, block.id, doc)) for block in blocks]
    looked.events = [event for _, event in read if isinstance(event, Event)]
    if authority is not None:
        looked.receipts = authority.receipts_of(looked.events)
    doubted = Counter[tuple[str, Doubt]]()
    signed = _signed([(block.value, e.device) for block, e in read if isinstance(e, Event)])
    for block, event in read:
        if isinstance(event, Unreadable):
            looked.problems.append(_unreadable(doc, event))
            continue
        looked.problems += _placed(doc, block, event, ledger)
        if not next(signed):
            looked.problems.append(fault(doc, event.id, SAYS[Against.SIGNATURE], _MEND))
        elif authority is not None:
            doubt = authority.doubt(event, None, looked.receipts)
            if doubt is not None:
                doubted[event.device, doubt] += 1
    looked.void = sum(n for (_, doubt), n in doubted.items() if doubt is Doubt.REVOKED)
    looked.problems += _doubted(doc, doubted)
    looked.problems += _received(doc, looked.receipts)
    return looked


def fault(
    doc: DocId, event: str, what: Msg, remedy: Msg, level: Level = Level.ERROR,
    code: Code = Code.EVENT_DAMAGED,
) -> Problem:  # fmt: skip
    """Return the problem of one event, at the ledger's file."""
    return Problem(
        code=code,
        level=level,
        file=LEDGER.as_posix(),
        what=M("台账 {doc} 的记录 {event}：{what}", doc=doc, event=event[:12], what=what),
        remedy=remedy,
    )


def _signed(pairs: Sequence[tuple[bytes, str]]) -> Iterator[bool]:
    """Yield, pair by pair, whether the device signed the value. libsodium lets other threads run meanwhile."""
    if _CORES == 1 or len(pairs) < 100:
        yield from (signature_holds(value, device) for value, device in pairs)
        return
    size = -(-len(pairs) // _CORES)
    parts = [pairs[n : n + size] for n in range(0, len(pairs), size)]
    with ThreadPoolExecutor(_CORES) as pool:
        for part in pool.map(lambda part: [signature_holds(*pair) for pair in part], parts):
            yield from part


def _unreadable(doc: DocId, event: Unreadable) -> Problem:
    what = WHY_SAYS.get(Why(event.why), M("内容残缺，无法读出"))
    if event.why == Why.NEWER:
        return fault(doc, event.id, what, M("升级程序后就能看到"), Level.WARNING)
    return fault(doc, event.id, what, M("保留台账文件，从备份找回这一条，并告诉督导室"))


def _placed(doc: DocId, block: Block, event: Event, ledger: Ledger) -> Iterator[Problem]:
    """Yield what is wrong with where an event stands and with what it rests on."""
    if (client_of(event.device, event.session), event.seq) != (block.client, block.clock):
        yield fault(doc, event.id, SAYS[Against.SLOT], _MEND)
    elif event.seq and event.prev != ledger.at(block.client, block.clock - 1):
        yield fault(doc, event.id, SAYS[Against.CHAIN], _MEND)
    values = ledger.values()
    for other in (*sorted(event.seen), *([event.prev] if event.prev else [])):
        if other not in values:
            what = M("所依据的记录 {other} 不在这份台账里", other=other[:12])
            remedy = M("从备份或对方再导入一次；在那以前这一条照常显示")
            yield fault(doc, event.id, what, remedy, Level.WARNING)


def _doubted(doc: DocId, doubted: Mapping[tuple[str, Doubt], int]) -> Iterator[Problem]:
    """Yield which devices wrote what no certificate covers: one line a device, not one an event."""
    for (device, doubt), n in sorted(doubted.items()):
        if doubt is not Doubt.REVOKED:
            problem = says(doubt)
            yield Problem(
                code=problem.code,
                file=LEDGER.as_posix(),
                what=M("台账 {doc} 里设备 {device} 的 {n} 条记录：{what}", doc=doc, device=device[:12], n=n, what=problem.what),
                remedy=problem.remedy,
            )  # fmt: skip


def _received(doc: DocId, receipts: Receipts) -> Iterator[Problem]:
    """Yield what is strange about the receipts: numbers used twice, clocks ahead of the server's."""
    for n, ids in sorted(receipts.doubled.items()):
        yield fault(
            doc, ids[0], M("回执第 {n} 号有 {count} 份", n=n, count=len(ids)),
            M("服务器可能用旧备份恢复过：停用服务器，请管理员核对，并告诉督导室"), code=Code.RECEIPT_DOUBLED,
        )  # fmt: skip
    ahead = sum(one.ahead is not None for one in receipts.received.values())
    if ahead:
        yield Problem(
            code=Code.CLOCK_AHEAD,
            level=Level.WARNING,
            file=LEDGER.as_posix(),
            what=M(
                "台账 {doc} 有 {n} 条记录的时间比服务器收到时还晚 10 分钟以上", doc=doc, n=ahead
            ),
            remedy=M("校准那些设备的时钟；记录照常算数，先后以回执为准"),
        )
