from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from inspections.errors import Code, Exit, UserError
from site_builder import output
from site_builder.output import MARKER, replace_tree


def fill(text: str):  # type: ignore[no-untyped-def]
    def write(folder: Path) -> None:
        (folder / MARKER).write_text("{}", encoding="utf-8")
        (folder / "index.html").write_text(text, encoding="utf-8")

    return write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_tree_is_put_where_there_was_none(tmp_path: Path) -> None:
    replace_tree(tmp_path / "site" / "bureau", fill("new"))
    assert (tmp_path / "site" / "bureau" / "index.html").read_text() == "new"
    assert names(tmp_path / "site") == ["bureau"]


@pytest.mark.parametrize("exchange", [True, False])
def test_the_new_tree_takes_the_place_of_the_old_one(
    tmp_path: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        monkeypatch.setattr(output, "_exchange", lambda one, other: False)
    site = tmp_path / "site"
    replace_tree(site, fill("old"))
    (site / "gone.html").write_text("", encoding="utf-8")
    replace_tree(site, fill("new"))
    assert (site / "index.html").read_text() == "new"
    assert names(site) == [MARKER, "index.html"]
    assert names(tmp_path) == ["site"]


def test_a_failing_build_leaves_the_old_tree(tmp_path: Path) -> None:
    site = tmp_path / "site"
    replace_tree(site, fill("old"))

    def fail(folder: Path) -> None:
        fill("half")(folder)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        replace_tree(site, fail)
    assert (site / "index.html").read_text() == "old"
    assert names(tmp_path) == ["site"]


def test_a_disk_that_fills_half_way_is_said_in_words_and_leaves_the_old_tree(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    replace_tree(site, fill("old"))

    def full(folder: Path) -> None:
        fill("half")(folder)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(UserError) as error:
        replace_tree(site, full)
    assert (error.value.exit, error.value.problems[0].code) == (Exit.TRY_AGAIN, Code.STORE_FULL)
    assert (site / "index.html").read_text() == "old"


def test_a_folder_of_other_things_is_never_replaced(tmp_path: Path) -> None:
    documents = tmp_path / "Documents"
    documents.mkdir()
    (documents / "thesis.doc").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError) as error:
        replace_tree(documents, fill("new"))
    assert error.value.exit is Exit.USAGE
    assert names(documents) == ["thesis.doc"]


def test_a_failing_second_rename_brings_the_old_tree_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    replace_tree(site, fill("old"))
    monkeypatch.setattr(output, "_exchange", lambda one, other: False)
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self.name == "site" and self.parent.name.endswith(".building"):
            raise PermissionError(errno.EACCES, "in use")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(UserError):
        replace_tree(site, fill("new"))
    assert (site / "index.html").read_text() == "old"


def test_what_a_build_left_that_was_killed_between_two_renames_is_put_back(tmp_path: Path) -> None:
    pid = os.fork() if hasattr(os, "fork") else 0
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    old = tmp_path / f".site.{pid}.building" / "old"
    old.mkdir(parents=True)
    fill("old")(old)

    def check(folder: Path) -> None:
        assert (tmp_path / "site" / "index.html").read_text() == "old"
        fill("new")(folder)

    replace_tree(tmp_path / "site", check)
    assert names(tmp_path) == ["site"]
