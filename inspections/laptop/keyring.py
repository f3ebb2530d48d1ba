"""The keys of the people who work at this laptop: `.ducha/keys/<person>.key`, readable by their owner only.

The root key lies here too where one laptop is all there is; `ducha init --bureau` keeps it elsewhere, and puts a
registrar's key here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from inspections.errors import UserError
from inspections.ids import PersonId
from inspections.keys import SigningKey
from inspections.laptop.files import read_capped, write_whole

ROOT = "root"
REGISTRAR = "registrar"
OFFICES = frozenset({ROOT, REGISTRAR})
"""Keys of the district; no person may be called so (`roster.RESERVED`)."""
KEY_BYTES_MAX = 10_000


@dataclass(frozen=True)
class Keyring:
    """The folder of keys; with a `seed` new keys derive from it (tests, demo)."""

    folder: Path
    seed: str | None = None

    def people(self) -> tuple[PersonId, ...]:
        """Return the persons whose key lies here, sorted."""
        names = sorted(path.stem for path in self.folder.glob("*.key"))
        return tuple(PersonId(name) for name in names if name not in OFFICES)

    def has(self, name: str) -> bool:
        """Return whether a key of that name lies here."""
        return (self.folder / f"{name}.key").exists()

    def make(self, name: str) -> SigningKey:
        """Make and keep a key; an existing one is never replaced, but returned."""
        if self.has(name):
            return self.key(name)
        if self.seed is None:
            key = SigningKey.generate()
        else:
            key = SigningKey.from_seed(
                hashlib.sha256(f"{self.seed}\nkey\n{name}".encode()).digest()
            )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self.folder / f"{name}.key", key.to_text().encode(), private=True)
        return key

    def key(self, name: str) -> SigningKey:
        """Return the key of that name. Raises UserError (KEY_UNREADABLE) when it is missing or damaged."""
        path = self.folder / f"{name}.key"
        text = read_capped(path, KEY_BYTES_MAX).decode("utf-8", "replace")
        try:
            return SigningKey.from_text(text)
        except UserError as error:
            raise UserError(*(p.at(str(path)) for p in error.problems), exit=error.exit) from None

    def public(self, name: str) -> str:
        """Return the public half (64 hex digits) of the key of that name; raises like `key`."""
        return self.key(name).public_hex
