"""What only the root key may do: registrars appointed, renewed, replaced, revoked; the root key's own successor."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from inspections.ids import DISTRICT
from inspections.laptop.keyring import REGISTRAR, ROOT
from tests.inspections.laptop.office import NOW, Office, Said

ROOT_FILE, NEXT_FILE = "../usb/root.key", "../usb/next.key"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A bureau whose root key lies on a stick beside it, and an inspector entered by its registrar."""
    folder = tmp_path_factory.mktemp("bureau")
    (folder / "usb").mkdir()
    place = Office(folder, "s")
    place.does(
        "init", "w", "--name", "云岭区", "--person", "chenjing", "--person-name", "陈静", "--bureau",
        "--root-key", "usb/root.key", "--no-passphrase",
    )  # fmt: skip
    Office(folder / "w", "s").does("person", "add", "wangmin", "--name", "王敏", "--role", "inspector",
                                   "--as", "chenjing")  # fmt: skip
    return place


@pytest.fixture
def bureau(prepared: Office, tmp_path: Path) -> Office:
    return Office(prepared.copy(tmp_path / "all").root / "w", "s")


def does(office: Office, *words: str, **given: Any) -> Said:
    return office.does("--json", "device", *words, "--as", "chenjing", **given)


def states(office: Office, now: str = NOW) -> dict[str, str]:
    told = office.does("--json", "device", "list", now=now).json
    return {one["key"]: one["state"] for one in told if one.get("key")}


def registrar_of(office: Office) -> str:
    return office.workspace().keyring.public(REGISTRAR)


def add(office: Office, person: str, now: str = NOW) -> tuple[int, list[str]]:
    return office.refused("person", "add", person, "--name", "新", "--role", "inspector", "--as",
                          "chenjing", now=now)  # fmt: skip


def copied(office: Office, to: Path, seed: str = "other") -> Office:
    return Office(office.copy(to).root, seed)


def hand(sender: Office, receiver: Office) -> Said:
    sender.does("bundle", "export", "../b.zip", "--as", "chenjing")
    said = receiver.does("--json", "bundle", "import", str(sender.root.parent / "b.zip"))
    (sender.root.parent / "b.zip").unlink()
    return said


def test_doing_it_again_records_nothing(bureau: Office) -> None:
    before = bureau.bytes_of(DISTRICT)
    does(bureau, "registrar", "--root-key", ROOT_FILE)
    assert bureau.bytes_of(DISTRICT) == before


def test_a_registrar_s_days_are_renewed_on_the_same_key(bureau: Office) -> None:
    does(bureau, "registrar", "--root-key", ROOT_FILE, "--replace", "--until", "2026-12-31")
    key = registrar_of(bureau)
    assert add(bureau, "spaet", "2027-03-01T09:00:00+08:00") == (3, ["rule.role"])
    does(bureau, "registrar", "--root-key", ROOT_FILE, "--until", "2027-12-31")
    assert registrar_of(bureau) == key
    assert add(bureau, "spaet", "2027-03-01T09:00:00+08:00") == (0, [])


def test_days_are_not_cut_short_by_a_second_certificate(bureau: Office) -> None:
    words = (
        "device",
        "registrar",
        "--root-key",
        ROOT_FILE,
        "--until",
        "2026-12-31",
        "--as",
        "chenjing",
    )
    assert bureau.refused(*words) == (2, ["usage"])


def test_a_replaced_registrar_s_certificates_stay_and_it_issues_no_more(bureau: Office) -> None:
    old, wang = registrar_of(bureau), bureau.workspace().keyring.public("wangmin")
    told = does(
        bureau, "registrar", "--root-key", ROOT_FILE, "--replace", "--reason", "换电脑"
    ).json
    assert (told["revoked"], told["new"], told["registrar"]) == (old, True, registrar_of(bureau))
    assert registrar_of(bureau) != old
    assert {key: state for key, state in states(bureau).items() if key in (old, wang)} == {
        old: "ended", wang: "certified",
    }  # fmt: skip
    assert add(bureau, "liqiang") == (0, [])


def test_a_stolen_registrar_s_certificates_all_fall(bureau: Office) -> None:
    stolen, wang = registrar_of(bureau), bureau.workspace().keyring.public("wangmin")
    told = does(
        bureau, "registrar", "--root-key", ROOT_FILE, "--revoke", stolen[:8], "--keep-none"
    ).json
    assert (told["revoked"], told["fallen"]) == (stolen, [wang])
    assert add(bureau, "liqiang") == (3, ["rule.role"])
    does(bureau, "registrar", "--root-key", ROOT_FILE)
    assert registrar_of(bureau) != stolen
    assert add(bureau, "liqiang") == (0, [])


def test_a_registrar_revoked_from_here_keeps_what_it_had_certified(bureau: Office) -> None:
    wang = bureau.workspace().keyring.public("wangmin")
    told = does(
        bureau, "registrar", "--root-key", ROOT_FILE, "--revoke", registrar_of(bureau)[:8]
    ).json
    assert (told["fallen"], states(bureau)[wang]) == ([], "certified")


@pytest.mark.parametrize(
    "words",
    [
        ("--revoke", "ffffffff"),
        ("--keep-none",),
        ("--revoke", "ffffffff", "--replace"),
    ],
)
def test_a_revocation_that_means_no_key_records_nothing(
    bureau: Office, words: tuple[str, ...]
) -> None:
    before = bureau.bytes_of(DISTRICT)
    status, _ = bureau.refused(
        "device", "registrar", "--root-key", ROOT_FILE, *words, "--as", "chenjing"
    )
    assert (status, bureau.bytes_of(DISTRICT)) == (2, before)


def test_the_successor_takes_over_and_the_old_root_key_appoints_nobody(bureau: Office) -> None:
    old = states(bureau)
    told = does(
        bureau, "root-successor", "--root-key", ROOT_FILE, "--new", NEXT_FILE, "--no-passphrase"
    ).json
    assert states(bureau) == {
        **old, told["former"]: "former_root", told["root_key"]: "root",
    }  # fmt: skip
    assert (bureau.root.parent / "usb/next.key").stat().st_mode & 0o777 == 0o600
    words = ("device", "registrar", "--replace", "--as", "chenjing", "--root-key")
    assert bureau.refused(*words, ROOT_FILE) == (3, ["rule.role"])
    bureau.does(*words, NEXT_FILE)
    assert add(bureau, "liqiang") == (0, [])


def test_a_passphrase_that_is_wrong_changes_neither_ledger_nor_stick(bureau: Office) -> None:
    words = ("device", "passphrase", "--root-key", ROOT_FILE)
    assert bureau.ducha(*words, DUCHA_PASSPHRASE="云岭区督导室的根密钥").status == 0
    before = bureau.bytes_of(DISTRICT)
    said = bureau.ducha(
        "--json", "device", "root-successor", "--root-key", ROOT_FILE, "--new", NEXT_FILE,
        "--as", "chenjing", DUCHA_PASSPHRASE="云岭区督导室的登记密钥",
    )  # fmt: skip
    assert (said.status, said.codes) == (3, ["key.passphrase"])
    assert bureau.bytes_of(DISTRICT) == before
    assert [p.name for p in (bureau.root.parent / "usb").iterdir()] == ["root.key"]


@pytest.mark.parametrize("new", [ROOT_FILE, "root.key", ".ducha/keys/root.key"])
def test_a_successor_is_never_written_over_a_file_nor_into_the_workspace(
    bureau: Office, new: str
) -> None:
    words = ("device", "root-successor", "--root-key", ROOT_FILE, "--new", new, "--as", "chenjing")
    assert bureau.refused(*words) == (2, ["key.place"])


def test_a_key_that_is_not_the_district_s_root_is_refused(bureau: Office) -> None:
    words = ("device", "registrar", "--replace", "--as", "chenjing", "--root-key")
    assert bureau.refused(*words, ".ducha/keys/chenjing.key") == (3, ["rule.role"])
    assert bureau.refused(*words, ".ducha/keys/registrar.key") == (3, ["rule.role"])
    assert bureau.refused(*words, "district.yml") == (1, ["key.unreadable"])


def test_another_laptop_learns_of_it_all_by_bundle(bureau: Office, tmp_path: Path) -> None:
    other = copied(bureau, tmp_path / "other")
    does(bureau, "root-successor", "--root-key", ROOT_FILE, "--new", NEXT_FILE, "--no-passphrase")
    does(bureau, "registrar", "--root-key", NEXT_FILE, "--replace")
    add(bureau, "liqiang")
    hand(bureau, other)
    assert states(other) == states(bureau)
    assert sorted(states(other).values()).count("certified") == 3


@pytest.mark.parametrize("seed", ["1", "2", "3", "4"])
def test_what_the_old_root_key_did_on_two_laptops_stays_when_it_hands_over(
    bureau: Office, tmp_path: Path, seed: str
) -> None:
    (tmp_path / "second").mkdir()
    second = copied(bureau, tmp_path / "second/w", seed)
    (second.root / ".ducha/keys/registrar.key").unlink()
    shutil.copy(bureau.root.parent / "usb/root.key", second.root / ".ducha/keys/root.key")
    assert add(second, "liqiang") == (0, [])
    does(bureau, "registrar", "--root-key", ROOT_FILE, "--replace")
    hand(second, bureau)
    before = states(bureau)
    does(bureau, "root-successor", "--root-key", ROOT_FILE, "--new", NEXT_FILE, "--no-passphrase")
    assert {key: states(bureau)[key] for key in before if before[key] != "root"} == {
        key: state for key, state in before.items() if state != "root"
    }
    assert add(bureau, "xinren") == (0, [])


def test_a_workspace_with_its_root_key_inside_is_taken_offline(office: Office) -> None:
    office.root.parent.joinpath("usb").mkdir()
    key = ".ducha/keys/root.key"
    does(office, "root-successor", "--root-key", key, "--new", ROOT_FILE, "--no-passphrase")
    (office.root / key).unlink()
    does(office, "registrar", "--root-key", ROOT_FILE)
    assert add(office, "xinren") == (0, [])
    assert not office.workspace().keyring.has(ROOT)


def test_an_old_root_key_left_lying_hinders_nobody(office: Office) -> None:
    office.root.parent.joinpath("usb").mkdir()
    does(
        office,
        "root-successor",
        "--root-key",
        ".ducha/keys/root.key",
        "--new",
        ROOT_FILE,
        "--no-passphrase",
    )
    does(office, "registrar", "--root-key", ROOT_FILE)
    assert add(office, "xinren") == (0, [])


def test_with_a_backup_and_the_root_key_the_bureau_works_again_on_a_new_computer(
    bureau: Office,
) -> None:
    shutil.rmtree(bureau.root / ".ducha")
    bureau.seed = "a new computer"
    assert add(bureau, "liqiang") == (2, ["person.ambiguous"])
    before = states(bureau)
    does(bureau, "registrar", "--root-key", ROOT_FILE)
    assert sorted(set(states(bureau).values()) - set(before.values())) == []
    assert len(states(bureau)) == len(before) + 2
    assert add(bureau, "liqiang") == (0, [])


def test_the_root_key_certifies_no_holder_who_is_not_of_the_bureau(bureau: Office) -> None:
    (bureau.root / ".ducha/keys/wangmin.key").unlink()
    bureau.does("device", "registrar", "--root-key", ROOT_FILE, "--as", "wangmin")
    assert not bureau.workspace().keyring.has("wangmin")
