from __future__ import annotations

from pathlib import Path

import pytest

from inspections.laptop.join_state import Asking, forget, keep, kept

ASKING = Asking(url="https://x", code="ABCD-EFGH", person="liqiang", name="李强", root_key="a" * 64)


def test_what_is_kept_is_read_back_until_it_is_forgotten(tmp_path: Path) -> None:
    assert kept(tmp_path) is None
    keep(tmp_path / "new", ASKING)
    assert kept(tmp_path / "new") == ASKING
    forget(tmp_path / "new")
    forget(tmp_path / "new")
    assert kept(tmp_path / "new") is None


def test_the_code_is_its_owner_s_only(tmp_path: Path) -> None:
    keep(tmp_path, ASKING)
    assert (tmp_path / ".ducha/join.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"url":"x"}', '{"url":1,"code":"","person":"","name":""}', "[" * 9000]
)
def test_a_damaged_file_is_as_none(tmp_path: Path, text: str) -> None:
    keep(tmp_path, ASKING)
    (tmp_path / ".ducha/join.json").write_text(text, "utf-8")
    assert kept(tmp_path) is None
