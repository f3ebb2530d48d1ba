"""`ducha log`: every record once, verified anew; what is wrong is named, not left out."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from inspections.blocks import Block
from inspections.events_json import signed_value
from inspections.ids import DocId, EventId, sha256_hex
from inspections.keys import SigningKey
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.ledger import Ledger
from inspections.slots import client_of
from tests.inspections.drafts import a_chain
from tests.inspections.laptop.office import Office


def put(office: Office, block: Block) -> None:
    """Write a block into the ledger's file past the door, as somebody with the disk in hands could."""
    with Store(office.root / LEDGER) as store, store.transaction() as writing:
        writing.append(DocId("yl3x"), Ledger(DocId("yl3x")).prepare([block]))


def test_every_record_stands_in_it_once_and_is_verified(office: Office) -> None:
    office.seal()
    told = office.does("--json", "log").json
    assert len({one["id"] for one in told}) == len(told)
    assert {(one["verified"], one["doubt"]) for one in told} == {(True, None)}
    assert {one["kind"] for one in told} >= {"district_opened", "person_set", "opened", "sealed"}


def test_of_one_school_only_its_own_are_told_in_order(office: Office) -> None:
    office.seal()
    told = office.does("--json", "log", "--school", "第三").json
    assert {one["document"] for one in told} == {"yl3x"}
    assert told[0]["kind"] == "opened"
    assert {one["document"] for one in office.does("--json", "log", "--district").json} == {
        "district"
    }


def test_of_one_second_what_an_act_rests_on_stands_before_it(
    office: Office, tmp_path: Path
) -> None:
    other = office.copy(tmp_path / "other")
    issue = office.seal()["duty"]
    behalf = ("--behalf", "周老师", "--how", "phone", "--measures", "x", "--done-on", "2026-03-02")
    for words in (("confirm",), ("notify",), ("submit", *behalf)):
        office.does("issue", words[0], issue, *words[1:], "--as", "yanghui")
    office.does("bundle", "export", "out.ducha", "--as", "yanghui")
    other.does("bundle", "import", office.root / "out.ducha", "--as", "yanghui")
    at = {one["id"]: n for n, one in enumerate(other.does("--json", "log").json)}
    causes = [(c, e.id) for e in office.events() for c in (*e.seen, e.prev) if c is not None]
    assert causes
    assert [(c, e) for c, e in causes if at[c] > at[e]] == []


def test_what_a_registrar_recorded_is_not_told_as_the_root_key_s(tmp_path: Path) -> None:
    words = ("--name", "云岭区", "--person", "chenjing", "--bureau", "--root-key", "r.key")
    Office(tmp_path).does("init", "w", *words, "--no-passphrase")
    office = Office(tmp_path / "w")
    office.does("person", "add", "wangmin", "--name", "王敏", "--role", "inspector")
    rows = [line.split() for line in office.does("log").out.splitlines()]
    assert [row[3] for row in rows if "签发设备证书" in row] == ["根密钥", "登记密钥"]


def test_a_record_of_a_device_without_certificate_is_named(office: Office) -> None:
    put(office, a_chain(1, key=SigningKey.from_seed(b"x" * 32))[0])
    [told] = office.does("--json", "log", "--school", "yl3x").json
    assert (told["signed"], told["doubt"], told["verified"]) == (True, "missing", False)
    assert "还没有证书" in office.does("log", "--school", "yl3x").out


def test_a_record_with_a_wrong_signature_is_named(office: Office) -> None:
    [honest] = a_chain(1)
    value = signed_value(honest.value[65:], SigningKey.from_seed(b"x" * 32))
    put(office, Block(honest.client, 0, EventId(sha256_hex(value)), value))
    [told] = office.does("--json", "log", "--school", "yl3x").json
    assert (told["signed"], told["verified"]) == (False, False)
    assert "签名不对" in office.does("log", "--school", "yl3x").out


def test_what_cannot_be_read_is_named_too(office: Office) -> None:
    value = b"\x02 of a newer program"
    client = client_of("a" * 64, "b" * 32)
    put(office, Block(client, 0, EventId(sha256_hex(value)), value))
    [told] = office.does("--json", "log", "--school", "yl3x").json
    assert (told["unreadable"], told["verified"]) == ("newer", False)
    assert "更新版本" in office.does("log", "--school", "yl3x").out


def test_the_signatures_are_verified_each_time(office: Office) -> None:
    with patch("inspections.laptop.chronicle.signature_holds", return_value=False):
        assert not any(one["signed"] for one in office.does("--json", "log").json)
