"""The messages of sync as JSON: what is written is read again, everything else is refused."""

from __future__ import annotations

import json
from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.slots import CLIENT_BITS, Client
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
    UPDATE_BYTES_MAX,
    Answer,
    Answered,
    Away,
    Fault,
    Fork,
    Offered,
    Request,
    Waiting,
)
from inspections.sync_wire import TooLargeError, WireError

HEX_64 = st.text("0123456789abcdef", min_size=64, max_size=64)
DOCS = st.from_regex(r"[a-z0-9][a-z0-9_]{0,10}", fullmatch=True)
COUNTS = st.integers(0, 2**53 - 1)
CLIENTS = st.integers(0, 2**CLIENT_BITS - 1).map(Client)
MARKS = st.none() | st.tuples(COUNTS, HEX_64)
HEADS = st.dictionaries(CLIENTS, st.tuples(COUNTS, HEX_64), max_size=3)
UPDATES = st.binary(max_size=50)
REQUESTS = st.builds(
    Request,
    district=HEX_64,
    device=HEX_64,
    session=st.text("0123456789abcdef", min_size=32, max_size=32),
    program=st.text(max_size=20),
    documents=st.dictionaries(
        DOCS, st.builds(Offered, receipt=MARKS, heads=HEADS, update=UPDATES), max_size=3
    ),
)
ANSWERED = st.builds(
    Answered,
    receipt=MARKS,
    astray=st.booleans(),
    heads=HEADS,
    updates=st.lists(UPDATES, max_size=3).map(tuple),
    turned_away=st.lists(
        st.builds(Away, id=HEX_64, why=st.text(min_size=1, max_size=9), says=st.text(max_size=9), behind=COUNTS),
        max_size=2,
    ).map(tuple),
    waiting=st.lists(
        st.builds(Waiting, id=HEX_64, needs=st.none() | HEX_64, device=st.none() | HEX_64), max_size=2
    ).map(tuple),
    forks=st.lists(st.builds(Fork, client=CLIENTS, seq=COUNTS, id=HEX_64), max_size=2).map(tuple),
    wanted=st.dictionaries(HEX_64, COUNTS, max_size=2),
)  # fmt: skip
ANSWERS = st.builds(
    Answer,
    district=HEX_64,
    server_time=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])),
    documents=st.dictionaries(DOCS, ANSWERED, max_size=3),
    denied=st.lists(DOCS, max_size=3).map(tuple),
    collecting=st.booleans(),
    more=st.booleans(),
)
REQUEST: dict[str, Any] = {
    "protocol": 1, "district": "a" * 64, "device": "b" * 64, "session": "c" * 32,
    "documents": {"yl3x": {"receipt": [3, "d" * 64], "heads": {"7": [0, "e" * 64]}, "update": "AAA="}},
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "protocol": 1, "district": "a" * 64, "server_time": "2026-03-02T12:00:00+08:00",
    "documents": {"yl3x": {"updates": ["AAA="], "wanted": {"f" * 64: 3}}},
}  # fmt: skip


def changed(told: dict[str, Any], path: str, value: Any) -> bytes:
    told = json.loads(json.dumps(told))
    *way, last = path.split(".")
    inner = told
    for name in way:
        inner = inner[name]
    inner[last] = value
    return json.dumps(told).encode()


@given(REQUESTS)
def test_a_request_is_read_as_it_was_written(request: Request) -> None:
    assert read_request(write_request(request)) == request


@given(ANSWERS)
def test_an_answer_is_read_as_it_was_written(answer: Answer) -> None:
    assert read_answer(write_answer(answer)) == answer


def test_a_fault_is_read_as_it_was_written() -> None:
    fault = Fault(code="device.unknown", what="没有这台设备", remedy="请督导室签发证书")
    assert read_fault(write_fault(fault)) == fault


def test_the_examples_of_this_file_are_messages() -> None:
    read_request(json.dumps(REQUEST).encode())
    read_answer(json.dumps(ANSWER).encode())


def test_a_key_of_a_later_version_is_passed_over() -> None:
    read_request(changed(REQUEST, "documents.yl3x.colour", "red"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("protocol", 2), ("protocol", True), ("protocol", "1"), ("district", "A" * 64),
        ("district", None), ("device", "b" * 63), ("session", "c" * 64), ("documents", []),
        ("documents", {"../etc": {}}), ("documents", {"": {}}), ("documents", {"yl3x": []}),
        ("documents", {"yl3x\n": {}}), ("documents.yl3x.receipt", [3]),
        ("documents.yl3x.receipt", [-1, "d" * 64]), ("documents.yl3x.receipt", "3"),
        ("documents.yl3x.heads", {"07": [0, "e" * 64]}), ("documents.yl3x.heads", {"-7": [0, "e" * 64]}),
        ("documents.yl3x.heads", {"9999999999999999": [0, "e" * 64]}),
        ("documents.yl3x.heads", {"7": [0.5, "e" * 64]}), ("documents.yl3x.heads", {"7": [True, "e" * 64]}),
        ("documents.yl3x.heads", {"7": [2**53, "e" * 64]}), ("documents.yl3x.heads", {"7": [0, "e"]}),
        ("documents.yl3x.heads", {"٧": [0, "e" * 64]}), ("documents.yl3x.heads", ["7"]),
        ("documents.yl3x.update", "AAA"), ("documents.yl3x.update", "A A="),
        ("documents.yl3x.update", "没有"), ("documents.yl3x.update", 3), ("program", 3),
        ("program", "x" * 2000),
    ],
)  # fmt: skip
def test_a_request_with_another_field_is_refused(path: str, value: Any) -> None:
    with pytest.raises(WireError):
        read_request(changed(REQUEST, path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("server_time", "2026-03-02T12:00:00"), ("server_time", 3), ("more", 1), ("denied", "yl3x"),
        ("documents.yl3x.updates", "AAA="), ("documents.yl3x.updates", ["AAA"]), ("documents.yl3x.updates", [3]),
        ("documents.yl3x.wanted", {"../x": 3}), ("documents.yl3x.wanted", {"f" * 64: -3}),
        ("documents.yl3x.forks", [[7, 0]]), ("documents.yl3x.turned_away", [{"id": "e" * 64}]),
        ("documents.yl3x.waiting", [{"id": "e" * 64, "needs": "e"}]), ("documents.yl3x.astray", "no"),
    ],
)  # fmt: skip
def test_an_answer_with_another_field_is_refused(path: str, value: Any) -> None:
    with pytest.raises(WireError):
        read_answer(changed(ANSWER, path, value))


@pytest.mark.parametrize("name", ["protocol", "district", "device", "session", "documents"])
def test_a_request_without_a_field_is_refused(name: str) -> None:
    told = {key: value for key, value in REQUEST.items() if key != name}
    with pytest.raises(WireError):
        read_request(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("documents", {f"d{n}": {} for n in range(DOCUMENTS_MAX + 1)}),
        ("documents.yl3x.heads", {str(n): [0, "e" * 64] for n in range(HEADS_MAX + 1)}),
        ("documents.yl3x.update", "A" * (UPDATE_BYTES_MAX * 4 // 3 + 8)),
    ],
    ids=["documents", "heads", "update"],
)
def test_more_than_a_cap_is_told_apart_from_rubbish(path: str, value: Any) -> None:
    with pytest.raises(TooLargeError):
        read_request(changed(REQUEST, path, value))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("a" * 64),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([*REQUEST, *ANSWER, "yl3x", "receipt", "heads", "update", "7", "forks", "wanted"]), inner, max_size=5,
    ),
))  # fmt: skip
def test_any_json_is_a_message_or_refused(told: Any) -> None:
    for read in (read_request, read_answer, read_fault):
        try:
            read(json.dumps(told).encode())
        except WireError:
            continue
