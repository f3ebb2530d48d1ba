"""`ducha device passphrase`: a key file gets one, another one, none."""

import sqlite3

import pytest

from inspections.errors import Msg
from inspections.ids import PersonId
from inspections.laptop.actor import find_actor
from inspections.laptop.certify import person_act
from inspections.laptop.passphrase import Opener
from inspections.laptop.workspace import LEDGER, Workspace
from inspections.vocabulary import Role
from tests.inspections.laptop.office import Office

ONE, TWO = "三号柜里的那把钥匙", "四号柜里的另一把钥匙"
KEY = ".ducha/keys/wangmin.key"


def passphrase(
    office: Office, *words: str, who: str = "wangmin", **env: str
) -> tuple[int, list[str]]:
    said = office.ducha("--json", "device", "passphrase", *words, "--as", who, **env)
    return said.status, said.codes


def text(office: Office, key: str = KEY) -> str:
    return (office.root / key).read_text(encoding="utf-8")


@pytest.fixture
def locked(office: Office) -> Office:
    """王敏's key has a passphrase."""
    assert passphrase(office, DUCHA_PASSPHRASE=ONE, DUCHA_SEED="s") == (0, [])
    return office


def sealed(office: Office, **env: str) -> tuple[int, list[str]]:
    said = office.ducha("--json", "seal", office.fill(), "--as", "wangmin", **env)
    return said.status, said.codes


def test_a_locked_key_signs_only_with_its_passphrase(locked: Office) -> None:
    before = locked.bytes_of()
    assert sealed(locked) == (3, ["key.passphrase"])
    assert sealed(locked, DUCHA_PASSPHRASE=TWO) == (3, ["key.passphrase"])
    assert locked.bytes_of() == before
    assert sealed(locked, DUCHA_PASSPHRASE=ONE) == (0, [])


def test_reading_asks_for_nothing(locked: Office) -> None:
    assert locked.ducha("issue", "list", "--mine", "--as", "wangmin").status == 0
    assert locked.ducha("check", "--as", "wangmin").status == 0


def test_another_passphrase_takes_the_place_of_the_first(locked: Office) -> None:
    env = {"DUCHA_PASSPHRASE": ONE, "DUCHA_NEW_PASSPHRASE": TWO, "DUCHA_SEED": "s"}
    assert passphrase(locked, **env) == (0, [])
    assert sealed(locked, DUCHA_PASSPHRASE=ONE) == (3, ["key.passphrase"])
    assert sealed(locked, DUCHA_PASSPHRASE=TWO) == (0, [])


def test_with_one_passphrase_given_it_is_not_known_which_is_the_new_one(locked: Office) -> None:
    before = text(locked)
    assert passphrase(locked, DUCHA_PASSPHRASE=ONE) == (2, ["usage"])
    assert text(locked) == before


def test_a_passphrase_is_taken_off_by_who_knows_it(locked: Office) -> None:
    assert passphrase(locked, "--remove", DUCHA_PASSPHRASE=TWO) == (3, ["key.passphrase"])
    assert passphrase(locked, "--remove") == (3, ["key.passphrase"])
    assert passphrase(locked, "--remove", DUCHA_PASSPHRASE=ONE) == (0, [])
    assert sealed(locked) == (0, [])
    assert passphrase(locked, "--remove") == (0, [])


def test_without_a_terminal_or_a_given_one_nothing_is_locked(office: Office) -> None:
    before = text(office)
    assert passphrase(office) == (3, ["key.passphrase"])
    assert passphrase(office, DUCHA_PASSPHRASE="kurz") == (3, ["key.passphrase"])
    assert text(office) == before


def test_a_locked_registrar_certifies_whole_or_not_at_all(office: Office) -> None:
    (office.root.parent / "usb").mkdir()
    stick = "../usb/root.key"
    office.does("device", "root-successor", "--root-key", ".ducha/keys/root.key", "--new", stick,
                "--no-passphrase", "--as", "chenjing")  # fmt: skip
    office.does("device", "registrar", "--root-key", stick, "--as", "chenjing")
    assert (
        passphrase(office, "--registrar", who="chenjing", DUCHA_PASSPHRASE=ONE, DUCHA_SEED="s")[0]
        == 0
    )
    before = office.bytes_of("district")
    words = (
        "--json",
        "person",
        "add",
        "xinren",
        "--name",
        "新",
        "--role",
        "inspector",
        "--as",
        "chenjing",
    )
    assert office.ducha(*words, DUCHA_PASSPHRASE=TWO).status == 3
    assert office.bytes_of("district") == before
    assert office.ducha(*words, DUCHA_PASSPHRASE=ONE).status == 0


def test_one_key_at_a_time(office: Office) -> None:
    assert passphrase(office, "--registrar", "--root-key", "x") == (2, ["usage"])


def test_nobody_waits_for_the_store_while_a_passphrase_is_typed(office: Office) -> None:
    assert passphrase(office, who="yanghui", DUCHA_PASSPHRASE=ONE, DUCHA_SEED="s") == (0, [])
    asked: list[str] = []

    def typing(question: Msg) -> str:
        with sqlite3.connect(office.root / LEDGER, timeout=0) as other:
            other.execute("BEGIN IMMEDIATE")
            other.rollback()
        asked.append(question.text)
        return ONE

    workspace = Workspace(office.root, office.workspace().clock, None, Opener(ask=typing))
    yang = find_actor(workspace, "yanghui")
    act = person_act(workspace, PersonId("xin"), "新", [Role.INSPECTOR], role=Role.BUREAU)
    assert len(yang.recorder.record([act])) == len(asked) == 1
