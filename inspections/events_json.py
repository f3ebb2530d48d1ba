"""The bytes of an event (FORMATS §1): 0x01, signature, canonical JSON; and back, strictly.

What is not exactly the bytes that we would have written is never read as an event: floats, other spellings of the
same JSON, missing or further envelope fields, a hash that does not fit. It is returned as `Unreadable`, with the
bytes, never dropped and never raised. Whether the signature holds is asked apart (`signature_holds`): it costs
100 µs, and is owed once, at the door.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from inspections import canonical
from inspections.errors import M, Msg
from inspections.events import ENVELOPE, VERSION, Event, Unreadable
from inspections.ids import DocId, EventId, PersonId, sha256_hex
from inspections.keys import SIGNATURE_BYTES, SigningKey, verify
from inspections.vocabulary import Role

MARK: Final = b"\x01"
SIGNED_TAG: Final = b"ducha-event-1\n"
_JSON_AT: Final = len(MARK) + SIGNATURE_BYTES
_AT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ID: Final = re.compile("[0-9a-f]{64}")
_SESSION: Final = re.compile("[0-9a-f]{32}")
_FIELDS: Final = frozenset(ENVELOPE)
_ROLES: Final = {role.value: role for role in Role}


class Why(StrEnum):
    """Why a stored value is not read as an event: what `Unreadable.why` holds."""

    NEWER = "newer"
    HASH = "hash"
    JSON = "json"
    CANONICAL = "canonical"
    FIELD = "field"
    DOCUMENT = "document"


WHY_SAYS: Mapping[Why, Msg] = {
    Why.NEWER: M("由更新版本的程序写成，本版本不能显示"),
    Why.HASH: M("内容与编号不符，可能已损坏"),
    Why.JSON: M("内容残缺，无法读出"),
    Why.CANONICAL: M("写法不合规范，可能被改动"),
    Why.FIELD: M("缺少必要内容或内容类型不对"),
    Why.DOCUMENT: M("属于另一份台账"),
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An act about to be signed: the envelope of FORMATS §1 without the device, which the key gives."""

    doc: DocId
    kind: str
    subject: str
    by: PersonId
    role: Role
    session: str
    seq: int
    prev: EventId | None
    at: datetime
    seen: frozenset[EventId]
    body: Mapping[str, Any]
    from_: str | None = None
    happened_on: date | None = None
    account: str | None = None


class _RefusedError(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def sign(draft: Draft, key: SigningKey) -> tuple[EventId, bytes]:
    """Return the id and the stored value of the draft, signed by `key`.

    Raises ValueError for what the format cannot hold: a float, an integer of 2^53 or more, a time without offset
    or with a fraction of a second, text that is no Unicode.
    """
    value = signed_value(encode(draft, key.public_hex), key)
    event = decode(value)
    if isinstance(event, Unreadable):
        raise ValueError(f"a draft that cannot be an event: {event.why}")
    return event.id, value


def encode(draft: Draft, device: str) -> bytes:
    """Return the canonical JSON of the draft (RFC 8785). Raises ValueError as `sign` does."""
    if draft.at.utcoffset() is None or draft.at.microsecond:
        raise ValueError("`at` has an offset and whole seconds")
    return canonical.dump(
        {
            "v": VERSION, "doc": draft.doc, "kind": draft.kind, "subject": draft.subject,
            "by": draft.by, "as": draft.role.value, "for": draft.account, "device": device,
            "session": draft.session, "seq": draft.seq, "prev": draft.prev, "at": draft.at.isoformat(),
            "happened_on": draft.happened_on.isoformat() if draft.happened_on else None,
            "from": draft.from_, "seen": sorted(draft.seen), "body": dict(draft.body),
        }
    )  # fmt: skip


def signed_value(json: bytes, key: SigningKey) -> bytes:
    """Return the stored value: 0x01, the signature over `ducha-event-1\\n` and the JSON, the JSON."""
    return MARK + key.sign(SIGNED_TAG + json) + json


def signature_holds(value: bytes, device: str) -> bool:
    """Return whether `device` signed the stored value. Never raises."""
    return value[:1] == MARK and verify(
        device, SIGNED_TAG + value[_JSON_AT:], value[len(MARK) : _JSON_AT]
    )


def decode(
    value: bytes, expect_id: str | None = None, doc: DocId | None = None
) -> Event | Unreadable:
    """Return the event of a stored value, or why it is none. Never raises, whatever the bytes are.

    With `expect_id`, the hash of the value must be that; with `doc`, the event must belong to that document.
    """
    event_id = EventId(sha256_hex(value))
    try:
        if expect_id is not None and event_id != expect_id:
            raise _RefusedError(Why.HASH)
        event = _event(event_id, _envelope(value))
        if doc is not None and event.doc != doc:
            raise _RefusedError(Why.DOCUMENT)
    except _RefusedError as refused:
        return Unreadable(id=EventId(expect_id or event_id), value=value, why=refused.why)
    return event


def _envelope(value: bytes) -> dict[str, Any]:
    if value[:1] != MARK:
        raise _RefusedError(Why.NEWER if value else Why.JSON)
    try:
        data = canonical.load(value[_JSON_AT:])
    except canonical.NotCanonicalError:
        raise _RefusedError(Why.CANONICAL) from None
    except canonical.NotJsonError:
        raise _RefusedError(Why.JSON) from None
    if not isinstance(data, dict) or not isinstance(data.get("v"), int):
        raise _RefusedError(Why.FIELD)
    if data["v"] != VERSION:
        raise _RefusedError(Why.NEWER)
    if data.keys() != _FIELDS:
        raise _RefusedError(Why.FIELD)
    return data


def _event(event_id: EventId, data: dict[str, Any]) -> Event:
    role, body, seen = data["as"], data["body"], data["seen"]
    if not isinstance(role, str) or not isinstance(body, dict):
        raise _RefusedError(Why.FIELD)
    if role not in _ROLES:
        raise _RefusedError(Why.NEWER)
    if not isinstance(seen, list) or not all(map(_is_id, seen)):
        raise _RefusedError(Why.FIELD)
    if (len(seen) > 1 and seen != sorted(set(seen))) or not _is_id(data["device"]):
        raise _RefusedError(Why.FIELD)
    if not _is_session(data["session"]) or not _is_counter(data["seq"]):
        raise _RefusedError(Why.FIELD)
    if data["prev"] is not None and not _is_id(data["prev"]):
        raise _RefusedError(Why.FIELD)
    event = Event.__new__(
        Event
    )  # sixteen guarded assignments would take as long as reading the JSON
    vars(event).update(
        id=event_id,
        doc=DocId(_text(data["doc"])),
        kind=_text(data["kind"]),
        subject=_text(data["subject"]),
        by=PersonId(_text(data["by"])),
        role=_ROLES[role],
        device=data["device"],
        session=data["session"],
        seq=data["seq"],
        prev=None if data["prev"] is None else EventId(data["prev"]),
        at=_time(data["at"]),
        seen=frozenset(seen),
        body=body,
        from_=None if data["from"] is None else _text(data["from"]),
        happened_on=None if data["happened_on"] is None else _day(data["happened_on"]),
        account=None if data["for"] is None else _text(data["for"]),
    )
    return event


def _is_id(text: object) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def _is_session(text: object) -> bool:
    return isinstance(text, str) and _SESSION.fullmatch(text) is not None


def _is_counter(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0


def _text(text: object) -> str:
    if not isinstance(text, str):
        raise _RefusedError(Why.FIELD)
    return text


def _time(text: object) -> datetime:
    if not isinstance(text, str) or not _AT.fullmatch(text):
        raise _RefusedError(Why.FIELD)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _RefusedError(Why.FIELD) from None


def _day(text: object) -> date:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise _RefusedError(Why.FIELD)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _RefusedError(Why.FIELD) from None
