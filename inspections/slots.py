"""The slot of an event: which Yjs client and clock it stands at (FORMATS §1).

A slot follows from the signing device, the session and the counter alone, so nobody can write in another's place,
and a cloned disk never takes a used one.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NewType

Client = NewType("Client", int)
CLIENT_BITS = 53
_TAG = b"ducha-slot-1\n"


@lru_cache(maxsize=1024)
def client_of(device: str, session: str) -> Client:
    """Return the 53-bit Yjs client id of a session: `device` 64 and `session` 32 hex digits.

    Raises ValueError for other lengths or for text that is not hex.
    """
    key, nonce = bytes.fromhex(device), bytes.fromhex(session)
    if len(key) != 32 or len(nonce) != 16:
        raise ValueError("a device has 32 bytes and a session 16")
    first = hashlib.sha256(_TAG + key + nonce).digest()[:8]
    return Client(int.from_bytes(first, "big") >> (64 - CLIENT_BITS))
