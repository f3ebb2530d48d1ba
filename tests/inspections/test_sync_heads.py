"""Which events the other side lacks: by receipts, by heads, and where two histories part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspections.blocks import Block, encode_update
from inspections.events import Event
from inspections.ids import DocId, EventId
from inspections.keys import SigningKey
from inspections.ledger import Ledger
from inspections.sync_heads import covered, heads, lacking, unreceived
from tests.inspections.drafts import a_chain
from tests.inspections.test_receipts import receipt

DOC = DocId("yl3x")
A, B = a_chain(6), a_chain(4, key=SigningKey.from_seed(b"o" * 32))
SERVERS = a_chain(4, session="5" * 32, key=SigningKey.from_seed(b"s" * 32))
"""Stand for receipts in the ledger: their bodies are given beside it."""


def ledger_of(*blocks: Block) -> Ledger:
    ledger = Ledger(DOC)
    ledger.apply(encode_update(blocks))
    return ledger


def told(
    n: int, blocks: Iterable[Block], at: Block | None = None, refused: Block | None = None
) -> Event:
    """Return receipt `n` as it stands at a slot of the server."""
    made = receipt(n)
    body = {"ids": [b.id for b in blocks], "refused": [{"id": refused.id}] if refused else []}
    return replace(made, id=(at or SERVERS[n - 1]).id, body={**made.body, **body})  # fmt: skip


def ids(blocks: Iterable[Block]) -> set[EventId]:
    return {block.id for block in blocks}


RECEIPTS = [told(1, A[:2]), told(2, [*A[2:4], *B[:1]])]
LEDGER = ledger_of(*A, *B, *SERVERS[:2])


def test_a_receipt_covers_all_that_it_and_those_before_it_name_and_itself() -> None:
    found = covered(LEDGER, RECEIPTS)
    assert found.receipt == (2, SERVERS[1].id)
    assert found.ids == ids([*A[:4], *B[:1], *SERVERS[:2]])


def test_what_a_receipt_refused_is_covered_too() -> None:
    assert B[0].id in covered(LEDGER, [told(1, A[:1], refused=B[0])]).ids


def test_the_first_gap_ends_what_is_covered() -> None:
    for gap in (
        [RECEIPTS[0], told(3, A[2:3])],
        [told(1, A[:2]), told(2, [Block(A[0].client, 9, EventId("f" * 64), b"")]), told(3, A[2:3])],
        [told(1, A[:2]), told(2, A[2:3]), told(2, A[3:4], SERVERS[2]), told(3, A[2:3], SERVERS[3])],
    ):
        assert covered(LEDGER, gap).receipt == (1, SERVERS[0].id)
    assert covered(LEDGER, RECEIPTS[1:]).receipt is None


def test_chains_that_end_with_something_covered_are_left_out_of_the_heads() -> None:
    ledger = ledger_of(*A[:4], *B, *SERVERS[:2])
    assert heads(ledger, covered(ledger, RECEIPTS).ids) == {B[0].client: (3, B[3].id)}


def test_whoever_has_a_receipt_and_heads_lacks_the_rest_of_each_chain() -> None:
    told_heads = {A[0].client: (4, A[4].id)}
    found = lacking(LEDGER, RECEIPTS, (1, SERVERS[0].id), told_heads)
    assert ids(found.blocks) == ids([A[5], *B, SERVERS[1]])


def test_whoever_is_ahead_lacks_nothing_of_that_chain() -> None:
    found = lacking(ledger_of(*A[:2]), [], None, {A[0].client: (5, A[5].id)})
    assert (found.blocks, found.forks) == ((), ())


def test_another_event_at_a_head_is_a_fork_and_nothing_of_that_chain_is_sent() -> None:
    found = lacking(LEDGER, RECEIPTS, None, {A[0].client: (3, EventId("f" * 64))})
    assert [(fork.client, fork.seq, fork.id) for fork in found.forks] == [(A[0].client, 3, A[3].id)]
    assert ids(found.blocks) == ids([*B, *SERVERS[:2]])


def test_a_receipt_that_nobody_here_knows_covers_nothing() -> None:
    assert lacking(LEDGER, RECEIPTS, (2, EventId("f" * 64)), {}).astray
    assert lacking(LEDGER, RECEIPTS, (3, SERVERS[2].id), {}).astray


def test_what_no_receipt_names_may_be_lacking_and_the_chain_from_there_on() -> None:
    receipts = [told(1, [A[0], A[2]])]
    found = unreceived(ledger_of(*A[:3], *B[:1], SERVERS[0]), receipts, [SERVERS[0].id])
    assert ids(found) == ids([A[1], A[2], B[0]])


LENGTHS = st.integers(0, 6)


@given(LENGTHS, st.integers(0, 4), st.integers(0, 2), LENGTHS, st.integers(0, 4), st.integers(0, 2))
def test_two_sides_that_tell_each_other_hold_the_same(
    a: int, b: int, s: int, a2: int, b2: int, s2: int
) -> None:
    """Each side holds beginnings of three chains, and what the receipts it holds name."""
    held = [
        ledger_of(
            *A[: max(x, (0, 2, 4)[z])], *B[: max(y, (0, 0, 1)[z])], *SERVERS[:z]
        )
        for x, y, z in ((a, b, s), (a2, b2, s2))
    ]  # fmt: skip
    receipts = [RECEIPTS[:s], RECEIPTS[:s2]]
    sent = []
    for mine, other in ((0, 1), (1, 0)):
        known = covered(held[other], receipts[other])
        found = lacking(held[mine], receipts[mine], known.receipt, heads(held[other], known.ids))
        if found.astray:
            found = lacking(held[mine], receipts[mine], None, heads(held[other]))
        sent.append(found.blocks)
    for mine, other in ((0, 1), (1, 0)):
        already = set(held[other].values())
        assert not already & ids(sent[mine])
        held[other].apply(encode_update(sent[mine]))
    assert held[0].encode() == held[1].encode()
