"""`ducha doctor` looks at every event anew: place, chain, signature, certificate, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from inspections.blocks import Block, encode_update
from inspections.ids import DocId, EventId, PersonId, sha256_hex
from inspections.keys import SigningKey
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.slots import Client
from inspections.vocabulary import Role
from tests.inspections.drafts import a_chain
from tests.inspections.laptop.office import Office
from tests.inspections.laptop.server import certify_server, receive

YL3X = DocId("yl3x")


def put(office: Office, blocks: Sequence[Block], doc: DocId = YL3X) -> None:
    """Write straight into the store, past the door."""
    with Store(office.root / LEDGER) as store, store.transaction() as writing:
        writing.append(doc, encode_update(blocks))


def chain(office: Office, length: int = 1, **changes: Any) -> list[Block]:
    """Return comments of wangmin, who is certified, in a session of their own."""
    key = office.workspace().keyring.key("wangmin")
    return a_chain(length, key=key, by=PersonId("wangmin"), **changes)


def forged(block: Block) -> Block:
    value = block.value[:1] + bytes(64) + block.value[65:]
    return block._replace(id=EventId(sha256_hex(value)), value=value)


def test_honest_events_have_no_fault(office: Office) -> None:
    put(office, chain(office, 3))
    assert office.refused("doctor") == (0, [])


def test_a_wrong_signature_is_found(office: Office) -> None:
    put(office, [forged(chain(office)[0])])
    assert codes(office) == ["event.damaged"]


def test_of_many_events_the_forged_one_is_found(office: Office) -> None:
    blocks = chain(office, 150)
    put(office, [*blocks[:-1], forged(blocks[-1])])
    told = office.ducha("doctor", "--json").json
    assert [p["code"] for p in told["problems"]] == ["event.damaged"]
    assert forged(blocks[-1]).id[:12] in told["problems"][0]["what"]


def test_an_event_in_another_slot_is_found(office: Office) -> None:
    put(office, [chain(office)[0]._replace(client=Client(7))])
    assert codes(office) == ["event.damaged"]


def test_an_event_that_names_another_predecessor_is_found(office: Office) -> None:
    first, _ = chain(office, 2)
    [alone] = chain(office, start=1, body={"text": "另一条"})
    put(office, [first, alone])
    assert codes(office) == ["event.damaged"]


def test_what_no_certificate_covers_is_told_once_a_device(office: Office) -> None:
    stranger = SigningKey.from_seed(b"x" * 32)
    put(office, a_chain(3, key=stranger))
    told = office.ducha("doctor", "--json")
    [problem] = told.json["problems"]
    assert (told.status, problem["code"]) == (1, "certificate.missing")
    assert "3" in problem["what"]


@pytest.mark.parametrize(("role", "code"), [("bureau", "certificate.role"), ("inspector", None)])
def test_the_role_has_to_stand_in_the_certificate(
    office: Office, role: str, code: str | None
) -> None:
    put(office, chain(office, role=Role(role)))
    assert codes(office) == ([code] if code else [])


def test_two_receipts_with_one_number_are_an_alarm(office: Office) -> None:
    certify_server(office)
    receive(office, n=4)
    receive(office, n=4, time="2026-03-02T13:00:00+08:00")
    assert office.refused("doctor")[0] == 1
    assert codes(office) == ["receipt.doubled"]


def test_a_clock_ahead_and_a_refusal_are_told_without_alarm(office: Office) -> None:
    issue = office.seal()["duty"]
    office.does("issue", "comment", issue, "--text", "已看", "--as", "wangmin")
    certify_server(office)
    *others, said = office.events()
    receive(office, *others, time="2026-03-02T08:00:00+08:00")
    receive(office, n=2, refused={said.id: "rule.role"})
    assert office.refused("doctor")[0] == 0
    assert codes(office) == ["clock.ahead", "receipt.refused"]


def codes(office: Office) -> list[str]:
    return [p["code"] for p in office.ducha("doctor", "--json").json["problems"]]
