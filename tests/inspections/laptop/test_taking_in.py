"""What comes from elsewhere by the thousand: what is kept of it, and what is said of it, stays below stated bounds."""

from __future__ import annotations

import pytest

from inspections.blocks import Block
from inspections.errors import M
from inspections.events_json import signed_value
from inspections.ids import DocId, EventId, sha256_hex
from inspections.keys import SigningKey
from inspections.laptop import taking_in
from inspections.laptop.taking_in import TOLD_MAX, NoPhotos, take_in
from tests.inspections.drafts import a_chain
from tests.inspections.laptop.office import Office

DOC = DocId("yl3x")
STRANGER = SigningKey.from_seed(b"?" * 32)


def of_strangers(count: int, start: int = 0) -> list[Block]:
    """Events of a device that nobody certified, each a session of its own."""
    sessions = [f"{n:032x}" for n in range(start, start + count)]
    return [block for s in sessions for block in a_chain(1, key=STRANGER, session=s)]


def of_a_member(office: Office, count: int) -> list[Block]:
    """Events of a certified device that wait for something that never comes."""
    key, missing = office.workspace().keyring.key("wangmin"), frozenset({EventId("0" * 64)})
    sessions = [f"{n:032x}" for n in range(count)]
    return [b for s in sessions for b in a_chain(1, key=key, session=s, seen=missing)]


def forged(office: Office, count: int) -> list[Block]:
    """Events under the name of a certified device, signed by another."""
    blocks = of_a_member(office, count)
    values = [signed_value(block.value[65:], STRANGER) for block in blocks]
    return [
        Block(block.client, 0, EventId(sha256_hex(value)), value)
        for block, value in zip(blocks, values, strict=True)
    ]


def waiting(office: Office, *deliveries: list[Block]) -> list[Block]:
    for blocks in deliveries:
        workspace = office.workspace()
        take_in(workspace, DOC, blocks, NoPhotos(), M("—"))
        workspace.close()
    return list(office.workspace().store.waiting(DOC))


def test_of_what_waits_no_more_is_kept_than_the_cap_and_the_signed_ones_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "WAITING_MAX", 5)
    member = of_a_member(office, 3)
    kept = waiting(office, of_strangers(7), of_strangers(7, 100), member)
    assert len(kept) == 5
    assert {block.id for block in member} <= {block.id for block in kept}


def test_nor_more_bytes_of_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = of_strangers(7)
    monkeypatch.setattr(taking_in, "WAITING_BYTES_MAX", 3 * len(blocks[0].value) + 10)
    assert len(waiting(office, blocks)) == 3


def test_of_what_is_turned_away_a_bounded_part_is_put_aside_and_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "QUARANTINE_MAX", 50)
    workspace = office.workspace()
    came = take_in(workspace, DOC, forged(office, 200), NoPhotos(), M("—"))
    assert len(workspace.store.quarantined(DOC)) == 50
    assert len(came.problems) == TOLD_MAX + 1
    assert f"{200 - TOLD_MAX}" in str(came.problems[-1].what)
