from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from inspections.errors import UserError
from inspections.laptop.language import translator
from site_builder.mkdocs_plugin import Tree
from site_builder.stick import README, folder_name, readme_text, write_zip


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    photo = tmp_path / "photo"
    photo.write_bytes(b"\xff\xd8 a photo")
    texts = {"index.html": "<h1>云岭区第三小学</h1>", "data/ledger.csv": "\ufeff序号\r\n"}
    return Tree(texts=texts, files={"photos/a.jpg": photo})


def made(tmp_path: Path, tree: Tree, name: str = "a.zip") -> Path:
    write_zip(tmp_path / name, tree, folder="云岭区第三小学-yl3x", readme="怎样打开\r\n")
    return tmp_path / name


def test_what_is_unpacked_is_the_tree_in_one_folder(tmp_path: Path, tree: Tree) -> None:
    with zipfile.ZipFile(made(tmp_path, tree)) as archive:
        archive.extractall(tmp_path / "out")
    folder = tmp_path / "out" / "云岭区第三小学-yl3x"
    assert (folder / "index.html").read_text(encoding="utf-8") == "<h1>云岭区第三小学</h1>"
    assert (folder / "data/ledger.csv").read_bytes() == b"\xef\xbb\xbf" + "序号\r\n".encode()
    assert (folder / "photos/a.jpg").read_bytes() == b"\xff\xd8 a photo"
    assert (folder / README).read_bytes() == b"\xef\xbb\xbf" + "怎样打开\r\n".encode()


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path, tree: Tree) -> None:
    other = Tree(texts=dict(reversed(tree.texts.items())), files=tree.files)
    assert made(tmp_path, tree).read_bytes() == made(tmp_path, other, "b.zip").read_bytes()


def test_no_file_carries_the_time_of_the_build(tmp_path: Path, tree: Tree) -> None:
    with zipfile.ZipFile(made(tmp_path, tree)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_names_are_marked_as_utf_8(tmp_path: Path, tree: Tree) -> None:
    with zipfile.ZipFile(made(tmp_path, tree)) as archive:
        assert all(info.flag_bits & 0x800 for info in archive.infolist())


def test_a_zip_that_cannot_be_made_leaves_the_old_one(tmp_path: Path, tree: Tree) -> None:
    before = made(tmp_path, tree).read_bytes()
    gone = Tree(texts=tree.texts, files={"photos/a.jpg": tmp_path / "gone"})
    with pytest.raises(UserError):
        made(tmp_path, gone)
    assert (tmp_path / "a.zip").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "photo"]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("云岭区第三小学", "云岭区第三小学-s1"),
        ('A"校<b>/..\\🏫：?', "A校b-s1"),
        ("🏫", "s1"),
        ("长" * 60, "长" * 40 + "-s1"),
    ],
)
def test_the_folder_is_called_as_every_system_can_write_it(name: str, folder: str) -> None:
    assert folder_name("s1", name) == folder


def test_the_readme_says_how_old_it_is_and_what_to_open() -> None:
    said = readme_text("云岭区第三小学", date(2026, 4, 24))
    assert "2026年4月24日" in said
    assert "index.html" in said
    assert "\n" not in said.replace("\r\n", "")


def test_the_readme_of_an_english_site_is_english() -> None:
    assert "24 Apr 2026" in readme_text("School", date(2026, 4, 24), translator("en"))
