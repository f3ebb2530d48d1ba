import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map

from inspections.blocks import BadUpdateError, Block, encode_update
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DocId
from inspections.ledger import Ledger
from tests.inspections.drafts import a_chain

YL3X = DocId("yl3x")
WANG = a_chain(4, session="aa" * 16)
LI = a_chain(3, session="bb" * 16)


def ledger_of(*blocks: Block) -> Ledger:
    ledger = Ledger(YL3X)
    for block in blocks:
        ledger.apply(encode_update([block]))
    return ledger


def test_an_added_event_is_held_with_its_bytes() -> None:
    ledger = Ledger(YL3X)
    ledger.add(WANG[0].id, WANG[0].value, WANG[0].client, 0)
    assert dict(ledger.values()) == {WANG[0].id: WANG[0].value}
    assert isinstance(decode(ledger.values()[WANG[0].id], WANG[0].id, YL3X), Event)


@given(st.randoms(use_true_random=False))
def test_order_of_arrival_between_sessions_never_matters(rng: random.Random) -> None:
    waiting, blocks = [list(WANG), list(LI)], []
    while any(waiting):
        blocks.append(rng.choice([chain for chain in waiting if chain]).pop(0))
    assert ledger_of(*blocks).encode() == ledger_of(*WANG, *LI).encode()


def test_the_encoding_is_that_of_pycrdt() -> None:
    ledger = ledger_of(*WANG, *LI)
    assert ledger.encode() == ledger.crdt().get_update()


def test_pycrdt_holds_the_same_events() -> None:
    ledger = ledger_of(*WANG[:2])
    ledger.crdt()
    ledger.apply(encode_update(WANG[2:]))
    ledger.apply(encode_update(LI))
    assert dict(ledger.crdt().get("events", type=Map).items()) == dict(ledger.values())


def test_an_empty_peer_takes_in_the_whole() -> None:
    peer: Doc[Map[bytes]] = Doc()
    peer.apply_update(ledger_of(*WANG, *LI).encode())
    assert set(peer.get("events", type=Map)) == {block.id for block in (*WANG, *LI)}


def test_applying_twice_changes_nothing() -> None:
    ledger = ledger_of(*WANG)
    assert ledger.apply(encode_update(WANG[1:3])) == ()
    assert ledger.encode() == ledger_of(*WANG).encode()


def test_an_update_that_overlaps_adds_only_what_is_new() -> None:
    assert ledger_of(*WANG[:2]).apply(encode_update(WANG)) == (WANG[2].id, WANG[3].id)


def test_a_gap_is_refused() -> None:
    ledger = ledger_of(WANG[0])
    with pytest.raises(BadUpdateError):
        ledger.apply(encode_update([WANG[2]]))
    assert len(ledger) == 1


def test_a_slot_that_holds_another_event_is_refused() -> None:
    fork = a_chain(1, session="aa" * 16, kind="planned")
    with pytest.raises(BadUpdateError):
        ledger_of(*WANG).apply(encode_update(fork))


def test_one_event_cannot_stand_at_two_slots() -> None:
    moved = Block(LI[0].client, 0, WANG[0].id, WANG[0].value)
    with pytest.raises(BadUpdateError):
        ledger_of(WANG[0]).apply(encode_update([moved]))


def test_a_refused_update_leaves_nothing_behind() -> None:
    ledger = ledger_of(WANG[0])
    before = ledger.encode()
    with pytest.raises(BadUpdateError):
        ledger.apply(encode_update([LI[0], WANG[2]]))
    assert (ledger.encode(), ledger.crdt().get_update()) == (before, before)


def test_preparing_changes_nothing_until_it_is_applied() -> None:
    ledger = ledger_of(WANG[0])
    update = ledger.prepare(WANG[1:3])
    assert (len(ledger), ledger.next_clock(WANG[0].client)) == (1, 1)
    ledger.apply(update)
    assert (len(ledger), ledger.next_clock(WANG[0].client)) == (3, 3)


def test_preparing_what_is_held_already_is_refused() -> None:
    with pytest.raises(BadUpdateError):
        ledger_of(WANG[0]).prepare(WANG[:2])
