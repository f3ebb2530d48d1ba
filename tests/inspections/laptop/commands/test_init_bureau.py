"""`ducha init --bureau`: the root key in a file outside, a registrar's key inside, a passphrase."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.ids import DISTRICT
from inspections.laptop.keyring import REGISTRAR
from inspections.vocabulary import Role
from tests.inspections.laptop.office import NOW, SCHOOLS, Office, Said

PASSPHRASE = "云岭区督导室的根密钥"


def init(office: Office, *words: str | Path, seed: str = "s", passphrase: str = PASSPHRASE) -> Said:
    return office.ducha(
        "init", "w", "--name", "云岭区", "--person", "chenjing", "--person-name", "陈静", *words,
        "--json", DUCHA_SEED=seed, DUCHA_PASSPHRASE=passphrase,
    )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Office:
    (tmp_path / "usb").mkdir()
    return Office(tmp_path)


def bureau(place: Office, *words: str) -> Office:
    said = init(place, "--bureau", "--root-key", "usb/root.key", *words)
    assert said.status == 0, said
    return Office(place.root / "w", "s")


def test_the_root_key_lies_only_in_its_file(place: Office) -> None:
    office = bureau(place, "--no-passphrase")
    seed = (place.root / "usb/root.key").read_text(encoding="utf-8").split()[-1].encode()
    assert office.workspace().keyring.people() == ("chenjing",)
    assert office.workspace().keyring.has(REGISTRAR)
    holding = [p for p in office.root.rglob("*") if p.is_file() and seed in p.read_bytes()]
    assert holding == []


def test_the_root_file_is_its_owner_s_only_and_has_a_passphrase(place: Office) -> None:
    bureau(place)
    path = place.root / "usb/root.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "ducha-key-2" in path.read_text(encoding="utf-8")


def test_the_first_person_is_bureau_and_does_not_hold_the_role_root(place: Office) -> None:
    office = bureau(place)
    authority = office.workspace().district.authority
    [[held]] = authority.certificates.values()
    assert held.roles == {Role.BUREAU}
    assert list(authority.registrars) == [office.workspace().keyring.public(REGISTRAR)]


def test_roster_and_certificates_are_made_without_the_root_key(place: Office) -> None:
    office = bureau(place)
    (place.root / "usb/root.key").unlink()
    office.write(SCHOOLS, "schools-in.csv")
    office.does("school", "import", "schools-in.csv")
    office.does("person", "add", "wangmin", "--name", "王敏", "--role", "inspector")
    office.does("log", "--as", "chenjing")
    assert {"wangmin"} <= set(office.workspace().district.persons)
    assert office.does("doctor", "--json").json["problems"] == []
    log = office.does("log", "--json").json
    assert {str(entry["verified"]) for entry in log} == {"True"}, log[-1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--bureau", "--root-key", "w/root.key"), "key.place"),
        (("--bureau", "--root-key", "usb/../w/deep/root.key"), "key.place"),
        (("--bureau", "--root-key", "usb/there.key"), "key.place"),
        (("--bureau", "--root-key", "unplugged/root.key"), "key.place"),
        (("--bureau",), "usage"),
        (("--root-key", "usb/root.key"), "usage"),
        (("--no-passphrase",), "usage"),
    ],
)
def test_a_wrong_place_for_the_root_key_leaves_nothing(
    place: Office, words: tuple[str, ...], code: str
) -> None:
    (place.root / "usb/there.key").write_text("mine", encoding="utf-8")
    said = init(place, *words)
    assert (said.status, said.codes) == (2, [code])
    assert not (place.root / "w").exists()
    assert (place.root / "usb/there.key").read_text(encoding="utf-8") == "mine"


def test_a_link_into_the_workspace_is_no_way_in(place: Office) -> None:
    (place.root / "w").mkdir()
    (place.root / "usb/in").symlink_to(place.root / "w")
    said = init(place, "--bureau", "--root-key", "usb/in/root.key")
    assert (said.status, said.codes) == (2, ["key.place"])


@pytest.mark.parametrize("passphrase", ["", "short"])
def test_without_a_good_passphrase_nothing_is_made(place: Office, passphrase: str) -> None:
    said = init(place, "--bureau", "--root-key", "usb/root.key", passphrase=passphrase)
    assert (said.status, said.codes) == (3, ["key.passphrase"])
    assert [p.name for p in place.root.rglob("*")] == ["usb"]


def test_a_second_init_touches_neither_ledger_nor_key(place: Office) -> None:
    bureau(place)
    before = (place.root / "usb/root.key").read_bytes()
    said = init(place, "--bureau", "--root-key", "usb/second.key")
    assert (said.status, said.codes) == (2, ["workspace.exists"])
    assert [p.name for p in (place.root / "usb").iterdir()] == ["root.key"]
    assert (place.root / "usb/root.key").read_bytes() == before


def test_the_same_seed_makes_the_same_bytes(place: Office, tmp_path: Path) -> None:
    other = Office(tmp_path / "again")
    (other.root / "usb").mkdir(parents=True)
    one, two = bureau(place), bureau(other)
    assert one.bytes_of(DISTRICT) == two.bytes_of(DISTRICT)
    assert (place.root / "usb/root.key").read_bytes() == (other.root / "usb/root.key").read_bytes()


def test_at_a_terminal_the_passphrase_is_asked_twice_and_not_shown(place: Office) -> None:
    said = at_terminal(
        place.root, [PASSPHRASE, PASSPHRASE],
        "init", "w", "--name", "云岭区", "--person", "chenjing", "--bureau", "--root-key", "usb/root.key",
    )  # fmt: skip
    assert PASSPHRASE not in said
    assert "ducha-key-2" in (place.root / "usb/root.key").read_text(encoding="utf-8")
    opened = place.ducha("-C", "w", "device", "list", "--json")
    assert opened.status == 0


def at_terminal(folder: Path, typed: list[str], *words: str) -> str:
    """Run the command in a terminal of its own, typing these lines; return what stood on the screen."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "inspections.laptop", *words], cwd=folder, stdin=slave, stdout=slave,
        stderr=slave, start_new_session=True, env={**os.environ, "DUCHA_NOW": NOW},
    )  # fmt: skip
    os.close(slave)
    screen = b""
    for line in typed:
        while not screen.decode("utf-8", "ignore").rstrip(" ").endswith((":", "：")):
            screen += os.read(master, 1000)
        os.write(master, line.encode() + b"\n")
        screen += b"\n"
    while True:
        try:
            data = os.read(master, 1000)
        except OSError:
            break
        screen += data
    assert process.wait(30) == 0, screen.decode("utf-8", "replace")
    os.close(master)
    return screen.decode("utf-8", "replace")
