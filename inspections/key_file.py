"""The text of a key file: plain, or encrypted with a passphrase (argon2id, then XSalsa20-Poly1305).

Reads and writes no file, asks nobody, makes no randomness: salt and nonce are given. Refuses parameters that would
hang the machine, and an encrypted key that does not fit the public half beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from inspections.errors import Code, Exit, M, Problem, RuleError, UserError
from inspections.keys import SEED_BYTES, SigningKey, unreadable_key

SALT_BYTES: Final = 16
NONCE_BYTES: Final = 24
PASSPHRASE_LETTERS_MIN: Final = 8
_MARK: Final = "ducha-key-2"
_BOX: Final = re.compile(r"[0-9a-f]{144}")
"""Nonce, tag and the 32 secret bytes, in hex."""
_HEX_32: Final = re.compile(r"[0-9a-f]{64}")
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_KDF: Final = re.compile(r"argon2id ([0-9]{1,9}) ([0-9]{1,12})")
_WARNING: Final = (
    "# 督查签名密钥，有口令：只归本人使用，不要复制给别人；口令忘了就打不开，没有人能找回。"
)


@dataclass(frozen=True)
class Cost:
    """What one guess of a passphrase costs: passes over so much memory (RFC 9106: three over 64 MiB)."""

    passes: int = 3
    memory_bytes: int = 64 * 2**20

    @property
    def bearable(self) -> bool:
        """Whether this machine should try at all: seconds, not hours, and at most 1 GiB."""
        return 1 <= self.passes <= 16 and 8192 <= self.memory_bytes <= 2**30


@dataclass(frozen=True)
class KeyFile:
    """What a key file says: its public half, and how the secret one is opened."""

    public_hex: str
    locked: bool
    open: Callable[[str], SigningKey] = field(repr=False)
    """Give the passphrase (any text for a plain file), get the key; raises UserError, RuleError for a wrong one."""


def read_key_file(text: str) -> KeyFile:
    """Return what the text of a key file says; raises UserError (KEY_UNREADABLE) if it is not one, whole."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines or lines[0].strip() != _MARK:
        key = SigningKey.from_text(text)
        return KeyFile(key.public_hex, locked=False, open=lambda _: key)
    said = dict(line.split(maxsplit=1) for line in lines if len(line.split()) > 1)
    public, salt, box = said.get("public", ""), said.get("salt", ""), said.get("box", "")
    kdf = _KDF.fullmatch(said.get("kdf", "").strip())
    if not (_HEX_32.fullmatch(public) and _SALT.fullmatch(salt) and _BOX.fullmatch(box) and kdf):
        raise UserError(unreadable_key())
    cost = Cost(int(kdf[1]), int(kdf[2]))
    if not cost.bearable:
        raise UserError(unreadable_key())

    def opened(passphrase: str) -> SigningKey:
        return _opened(public, passphrase, bytes.fromhex(salt), bytes.fromhex(box), cost)

    return KeyFile(public, locked=True, open=opened)


def locked_text(
    key: SigningKey, passphrase: str, salt: bytes, nonce: bytes, cost: Cost = Cost()
) -> str:
    """Return the text of the key's file, encrypted with `passphrase`; `salt` and `nonce` are random, once each.

    Raises RuleError (KEY_PASSPHRASE) for a passphrase that is too short.
    """
    from nacl.secret import SecretBox

    if len(normal(passphrase)) < PASSPHRASE_LETTERS_MIN:
        raise RuleError(too_short())
    box = SecretBox(_derived(passphrase, salt, cost)).encrypt(key.secret(), nonce)
    return (
        f"{_WARNING}\n{_MARK}\npublic {key.public_hex}\n"
        f"kdf argon2id {cost.passes} {cost.memory_bytes}\nsalt {salt.hex()}\nbox {bytes(box).hex()}\n"
    )


def normal(passphrase: str) -> str:
    """Return the passphrase as it is taken: one spelling of every character, without blanks at its ends."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def too_short() -> Problem:
    """Return the problem that says that a passphrase would be guessed too soon."""
    return Problem(
        code=Code.KEY_PASSPHRASE,
        what=M("口令太短，至少 {n} 个字", n=PASSPHRASE_LETTERS_MIN),
        remedy=M("用几个不相干的词连起来，好记又难猜"),
    )


def _opened(public: str, passphrase: str, salt: bytes, box: bytes, cost: Cost) -> SigningKey:
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    try:
        seed = SecretBox(_derived(passphrase, salt, cost)).decrypt(box)
    except CryptoError:
        raise RuleError(
            Problem(
                code=Code.KEY_PASSPHRASE,
                what=M("口令不对，密钥没有打开"),
                remedy=M("核对大小写和输入法，再做一次；什么也没有记入台账"),
            )
        ) from None
    key = SigningKey(seed) if len(seed) == SEED_BYTES else None
    if key is None or key.public_hex != public:
        raise UserError(unreadable_key())
    return key


def _derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    from nacl.exceptions import RuntimeError as NaclError
    from nacl.pwhash import argon2id
    from nacl.secret import SecretBox

    try:
        return argon2id.kdf(
            SecretBox.KEY_SIZE, normal(passphrase).encode(), salt, cost.passes, cost.memory_bytes
        )
    except (MemoryError, NaclError) as error:
        raise UserError(
            Problem(
                code=Code.KEY_PASSPHRASE,
                what=M("内存不够，打不开有口令的密钥"),
                remedy=M("关掉别的程序，空出 {n} MB 内存，再做一次", n=cost.memory_bytes >> 20),
            ),
            exit=Exit.TRY_AGAIN,
        ) from error
