"""Ed25519 signing and verifying: bytes in, signature or verdict out; and the text of a key file.

Reads and writes no file and asks no password: where a key lies and who may open it is the shell's business. A key
never shows its seed in a log or a traceback.
"""

from __future__ import annotations

import re
from typing import Final

from inspections.errors import Code, M, Problem, UserError

SEED_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_MARK: Final = "ducha-key-1"
_HEX_32: Final = re.compile(r"[0-9a-f]{64}")
_WARNING: Final = "# 督查签名密钥：只归本人使用，不要复制给别人，不要放进共享文件夹。"


class SigningKey:
    """A private Ed25519 key, made from 32 secret bytes."""

    __slots__ = ("_key", "_seed", "public_hex")

    public_hex: str

    def __init__(self, seed: bytes) -> None:
        from nacl.signing import SigningKey as Nacl  # 30 ms, and most commands sign nothing

        if len(seed) != SEED_BYTES:
            raise ValueError(f"a seed has {SEED_BYTES} bytes, this one {len(seed)}")
        self._seed = seed
        self._key = Nacl(seed)
        self.public_hex = bytes(self._key.verify_key).hex()

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
            raise UserError(_unreadable())
        key = cls(bytes.fromhex(seed))
        if fields.get("public") != key.public_hex:
            raise UserError(_unreadable())
        return key

    def to_text(self) -> str:
        """Return the text of its key file; `public` guards against a mistyped or cut seed."""
        return f"{_WARNING}\n{_MARK}\npublic {self.public_hex}\nseed {self._seed.hex()}\n"

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of `message`; the same for the same message."""
        return bytes(self._key.sign(message).signature)

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


def _unreadable() -> Problem:
    return Problem(
        code=Code.KEY_UNREADABLE,
        what=M("这个密钥文件残缺或被改动，不能用来签名"),
        remedy=M("从备份取回原来的密钥文件；没有备份时请管理员用 ducha person add 重新登记"),
    )
