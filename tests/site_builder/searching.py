"""Looking for planted marks in every byte of trees: in files, in their names, in what is packed inside them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image

from site_builder.stick import README

MARK = re.compile(rb"zq[0-9a-f]{12}qz", re.IGNORECASE)
KINDS_OF_FILES = frozenset({".html", ".css", ".js", ".json", ".csv", ".svg", ".jpg", ".zip"})
"""What a tree is made of: a file of another kind could hold what nobody searched."""


def files_of(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and if it is a zip all that is in it."""
    yield name, data
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.namelist():
                yield from files_of(f"{name}!{one}", archive.read(one))


def files_below(*paths: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file at or below the paths, what zips hold too."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else (path,):
            if file.is_file():
                yield from files_of(file.relative_to(path.parent).as_posix(), file.read_bytes())


def marks_in(data: bytes) -> set[str]:
    """Return the marks in some bytes, as they are or as text of two bytes a letter."""
    forms = (data, data.replace(b"\0", b""))
    return {mark.decode().lower() for form in forms for mark in MARK.findall(form)}


def marks_below(*paths: Path) -> Mapping[str, str]:
    """Return each mark that stands in a file or in a name at or below the paths, with one place of it."""
    return {
        mark: name
        for name, data in files_below(*paths)
        for mark in marks_in(data) | marks_in(name.encode())
    }


def pictures_below(*paths: Path) -> int:
    """Return how many photos there are; each must be a JPEG without metadata, all else text of a known kind."""
    count = 0
    for name, data in files_below(*paths):
        if name.endswith(".jpg"):
            with Image.open(io.BytesIO(data)) as image:
                count += 1
                assert image.format == "JPEG", name
                assert not image.getexif(), name
                assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, (
                    name
                )
        elif not name.endswith(f"/{README}"):
            assert Path(name).suffix in KINDS_OF_FILES, name
    return count
