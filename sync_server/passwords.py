"""Passwords: argon2id, a few at a time; what is taken as one; temporary ones that can be read out over the telephone.

Refuses rules about digits and marks: length is what counts, and a person writes the rest on a note under the keyboard.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from inspections.errors import Code, M, Msg, Problem, UserError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LETTERS_MIN: Final = 10
LETTERS_MAX: Final = 200
DIFFERENT_MIN: Final = 4
PASSES, MEMORY_KIB, LANES = 3, 64 * 1024, 4
"""The second recommendation of RFC 9106."""
AT_ONCE: Final = 4
"""Each takes 64 MiB: a storm of sign-ins must not take the machine's memory."""
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4
_turn: Final = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """Return what is kept of a password: its argon2id hash (RFC 9106), parameters included."""
    with _turn:
        return _hasher().hash(normal(password))


def holds(kept: str, password: str) -> bool:
    """Return whether this is the password of the hash; takes as long for an empty hash, which fits none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _turn:
        try:
            _hasher().verify(kept or _nobodys(), normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


def check(password: str, *known: str) -> None:
    """Raise UserError for a password that is too short, too long, too plain, or that is one of `known` (the name …)."""
    text = normal(password)
    if len(text) < LETTERS_MIN:
        raise _poor(M("密码太短：{n} 个字", n=len(text)))
    if len(text) > LETTERS_MAX:
        raise _poor(M("密码太长：{n} 个字", n=len(text)))
    if len(set(text)) < DIFFERENT_MIN:
        raise _poor(M("密码里几乎是同一个字"))
    if any(one and normal(one) in text and len(text) < len(one) + LETTERS_MIN for one in known):
        raise _poor(M("密码里写着账号或姓名"))


def fresh() -> str:
    """Return a temporary password of letters that cannot be mistaken by ear or eye (79 bits)."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(_GROUPS))
    return "-".join(groups)


def normal(password: str) -> str:
    """Return the password in NFKC, so that full-width letters of an input method are the same."""
    return unicodedata.normalize("NFKC", password)


def _poor(what: Msg) -> UserError:
    remedy = M("写 {n} 个字以上，容易记、别人想不到的一句话；不要用账号、姓名、电话", n=LETTERS_MIN)
    return UserError(Problem(code=Code.ACCOUNT_PASSWORD, what=what, remedy=remedy))


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_hex(16))
