"""Photos for a tree: re-encoded in two sizes without metadata, kept by the hash of their source.

What Pillow cannot read, or what would blow up in memory, is a photo that the page names as unreadable; it never
stops a build. Refuses to hand out a source as it came: it may carry a place, a serial number, a name.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder import links
from site_builder.material import Picture

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

RECIPE = "1"
"""Part of the cache's path: a change of sizes or quality makes everything anew."""
LARGE, THUMB = 1600, 480
PIXELS_MAX = 60_000_000
QUALITY = 82

Blob = Callable[[str], "bytes | None"]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The pictures that pages may show, and where the re-encoded files lie: path in the tree -> file."""

    pictures: Mapping[str, Picture]
    files: Mapping[str, Path]


def prepare(digests: Iterable[str], blob: Blob, cache: Path) -> Prepared:
    """Return the photos named by `digests`, re-encoded below `cache` unless they are there already.

    `blob` gives the bytes of a photo or None. Raises OSError when the cache cannot be written.
    """
    pictures: dict[str, Picture] = {}
    files: dict[str, Path] = {}
    folder = cache / RECIPE
    for digest in digests:
        large, thumb = folder / f"{digest}.jpg", folder / f"{digest}.thumb.jpg"
        if not (_size(large)[0] and _size(thumb)[0]):
            _encode(blob(digest), large, thumb)
        size = _size(thumb)
        pictures[digest] = Picture(sha256=digest, width=size[0], height=size[1])
        if pictures[digest].readable:
            files[links.photo_path(digest)] = large
            files[links.thumb_path(digest)] = thumb
    return Prepared(pictures=pictures, files=files)


def _encode(data: bytes | None, large: Path, thumb: Path) -> None:
    """Write both sizes; nothing when the bytes are missing or no picture."""
    from PIL import Image, ImageOps

    if data is None:
        return
    try:
        with Image.open(io.BytesIO(data)) as source:
            if source.width * source.height > PIXELS_MAX:
                return
            upright = ImageOps.exif_transpose(source).convert("RGB")
            sizes = {
                path: _shrunk(upright, side) for path, side in ((large, LARGE), (thumb, THUMB))
            }
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return
    large.parent.mkdir(parents=True, exist_ok=True)
    for path, encoded in sizes.items():
        part = path.with_suffix(".part")
        part.write_bytes(encoded)
        part.replace(path)


def _shrunk(image: PILImage, side: int) -> bytes:
    from PIL import Image

    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", small.size)
    clean.paste(small)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _size(path: Path) -> tuple[int, int]:
    from PIL import Image

    try:
        with Image.open(path) as image:
            return image.size
    except OSError:
        return (0, 0)
