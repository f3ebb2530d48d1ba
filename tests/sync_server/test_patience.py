"""What somebody on the line can do to the server, over real sockets: it waits its time, gives up, and serves the others."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from inspections.sync_protocol import BLOBS_PATH, SYNC_PATH
from inspections.sync_wire import authorization
from tests.sync_server.serving import Hall, Running, sends

SHORT = (
    "import sync_server.patience as p, sync_server.service as s;"
    "p.HEAD_SECONDS = p.PIECE_SECONDS = 0.6; p.BODY_SECONDS = 2.0; p.READ_SECONDS = 1.0; p.LINES_MAX = 5;"
    "s.Caps.__init__.__kwdefaults__.update("
    "device_requests_a_minute_max=60, address_requests_a_minute_max=40, bodies_bytes_max=1_000_000)"
)
BIG = 20 * 1024 * 1024
ELSEWHERE = "127.0.0.2"
"""Another address on this machine: only 127.0.0.1 and ::1 may ask as they like."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return Hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def big(hall: Hall) -> str:
    """The SHA-256 of a large file that the server holds."""
    data = bytes(range(256)) * (BIG // 256)
    (hall.folder / "录像.mp4").write_bytes(data)
    issue = hall.office.issues()[0]["id"]
    hall.office.does("issue", "add-evidence", issue, "--files", hall.folder / "录像.mp4", "--as", "wangmin")  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()
    with Running(hall) as server:
        server.ask(yl3x=sends(*hall.blocks()))
        piece = 10 * 1024 * 1024
        for at in range(0, BIG, piece):
            server.put("wangmin", digest, at, BIG, data[at : at + piece])
    return digest


@pytest.fixture(scope="module")
def server(hall: Hall, big: str) -> Iterator[Running]:
    with Running(hall, SHORT) as server:
        yield server


def line_to(server: Running, address: str = "127.0.0.1", buffer: int = 0) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    line = socket.socket()
    if buffer:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    line.bind((address, 0))
    line.settimeout(10)
    line.connect((host, int(port)))
    return line


def signed(server: Running, method: str, target: str, body: bytes = b"") -> str:
    root = server.hall.office.workspace().district.root_key
    return authorization(server.hall.key("wangmin"), "ab" * 16, root, method, target, body)


def read_all(line: socket.socket, pause: float = 0.0) -> bytes:
    found = bytearray()
    try:
        while piece := line.recv(1 << 18):
            found += piece
            time.sleep(pause)
    except ConnectionResetError:
        pass
    return bytes(found)


def ask(line: socket.socket, text: str) -> bytes:
    line.sendall(text.encode())
    return line.recv(4000)


def still_answers(server: Running) -> bool:
    return bool(server.http.get("/healthz").status_code == 200)


def test_who_does_not_read_the_answer_loses_the_line(server: Running, big: str) -> None:
    target = BLOBS_PATH + big
    head = f"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {signed(server, 'GET', target)}\r\n\r\n"
    with line_to(server, buffer=4096) as line:
        line.sendall(head.encode())
        time.sleep(2.5)
        assert len(read_all(line)) < BIG
    assert still_answers(server)


def test_who_reads_slowly_but_reads_gets_it_all(server: Running, big: str) -> None:
    target = BLOBS_PATH + big
    head = f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {signed(server, 'GET', target)}\r\n\r\n"
    with line_to(server, buffer=1 << 18) as line:
        begun = time.monotonic()
        line.sendall(head.encode())
        found = read_all(line, pause=0.02)
    assert hashlib.sha256(found[-BIG:]).hexdigest() == big
    assert time.monotonic() - begun > 1.0  # longer than anybody may leave it unread


@pytest.mark.parametrize("target", ["/sign-in", SYNC_PATH])
def test_a_body_that_stops_is_given_up(server: Running, target: str) -> None:
    begun = time.monotonic()
    with line_to(server) as line:
        said = ask(line, f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=a")  # fmt: skip
    assert said.startswith(b"HTTP/1.1 400")
    assert time.monotonic() - begun < 1.8  # not only when all of it should have been here


def test_a_body_that_drips_is_given_up(server: Running) -> None:
    with line_to(server) as line:
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n")  # fmt: skip
        begun = time.monotonic()
        line.settimeout(0.2)
        said = b""
        while not said and time.monotonic() - begun < 5:
            line.sendall(b"a")
            try:
                said = line.recv(1000)
            except TimeoutError:
                continue
    assert said.startswith(b"HTTP/1.1 400")
    assert 1.5 < time.monotonic() - begun < 4


def test_an_upgrade_to_a_websocket_is_passed_over(server: Running) -> None:
    with line_to(server) as line:
        said = ask(line, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")  # fmt: skip
    assert said.startswith(b"HTTP/1.1 200")


def test_a_head_too_large_is_refused_and_many_cookies_are_not_read_for_ever(server: Running) -> None:  # fmt: skip
    with line_to(server) as line:
        with suppress(ConnectionError):
            line.sendall(f"GET / HTTP/1.1\r\nHost: x\r\nX: {'a' * 2_000_000}\r\n\r\n".encode())
        with suppress(ConnectionError):  # it was closed while we were still sending
            assert line.recv(4000).startswith(b"HTTP/1.1 400")
    assert still_answers(server)
    begun = time.monotonic()
    with line_to(server) as line:
        cookies = ";".join(f"c{n}=1" for n in range(7000))
        assert ask(line, f"GET /sign-in HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\n\r\n").startswith(b"HTTP/1.1 200")  # fmt: skip
    assert time.monotonic() - begun < 2


def test_requests_sent_all_at_once_are_answered_one_after_the_other(server: Running) -> None:
    with line_to(server) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 99 + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")  # fmt: skip
        assert read_all(line).count(b"HTTP/1.1 200") == 100


def test_an_address_has_a_few_lines_at_once_and_others_are_not_kept_out(server: Running) -> None:
    get = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with ExitStack() as lines:
        opened = [lines.enter_context(line_to(server, ELSEWHERE)) for _ in range(5)]
        assert ask(opened[-1], get).startswith(b"HTTP/1.1 200")
        with line_to(server, ELSEWHERE) as one_more, pytest.raises((ConnectionError, AssertionError)):  # fmt: skip
            assert ask(one_more, get)
        assert still_answers(server)
    time.sleep(0.1)
    with line_to(server, ELSEWHERE) as again:
        assert ask(again, get).startswith(b"HTTP/1.1 200")


def test_an_address_that_asks_too_often_is_told_when_to_come_again(server: Running) -> None:
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with line_to(server, "127.0.0.3") as line:
        line.sendall(get * 45 + get.replace(b"Host", b"Connection: close\r\nHost"))
        found = read_all(line)
    assert (found.count(b"HTTP/1.1 200"), found.count(b"HTTP/1.1 429")) in [(40, 6), (41, 5)]
    assert b"retry-after: 2" in found
    assert still_answers(server)


def test_a_device_that_asks_too_often_is_told_so_and_others_are_not(server: Running) -> None:
    said = [server.send("yanghui", "HEAD", BLOBS_PATH + "0" * 64) for _ in range(70)]
    assert {one.status_code for one in said} == {404, 429}
    assert said[-1].headers["retry-after"] == "2"
    assert server.send("zhaolei", "HEAD", BLOBS_PATH + "0" * 64).status_code == 404


def test_what_is_being_sent_has_room_for_so_much_and_is_taken_later(server: Running) -> None:
    body = b" " * 600_000
    begun = f"POST {SYNC_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 600000\r\nAuthorization: {signed(server, 'POST', SYNC_PATH, body)}\r\n\r\n"  # fmt: skip
    with line_to(server) as line:
        line.sendall(begun.encode() + body[:-1])
        time.sleep(0.2)
        assert server.send("wangmin", "POST", SYNC_PATH, body).status_code == 503
    time.sleep(0.2)
    assert server.send("wangmin", "POST", SYNC_PATH, body).status_code == 400


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"name=" + b"a" * 300_000, 413),
        ("application/x-www-form-urlencoded", b"a=1&" * 1000, 400),
        ("multipart/form-data; boundary=b", b"--b\r\n" * 10_000, 400),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx\r\n--b--\r\n', 400),
        ("multipart/form-data", b"--b--", 400),
    ],
    ids=["too large", "too many fields", "too many parts", "a file where none belongs", "no boundary"],
)  # fmt: skip
def test_forms_of_strangers_are_small_and_of_words(
    server: Running, kind: str, body: bytes, status: int
) -> None:
    said = server.http.post("/sign-in", content=body, headers={"Content-Type": kind})
    assert said.status_code == status
