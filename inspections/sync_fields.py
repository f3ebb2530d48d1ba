"""The fields of sync messages, read one by one: type, form and cap of each. Everything else is refused (WireError)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from inspections.ids import DocId, EventId
from inspections.slots import CLIENT_BITS, Client
from inspections.sync_protocol import (
    COUNT_MAX,
    HEADS_MAX,
    LISTED_MAX,
    TEXT_MAX,
    UPDATE_BYTES_MAX,
    Heads,
    Mark,
)
from inspections.sync_wire import TooLargeError, WireError

HEX_64: Final = re.compile(r"[0-9a-f]{64}")
HEX_32: Final = re.compile(r"[0-9a-f]{32}")
DOC: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
CLIENT: Final = re.compile(r"0|[1-9][0-9]{0,15}")


def read_heads(told: Any) -> Heads:
    """Return the heads of `{client: [seq, id]}`."""
    found = dict[Client, tuple[int, EventId]]()
    for client, (seq, event) in capped(told, HEADS_MAX).items():
        found[read_client(int(matching(CLIENT, client)))] = read_count(seq), read_id(event)
    return found


def read_mark(told: Any) -> Mark | None:
    """Return the receipt of `[n, id]`, None for null."""
    if told is None:
        return None
    n, receipt = told
    return read_count(n), read_id(receipt)


def read_bytes(told: Any) -> bytes:
    """Return the bytes of an update in base64."""
    if not isinstance(told, str):
        raise WireError("no base64")
    if len(told) > UPDATE_BYTES_MAX * 4 // 3 + 4:
        raise TooLargeError("an update too large")
    try:
        return binascii.a2b_base64(told, strict_mode=True)
    except ValueError as error:
        raise WireError("damaged base64") from error


def capped(told: Any, most: int) -> Mapping[str, Any]:
    """Return an object of at most so many keys."""
    if not isinstance(told, Mapping):
        raise WireError("no object")
    if len(told) > most:
        raise TooLargeError(f"more than {most}")
    return told


def read_list(told: Any, most: int = LISTED_MAX) -> Iterable[Any]:
    """Return a list of at most so many entries."""
    if not isinstance(told, list):
        raise WireError("no list")
    if len(told) > most:
        raise TooLargeError(f"more than {most}")
    return told


def matching(pattern: re.Pattern[str], value: Any) -> str:
    """Return a text of this form."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise WireError("another form")
    return value


def read_doc(value: Any) -> DocId:
    """Return the id of a document."""
    return DocId(matching(DOC, value))


def read_id(value: Any) -> EventId:
    """Return the id of an event."""
    return EventId(matching(HEX_64, value))


def read_client(value: Any) -> Client:
    """Return a slot's client, 53 bits."""
    if read_count(value) >> CLIENT_BITS:
        raise WireError("no client of ours")
    return Client(value)


def read_count(value: Any) -> int:
    """Return an integer from 0 up to what JSON carries exactly."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= COUNT_MAX:
        raise WireError("no count")
    return value


def read_flag(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise WireError("neither true nor false")
    return value


def read_words(value: Any) -> str:
    """Return a text that is not too long."""
    if not isinstance(value, str) or len(value) > TEXT_MAX:
        raise WireError("no text, or too long")
    return value
