from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.join_protocol import (
    ASK_BYTES_MAX,
    Ask,
    Standing,
    Told,
    read_ask,
    read_told,
    write_ask,
    write_told,
)
from inspections.sync_wire import TooLargeError, WireError

KEY = "a" * 64
TOLD = Told(
    district=KEY, name="云岭区", person="liqiang", called="李强", standing=Standing.CONFIRMED, update=b"\0\1",
)  # fmt: skip
lines = st.text(min_size=1, max_size=30).filter(str.isprintable)


def changed(told: bytes, **fields: Any) -> bytes:
    found = {**json.loads(told), **fields}
    return json.dumps({k: v for k, v in found.items() if v != "gone"}).encode()


@given(st.text(max_size=20).filter(str.isprintable), st.binary(max_size=300), st.booleans())
def test_what_a_laptop_asks_is_read_back(code: str, request: bytes, compared: bool) -> None:
    ask = Ask(code=code, request=request, district=KEY if compared else None)
    assert read_ask(write_ask(ask)) == ask


@given(lines, lines, st.sampled_from(Standing), st.binary(max_size=300))
def test_what_the_server_says_is_read_back(
    name: str, called: str, standing: Standing, update: bytes
) -> None:
    told = Told(district=KEY, name=name, person="wangmin", called=called, standing=standing, update=update)  # fmt: skip
    assert read_told(write_told(told)) == told


@pytest.mark.parametrize(
    "fields",
    [
        {"protocol": 2}, {"protocol": True}, {"protocol": "gone"}, {"code": "gone"}, {"code": 7}, {"code": "A" * 65},
        {"code": "A\nB"}, {"code": "\ud800"}, {"request": 5}, {"request": "é"}, {"request": "AAA"},
        {"district": "A" * 64}, {"district": 1},
    ],
)  # fmt: skip
def test_another_shape_of_asking_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        read_ask(changed(write_ask(Ask(code="ABCD", request=b"x")), **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"district": "gone"}, {"district": "a" * 63}, {"name": None}, {"name": "云" * 1001}, {"person": ""},
        {"called": "李\n强"}, {"called": "李" * 101}, {"standing": "certified"}, {"standing": None}, {"update": 3},
    ],
)  # fmt: skip
def test_another_shape_of_answer_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        read_told(changed(write_told(TOLD), **fields))


def test_a_later_version_may_say_more() -> None:
    assert read_told(changed(write_told(TOLD), hint="later")) == TOLD


@pytest.mark.parametrize(
    "text",
    [b"x" * (ASK_BYTES_MAX + 1), write_ask(Ask(code="ABCD", request=b"x" * 17_000))],
)
def test_more_than_a_request_can_be_is_too_large(text: bytes) -> None:
    with pytest.raises(TooLargeError):
        read_ask(text)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"\xff", b'{"protocol":1,"protocol":1}', b'{"protocol":1.0}', b"[" * 9000]
)
def test_what_is_no_json_of_ours_is_refused(text: bytes) -> None:
    for read in (read_ask, read_told):
        with pytest.raises(WireError):
            read(text)
