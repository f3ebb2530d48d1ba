"""The public tree on disk: not touched while it stands as it should, made anew when anything it rests on changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspections.ids import sha256_hex
from site_builder import public_writing
from site_builder.public_writing import put_public, write_public
from tests.inspections.laptop.conftest import founded, office
from tests.inspections.laptop.office import Office
from tests.site_builder.released import prepared, publish

__all__ = ["founded", "office"]


@pytest.fixture
def out(office: Office) -> Path:
    prepared(office)
    publish(office)
    return office.root / "out"


def put(office: Office, out: Path, *, clean: bool = False) -> bool:
    workspace = office.workspace()
    found = put_public(workspace, out, clean=clean)
    workspace.close()
    return found.changed


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_tree_that_stands_is_not_touched(office: Office, out: Path):
    assert put(office, out)
    before = {path: path.stat() for path in out.rglob("*")}
    assert not put(office, out)
    assert {path: path.stat() for path in out.rglob("*")} == before


def test_it_is_the_tree_that_is_written_from_nothing(office: Office, out: Path):
    put(office, out)
    write_public(office.workspace(), office.root / "other")
    assert files(out) == files(office.root / "other")


def test_asked_for_clean_it_is_written_all_the_same(office: Office, out: Path):
    put(office, out)
    assert put(office, out, clean=True)


@pytest.mark.parametrize("name", ["index.html", "more.html"])
def test_a_file_that_somebody_touched_or_laid_there_has_it_made_anew(
    office: Office, out: Path, name: str
):
    put(office, out)
    good = files(out)
    (out / name).write_text("x", encoding="utf-8")
    assert put(office, out)
    assert files(out) == good


def test_another_release_changes_it(office: Office, out: Path):
    put(office, out)
    office.does("publish", "--withdraw", "1", "--reason", "有误", "--as", "yanghui")
    assert put(office, out)


def test_another_program_changes_it(office: Office, out: Path, monkeypatch: pytest.MonkeyPatch):
    put(office, out)
    monkeypatch.setattr(public_writing, "program", lambda: "newer")
    assert put(office, out)


def test_a_photo_that_arrives_later_changes_it(
    office: Office, out: Path, monkeypatch: pytest.MonkeyPatch
):
    late = b"a photo"
    monkeypatch.setattr(public_writing, "photos_of", lambda _: (sha256_hex(late),))
    put(office, out)
    workspace = office.workspace()
    workspace.blobs.put(late)
    workspace.close()
    assert put(office, out)
    assert not put(office, out)
