"""Canonical JSON (RFC 8785) without floats: the only spelling of JSON that is hashed or signed (FORMATS §1).

Refuses floats altogether (decimals are texts, as typed) and integers of 2^53 and more; reading refuses every
spelling that writing would not have chosen, and what is nested so deep that whoever walks through it might fall.
"""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

import orjson

INTEGER_MAX: Final = 2**53 - 1
NESTING_MAX: Final = 32
_UP_TO_THREE_BYTES: Final = bytes(range(0xF0))


class NotJsonError(ValueError):
    """The bytes are not JSON of this kind at all."""


class NotCanonicalError(ValueError):
    """The bytes are JSON, but not in the one spelling."""


def dump(data: Any) -> bytes:
    """Return the canonical bytes. Raises ValueError for what they cannot hold: floats, huge integers, surrogates."""
    _refuse_unwritable(data)
    plain = _PLAIN.encode(data).encode("utf-8")
    # what json writes is RFC 8785, but for the order of keys outside the BMP: four times as fast as rfc8785, which
    # stays the judge wherever a four-byte character occurs
    if not plain.translate(None, _UP_TO_THREE_BYTES):
        return plain
    import rfc8785

    return bytes(rfc8785.dumps(data))


def load(text: bytes) -> Any:
    """Return what the canonical bytes hold. Raises NotJsonError or NotCanonicalError, nothing else."""
    if (known := _plainly(text)) is not None:
        return known
    try:
        data = _READ.decode(text.decode("utf-8"))
        canonical = _is_canonical(text, data)
        if text.count(b"{") + text.count(b"[") > NESTING_MAX and _is_deep(data):
            raise ValueError("nested too deep")
    except (ValueError, RecursionError) as error:
        raise NotJsonError(str(error)) from None
    if not canonical:
        raise NotCanonicalError("another spelling of the same JSON")
    return data


def _plainly(text: bytes) -> dict[str, Any] | None:
    """Return an object whose bytes orjson would write just so and that holds nothing to refuse; else None: read on.

    A quarter of the time. Only a yes is taken from it: whatever it does not settle, the reading below does.
    """
    try:
        data = orjson.loads(text)
        plain = orjson.dumps(data, option=orjson.OPT_SORT_KEYS) == text
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
        return None
    if not plain or not isinstance(data, dict) or text.translate(None, _UP_TO_THREE_BYTES):
        return None
    return data if _is_plain(data, NESTING_MAX) else None


def _is_plain(data: dict[str, Any] | list[Any], depth: int) -> bool:
    """Return whether there is no float, no integer of 2^53 and no deep nesting inside."""
    for inner in data.values() if isinstance(data, dict) else data:
        kind = type(inner)
        if kind is float or (kind is int and abs(inner) > INTEGER_MAX):
            return False
        if (kind is dict or kind is list) and not (depth > 1 and _is_plain(inner, depth - 1)):
            return False
    return True


def _is_canonical(text: bytes, data: object) -> bool:
    if not text.translate(None, _UP_TO_THREE_BYTES):
        return _PLAIN.encode(data).encode("utf-8") == text  # read, so there is nothing to refuse
    return dump(data) == text


def _is_deep(data: object) -> bool:
    level = [data] if isinstance(data, dict | list) else []
    for _ in range(NESTING_MAX):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is a float")


def _integer(number: str) -> int:
    if len(number) > len(str(-INTEGER_MAX)) or abs(int(number)) > INTEGER_MAX:
        raise ValueError("an integer of 2^53 or more")
    return int(number)


def _refuse_unwritable(data: object) -> None:
    if data is None or isinstance(data, str | bool):
        return
    if isinstance(data, int):
        if abs(data) > INTEGER_MAX:
            raise ValueError("an integer of 2^53 or more")
    elif isinstance(data, dict):
        for key, inner in data.items():
            if not isinstance(key, str):
                raise ValueError(f"the key {key!r} is no text")
            _refuse_unwritable(inner)
    elif isinstance(data, list | tuple):
        for inner in data:
            _refuse_unwritable(inner)
    elif isinstance(data, float):
        raise ValueError(f"{data} is a float; write decimals as text")
    else:
        raise ValueError(f"{type(data).__name__} is not JSON")


_PLAIN: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_READ: Final = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
