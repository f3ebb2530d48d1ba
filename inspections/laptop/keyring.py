"""The keys of the people who work at this laptop: `.ducha/keys/<person>.key`, readable by their owner only.

The root key lies here too where one laptop is all there is; `ducha init --bureau` keeps it elsewhere, and puts a
registrar's key here. A file may be encrypted with a passphrase (`key_file`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from inspections.errors import Msg, Problem
from inspections.ids import PersonId
from inspections.key_file import NONCE_BYTES, SALT_BYTES, Cost, locked_text
from inspections.keys import SEED_BYTES, SigningKey
from inspections.laptop.files import write_whole
from inspections.laptop.passphrase import Opener, exposed, key_file

ROOT = "root"
REGISTRAR = "registrar"
OFFICES = frozenset({ROOT, REGISTRAR})
"""Keys of the district; no person may be called so (`roster.RESERVED`)."""


@dataclass(frozen=True)
class Keyring:
    """The folder of keys; with a `seed` new keys derive from it (tests, demo)."""

    folder: Path
    seed: str | None = None
    opener: Opener = field(default_factory=Opener, compare=False)

    def people(self) -> tuple[PersonId, ...]:
        """Return the persons whose key lies here, sorted."""
        names = sorted(path.stem for path in self.folder.glob("*.key"))
        return tuple(PersonId(name) for name in names if name not in OFFICES)

    def path(self, name: str) -> Path:
        """Return where the key of that name lies, or would lie."""
        return self.folder / f"{name}.key"

    def has(self, name: str) -> bool:
        """Return whether a key of that name lies here."""
        return self.path(name).exists()

    def make(self, name: str) -> SigningKey:
        """Make and keep a key; an existing one is never replaced, but returned."""
        if self.has(name):
            return self.key(name)
        key = new_key(self.seed, name)
        self.put(f"{name}.key", key.to_text().encode())
        return key

    def put(self, file: str, data: bytes) -> Path:
        """Write a file into the folder, both for their owner only, and return its path."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self.folder / file, data, private=True)
        return self.folder / file

    def key(self, name: str) -> SigningKey:
        """Return the key of that name; an encrypted one is opened when it first signs.

        Raises UserError: FILE_MISSING, or KEY_UNREADABLE when it is damaged.
        """
        self.opener.look(self.folder)
        return self.opener.read(self.path(name))

    def public(self, name: str) -> str:
        """Return the public half (64 hex digits) of the key of that name; raises like `key`, asks nobody."""
        return key_file(self.path(name)).public_hex

    def locked(self, name: str) -> bool:
        """Return whether the key of that name is encrypted; raises like `key`."""
        return key_file(self.path(name)).locked

    def faults(self) -> tuple[Problem, ...]:
        """Return what is wrong with the rights of the folder and of its files, each with the command that mends it."""
        files = sorted(self.folder.glob("*.key"))
        return tuple(fault for path in (self.folder, *files) for fault in exposed(path))


def relock(path: Path, opener: Opener, name: Msg | None, seed: str | None = None) -> None:
    """Encrypt a key's file with a new passphrase, asked for the key called `name`; None keeps it plain from now on.

    Raises UserError: missing or damaged; RuleError (KEY_PASSPHRASE): what it has now was not given, or the new one is
    too short or was not typed twice. Then the file stays as it is.
    """
    key = opener.read(path)
    key.ready()
    text = key.to_text() if name is None else encrypted(key, opener.new(name), seed)
    write_whole(path, text.encode(), private=True)


def new_key(seed: str | None, name: str) -> SigningKey:
    """Return a new key: random, or with a `seed` always the same for one name."""
    if seed is None:
        return SigningKey.generate()
    return SigningKey.from_seed(_derived(seed, f"key\n{name}", SEED_BYTES))


def encrypted(key: SigningKey, passphrase: str, seed: str | None = None) -> str:
    """Return the text of the key's encrypted file, with random salt and nonce (with a `seed` always the same)."""
    if seed is None:
        from nacl.utils import random

        return locked_text(key, passphrase, random(SALT_BYTES), random(NONCE_BYTES))
    salt = _derived(seed, f"salt\n{key.public_hex}", SALT_BYTES)
    nonce = _derived(seed, f"nonce\n{key.public_hex}", NONCE_BYTES)
    return locked_text(key, passphrase, salt, nonce, Cost(1, 2**20))


def _derived(seed: str, purpose: str, count: int) -> bytes:
    return hashlib.sha256(f"{seed}\n{purpose}".encode()).digest()[:count]
