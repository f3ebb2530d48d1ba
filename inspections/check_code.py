"""The check code of a key: sixteen letters that two people read to each other over the telephone.

A key that travels on a stick can be exchanged on the way; these letters cannot be made to fit another key (80 bits).
Refuses nothing: whether two people really compared is theirs to say.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

from inspections.ids import crockford

LETTERS: Final = 16
GROUP: Final = 4
_DOMAIN: Final = b"ducha-check-code-1\n"
_LOOK_ALIKE: Final = str.maketrans("OIL", "011", " -‐‑–—−")


def check_code(key: str) -> str:
    """Return the code of a public key (64 hex digits): Crockford's base32 in groups, `7K2M-Q9XD-0R4T-BC8H`."""
    digest = hashlib.sha256(_DOMAIN + bytes.fromhex(key)).digest()
    letters = crockford(digest, LETTERS)
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def is_code_of(typed: str, key: str) -> bool:
    """Return whether what somebody typed is the code of `key`, or the whole key.

    Small or full-width letters, other hyphens or none, O for 0, I and L for 1 are the same; a part of it is not enough.
    """
    if typed.strip().lower() == key:
        return True
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_LOOK_ALIKE)
    return letters == check_code(key).translate(_LOOK_ALIKE)
