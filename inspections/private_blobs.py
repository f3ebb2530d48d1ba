"""A private answer as a salted blob: bytes whose hash and length tell nothing of what they hold (DESIGN §2).

A blob is canonical JSON `{pad, path, salt, subject, value}`, filled up to a multiple of 256 bytes, or, for a photo or
file, `{file, path, salt, subject}`, a line end and its bytes. Events name a blob by the hash of all that, never by
anything of its content. Refuses to open what has another form: None comes back, nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from inspections.canonical import dump, load
from inspections.ids import sha256_hex

SALT_BYTES: Final = 32
PAD_BYTES: Final = 256
HEAD_BYTES_MAX: Final = 256 * 1024
SEAL_BYTES: Final = 48
"""How much longer a sealed box is than what it holds."""
PHOTOS: Final = ".photos."
_SALT: Final = re.compile(r"[0-9a-f]{64}")
_PHOTO: Final = re.compile(r"\.photos\.[0-9a-f]{12}\Z")

Said: TypeAlias = "str | list[str]"


@dataclass(frozen=True)
class Private:
    """What a blob holds: an answer at a path of a subject, or a file of that name and content."""

    subject: str
    path: str
    value: Said | None = None
    name: str = ""
    data: bytes = b""

    @property
    def content(self) -> str:
        """The SHA-256 of the file's own bytes; it stands in no event."""
        return sha256_hex(self.data)


def packed(salt: str, subject: str, path: str, value: Said) -> bytes:
    """Return the blob of an answer; `salt` is 32 bytes in hex. Equal answers of two salts have nothing in common."""
    told = {"pad": "", "path": path, "salt": salt, "subject": subject, "value": value}
    return dump({**told, "pad": "0" * (-len(dump(told)) % PAD_BYTES)})


def packed_file(salt: str, subject: str, path: str, name: str, data: bytes) -> bytes:
    """Return the blob of a photo or file."""
    return dump({"file": name, "path": path, "salt": salt, "subject": subject}) + b"\n" + data


def opened(blob: bytes) -> Private | None:
    """Return what a blob holds, None for bytes of another form. Never raises."""
    head, line_end, data = blob.partition(b"\n")
    if len(head) > HEAD_BYTES_MAX:
        return None
    try:
        told = load(head)
    except ValueError:
        return None
    if not isinstance(told, dict) or not _is_head(told, bool(line_end)):
        return None
    if line_end:
        return Private(told["subject"], told["path"], name=told["file"], data=data)
    return Private(told["subject"], told["path"], told["value"])


def reference(blob: bytes) -> dict[str, object]:
    """Return what stands for a blob in an event: `{sha256, bytes}`."""
    return {"sha256": sha256_hex(blob), "bytes": len(blob)}


def photo_path(path: str, digest: str) -> str:
    """Return the path of one photo of an answer: each is a blob of its own, so that adding wins (FORMATS §11)."""
    return f"{path}{PHOTOS}{digest[:12]}"


def without_photo(path: str) -> str:
    """Return the path of the answer that a photo's path belongs to; any other path as it is."""
    return _PHOTO.sub("", path)


def is_photo(path: str) -> bool:
    """Return whether the path is that of a photo."""
    return bool(_PHOTO.search(path))


def under(path: str, wanted: Iterable[str]) -> bool:
    """Return whether the path is one of these, or stands below one (`sick` means its note and photos too)."""
    return any(path == one or path.startswith(f"{one}.") for one in wanted)


def sealed_for(device: str, blob: bytes) -> bytes:
    """Return the blob so that only the holder of this Ed25519 key can open it (X25519 sealed box).

    Raises ValueError for a key that is none.
    """
    from nacl.exceptions import CryptoError
    from nacl.public import SealedBox
    from nacl.signing import VerifyKey

    try:
        return bytes(
            SealedBox(VerifyKey(bytes.fromhex(device)).to_curve25519_public_key()).encrypt(blob)
        )
    except (CryptoError, RuntimeError) as error:
        raise ValueError("no key") from error


def _is_head(told: Mapping[str, Any], file: bool) -> bool:
    salted = isinstance(told.get("salt"), str) and bool(_SALT.fullmatch(told["salt"]))
    if not salted or not all(isinstance(told.get(name), str) for name in ("path", "subject")):
        return False
    if file:
        return isinstance(told.get("file"), str)
    value = told.get("value")
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(one, str) for one in value)
    )
