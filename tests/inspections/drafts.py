"""Acts for tests: a draft whose fields the test overrides, and a chain of signed events."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from inspections.blocks import Block
from inspections.errors import Code, M, Problem
from inspections.events import Event
from inspections.events_json import Draft, sign
from inspections.ids import DocId, EventId, PersonId
from inspections.keys import SigningKey
from inspections.slots import client_of
from inspections.vocabulary import Role

BEIJING = timezone(timedelta(hours=8))
KEY = SigningKey.from_seed(b"k" * 32)
SESSION = "0f" * 16


def a_draft(**changes: Any) -> Draft:
    fields: dict[str, Any] = {
        "doc": DocId("yl3x"),
        "kind": "commented",
        "subject": "q:Q7K2MD",
        "by": PersonId("wangmin"),
        "role": Role.INSPECTOR,
        "session": SESSION,
        "seq": 0,
        "prev": None,
        "at": datetime(2022, 4, 12, 9, 30, tzinfo=BEIJING),
        "seen": frozenset(),
        "body": {"text": "已到校，先看门岗"},
    }
    return Draft(**{**fields, **changes})


def a_chain(
    length: int, *, session: str = SESSION, key: SigningKey = KEY, start: int = 0, **changes: Any
) -> list[Block]:
    """Return events `start` to `start + length` of one session, each at its slot."""
    blocks: list[Block] = []
    prev: EventId | None = None
    for seq in range(start, start + length):
        body = {"text": f"第 {seq} 条"}
        event_id, value = sign(
            a_draft(**{"session": session, "seq": seq, "prev": prev, "body": body, **changes}), key
        )
        blocks.append(Block(client_of(key.public_hex, session), seq, event_id, value))
        prev = event_id
    return blocks


class Anyone:
    """An admission that lets everything in but what it names: devices, or events by id."""

    def __init__(
        self,
        unknown: Collection[str] = (),
        uncertified: Collection[str] = (),
        refused: Collection[str] = (),
    ) -> None:
        self._unknown, self._uncertified, self._refused = unknown, uncertified, refused

    def uncertified(self, event: Event) -> Problem | None:
        if event.device in self._unknown:
            return replace(NO, code=Code.CERTIFICATE_MISSING)
        return NO if event.device in self._uncertified else None

    def refused(self, event: Event) -> Problem | None:
        return NO if event.id in self._refused else None

    def took(self, event: Event) -> None:
        pass


NO = Problem(code=Code.RULE_ROLE, what=M("不行"), remedy=M("没有"))
ANYONE = Anyone()
