"""The sync route as strangers, careless programs and slow lines meet it; every refusal says what and what to do."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from inspections.keys import SigningKey
from inspections.sync_apart import read_apart
from inspections.sync_json import read_answer, read_fault, write_request
from inspections.sync_protocol import APART, SYNC_PATH
from inspections.sync_wire import BODY_BYTES_MAX, authorization, packed
from sync_server.app import create_app
from tests.sync_server.serving import YL3X, Hall, Running, held, sends


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return Hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def server(hall: Hall) -> Iterator[Running]:
    impatient = "import sync_server.patience as p; p.HEAD_SECONDS = p.PIECE_SECONDS = 0.5"
    with Running(hall, impatient) as server:
        yield server


@pytest.fixture
def body(hall: Hall) -> bytes:
    return write_request(hall.request("wangmin"))


def refused(said: httpx.Response) -> tuple[int, str]:
    fault = read_fault(said.content)
    assert fault.what
    assert fault.remedy
    return said.status_code, fault.code


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
def test_a_packed_request_gets_a_packed_answer_that_says_the_same(
    hall: Hall, server: Running, body: bytes, encoding: str
) -> None:
    plain = server.send("wangmin", "POST", SYNC_PATH, body, Accept_Encoding="identity")
    small = server.send(
        "wangmin",
        "POST",
        SYNC_PATH,
        packed(body),
        Content_Encoding="gzip",
        Accept_Encoding=encoding,
    )
    assert small.headers["Content-Encoding"] == encoding
    assert read_answer(small.content).documents == read_answer(plain.content).documents
    assert int(small.headers["Content-Length"]) < len(plain.content)


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "identity"])
def test_a_laptop_gets_its_updates_apart_and_they_say_the_same(
    hall: Hall, server: Running, body: bytes, encoding: str
) -> None:
    plain = server.send("wangmin", "POST", SYNC_PATH, body)
    apart = server.send("wangmin", "POST", SYNC_PATH, body, Accept=APART, Accept_Encoding=encoding)
    assert apart.headers["Content-Type"] == APART
    assert read_apart(apart.content).documents == read_answer(plain.content).documents


def test_what_nobody_signed_is_not_even_unpacked(server: Running) -> None:
    said = server.http.post(SYNC_PATH, content=b"rubbish", headers={"Content-Encoding": "gzip"})
    assert refused(said) == (401, "device.unknown")


@pytest.mark.parametrize("wrong", ["body", "method", "target", "district"])
def test_a_signature_for_something_else_counts_for_nothing(
    hall: Hall, server: Running, body: bytes, wrong: str
) -> None:
    root = hall.office.workspace().district.root_key
    told = {"district": root, "method": "POST", "target": SYNC_PATH, "body": body}
    told[wrong] = b"x" if wrong == "body" else "0" * 64
    header = authorization(hall.key("wangmin"), "ab" * 16, **told)
    said = server.http.post(SYNC_PATH, content=body, headers={"Authorization": header})
    assert refused(said) == (401, "device.unknown")


def test_a_device_cannot_ask_in_the_name_of_another(
    hall: Hall, server: Running, body: bytes
) -> None:
    assert refused(server.send("wulaoshi", "POST", SYNC_PATH, body)) == (401, "device.unknown")


def test_a_device_without_certificate_is_told_how_to_get_one(
    hall: Hall, server: Running, body: bytes
) -> None:
    stranger = SigningKey.from_seed(b"x" * 32)
    root = hall.office.workspace().district.root_key
    text = body.replace(hall.key("wangmin").public_hex.encode(), stranger.public_hex.encode())
    header = authorization(stranger, "ab" * 16, root, "POST", SYNC_PATH, text)
    said = server.http.post(SYNC_PATH, content=text, headers={"Authorization": header})
    assert refused(said) == (403, "device.unknown")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {}, 400),
        (b"{", {}, 400),
        (b"[" * 50_000, {}, 400),
        (b"", {}, 400),
        (b"rubbish", {"Content_Encoding": "gzip"}, 400),
        (b"{}", {"Content_Encoding": "br"}, 400),
        (gzip.compress(b" " * (80 << 20), 9), {"Content_Encoding": "gzip"}, 413),
        (b" " * (BODY_BYTES_MAX + 1), {}, 413),
    ],
    ids=["empty", "cut", "deep", "nothing", "no gzip", "another encoding", "bomb", "too large"],
)
def test_bodies_of_other_shapes_are_refused_in_words(
    server: Running, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert refused(server.send("wangmin", "POST", SYNC_PATH, body, **headers))[0] == status


def in_the_name_of(hall: Hall, person: str = "wangmin") -> dict[str, str]:
    """A header of the right form whose signature does not hold."""
    return {"Authorization": f"Ducha-1 {hall.key(person).public_hex}.{'ab' * 16}.{'0' * 128}"}


def test_a_large_body_of_somebody_unknown_is_not_even_read(hall: Hall, server: Running) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    stranger = SigningKey.from_seed(b"y" * 32).public_hex
    unknown = f"Authorization: Ducha-1 {stranger}.{'ab' * 16}.{'0' * 128}\r\n"
    for header, status in (("", b"401"), (unknown, b"403")):
        with socket.create_connection((host, int(port))) as line:
            line.settimeout(10)
            head = (
                f"POST {SYNC_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n{header}\r\n"
            )
            line.sendall(head.encode() + b"abc")
            assert line.recv(1000).startswith(b"HTTP/1.1 " + status)


def test_a_body_without_length_is_capped_while_it_comes(hall: Hall, server: Running) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * (1 << 20)

    try:
        said = server.http.post(SYNC_PATH, content=endless(), headers=in_the_name_of(hall))
        assert said.status_code == 413
    except httpx.TransportError:  # it closed the line while we were still sending
        pass
    assert server.ask().documents[YL3X].receipt


def test_a_line_on_which_no_request_comes_is_closed(server: Running) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    for begun in (b"", b"POST /api/v1/sync HT"):
        with socket.create_connection((host, int(port))) as line:
            line.settimeout(10)
            line.sendall(begun)
            start = time.monotonic()
            assert line.recv(1000) == b""
            assert time.monotonic() - start < 5


def test_a_body_that_does_not_go_on_is_given_up(server: Running) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.settimeout(10)
        line.sendall(b"POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
        assert line.recv(1000).startswith(b"HTTP/1.1 400")


def test_addresses_that_are_none_are_refused_in_words(server: Running) -> None:
    assert refused(server.http.get("/api/v1/nothing"))[0] == 404
    assert refused(server.http.get(SYNC_PATH))[0] == 405
    assert "uvicorn" not in server.http.get("/").headers.get("server", "")


def test_a_server_told_to_stop_ends_well_and_folds_its_journal_in(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    [said] = hall.comments("最后一条")
    with Running(hall) as server:
        server.ask(yl3x=sends(said))
        server.stop()
    assert not hall.server.joinpath("server.sqlite-wal").exists()
    service = hall.opened()
    assert said.id in held(service)
    service.close()


def test_the_description_of_the_interface_names_every_route_and_answer(hall: Hall) -> None:
    service = hall.opened()
    told: dict[str, Any] = create_app(service).openapi()["paths"]
    assert {"post"} == told[SYNC_PATH].keys()
    assert {"200", "400", "401", "403", "413", "429", "503", "507"} <= told[SYNC_PATH]["post"]["responses"].keys()  # fmt: skip
    assert {"get", "head", "put"} == told["/api/v1/blobs/{digest}"].keys()
    service.close()
