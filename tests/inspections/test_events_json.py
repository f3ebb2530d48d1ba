import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections import canonical
from inspections.events import ENVELOPE, Event, Unreadable
from inspections.events_json import (
    WHY_SAYS,
    Why,
    decode,
    encode,
    sign,
    signature_holds,
    signed_value,
)
from inspections.ids import DocId, EventId, sha256_hex
from inspections.vocabulary import Role
from tests.inspections.drafts import BEIJING, KEY, a_draft
from tests.inspections.test_canonical import JSON

ID, VALUE = sign(a_draft(), KEY)
HEX_64 = st.binary(min_size=32, max_size=32).map(lambda b: EventId(b.hex()))


def with_field(name: str, value: Any) -> bytes:
    fields = {**canonical.load(VALUE[65:]), name: value}
    return signed_value(canonical.dump(fields), KEY)


@st.composite
def drafts(draw: st.DrawFn) -> Any:
    zone = timezone(timedelta(minutes=draw(st.integers(-720, 840))))
    return a_draft(
        role=draw(st.sampled_from(list(Role))),
        seq=draw(st.integers(0, 2**53 - 1)),
        prev=draw(st.none() | HEX_64),
        seen=draw(st.frozensets(HEX_64, max_size=3)),
        at=datetime.fromtimestamp(draw(st.integers(0, 2**32)), zone),
        happened_on=draw(st.none() | st.dates()),
        from_=draw(st.none() | st.text(max_size=5)),
        account=draw(st.none() | st.text(max_size=5)),
        body=draw(st.dictionaries(st.text(max_size=5), JSON, max_size=3)),
    )


@given(drafts())
def test_an_event_comes_back_as_it_was_signed(draft: Any) -> None:
    event_id, value = sign(draft, KEY)
    event = decode(value, event_id, draft.doc)
    assert isinstance(event, Event)
    for name in ("doc", "kind", "by", "role", "session", "seq", "prev", "at", "seen", "from_"):
        assert getattr(event, name) == getattr(draft, name)
    assert (event.happened_on, event.account) == (draft.happened_on, draft.account)
    assert (event.body, event.device) == (draft.body, KEY.public_hex)


@given(drafts())
def test_signing_again_gives_the_same_bytes(draft: Any) -> None:
    assert sign(draft, KEY) == sign(draft, KEY)


@given(st.integers(0, len(VALUE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(at: int, change: int) -> None:
    changed = VALUE[:at] + bytes((VALUE[at] ^ change,)) + VALUE[at + 1 :]
    assert isinstance(decode(changed, ID), Unreadable)
    assert not signature_holds(changed, KEY.public_hex)


@given(st.integers(0, len(VALUE) - 1))
def test_a_value_that_was_cut_off_is_refused(length: int) -> None:
    assert isinstance(decode(VALUE[:length], ID), Unreadable)
    assert isinstance(decode(VALUE[:length]), Unreadable)


@given(st.binary(max_size=200))
def test_decoding_never_raises(value: bytes) -> None:
    assert isinstance(decode(b"\x01" + value), Unreadable)


def test_the_stored_value_is_mark_signature_and_json() -> None:
    assert (VALUE[:1], ID) == (b"\x01", sha256_hex(VALUE))
    assert VALUE[1:65] == KEY.sign(b"ducha-event-1\n" + VALUE[65:])
    assert VALUE[65:] == encode(a_draft(), KEY.public_hex)


def test_every_field_of_the_envelope_is_written_even_if_empty() -> None:
    assert set(json.loads(VALUE[65:])) == set(ENVELOPE)


def test_a_signature_holds_for_its_device_only() -> None:
    assert signature_holds(VALUE, KEY.public_hex)
    assert not signature_holds(VALUE, "00" * 32)


@pytest.mark.parametrize("name", ENVELOPE)
def test_a_missing_field_is_refused(name: str) -> None:
    fields = canonical.load(VALUE[65:])
    del fields[name]
    unread = decode(signed_value(canonical.dump(fields), KEY))
    assert isinstance(unread, Unreadable) and unread.why == Why.FIELD


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("doc", 1), ("kind", None), ("subject", []), ("by", 7), ("as", None), ("for", 1),
        ("device", "00"), ("session", "0F" * 16), ("seq", -1), ("seq", True), ("seq", "0"), ("prev", "x"),
        ("at", "2022-04-12 09:30:00+08:00"), ("at", "2022-04-12T09:30:00"), ("at", "2022-04-12T09:30:00.5+08:00"),
        ("at", "2022-13-12T09:30:00+08:00"), ("happened_on", "20220412"), ("happened_on", "2022-02-30"),
        ("from", 1), ("seen", ["b" * 64, "a" * 64]), ("seen", ["a" * 64, "a" * 64]), ("seen", "a" * 64),
        ("body", []), ("body", None), ("v", "1"), ("further", 1),
    ],
)  # fmt: skip
def test_a_field_of_the_wrong_shape_is_refused(name: str, value: Any) -> None:
    unread = decode(with_field(name, value))
    assert isinstance(unread, Unreadable) and unread.why == Why.FIELD


@pytest.mark.parametrize(
    "value", [with_field("v", 2), with_field("as", "auditor"), b"\x02" + VALUE]
)
def test_what_a_newer_version_wrote_is_kept_and_named_as_such(value: bytes) -> None:
    unread = decode(value)
    assert isinstance(unread, Unreadable)
    assert (unread.value, unread.why) == (value, Why.NEWER)


def test_unknown_kinds_and_body_fields_are_kept() -> None:
    event = decode(sign(a_draft(kind="weighed", body={"kilos": "3", "x": [1]}), KEY)[1])
    assert isinstance(event, Event)
    assert (event.known, event.body) == (False, {"kilos": "3", "x": [1]})


def test_an_event_of_another_document_is_refused() -> None:
    unread = decode(VALUE, ID, DocId("district"))
    assert isinstance(unread, Unreadable) and unread.why == Why.DOCUMENT


@pytest.mark.parametrize(
    "changes",
    [
        {"body": {"days": 2.5}},
        {"body": {"days": 2**53}},
        {"body": {"text": "\ud800"}},
        {"at": datetime(2022, 4, 12, 9, 30)},  # noqa: DTZ001
        {"at": datetime(2022, 4, 12, 9, 30, 0, 1, tzinfo=BEIJING)},
        {"seq": -1},
        {"session": "short"},
        {"seen": frozenset({EventId("x")})},
    ],
)
def test_a_draft_that_the_format_cannot_hold_is_not_signed(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        sign(a_draft(**changes), KEY)


def test_a_date_entered_later_is_kept_beside_the_time_of_recording() -> None:
    event = decode(sign(a_draft(happened_on=date(2022, 4, 10)), KEY)[1])
    assert isinstance(event, Event) and event.day == date(2022, 4, 10)


def test_every_reason_has_words() -> None:
    assert set(WHY_SAYS) == set(Why)
