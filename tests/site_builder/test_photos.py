from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from site_builder import links, photos
from site_builder.photos import prepare

SHA = "a" * 64


def picture(size: tuple[int, int] = (800, 600), kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#884422").save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-DESCRIPTION"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    return picture(exif=exif, comment=b"SECRET-COMMENT")


def test_a_photo_comes_out_in_two_sizes(tmp_path: Path) -> None:
    made = prepare([SHA], lambda _: picture((4000, 3000)), tmp_path)
    sizes = {path: Image.open(file).size for path, file in made.files.items()}
    assert sizes == {links.photo_path(SHA): (1600, 1200), links.thumb_path(SHA): (480, 360)}


def test_no_metadata_comes_along(tmp_path: Path) -> None:
    made = prepare([SHA], lambda _: with_place(), tmp_path)
    for file in made.files.values():
        assert b"SECRET" not in file.read_bytes()
        assert not Image.open(file).getexif()


def test_a_turned_photo_stands_upright(tmp_path: Path) -> None:
    made = prepare([SHA], lambda _: with_place(), tmp_path)
    assert (made.pictures[SHA].width, made.pictures[SHA].height) == (360, 480)


@pytest.mark.parametrize(
    "data", [None, b"", b"not a picture", picture()[:300], b"\xff\xd8\xff" + b"\0" * 99]
)
def test_a_missing_or_damaged_photo_is_unreadable_and_stops_nothing(
    tmp_path: Path, data: bytes | None
) -> None:
    blobs = {SHA: data, "b" * 64: picture()}
    made = prepare(blobs, blobs.get, tmp_path)
    assert [made.pictures[sha].readable for sha in blobs] == [False, True]
    assert len(made.files) == 2


def test_a_picture_that_would_fill_the_memory_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "PIXELS_MAX", 100 * 100)
    made = prepare([SHA], lambda _: picture((101, 100)), tmp_path)
    assert not made.pictures[SHA].readable


def test_what_was_made_once_is_not_made_again(tmp_path: Path) -> None:
    first = prepare([SHA], lambda _: picture(), tmp_path)

    def never(_: str) -> bytes:
        raise AssertionError

    assert prepare([SHA], never, tmp_path) == first


def test_a_file_that_a_kill_cut_off_is_made_anew(tmp_path: Path) -> None:
    first = prepare([SHA], lambda _: picture(), tmp_path)
    next(iter(first.files.values())).write_bytes(b"")
    assert prepare([SHA], lambda _: picture(), tmp_path).pictures[SHA].readable


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "GIF", "TIFF"])
def test_pictures_of_other_kinds_become_jpeg(tmp_path: Path, kind: str) -> None:
    made = prepare([SHA], lambda _: picture(kind=kind), tmp_path)
    assert {Image.open(file).format for file in made.files.values()} == {"JPEG"}
