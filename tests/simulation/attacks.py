"""The attacks of a hostile certified inspector, one function each.

`NEVER`: what must enter no document anywhere. `LIES`: what is rightly signed and may stand there; that it has no effect
is for the checkers to see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspections.blocks import Block
from inspections.events_json import signed_value
from inspections.ids import EventId, PersonId, lone_issue_id, sha256_hex
from inspections.keys import SigningKey
from inspections.slots import client_of
from inspections.vocabulary import Role
from tests.simulation.hostile import MINE, NEW_ISSUE, OTHER, Forger


def _comment(forger: Forger, **changes: Any) -> Block:
    subject, seen, _ = forger.issue()
    doc = changes.pop("doc", MINE)
    return forger.block(doc, "commented", subject, {"text": "无"}, **{"seen": seen, **changes})


def wrong_slot(forger: Forger) -> None:
    block = _comment(forger)
    forger.put(
        block._replace(client=type(block.client)(block.client ^ 1)),
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
    forger.put(block._replace(id=EventId(sha256_hex(b"other"))), "a key that is not its hash")


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
