"""Photos of private answers: in a folder of their own that git ignores, wherever a person put them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.inspections.laptop.office import RECORD, Office, photo
from tests.stories.test_private_answers import ID, SECRET, Person, holds, person


@pytest.fixture
def wang(office: Office) -> Person:
    one = person(office, "wang", "wangmin")
    one.begin()
    photo(shared(one) / "病历.jpg", (1, 2, 3))
    one.tell(SECRET, "病历.jpg")
    return one


def shared(one: Person) -> Path:
    return (one.root / RECORD).with_suffix("")


def own(one: Person) -> Path:
    return (one.root / RECORD).with_suffix(".private")


def test_it_is_moved_out_of_the_folder_that_is_copied_around_and_this_is_said(wang: Person) -> None:
    said = wang.does_as("bundle", "export", "x.ducha")
    assert "病历.jpg" in said.out
    assert [p.name for p in own(wang).iterdir()] == ["病历.jpg"]
    assert list(shared(wang).iterdir()) == []
    assert own(wang).stat().st_mode & 0o077 == 0
    assert "病历.jpg" not in wang.does_as("bundle", "export", "x.ducha").out


def test_git_takes_neither_the_sibling_nor_its_photos(wang: Person) -> None:
    wang.export()
    subprocess.run(["git", "init", "-q"], cwd=wang.root, check=True)
    words = ["git", "-c", "core.quotepath=off", "status", "--porcelain", "-uall"]
    told = subprocess.run(words, cwd=wang.root, check=True, capture_output=True, text=True).stdout
    assert RECORD in told
    assert ".private" not in told
    assert "病历" not in told


def test_put_into_its_own_folder_at_once_it_is_found_there(wang: Person) -> None:
    own(wang).mkdir()
    (shared(wang) / "病历.jpg").rename(own(wang) / "病历.jpg")
    assert wang.checked() == (0, [])
    wang.export()
    assert len(wang.blobs()) == 2


def test_one_that_is_missing_is_asked_for_in_its_own_folder(wang: Person) -> None:
    (shared(wang) / "病历.jpg").unlink()
    [problem] = wang.ducha("--json", "check").json["problems"]
    assert problem["code"] == "photo.missing"
    assert ".private/" in problem["remedy"]


def test_taken_again_under_the_same_name_the_new_one_counts(wang: Person) -> None:
    wang.export()
    again = photo(shared(wang) / "病历.jpg", (9, 9, 9)).read_bytes()
    wang.export()
    assert (own(wang) / "病历.jpg").read_bytes() == again
    assert wang.private() == [(2, 0), (1, 1)]


def test_one_that_the_record_names_too_stays_in_its_folder(wang: Person) -> None:
    wang.type_in(duty="\n    value: 符合\n    photos: [病历.jpg]")
    wang.export()
    assert (shared(wang) / "病历.jpg").exists()
    own(wang).mkdir()
    other = photo(own(wang) / "病历.jpg", (9, 9, 9)).read_bytes()
    wang.export()
    assert any(holds(path, other) for path in (wang.root / "ledger" / "private").glob("??/*"))


def test_erased_it_goes_from_both_folders(wang: Person, office: Office) -> None:
    yang = person(office, "yang", "yanghui")
    yang.take(wang.export("out.ducha", "--private-for", "yanghui"))
    yang.does_as("erase", ID, "--reason", "学期结束", "--yes")
    wang.take(yang.export("back.ducha"))
    assert [*wang.root.rglob("病历*"), *yang.root.rglob("病历*")] == []
