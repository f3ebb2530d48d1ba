"""How a sync message travels: strict JSON, gzip that cannot explode, and the signature of the device that asks.

Pure: bytes in, values or a refusal out. A request is signed over its bytes as they were sent, so that a stranger's
body is neither unpacked nor parsed. It carries no time: nothing depends on the clock of a laptop; whatever is asked
twice has the same effect as once. Refuses: more bytes than the caps, other encodings, JSON with doubled keys or
floats, a signature made for another district, method, address or body.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from inspections.ids import sha256_hex
from inspections.keys import SigningKey, verify

BODY_BYTES_MAX: Final = 16 * 1024 * 1024
"""Of a sync request or answer as it travels."""
TEXT_BYTES_MAX: Final = 64 * 1024 * 1024
"""Of a sync request or answer when it is unpacked."""
GZIP: Final = "gzip"
AUTHORIZATION: Final = "Authorization"
SCHEME: Final = "Ducha-1"
_TAG: Final = "ducha-request-1"
_HEADER: Final = re.compile(rf"{SCHEME} ([0-9a-f]{{64}})\.([0-9a-f]{{32}})\.([0-9a-f]{{128}})")


class WireError(ValueError):
    """The bytes are not a message of ours; the text says in English where they part from one (for logs)."""


class TooLargeError(WireError):
    """The bytes are more than the caps allow (HTTP 413)."""


@dataclass(frozen=True)
class Caller:
    """Who signed a request: the device's public key, and a nonce that this device uses once."""

    device: str
    nonce: str


def packed(text: bytes) -> bytes:
    """Return the bytes compressed for `Content-Encoding: gzip`; the same bytes for the same text."""
    # level 1: a fifth of level 6's time for 7 % more bytes, measured on signed acts
    return gzip.compress(text, compresslevel=1, mtime=0)


def unpacked(body: bytes, encoding: str | None, bytes_max: int = TEXT_BYTES_MAX) -> bytes:
    """Return a body without its `Content-Encoding` (gzip or none). Never holds more than `bytes_max` and one byte.

    Raises TooLargeError beyond the caps; WireError for another encoding, damaged or cut bytes, bytes after the end.
    """
    if len(body) > BODY_BYTES_MAX:
        raise TooLargeError("body too large")
    if encoding in (None, "", "identity"):
        if len(body) > bytes_max:
            raise TooLargeError("body too large")
        return body
    if encoding != GZIP:
        raise WireError("an encoding other than gzip")
    unpacking = zlib.decompressobj(wbits=31)
    try:
        out = unpacking.decompress(body, bytes_max + 1)
    except zlib.error as error:
        raise WireError("damaged gzip") from error
    if len(out) > bytes_max:
        raise TooLargeError("body too large when unpacked")
    if not unpacking.eof or unpacking.unused_data:
        raise WireError("gzip that is cut short, or bytes after its end")
    return out


def read_json(text: bytes) -> dict[str, Any]:
    """Return the object that strict JSON says: UTF-8, no doubled key, no float. Raises WireError for anything else."""
    try:
        told = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except (ValueError, RecursionError) as error:
        raise WireError(f"no JSON of ours: {error}"[:200]) from error
    if not isinstance(told, dict):
        raise WireError("no JSON object")
    return told


def write_json(told: object) -> bytes:
    """Return the bytes of a message: compact JSON, UTF-8."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def authorization(
    key: SigningKey, nonce: str, district: str, method: str, target: str, body: bytes
) -> str:
    """Return the `Authorization` header of a request.

    `nonce` is 32 hex digits, new for each request; `district` its root key; `target` path and query as sent; `body`
    the bytes as sent, compressed if they are.
    """
    signature = key.sign(_signed(district, nonce, method, target, body)).hex()
    return f"{SCHEME} {key.public_hex}.{nonce}.{signature}"


def claimed(header: str | None) -> str | None:
    """Return in whose name (a public key) an `Authorization` header speaks, None if it is none of ours; nothing is proven."""
    found = _HEADER.fullmatch(header or "")
    return found[1] if found else None


def caller(
    header: str | None, district: str, method: str, target: str, body: bytes
) -> Caller | None:
    """Return who signed this very request for this district, or None. Whether the device is known is another question."""
    found = _HEADER.fullmatch(header or "")
    if found is None:
        return None
    device, nonce, signature = found.groups()
    message = _signed(district, nonce, method, target, body)
    return Caller(device, nonce) if verify(device, message, bytes.fromhex(signature)) else None


def _signed(district: str, nonce: str, method: str, target: str, body: bytes) -> bytes:
    lines = (_TAG, district, nonce, method.upper(), target, sha256_hex(body))
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = list(pairs)
    found = dict(listed)
    if len(found) != len(listed):
        raise ValueError("a key twice")
    return found


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"a float: {text[:20]}")
