"""A hostile certified inspector: 贺柯's key is good for yl3x as inspector and area lead, and he uses it for everything else.

Each attack is a few blocks put into an honest bundle. `never`: what must enter no document anywhere. `may`: what is
rightly signed and may stand there, whatever lie it tells; that it has no effect is for the checkers to see.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspections.blocks import Block, encode_update, read_update
from inspections.events_json import Draft, sign
from inspections.ids import DocId, EventId, PersonId, lone_issue_id
from inspections.keys import SigningKey
from inspections.slots import client_of
from inspections.vocabulary import Role
from tests.simulation.courier import Parcel, bundle_of
from tests.simulation.laptop import Laptop
from tests.simulation.office import key_text
from tests.simulation.reading import Told
from tests.simulation.world import World

MINE = DocId("yl3x")
OTHER = DocId("yl5x")
NEW_ISSUE: Mapping[str, Any] = {
    "source": "tip", "title": "来路不明", "place": None, "category": "duty", "severity": "ordinary",
    "disposition": "notice", "requirement": None, "days": 3, "basis": None, "photos": [],
}  # fmt: skip


@dataclass
class Forger:
    """What the hostile inspector can make: events with his key, in any slot, about anything that he holds."""

    world: World
    laptop: Laptop
    key: SigningKey = field(default_factory=lambda: SigningKey.from_text(key_text("heike")))
    by: str = "heike"
    session: str = ""
    blocks: dict[str, list[Block]] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=dict)
    _last: dict[str, EventId | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = self.world.chance.randbytes(16).hex()

    def held(self, doc: str = MINE) -> dict[str, Told]:
        return self.world.of(self.laptop.held().get(doc, {}))

    def block(
        self, doc: str, kind: str, subject: str, body: Mapping[str, Any], **changes: Any
    ) -> Block:
        """Return an event in the next slot of his session, chained to the one before."""
        told = {
            "doc": DocId(doc), "kind": kind, "subject": subject, "by": PersonId(self.by), "role": Role.INSPECTOR,
            "session": self.session, "seq": self._next.get(doc, 0), "prev": self._last.get(doc),
            "at": self.laptop.clock.fixed, "seen": frozenset(), "body": body, **changes,
        }  # fmt: skip
        event_id, value = sign(Draft(**told), self.key)
        self._next[doc], self._last[doc] = told["seq"] + 1, event_id
        return Block(client_of(self.key.public_hex, told["session"]), told["seq"], event_id, value)

    def put(self, block: Block, never: str = "", doc: str = MINE) -> Block:
        """Put a block into the bundle, and note whether it may ever enter a document."""
        self.blocks.setdefault(doc, []).append(block)
        if never:
            self.world.never[block.id] = never
        else:
            self.world.hostile[block.id] = block.value
        return block

    def issue(self) -> tuple[str, frozenset[EventId], list[str]]:
        """Return an issue that he holds: its subject, its newest events, and all issues; raise one if there is none."""
        held = self.held()
        subjects = sorted(
            {one["subject"] for one in held.values() if one["subject"].startswith("q:")}
        )
        if not subjects:
            raised = self.put(
                self.block(
                    MINE,
                    "raised",
                    f"q:{lone_issue_id(MINE, self.session, self._next.get(MINE, 0))}",
                    NEW_ISSUE,
                )
            )
            subject = self.world.tell(raised.id, raised.value)["subject"]
            return subject, frozenset({raised.id}), [subject]
        subject = self.world.chance.choice(subjects)
        own = {i for i, one in held.items() if one["subject"] == subject}
        seen = {j for i in own for j in held[i]["seen"]}
        return subject, frozenset(EventId(i) for i in own - seen), subjects

    def victim(self) -> tuple[str, bytes] | None:
        """Return an event that somebody else wrote."""
        held = self.laptop.held().get(MINE, {})
        others = sorted(
            i for i in held if self.world.tell(i, held[i])["device"] != self.key.public_hex
        )
        return (chosen := self.world.chance.choice(others), held[chosen]) if others else None


def strike(world: World, attack: Callable[[Forger], None], to: Laptop) -> Parcel | None:
    """Return an honest bundle of the dark laptop with the attack in it."""
    dark = world.laptops["dark"]
    data = bundle_of(dark.program("heike"))
    if data is None:
        return None
    forger = Forger(world, dark)
    attack(forger)
    world.met[f"attack {attack.__name__}"] += 1
    world.say(f"dark attacks {to.name}: {attack.__name__}")
    marks = frozenset(block.id for blocks in forger.blocks.values() for block in blocks)
    return Parcel(with_blocks(data, forger.blocks), "dark", to.name, world.now, marks)


def with_blocks(data: bytes, blocks: Mapping[str, list[Block]]) -> bytes:
    """Return a bundle that carries further blocks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        left = dict(blocks)
        for name in old.namelist():
            content = old.read(name)
            doc = name.removeprefix("documents/").removesuffix(".update")
            if name.startswith("documents/") and doc in left:
                content = _joined(read_update(content), left.pop(doc))
            if name == "bundle.json":
                content = _named(content, blocks)
            new.writestr(name, content)
        for doc, more in left.items():
            new.writestr(f"documents/{doc}.update", _joined((), more))
    return out.getvalue()


def _named(head: bytes, blocks: Mapping[str, list[Block]]) -> bytes:
    import json

    told = json.loads(head)
    for doc in blocks:
        told["documents"].setdefault(doc, {"name": doc, "events": 0, "heads": {}})
    return json.dumps(told, ensure_ascii=False).encode()


def _joined(held: tuple[Block, ...], more: list[Block]) -> bytes:
    at = {(one.client, one.clock): one for one in (*more, *held)}
    kept = dict(at)
    for client, clock in sorted(at):  # what an update cannot hold, a gap, is left out of it
        if (
            clock
            and (client, clock - 1) not in kept
            and any(c == client and n < clock for c, n in kept)
        ):
            del kept[client, clock]
    return encode_update(kept.values())
