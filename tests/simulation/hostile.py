"""A hostile certified inspector: 贺柯's key is good for yl3x as inspector and area lead, and he uses it for everything else.

Each attack is a few blocks put into an honest bundle. `never`: what must enter no document anywhere. `may`: what is
rightly signed and may stand there, whatever lie it tells; that it has no effect is for the checkers to see.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inspections.blocks import Block, encode_update, read_update
from inspections.events_json import Draft, sign, signed_value
from inspections.ids import DocId, EventId, PersonId, lone_issue_id, sha256_hex
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


def _comment(forger: Forger, **changes: Any) -> Block:
    subject, seen, _ = forger.issue()
    doc = changes.pop("doc", MINE)
    return forger.block(doc, "commented", subject, {"text": "无"}, **{"seen": seen, **changes})


def wrong_slot(forger: Forger) -> None:
    block = _comment(forger)
    forger.put(
        replace(block, client=type(block.client)(block.client ^ 1)),
        "right signature in the wrong slot",
    )


def victims_slot(forger: Forger) -> None:
    victim = forger.victim()
    if victim:
        told = forger.world.tell(*victim)
        value = _comment(forger).value
        at = client_of(told["device"], told["session"])
        forger.put(
            Block(at, told["seq"] + 1, EventId(sha256_hex(value)), value),
            "forged block in a victim's slot",
        )


def unsigned(forger: Forger) -> None:
    victim = forger.victim()
    if victim:
        told = forger.world.tell(*victim)
        text = victim[1][65:].replace(b'"seq":%d' % told["seq"], b'"seq":%d' % (told["seq"] + 1))
        text = text.replace(
            b'"prev":null' if told["prev"] is None else f'"prev":"{told["prev"]}"'.encode(),
            f'"prev":"{victim[0]}"'.encode(),
        )
        value = signed_value(text, forger.key)
        at = client_of(told["device"], told["session"])
        forger.put(
            Block(at, told["seq"] + 1, EventId(sha256_hex(value)), value),
            "signed by another key than it names",
        )


def altered(forger: Forger) -> None:
    block = _comment(forger)
    value = block.value.replace("无".encode(), "有".encode())
    forger.put(
        Block(block.client, block.clock, EventId(sha256_hex(value)), value), "altered after signing"
    )


def wrong_hash(forger: Forger) -> None:
    block = _comment(forger)
    forger.put(replace(block, id=EventId(sha256_hex(b"other"))), "a key that is not its hash")


def other_school(forger: Forger) -> None:
    issue = lone_issue_id(OTHER, forger.session, 0)
    forger.put(
        forger.block(OTHER, "raised", f"q:{issue}", NEW_ISSUE),
        "for a school that is not his",
        OTHER,
    )


def other_role(forger: Forger) -> None:
    subject, seen, _ = forger.issue()
    body = {"cause": "other", "reason": "无"}
    forger.put(
        forger.block(MINE, "withdrawn", subject, body, role=Role.BUREAU, seen=seen, from_="found"),
        "in a role that he has not",
    )


def wrong_kind(forger: Forger) -> None:
    subject, seen, _ = forger.issue()
    body = {"cause": "other", "reason": "无"}
    forger.put(
        forger.block(MINE, "withdrawn", subject, body, seen=seen, from_="found"),
        "a move that his role may not make",
    )


def other_person(forger: Forger) -> None:
    forger.put(_comment(forger, by=PersonId("wangmin")), "in the name of somebody else")


def new_root(forger: Forger) -> None:
    body = {"successor": forger.key.public_hex}
    forger.put(
        forger.block(
            "district", "rooted", f"d:device/{forger.key.public_hex}", body, role=Role.ROOT
        ),
        "a root that names itself",
        "district",
    )


def self_certified(forger: Forger) -> None:
    key = SigningKey.from_seed(forger.world.chance.randbytes(32))
    body = {
        "person": "heike", "roles": ["bureau"], "scope": {"schools": [], "areas": []}, "from": "2020-01-01", "until": None,
    }  # fmt: skip
    about = f"d:device/{key.public_hex}"
    forger.put(
        forger.block("district", "device_certified", about, body, role=Role.ROOT),
        "a certificate that he may not give",
        "district",
    )
    forger.key, forger._next, forger._last = key, {}, {}
    forger.put(_comment(forger, role=Role.BUREAU), "by a key that nobody certified")


def too_long(forger: Forger) -> None:
    subject, seen, _ = forger.issue()
    forger.put(
        forger.block(MINE, "commented", subject, {"text": "长" * 20_001}, seen=seen),
        "over the limits",
    )


def sees_nothing(forger: Forger) -> None:
    _, seen, _ = forger.issue()
    nowhere = EventId(sha256_hex(forger.session.encode()))
    forger.put(_comment(forger, seen=seen | {nowhere}), "rests on what does not exist")


def broken_chain(forger: Forger) -> None:
    forger.put(_comment(forger))
    forger.put(
        _comment(forger, prev=EventId(sha256_hex(b"nothing"))), "not chained to the one before"
    )


def poisoned(forger: Forger) -> None:
    """Good, bad, good in one session: the first may come in, the last must not pass the bad one."""
    forger.put(_comment(forger))
    too_long(forger)
    forger.put(_comment(forger), "behind one that was turned away")


def twice_at_one_place(forger: Forger) -> None:
    first = forger.put(_comment(forger))
    forger.world.forked.add((forger.key.public_hex, forger.session))
    forger._next[MINE] = first.clock
    forger._last[MINE] = EventId(forger.world.tell(first.id, first.value)["prev"] or "") or None
    second = _comment(forger, at=forger.laptop.clock.fixed.replace(second=59))  # type: ignore[union-attr]
    if second.id != first.id:
        forger.world.hostile[second.id] = second.value
        if forger.world.chance.random() < 0.5:
            forger.blocks[MINE][-1] = second


def lying_from(forger: Forger) -> None:
    subject, seen, _ = forger.issue()
    from_ = forger.world.chance.choice(("closing", "verified", "fixed"))
    forger.put(
        forger.block(
            MINE,
            "closed",
            subject,
            {"conclusion": "无"},
            role=Role.AREA_LEAD,
            seen=seen,
            from_=from_,
        )
    )


def blind_decision(forger: Forger) -> None:
    """Decides what he never saw in conflict, so that an issue would be closed."""
    subject, seen, _ = forger.issue()
    held = forger.held()
    moves = sorted(i for i, one in held.items() if one["subject"] == subject and one["from"])
    stands = forger.world.chance.choice(moves or sorted(seen))
    body = {"stands": stands, "falls": [], "reason": "无"}
    from_ = forger.world.chance.choice(("closed", "verified", "notified"))
    forger.put(
        forger.block(MINE, "decided", subject, body, role=Role.AREA_LEAD, seen=seen, from_=from_)
    )


def merged_in_a_ring(forger: Forger) -> None:
    """Merges two issues into each other, or one into itself, so that nobody would count them."""
    _, _, subjects = forger.issue()
    pair = forger.world.chance.sample(subjects, min(2, len(subjects)))
    held = forger.held()
    for one, into in zip(pair, reversed(pair), strict=True):
        own = {i for i, told in held.items() if told["subject"] == one}
        seen = frozenset(EventId(i) for i in own - {j for i in own for j in held[i]["seen"]})
        body = {"into": into[2:], "reason": "无"}
        for from_ in ("found", "fixed", "confirmed", "notified", "submitted"):
            forger.put(
                forger.block(MINE, "merged", one, body, role=Role.AREA_LEAD, seen=seen, from_=from_)
            )


def strikes_all(forger: Forger) -> None:
    """Strikes out the evidence of others."""
    subject, seen, _ = forger.issue()
    files = sorted(
        str(file["sha256"])
        for told in forger.held().values()
        for name in ("files", "photos", "photos_after", "photos_before")
        for file in (told["body"].get(name) if isinstance(told["body"].get(name), list) else ())
        if isinstance(file, dict)
    )
    body = {"file": forger.world.chance.choice(files or ["甲.txt"]), "reason": "无"}
    forger.put(forger.block(MINE, "evidence_struck", subject, body, seen=seen))


NEVER: tuple[Callable[[Forger], None], ...] = (
    wrong_slot, victims_slot, unsigned, altered, wrong_hash, other_school, other_role, wrong_kind, other_person, new_root,
    self_certified, too_long, sees_nothing, broken_chain, poisoned,
)  # fmt: skip
LIES: tuple[Callable[[Forger], None], ...] = (
    twice_at_one_place, lying_from, blind_decision, merged_in_a_ring, strikes_all,
)  # fmt: skip


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
