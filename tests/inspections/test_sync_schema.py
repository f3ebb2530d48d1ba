"""The messages as JSON Schema say the same as the reader: what one allows the other reads, what it refuses is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.sync_json import (
    read_answer,
    read_fault,
    read_request,
    write_answer,
    write_fault,
    write_request,
)
from inspections.sync_protocol import (
    DOCUMENTS_MAX,
    HEADS_MAX,
    LISTED_MAX,
    TEXT_MAX,
    UPDATE_BYTES_MAX,
    Answer,
    Fault,
    Request,
)
from inspections.sync_schema import ANSWER, FAULT, REQUEST, SCHEMAS
from inspections.sync_wire import WireError
from tests.inspections.test_sync_json import ANSWERS, REQUESTS

ID = "a" * 64
FULL_REQUEST: dict[str, Any] = {
    "protocol": 1, "district": ID, "device": ID, "session": "c" * 32, "program": "1",
    "documents": {"yl3x": {"receipt": [3, ID], "heads": {"7": [0, ID]}, "update": "AAA="}},
}  # fmt: skip
FULL_ANSWER: dict[str, Any] = {
    "protocol": 1, "district": ID, "server_time": "2026-03-02T12:00:00+08:00", "denied": ["yl5x"],
    "collecting": False, "more": True, "documents": {"yl3x": {
        "receipt": [3, ID], "astray": True, "heads": {"7": [0, ID]}, "updates": ["AAA="],
        "turned_away": [{"id": ID, "why": "hash", "says": "x", "remedy": "y", "behind": 1}],
        "waiting": [{"id": ID, "needs": ID, "device": None}], "forks": [[7, 1, ID]], "wanted": {ID: 3},
    }},
}  # fmt: skip
FULL_FAULT = {"code": "a.b", "what": "x", "remedy": "y"}
MESSAGES = {
    "request": (FULL_REQUEST, REQUEST, read_request),
    "answer": (FULL_ANSWER, ANSWER, read_answer),
    "fault": (FULL_FAULT, FAULT, read_fault),
}
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 7, 2**53 - 1, 2**53, 2**60, "", "x", "AAA", "AAA=", "AA=A", "a" * 63, "a" * 65,
    "A" * 64, "a" * 32, "a" * 64 + "\n", "x" * TEXT_MAX, "x" * (TEXT_MAX + 1), [], [0], [0, ID], [0, ID, 1], [ID, 0],
    [7, 1, ID], [None], {}, {"": 1}, {"7": [0, ID]}, {"07": [0, ID]}, {ID: 0}, {ID: -1}, {"Yl3x": {}}, {"yl3x": {}},
    ["AAAA", "AAA"], {"id": ID}, [{"id": ID}], [{"id": ID, "why": 1}], {"a b": {}},
)  # fmt: skip


def places(told: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()  # fmt: skip
    for key, value in inner:
        yield (*way, key)
        yield from places(value, (*way, key))


def put(told: Any, way: tuple[Any, ...], value: Any) -> Any:
    told = json.loads(json.dumps(told))
    inner = told
    for key in way[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[way[-1]]
    else:
        inner[way[-1]] = value
    return told


def is_read(read: Callable[[bytes], object], told: Any) -> bool:
    try:
        read(json.dumps(told).encode())
    except WireError:
        return False
    return True


@given(REQUESTS)
def test_what_is_written_as_a_request_is_one(request: Request) -> None:
    assert jsonschema_rs.is_valid(REQUEST, json.loads(write_request(request)))


@given(ANSWERS)
def test_what_is_written_as_an_answer_is_one(answer: Answer) -> None:
    assert jsonschema_rs.is_valid(ANSWER, json.loads(write_answer(answer)))


@given(st.builds(Fault, code=st.text(max_size=9), what=st.text(max_size=9), remedy=st.text(max_size=9)))  # fmt: skip
def test_what_is_written_as_a_fault_is_one(fault: Fault) -> None:
    assert jsonschema_rs.is_valid(FAULT, json.loads(write_fault(fault)))


@pytest.mark.parametrize("name", MESSAGES)
def test_schema_and_reader_agree_on_every_field_with_every_odd_value(name: str) -> None:
    message, schema, read = MESSAGES[name]
    asked = jsonschema_rs.validator_for(schema, validate_formats=True)
    told = [put(message, way, odd) for way in places(message) for odd in (..., *ODD)]
    differ = [one for one in told if asked.is_valid(one) != is_read(read, one)]
    assert [json.dumps(one)[:400] for one in differ] == []
    assert sum(map(asked.is_valid, told)) in range(len(message), len(told) // 2)


@pytest.mark.parametrize(
    ("way", "most", "many"),
    [
        (("documents",), DOCUMENTS_MAX, lambda n: {f"s{i}": {} for i in range(n)}),
        (("documents", "yl3x", "heads"), HEADS_MAX, lambda n: {str(i): [0, ID] for i in range(n)}),
        (("documents", "yl3x", "update"), UPDATE_BYTES_MAX * 4 // 3, lambda n: "A" * (n // 4 * 4)),
    ],
    ids=["documents", "heads", "update"],
)
def test_schema_and_reader_have_the_same_caps_of_a_request(way: Any, most: int, many: Any) -> None:
    for count, fits in ((most, True), (most + 8, False)):
        told = put(FULL_REQUEST, way, many(count))
        assert jsonschema_rs.is_valid(REQUEST, told) is fits
        assert is_read(read_request, told) is fits


@pytest.mark.parametrize(
    ("name", "one"),
    [("turned_away", {"id": ID, "why": ""}), ("waiting", {"id": ID}), ("forks", [1, 1, ID])],
)
def test_schema_and_reader_have_the_same_caps_of_an_answer(name: str, one: Any) -> None:
    for count, fits in ((LISTED_MAX, True), (LISTED_MAX + 1, False)):
        told = put(FULL_ANSWER, ("documents", "yl3x", name), [one] * count)
        assert jsonschema_rs.is_valid(ANSWER, told) is fits
        assert is_read(read_answer, told) is fits


def test_each_schema_is_one() -> None:
    for schema in SCHEMAS.values():
        jsonschema_rs.meta.validate(schema)
