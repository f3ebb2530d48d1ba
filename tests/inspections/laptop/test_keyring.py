from pathlib import Path

import pytest

from inspections.errors import Code, UserError
from inspections.laptop.keyring import Keyring


def test_a_key_is_its_owner_s_only(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / ".ducha/keys")
    keyring.make("wangmin")
    [file] = (tmp_path / ".ducha/keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    assert keyring.make("wangmin").public_hex == keyring.make("wangmin").public_hex


def test_two_people_have_two_keys(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    assert keyring.make("wangmin").public_hex != keyring.make("liqiang").public_hex


def test_the_same_seed_makes_the_same_keys(tmp_path: Path) -> None:
    one, two = Keyring(tmp_path / "1", "demo"), Keyring(tmp_path / "2", "demo")
    assert one.make("wangmin").public_hex == two.make("wangmin").public_hex
    assert one.make("liqiang").public_hex != two.make("wangmin").public_hex


def test_the_root_key_is_nobody_s(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.make("root")
    keyring.make("wangmin")
    assert keyring.people() == ("wangmin",)
    assert keyring.has("root")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"ducha-key-1 xyz", b"a" * 20_000])
def test_a_damaged_key_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wangmin.key").write_bytes(content)
    with pytest.raises(UserError) as caught:
        Keyring(tmp_path).key("wangmin")
    assert [p.code for p in caught.value.problems] == [Code.KEY_UNREADABLE]
    assert caught.value.problems[0].file == str(tmp_path / "wangmin.key")
