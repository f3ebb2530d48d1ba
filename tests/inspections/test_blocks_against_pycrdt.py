"""The gate against pycrdt: what the gate passes, pycrdt reads to exactly those events; honest updates always pass."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Map, merge_updates

from inspections.blocks import ROOT, BadUpdateError, Block, encode_update, read_update
from inspections.door import sort
from inspections.ids import DocId, sha256_hex
from inspections.ledger import Ledger
from inspections.slots import Client
from tests.inspections.drafts import ANYONE, a_chain
from tests.inspections.hostile_world import LI, WANG

DOC = DocId("yl3x")
CHAINS = (a_chain(4), a_chain(3, key=WANG), a_chain(3, key=LI, session="ab" * 16))
EVENTS = {block.id: block.value for chain in CHAINS for block in chain}
SMALL = [
    Block(Client(client), clock, sha256_hex(value), value)  # type: ignore[arg-type]
    for client, clock in ((5, 0), (5, 1), (300, 0))
    for value in [f"{client}:{clock}".encode()]
]


def read_by_pycrdt(*updates: bytes) -> dict[str, bytes]:
    doc: Doc[Any] = Doc()
    events = doc.get(ROOT, type=Map)
    for update in updates:
        doc.apply_update(update)
    return {key: bytes(events[key]) for key in events}


@cache
def spellings() -> tuple[bytes, ...]:
    """Return updates that all say the same, as starting points of mutations: ours, a Yjs client's, a real Doc's."""
    ours = encode_update(SMALL)
    yjs = ours.replace(b"\x28\x01\x06events", b"\x23\x01\x06events").replace(b"\x01\x74", b"")
    return ours, yjs, encode_update(SMALL[:2])


def edits() -> st.SearchStrategy[list[tuple[str, int, int]]]:
    kinds = st.sampled_from(["set", "flip", "cut", "double", "insert"])
    return st.lists(st.tuples(kinds, st.integers(0, 400), st.integers(0, 255)), max_size=3)


def mutated(update: bytes, changes: list[tuple[str, int, int]]) -> bytes:
    data = bytearray(update)
    for kind, at, value in changes:
        at = at % (len(data) or 1)
        if kind == "set":
            data[at : at + 1] = bytes([value])
        elif kind == "flip":
            data[at : at + 1] = bytes(b ^ (1 << value % 8) for b in data[at : at + 1])
        elif kind == "cut":
            del data[at : at + 1 + value % 80]
        elif kind == "double":
            data[at:at] = data[at : at + 1 + value % 120]
        else:
            data[at:at] = bytes([value])
    return bytes(data)


@settings(max_examples=600, deadline=None)
@given(st.integers(0, 2), edits())
def test_what_the_gate_passes_pycrdt_reads_to_exactly_those_events(
    which: int, changes: list[tuple[str, int, int]]
) -> None:
    try:
        blocks = read_update(mutated(spellings()[which], changes))
    except BadUpdateError:
        return
    clocks = Counter(block.client for block in blocks)
    contiguous = {b.id: b.value for b in blocks if all(b.clock < n for n in [clocks[b.client]])}
    if len(contiguous) == len(blocks):
        update = mutated(spellings()[which], changes)
        assert read_by_pycrdt(update) == contiguous == read_by_pycrdt(encode_update(blocks))


def test_the_mutations_do_reach_what_passes() -> None:
    """The law above is not empty: unchanged, all spellings pass; some mutations of the client pass as well."""
    moved = mutated(spellings()[2], [("set", 2, 9)])
    assert [b.client for b in read_update(moved)] == [9, 9]
    assert read_by_pycrdt(moved) == {b.id: b.value for b in SMALL[:2]}
    for update in spellings():
        assert {b.id: b.value for b in read_update(update)} == read_by_pycrdt(update)


def written_by_pycrdt(cuts: list[int], merge: bool) -> list[bytes]:
    """Return what real Docs with the right client ids send, when each session's acts are sent in pieces at `cuts`."""
    sent: list[bytes] = []
    for chain in CHAINS:
        doc: Doc[Any] = Doc(client_id=chain[0].client)
        events = doc.get(ROOT, type=Map)
        edges = sorted({0, len(chain), *(cut for cut in cuts if cut < len(chain))})
        for start, end in itertools.pairwise(edges):
            state = doc.get_state()
            for block in chain[start:end]:
                events[block.id] = block.value
            sent.append(doc.get_update(state))
    return [merge_updates(*sent)] if merge else sent


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3), max_size=3), st.booleans(), st.randoms(use_true_random=False))
def test_honest_updates_of_any_batching_pass(cuts: list[int], merge: bool, random: Any) -> None:
    updates = written_by_pycrdt(cuts, merge)
    random.shuffle(updates)
    found = sort(Ledger(DOC), [b for update in updates for b in read_update(update)], ANYONE)
    assert {block.id: block.value for block in found.accepted} == EVENTS
    assert (found.waiting, found.turned_away) == ((), ())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3), max_size=3), st.booleans())
def test_what_the_door_adds_is_what_pycrdt_would_hold(cuts: list[int], merge: bool) -> None:
    updates = written_by_pycrdt(cuts, merge)
    ledger = Ledger(DOC)
    for update in updates:
        ledger.apply(ledger.prepare(sort(ledger, read_update(update), ANYONE).accepted))
    assert read_by_pycrdt(ledger.encode()) == read_by_pycrdt(*updates) == EVENTS
