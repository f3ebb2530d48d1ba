from pathlib import Path

import pytest
from PIL import Image

from inspections.errors import Code, UserError
from inspections.ids import sha256_hex
from inspections.laptop import blobs as module
from inspections.laptop.blobs import Blobs, picture_fault, read_evidence
from tests.inspections.laptop.office import photo


def code_of(path: Path) -> Code:
    with pytest.raises(UserError) as caught:
        read_evidence(path)
    [problem] = caught.value.problems
    return problem.code


def test_bytes_are_kept_once_by_their_hash(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"photo")
    assert (digest, blobs.put(b"photo"), blobs.get(digest)) == (
        sha256_hex(b"photo"),
        digest,
        b"photo",
    )
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_what_is_not_here_is_none(tmp_path: Path) -> None:
    assert Blobs(tmp_path).get("00" * 32) is None


def test_an_event_names_hash_name_and_length(tmp_path: Path) -> None:
    file = photo(tmp_path / "门卫.jpg")
    data = file.read_bytes()
    assert Blobs(tmp_path / "b").take(file) == {
        "sha256": sha256_hex(data), "name": "门卫.jpg", "bytes": len(data),
    }  # fmt: skip


def test_a_torn_picture_is_named(tmp_path: Path) -> None:
    whole = photo(tmp_path / "a.png").read_bytes()
    (tmp_path / "b.png").write_bytes(whole[:-20])
    assert code_of(tmp_path / "b.png") is Code.PHOTO_BROKEN


def test_an_empty_file_is_no_evidence(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    assert code_of(tmp_path / "a.pdf") is Code.PHOTO_BROKEN


def test_a_folder_is_no_evidence(tmp_path: Path) -> None:
    assert code_of(tmp_path) is Code.FILE_UNREADABLE


def test_a_file_beyond_the_cap_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.mp4").open("wb") as stream:
        stream.truncate(module.FILE_BYTES_MAX + 1)
    assert code_of(tmp_path / "a.mp4") is Code.FILE_TOO_LARGE


def test_a_picture_of_too_many_points_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIXELS_MAX", 50)
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    assert code_of(tmp_path / "a.png") is Code.PHOTO_BROKEN


def test_what_is_no_picture_by_its_name_is_not_looked_at() -> None:
    assert picture_fault("扫描件.pdf", b"%PDF") is None
    assert picture_fault("照片.HEIC", b"whatever") is None
