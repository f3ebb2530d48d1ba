"""The messages of `POST /api/v1/join`, used by the laptop and the server alike: how a new laptop asks to be let in.

A code from the bureau, and the request that the laptop's key signed; asked again and again until the bureau has said
yes or no. The HTTP request itself is signed by that same key, over `JOINING` where others name their district: who only
has the file of a request cannot ask with it. Refuses to carry anything secret: what comes back is public to the district.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from inspections.device_request import LETTERS_MAX, REQUEST_BYTES_MAX
from inspections.sync_fields import HEX_64, matching, read_bytes, read_count, read_words
from inspections.sync_protocol import PROTOCOL
from inspections.sync_wire import TooLargeError, WireError, read_json, write_json
from inspections.vocabulary import Labelled

JOIN_PATH: Final = "/api/v1/join"
JOINING: Final = "join"
"""What the signature of a request names instead of a district: a new laptop knows of none."""
ASK_BYTES_MAX: Final = 32 * 1024
CODE_LETTERS_MAX: Final = 64
T = TypeVar("T")


class Standing(Labelled):
    """How a device that asks stands."""

    INVITED = "invited", "已邀请，还没有申请"
    WAITING = "waiting", "等督导室确认"
    CONFIRMED = "confirmed", "已确认"
    DENIED = "denied", "不同意加入"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a laptop sends: its code, and the bytes of its request (`device_request`), none to learn whom the code is for.

    `district` is the root key whose check code its person has compared, None before: only then is the district sent.
    """

    code: str
    request: bytes = b""
    district: str | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the server says: its district's root key and name, for whom the code is, how the device stands.

    `update` is the whole document `district`, for a device that is confirmed and knows the root key; else empty.
    """

    district: str
    name: str
    person: str
    called: str
    standing: Standing
    update: bytes = b""


def write_ask(ask: Ask) -> bytes:
    """Return the JSON of what a laptop asks."""
    told: dict[str, Any] = {"protocol": PROTOCOL, "code": ask.code}
    if ask.request:
        told["request"] = _text64(ask.request)
    if ask.district is not None:
        told["district"] = ask.district
    return write_json(told)


def read_ask(text: bytes) -> Ask:
    """Return what a laptop asks. Raises WireError (TooLargeError beyond a cap) for anything else."""
    if len(text) > ASK_BYTES_MAX:
        raise TooLargeError("a request to join that is too large")
    return _reading(text, _ask)


def write_told(told: Told) -> bytes:
    """Return the JSON of what the server says."""
    return write_json({**vars(told), "protocol": PROTOCOL, "update": _text64(told.update)})


def read_told(text: bytes) -> Told:
    """Return what the server says. Raises WireError (TooLargeError beyond a cap) for anything else."""
    return _reading(text, _told)


def _ask(told: Mapping[str, Any]) -> Ask:
    code, request, district = told["code"], told.get("request", ""), told.get("district")
    if not isinstance(code, str) or len(code) > CODE_LETTERS_MAX or not code.isprintable():
        raise WireError("no code")
    found = read_bytes(request)
    if len(found) > REQUEST_BYTES_MAX:
        raise TooLargeError("a device's request that is too large")
    return Ask(
        code=code,
        request=found,
        district=None if district is None else matching(HEX_64, district),
    )


def _told(told: Mapping[str, Any]) -> Told:
    return Told(
        district=matching(HEX_64, told["district"]),
        name=read_words(told["name"]),
        person=_line(told["person"]),
        called=_line(told["called"]),
        standing=Standing(told["standing"]),
        update=read_bytes(told.get("update", "")),
    )


def _line(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LETTERS_MAX or not value.isprintable():
        raise WireError("no line of words")
    return value


def _reading(text: bytes, read: Callable[[Mapping[str, Any]], T]) -> T:
    told = read_json(text)
    try:
        if read_count(told["protocol"]) != PROTOCOL:
            raise WireError("another protocol")
        return read(told)
    except WireError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise WireError(f"not of this protocol: {error!r}"[:200]) from error


def _text64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
