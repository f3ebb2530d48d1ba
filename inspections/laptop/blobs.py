"""Photos and files that events name, kept by the SHA-256 of their bytes in `ledger/blobs`; never changed, never doubled."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inspections.errors import Code, M, Msg, Problem, UserError
from inspections.ids import sha256_hex
from inspections.laptop.files import missing, unreadable, write_whole

_DIGEST = re.compile(r"[0-9a-f]{64}")
FILE_BYTES_MAX = 32 * 1024 * 1024
PIXELS_MAX = 100_000_000
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic"}


@dataclass(frozen=True)
class Blobs:
    """The folder of blobs."""

    folder: Path

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256."""
        digest = sha256_hex(data)
        path = self._path(digest)
        if not path.exists():
            write_whole(path, data)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Return the bytes, or None when they are not here."""
        return self._path(digest).read_bytes() if self.has(digest) else None

    def has(self, digest: str) -> bool:
        """Return whether the bytes are here; what is no SHA-256 (an event may say anything) leads nowhere."""
        return bool(_DIGEST.fullmatch(digest)) and self._path(digest).exists()

    def path(self, digest: str) -> Path:
        """Return where the bytes lie, if they are here; for whoever copies them without reading them whole."""
        return self._path(digest)

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def take(self, path: Path) -> Mapping[str, object]:
        """Keep a person's file and return what stands for it in an event. Raises UserError (missing, too large)."""
        data = read_evidence(path)
        return {"sha256": self.put(data), "name": path.name, "bytes": len(data)}


def read_evidence(path: Path) -> bytes:
    """Return the bytes of a photo or file. Raises UserError: missing, too large, or a picture that does not open."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        data = path.read_bytes() if size <= FILE_BYTES_MAX else b""
    except FileNotFoundError:
        raise UserError(missing(path)) from None
    except OSError as error:
        raise UserError(unreadable(path, error)) from error
    if size > FILE_BYTES_MAX:
        raise UserError(
            Problem(
                code=Code.FILE_TOO_LARGE,
                file=str(path),
                what=M("文件太大：{mb} MB", mb=size // 1_000_000),
                remedy=M("不超过 32 MB；照片请用手机的“中等”尺寸"),
            )
        )
    if not data:
        raise UserError(
            Problem(
                code=Code.PHOTO_BROKEN,
                file=str(path),
                what=M("文件是空的"),
                remedy=M("从相机或手机重新拷贝一次"),
            )
        )
    why = picture_fault(path.name, data)
    if why:
        raise UserError(
            Problem(
                code=Code.PHOTO_BROKEN,
                file=str(path),
                what=M("照片打不开：{why}", why=why),
                remedy=M("从相机或手机重新拷贝一次"),
            )
        )
    return data


def picture_fault(name: str, data: bytes) -> Msg | None:
    """Return why a picture cannot be opened, or None (also for files that are no pictures by their name)."""
    suffix = Path(name).suffix.lower()
    if suffix not in PICTURES or suffix == ".heic":
        return None
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                most = PIXELS_MAX // 1_000_000
                return M("画面超过 {most} 百万像素", most=most)
            picture.verify()
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
    except UnidentifiedImageError:  # its text names an address in memory, another one each time
        return M("不是 {kind} 图片", kind=suffix.removeprefix(".").upper())
    except Exception:  # noqa: BLE001  (Pillow raises many kinds on rubbish, SyntaxError among them)
        return M("内容不完整或已损坏")
    return None
