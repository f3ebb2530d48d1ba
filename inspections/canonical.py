"""Canonical JSON (RFC 8785) without floats: the only spelling of JSON that is hashed or signed (FORMATS §1).

Refuses floats altogether (decimals are texts, as typed) and integers of 2^53 and more; reading refuses every
spelling that writing would not have chosen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

INTEGER_MAX: Final = 2**53 - 1
_FOUR_BYTES: Final = 0xF0


class NotJsonError(ValueError):
    """The bytes are not JSON of this kind at all."""


class NotCanonicalError(ValueError):
    """The bytes are JSON, but not in the one spelling."""


def dump(data: Any) -> bytes:
    """Return the canonical bytes. Raises ValueError for what they cannot hold: floats, huge integers, surrogates."""
    import rfc8785

    _refuse_floats(data)
    return bytes(rfc8785.dumps(data))


def load(text: bytes) -> Any:
    """Return what the canonical bytes hold. Raises NotJsonError or NotCanonicalError, nothing else."""
    try:
        data = json.loads(
            text.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse, parse_int=_integer
        )
        canonical = _is_canonical(text, data)
    except (ValueError, RecursionError) as error:
        raise NotJsonError(str(error)) from None
    if not canonical:
        raise NotCanonicalError("another spelling of the same JSON")
    return data


def _is_canonical(text: bytes, data: object) -> bool:
    # without floats and huge integers json.dumps writes RFC 8785, but for the order of keys outside the BMP:
    # ten times faster than rfc8785, which stays the judge wherever a four-byte character occurs
    if max(text) < _FOUR_BYTES:
        plain = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return plain.encode("utf-8") == text
    return dump(data) == text


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is a float")


def _integer(number: str) -> int:
    if len(number) > len(str(-INTEGER_MAX)) or abs(int(number)) > INTEGER_MAX:
        raise ValueError("an integer of 2^53 or more")
    return int(number)


def _refuse_floats(data: object) -> None:
    if isinstance(data, float):
        raise ValueError(f"{data} is a float; write decimals as text")
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list | tuple):
        for inner in data:
            _refuse_floats(inner)
