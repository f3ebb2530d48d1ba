"""Events from elsewhere are sorted chain by chain: what can come in, what waits, what is turned away."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.blocks import Block, encode_update, read_update
from inspections.door import EVENT_BYTES_MAX
from inspections.door import sort as sort_by
from inspections.door_answers import Admission, Against, Sorted
from inspections.events_json import signed_value
from inspections.ids import DocId, EventId, sha256_hex
from inspections.keys import SigningKey
from inspections.ledger import Ledger
from tests.inspections.drafts import ANYONE, Anyone, a_chain

OTHER = SigningKey.from_seed(b"o" * 32)
DOC = DocId("yl3x")


def sort(ledger: Ledger, blocks: Iterable[Block], admission: Admission = ANYONE) -> Sorted:
    return sort_by(ledger, blocks, admission)


def ledger_of(*blocks: Block) -> Ledger:
    ledger = Ledger(DOC)
    ledger.apply(encode_update(blocks))
    return ledger


def accepted(found: Sorted) -> list[str]:
    return [block.id for block in found.accepted]


def against(found: Sorted) -> list[Against]:
    return [away.why for away in found.turned_away]


def ids(*blocks: Block) -> list[str]:
    return [block.id for block in blocks]


def forged(block: Block, value: bytes) -> Block:
    return block._replace(id=EventId(sha256_hex(value)), value=value)


def test_a_whole_chain_comes_in() -> None:
    chain = a_chain(3)
    assert accepted(sort(Ledger(DOC), chain)) == ids(*chain)


def test_what_is_held_already_is_left_out() -> None:
    chain = a_chain(3)
    assert accepted(sort(ledger_of(*chain[:2]), chain)) == ids(chain[2])
    assert sort(ledger_of(*chain), chain) == Sorted()


def test_what_comes_after_a_gap_waits_and_comes_in_with_what_was_missing() -> None:
    chain = a_chain(3)
    found = sort(Ledger(DOC), [chain[0], chain[2]])
    assert accepted(found) == ids(chain[0])
    assert ids(*(waits.block for waits in found.waiting)) == ids(chain[2])
    assert accepted(sort(ledger_of(chain[0]), [chain[1], chain[2]])) == ids(*chain[1:])


def test_an_event_waits_for_what_its_author_had_seen() -> None:
    [seen] = a_chain(1, key=OTHER)
    [block] = a_chain(1, seen=frozenset({seen.id}))
    [waits] = sort(Ledger(DOC), [block]).waiting
    assert (waits.block.id, waits.needs) == (block.id, seen.id)


def test_what_waits_for_another_chain_of_the_same_delivery_comes_in_behind_it() -> None:
    other = a_chain(2, key=OTHER)
    chain = a_chain(2, seen=frozenset({other[1].id}))
    found = accepted(sort(Ledger(DOC), [*chain, *other]))
    assert set(found) == set(ids(*chain, *other))
    assert found.index(other[1].id) < found.index(chain[0].id)


def test_an_event_waits_for_the_event_before_its_session() -> None:
    [before] = a_chain(1)
    [block] = a_chain(1, session="ab" * 16)
    later = a_chain(1, session="cd" * 16, prev=before.id)
    assert accepted(sort(Ledger(DOC), later)) == []
    assert set(accepted(sort(Ledger(DOC), [*later, before, block]))) == set(
        ids(*later, before, block)
    )


def test_a_bad_chain_keeps_no_innocent_one_out() -> None:
    bad, good = a_chain(3), a_chain(3, key=OTHER)
    broken = forged(bad[1], bad[1].value[:-1] + b"?")
    found = sort(Ledger(DOC), [bad[0], broken, bad[2], *good])
    assert set(accepted(found)) == set(ids(bad[0], *good))
    assert against(found) == [Against.DAMAGED]
    assert found.turned_away[0].behind == 1


def test_a_signature_of_somebody_else_is_turned_away() -> None:
    [block] = a_chain(1)
    value = signed_value(block.value[65:], OTHER)
    assert against(sort(Ledger(DOC), [forged(block, value)])) == [Against.SIGNATURE]


def test_an_event_in_another_s_slot_is_turned_away_and_the_owner_s_comes_in() -> None:
    [mine], [theirs] = a_chain(1), a_chain(1, key=OTHER)
    found = sort(Ledger(DOC), [theirs._replace(client=mine.client), mine])
    assert (accepted(found), against(found)) == (ids(mine), [Against.SLOT])


def test_a_value_that_is_not_what_its_key_says_is_turned_away() -> None:
    [block] = a_chain(1)
    wrong = block._replace(id=EventId("0" * 64))
    update = encode_update([wrong])
    assert read_update(update, hashes=False) == (wrong,)
    assert against(sort(Ledger(DOC), [wrong])) == [Against.HASH]


def test_an_event_of_another_document_is_turned_away() -> None:
    [block] = a_chain(1)
    assert against(sort(Ledger(DocId("yl5x")), [block])) == [Against.DOCUMENT]


def test_of_two_events_at_one_place_the_one_held_stands() -> None:
    held, other = a_chain(1), a_chain(1, subject="q:ANOTHER")
    found = sort(ledger_of(*held), other)
    assert (accepted(found), against(found)) == ([], [Against.FORK])


def test_an_event_that_does_not_follow_the_one_before_it_is_turned_away() -> None:
    first = a_chain(1)
    stray = a_chain(1, start=1, prev=None)
    assert against(sort(Ledger(DOC), [*first, *stray])) == [Against.CHAIN]


def test_an_event_without_end_is_turned_away() -> None:
    [block] = a_chain(1)
    huge = forged(block, block.value + b" " * EVENT_BYTES_MAX)
    assert against(sort(Ledger(DOC), [huge])) == [Against.SIZE]


def test_an_event_of_a_newer_program_waits() -> None:
    [block] = a_chain(1)
    newer = forged(block, b"\x02" + block.value[1:])
    assert [w.block.id for w in sort(Ledger(DOC), [newer]).waiting] == [newer.id]


def test_what_no_certificate_covers_is_turned_away() -> None:
    chain, other = a_chain(1), a_chain(1, key=OTHER)
    found = sort(Ledger(DOC), [*chain, *other], Anyone(uncertified={OTHER.public_hex}))
    assert (accepted(found), against(found)) == (ids(*chain), [Against.CERTIFICATE])


def test_what_a_device_without_certificate_wrote_waits_for_one() -> None:
    chain, other = a_chain(1), a_chain(2, key=OTHER)
    found = sort(Ledger(DOC), [*chain, *other], Anyone(unknown={OTHER.public_hex}))
    assert accepted(found) == ids(*chain)
    assert [w.device for w in found.waiting] == [OTHER.public_hex, None]


def test_what_the_judge_refuses_is_turned_away_with_what_comes_after_it() -> None:
    chain, other = a_chain(3), a_chain(1, key=OTHER)
    found = sort(Ledger(DOC), [*chain, *other], Anyone(refused={chain[1].id}))
    assert set(accepted(found)) == set(ids(chain[0], *other))
    assert [(a.why, a.behind) for a in found.turned_away] == [(Against.REFUSED, 1)]


def test_bytes_of_a_newer_program_in_a_victim_s_slot_keep_the_victim_s_own_not_out() -> None:
    [mine] = a_chain(1)
    for mark in range(2, 40):  # some of these hash below the honest id, some above
        newer = forged(mine, bytes([mark]) + mine.value[1:])
        assert accepted(sort(Ledger(DOC), [newer, mine])) == ids(mine)


def test_of_two_events_of_one_device_at_one_place_the_one_that_waits_keeps_the_other_not_out() -> (
    None
):
    for n in range(8):
        stuck, good = a_chain(1, seen=frozenset({EventId(f"{n:064x}")})), a_chain(1)
        assert accepted(sort(Ledger(DOC), [*stuck, *good])) == ids(*good)


def test_what_is_forged_beside_an_event_that_waits_does_not_wait_with_it() -> None:
    [block] = a_chain(1, seen=frozenset({EventId("0" * 64)}))
    found = sort(Ledger(DOC), [block, forged(block, block.value + b" ")])
    assert (ids(*(w.block for w in found.waiting)), against(found)) == (
        [block.id],
        [Against.DAMAGED],
    )


ALL = [
    *(first := a_chain(3)),
    *(second := a_chain(3, key=OTHER, seen=frozenset({first[1].id}))),
    *a_chain(1, session="cd" * 16, prev=first[2].id, seen=frozenset({second[2].id})),
]


@settings(max_examples=60, deadline=None)
@given(st.permutations(ALL), st.lists(st.integers(0, len(ALL)), max_size=4))
def test_deliveries_in_any_order_and_any_pieces_bring_in_all(
    order: list[Block], cuts: list[int]
) -> None:
    ledger, waiting = Ledger(DOC), list[Block]()
    edges = [0, *sorted(cuts), len(order)]
    for start, end in itertools.pairwise(edges):
        found = sort(ledger, [*waiting, *order[start:end]])
        assert not found.turned_away
        ledger.apply(encode_update(found.accepted))
        waiting = [waits.block for waits in found.waiting]
    assert (set(ledger.values()), waiting) == (set(ids(*ALL)), [])


@pytest.mark.parametrize("at", range(0, 200, 7))
def test_a_flipped_bit_never_brings_in_anything_that_was_not_signed(at: int) -> None:
    chain = a_chain(2)
    value = bytearray(chain[1].value)
    value[at % len(value)] ^= 1
    for block in (forged(chain[1], bytes(value)), chain[1]._replace(value=bytes(value))):
        assert accepted(sort(Ledger(DOC), [chain[0], block])) == ids(chain[0])
