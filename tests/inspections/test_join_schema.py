"""The messages of joining as JSON Schema say the same as their reader."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from inspections.device_request import REQUEST_BYTES_MAX
from inspections.join_protocol import (
    CODE_LETTERS_MAX,
    Ask,
    Standing,
    read_ask,
    read_told,
    write_ask,
    write_told,
)
from inspections.join_schema import ASK, JOIN_SCHEMAS, TOLD
from tests.inspections.test_join_protocol import TOLD as CONFIRMED
from tests.inspections.test_sync_schema import ID, ODD, is_read, places, put

FULL_ASK: dict[str, Any] = {"protocol": 1, "code": "ABCD", "request": "AAA=", "district": ID}
FULL_TOLD: dict[str, Any] = {
    "protocol": 1, "district": ID, "name": "x", "person": "wangmin", "called": "王敏",
    "standing": "waiting", "update": "AAA=",
}  # fmt: skip


@pytest.mark.parametrize(
    ("message", "schema", "read"), [(FULL_ASK, ASK, read_ask), (FULL_TOLD, TOLD, read_told)]
)
def test_schema_and_reader_agree_on_every_field_with_every_odd_value(
    message: Any, schema: Any, read: Any
) -> None:
    odd = (..., *ODD, *(one.value for one in Standing), "x" * 100, "x" * 101, "A\nB")
    told = [put(message, way, one) for way in places(message) for one in odd]
    valid = jsonschema_rs.validator_for(schema)
    assert [one for one in told if valid.is_valid(one) != is_read(read, one)] == []
    assert valid.is_valid(message)


@pytest.mark.parametrize(("size", "fits"), [(REQUEST_BYTES_MAX, True), (REQUEST_BYTES_MAX + 3, False)])  # fmt: skip
def test_both_have_the_same_cap_of_a_request(size: int, fits: bool) -> None:
    told = json.loads(write_ask(Ask(code="A" * CODE_LETTERS_MAX, request=bytes(size))))
    assert (jsonschema_rs.is_valid(ASK, told), is_read(read_ask, told)) == (fits, fits)


def test_what_is_written_is_what_the_schema_says() -> None:
    assert jsonschema_rs.is_valid(TOLD, json.loads(write_told(CONFIRMED)))
    for schema in JOIN_SCHEMAS.values():
        jsonschema_rs.meta.validate(schema)
