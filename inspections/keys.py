"""Ed25519 signing and verifying: bytes in, signature or verdict out; and the text of a plain key file.

Reads and writes no file and asks no passphrase: where a key lies and who may open it is the shell's business
(`key_file` holds the text of an encrypted one). A key never shows its seed in a log or a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from inspections.errors import Code, M, Problem, UserError

SEED_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_MARK: Final = "ducha-key-1"
_HEX_32: Final = re.compile(r"[0-9a-f]{64}")
_WARNING: Final = "# 督查签名密钥：只归本人使用，不要复制给别人，不要放进共享文件夹。"


class SigningKey:
    """A private Ed25519 key, made from 32 secret bytes, or opened at its first signature (`later`)."""

    __slots__ = ("_key", "_open", "_seed", "public_hex")

    public_hex: str
    _key: Any
    _open: Callable[[], SigningKey] | None
    _seed: bytes

    def __init__(self, seed: bytes) -> None:
        from nacl.signing import SigningKey as Nacl  # 30 ms, and most commands sign nothing

        if len(seed) != SEED_BYTES:
            raise ValueError(f"a seed has {SEED_BYTES} bytes, this one {len(seed)}")
        self._open = None
        self._seed = seed
        self._key = Nacl(seed)
        self.public_hex = bytes(self._key.verify_key).hex()

    @classmethod
    def later(cls, public_hex: str, opening: Callable[[], SigningKey]) -> SigningKey:
        """Return the key whose public half is known; `opening` gives the whole one when it is needed, and may refuse."""
        key = cls.__new__(cls)
        key.public_hex, key._open, key._seed, key._key = public_hex, opening, b"", None
        return key

    @classmethod
    def generate(cls) -> SigningKey:
        """Return a new key from the system's randomness."""
        from nacl.utils import random

        return cls(random(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """Return the key of these 32 bytes; raises ValueError for another length."""
        return cls(seed)

    @classmethod
    def from_text(cls, text: str) -> SigningKey:
        """Return the key of a key file's text; raises UserError (KEY_UNREADABLE) if it is not one, whole."""
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        fields = dict(line.split(maxsplit=1) for line in lines if len(line.split()) == 2)
        seed = fields.get("seed", "")
        if not lines or lines[0].strip() != _MARK or not _HEX_32.fullmatch(seed):
            raise UserError(unreadable_key())
        key = cls(bytes.fromhex(seed))
        if fields.get("public") != key.public_hex:
            raise UserError(unreadable_key())
        return key

    def to_text(self) -> str:
        """Return the text of its key file; `public` guards against a mistyped or cut seed."""
        return f"{_WARNING}\n{_MARK}\npublic {self.public_hex}\nseed {self.secret().hex()}\n"

    def ready(self) -> None:
        """Open the key now, if it is still closed: before anything that must not wait for a person."""
        if self._open is not None:
            whole = self._open()
            if whole.public_hex != self.public_hex:
                raise ValueError("another key was opened")
            self._seed, self._key, self._open = whole.secret(), whole._key, None

    def secret(self) -> bytes:
        """Return the 32 secret bytes: for the text of a key file, and for nothing else."""
        self.ready()
        return self._seed

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of `message`; the same for the same message."""
        self.ready()
        return bytes(self._key.sign(message).signature)

    def unsealed(self, box: bytes) -> bytes | None:
        """Return what a sealed box for this key holds, None when it is for another or damaged.

        Opens the key like `sign`, and raises what that raises.
        """
        from nacl.exceptions import CryptoError
        from nacl.public import SealedBox

        self.ready()
        try:
            return bytes(SealedBox(self._key.to_curve25519_private_key()).decrypt(box))
        except (CryptoError, ValueError):
            return None

    def __repr__(self) -> str:
        return f"SigningKey(public_hex={self.public_hex!r})"


def verify(public_hex: str, message: bytes, signature: bytes) -> bool:
    """Return whether the holder of the key signed `message`. Never raises, whatever the bytes are."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    if not _HEX_32.fullmatch(public_hex) or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        VerifyKey(bytes.fromhex(public_hex)).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def unreadable_key() -> Problem:
    """Return the problem that says that a key file is none, or not whole."""
    return Problem(
        code=Code.KEY_UNREADABLE,
        what=M("不是密钥文件，或者残缺、被改动，不能用来签名"),
        remedy=M(
            "核对是不是拿错了文件；残缺的从备份取回，没有备份就用 ducha device request --new-key 重新申请"
        ),
    )
