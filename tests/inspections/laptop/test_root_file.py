"""The root key's file: written once, for its owner only."""

from pathlib import Path

import pytest

from inspections.errors import Code, UserError
from inspections.keys import SigningKey
from inspections.laptop.root_file import check_place, write_root

KEY = SigningKey.from_seed(b"\x01" * 32)


def test_a_file_that_appeared_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    check_place(path, tmp_path / "w")
    path.write_text("another's", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        write_root(path, KEY, None)
    assert [p.code for p in caught.value.problems] == [Code.KEY_PLACE]
    assert path.read_text(encoding="utf-8") == "another's"


def test_the_file_is_its_owner_s_only(tmp_path: Path) -> None:
    write_root(tmp_path / "root.key", KEY, None)
    assert (tmp_path / "root.key").stat().st_mode & 0o777 == 0o600


def test_a_link_that_leads_nowhere_is_a_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "root.key").symlink_to(tmp_path / "gone")
    with pytest.raises(UserError):
        check_place(tmp_path / "root.key", tmp_path / "w")
