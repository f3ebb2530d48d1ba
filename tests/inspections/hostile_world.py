"""The world of the hostile tests: wangmin, a certified inspector, holds a lone issue at yl3x; liqiang is innocent."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from inspections.admission import Register
from inspections.blocks import Block, encode_update
from inspections.certificates import Authority
from inspections.door import sort
from inspections.door_answers import Sorted
from inspections.events_json import decode, sign, signed_value
from inspections.ids import DocId, EventId, PersonId, lone_issue_id, sha256_hex
from inspections.keys import SigningKey
from inspections.ledger import Ledger
from inspections.slots import Client, client_of
from tests.inspections.certified import certified, revoked, said
from tests.inspections.drafts import SESSION, a_draft
from tests.stories_of_events import FINDING

WANG, LI, ELSEWHERE, STRANGER, EXPIRED, STOLEN = (
    SigningKey.from_seed(bytes([n]) * 32) for n in range(10, 16)
)
OTHER_SESSION = "1f" * 16
DOC = DocId("yl3x")
ISSUE = lone_issue_id(DOC, SESSION, 0)
DISTRICT_SAYS = [
    said("district_opened", root_key="a" * 64),
    certified(WANG.public_hex),
    certified(LI.public_hex, "liqiang"),
    certified(ELSEWHERE.public_hex, schools=["yl5x"]),
    certified(STRANGER.public_hex, by="f" * 64),
    certified(EXPIRED.public_hex, until="2020-01-01"),
    certified(STOLEN.public_hex),
    revoked(STOLEN.public_hex),
]
AUTHORITY = Authority.of(DISTRICT_SAYS)
Hostile = tuple[Block, ...]


def written(
    key: SigningKey = WANG, *, session: str = OTHER_SESSION, seq: int = 0, **changes: Any
) -> Block:
    """Return an event in its slot, signed by its device; by default a comment on the held issue."""
    fields = {
        "subject": f"q:{ISSUE}",
        "seen": frozenset({RAISED.id}),
        "session": session,
        "seq": seq,
    }
    event_id, value = sign(a_draft(**{**fields, **changes}), key)
    return Block(client_of(key.public_hex, session), seq, event_id, value)


RAISED = Block(Client(0), 0, EventId(""), b"")
RAISED = written(
    session=SESSION, kind="raised", seen=frozenset(), body={**FINDING, "photos": []}
)  # fmt: skip
INNOCENT = written(LI, by=PersonId("liqiang"))
HONEST = written()


def with_value(block: Block, value: bytes) -> Block:
    """Return the block with other bytes, under the key that is their hash."""
    return block._replace(id=EventId(sha256_hex(value)), value=value)


def with_json(change: Callable[[dict[str, Any]], Any] = dict, **dump: Any) -> Block:
    """Return an event whose JSON is changed, rightly signed by wangmin."""
    told = json.loads(HONEST.value[65:])
    spelled = {"separators": (",", ":"), "sort_keys": True, "ensure_ascii": False, **dump}
    text = json.dumps(change(told) or told, **spelled)
    return with_value(HONEST, signed_value(text.encode(), WANG))


def with_body(value: Any) -> Block:
    return with_json(lambda told: told["body"].update(x=value))


def signed_text(text: str) -> Block:
    return with_value(HONEST, signed_value(text.encode(), WANG))


def the_ledger() -> Ledger:
    ledger = Ledger(DOC)
    ledger.apply(encode_update([RAISED]))
    return ledger


def deliver(*hostile: Block, received_on: date | None = None) -> Sorted:
    """Put a delivery before the door; what was held must not have changed, the innocent must be among what comes in."""
    ledger = the_ledger()
    before = ledger.encode()
    admission = Register(DOC, [decode(RAISED.value)], AUTHORITY, "a" * 64, received_on)
    found = sort(ledger, [*hostile, INNOCENT], admission)
    assert ledger.encode() == before
    assert INNOCENT.id in {block.id for block in found.accepted}
    ledger.apply(ledger.prepare(found.accepted))
    return found


def chain_of(*changes: dict[str, Any]) -> Hostile:
    """Return the events of one session, each chained to the one before unless it says otherwise."""
    blocks: list[Block] = []
    for seq, change in enumerate(changes):
        prev = blocks[-1].id if blocks else None
        blocks.append(written(seq=seq, **{"prev": prev, **change}))
    return tuple(blocks)
