"""Receipts over bundles: the server's verdict reaches every laptop, and the author is told what to do."""

from __future__ import annotations

import pytest

from inspections.blocks import encode_update
from inspections.ids import DocId, PersonId
from inspections.laptop.revoking import beyond
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.vocabulary import Role
from tests.inspections.drafts import a_chain
from tests.inspections.laptop.office import Office
from tests.inspections.laptop.server import certify_server, receive
from tests.stories.together import Laptop, laptop

YL3X = DocId("yl3x")


@pytest.fixture
def office_with_server(office: Office) -> Office:
    certify_server(office)
    return office


@pytest.fixture
def wang(office_with_server: Office) -> Laptop:
    return laptop(office_with_server, "wang", "wangmin")


@pytest.fixture
def server(office_with_server: Office) -> Laptop:
    """The bureau's machine that keeps the server's key."""
    return laptop(office_with_server, "server", "yanghui")


def test_a_refusal_comes_back_to_its_author_and_takes_the_effect_away(
    wang: Laptop, server: Laptop
) -> None:
    issue = wang.seal()["duty"]
    wang.does_as("issue", "comment", issue, "--text", "已看")
    server.take(wang.export())
    said = next(e for e in server.events() if e.kind == "commented")
    others = [e for e in server.events() if e.id != said.id]
    receive(server, *others, refused={said.id: "rule.subject"})
    assert not [p for p in wang.ducha("check", "--json").json["problems"] if p["code"] == "receipt.refused"]  # fmt: skip
    wang.take(server.export())
    told = wang.ducha("check", "--json").json["problems"]
    assert [p["code"] for p in told if p["code"].startswith("receipt")] == ["receipt.refused"]
    shown = wang.does("issue", "show", issue, "--json").json
    assert [e["id"] for e in shown["set_aside"]] == [said.id]
    assert wang.view() == server.view()
    assert wang.does("doctor").status == 0


def test_an_event_that_only_the_server_let_in_comes_in_with_its_receipt_and_not_without(
    wang: Laptop, server: Laptop
) -> None:
    """A newer program's act, say: this version's judge would turn it away."""
    key = server.workspace().keyring.key("yanghui")
    odd = a_chain(
        1, key=key, by=PersonId("yanghui"), role=Role.BUREAU, subject="q:NOBODYHASSEENTHIS"
    )
    with Store(server.root / LEDGER) as store, store.transaction() as writing:
        writing.append(YL3X, encode_update(odd))
    assert wang.refused("bundle", "import", server.export("without.ducha"), "--as", "wangmin")[1] == ["rule.subject"]  # fmt: skip
    receive(server, refused={odd[0].id: "rule.subject"})
    wang.take(server.export("with.ducha"))
    assert odd[0].id in [e.id for e in wang.events()]
    assert wang.view() == server.view()


def test_what_the_server_accepted_outlives_its_device_and_the_rest_waits_for_adoption(
    wang: Laptop, server: Laptop
) -> None:
    issue = wang.seal()["duty"]
    server.take(wang.export())
    receive(server, *server.events())
    known = [(issue.id, issue.status) for issue in server.view().issues]
    wang.does_as("issue", "comment", issue, "--text", "后来写的")
    server.take(wang.export())
    key = wang.workspace().keyring.key("wangmin").public_hex
    server.does("device", "revoke", key, "--reason", "丢失", "--keep-none", "--as", "chenjing")
    assert [(issue.id, issue.status) for issue in server.view().issues] == known != []
    assert [one.event.kind for one in beyond(server.workspace())] == ["commented"]
    told = server.does("doctor", "--json").json
    assert (told["without_effect"], told["problems"]) == (1, [])
    wang.take(server.export())
    assert wang.view() == server.view()
