"""The private part of the store, `ledger/private`: salted blobs by the hash of their bytes, for their owner's eyes only.

Files are 0600 in folders of 0700; a bundle never takes anything from here unasked. Unlike everything else of the
ledger a blob can be deleted: `erased` says so. Refuses a name that is no SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inspections.ids import sha256_hex
from inspections.laptop.blobs import read_evidence
from inspections.laptop.files import disk_errors, write_whole
from inspections.private_blobs import SALT_BYTES, Private, opened, packed_file, reference

_DIGEST = re.compile(r"[0-9a-f]{64}")
FOLDER_MODE, FILE_MODE = 0o700, 0o600


@dataclass(frozen=True)
class PrivateStore:
    """The folder of private blobs; with a `seed` salts derive from it (tests, demo)."""

    folder: Path
    seed: str | None = None

    def put(self, data: bytes) -> str:
        """Keep the bytes, readable by their owner only, and return their SHA-256."""
        digest = sha256_hex(data)
        path = self.path(digest)
        if not path.exists():
            with disk_errors(path):
                for folder in (self.folder, path.parent):
                    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
                    folder.chmod(FOLDER_MODE)
            write_whole(path, data, private=True)
        return digest

    def has(self, digest: str) -> bool:
        """Return whether the blob is here."""
        return bool(_DIGEST.fullmatch(digest)) and self.path(digest).exists()

    def get(self, digest: str) -> bytes | None:
        """Return the blob's bytes; None when it is not here, or no longer what its hash says."""
        if not self.has(digest):
            return None
        data = self.path(digest).read_bytes()
        return data if sha256_hex(data) == digest else None

    def open(self, digest: str) -> Private | None:
        """Return what the blob holds, None when it is not here or of another form."""
        data = self.get(digest)
        return None if data is None else opened(data)

    def path(self, digest: str) -> Path:
        """Return where a blob lies, if it is here."""
        return self.folder / digest[:2] / digest

    def held(self) -> tuple[str, ...]:
        """Return the hashes of all blobs here, sorted."""
        found = self.folder.glob("??/*") if self.folder.is_dir() else ()
        return tuple(sorted(path.name for path in found if _DIGEST.fullmatch(path.name)))

    def delete(self, digest: str) -> bool:
        """Delete a blob and what a stopped program left of writing one; return whether there was one."""
        there = self.has(digest)
        if there:
            with disk_errors(self.path(digest)):
                self.path(digest).unlink(missing_ok=True)
        for left in self.folder.glob(f"??/.{digest[:40]}.*"):
            left.unlink(missing_ok=True)
        return there

    def salt(self, *about: object) -> str:
        """Return a new salt in hex; with a seed the one that belongs to what it is `about`."""
        if self.seed is None:
            return secrets.token_hex(SALT_BYTES)
        told = "\n".join(map(str, (self.seed, "salt", *about)))
        return hashlib.sha256(told.encode()).hexdigest()

    def take(self, file: Path, subject: str, path: str, name: str) -> Mapping[str, object]:
        """Keep a person's file under `name` and return what stands for it in an event, without its real name.

        Raises UserError (missing, too large).
        """
        data = read_evidence(file)
        salt = self.salt(subject, path, sha256_hex(data))
        blob = packed_file(salt, subject, path, name, data)
        self.put(blob)
        return {**reference(blob), "name": name}

    def open_to_others(self) -> Iterator[Path]:
        """Yield what others than the owner may read here."""
        everything = [self.folder, *self.folder.rglob("*")] if self.folder.is_dir() else []
        for path in everything:
            if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                yield path
