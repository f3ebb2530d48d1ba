"""The line to the real `ducha serve` is cut after any byte of a push, of a photo going up, of one coming down.

No proxy, no waiting: a request that ends in the middle, an answer that nobody reads on. `tests/stories/test_syncing_cut`
does the same to the whole `ducha sync`, piece by piece.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest

from inspections.errors import UserError
from inspections.laptop import sync_line
from inspections.laptop.sync_line import Line
from inspections.sync_json import write_request
from inspections.sync_protocol import BLOBS_PATH, LENGTH, OFFSET, SYNC_PATH, Offered
from inspections.sync_wire import authorization
from tests.stories.lines import Cutting
from tests.sync_server.accounting import audit
from tests.sync_server.reaching import Reached, reached
from tests.sync_server.serving import YL3X, Hall, sends
from tests.sync_server.test_routes_blobs import a_photo, evidence

CUTS = 40
"""At how many places of a request the line is cut, evenly spread; the last is behind its end."""


@pytest.fixture
def server(hall: Hall) -> Iterator[Reached]:
    with reached(hall) as server:
        yield server


def request(server: Reached, method: str, target: str, body: bytes, **headers: object) -> bytes:
    """Return the bytes of a signed request."""
    root = server.hall.office.workspace().district.root_key
    signed = authorization(server.hall.key("wangmin"), "ab" * 16, root, method, target, body)
    named = {"Host": "x", "Authorization": signed, "Content-Length": len(body), **headers}
    head = [f"{method} {target} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in named.items())]  # fmt: skip
    return "\r\n".join([*head, "", ""]).encode() + body


def places(whole: bytes) -> list[int]:
    return sorted({len(whole) * n // CUTS for n in range(1, CUTS + 1)})


def cut(server: Reached, data: bytes, *, wait: bool) -> None:
    """Send so many bytes and break the line; `wait` for the answer's first byte before."""
    at = urlsplit(server.url)
    with socket.create_connection((str(at.hostname), int(at.port or 0))) as line:
        line.sendall(data)
        if wait:
            line.recv(1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_push_cut_after_any_byte_is_taken_in_whole_or_not_at_all(
    hall: Hall, server: Reached
) -> None:
    said = hall.comments("一", "二")
    body = write_request(hall.request("wangmin", yl3x=sends(*said)))
    whole = request(server, "POST", SYNC_PATH, body)
    before = audit(hall.server).ids()
    for k in places(whole)[:-1]:
        cut(server, whole[:k], wait=False)
    assert server.reads()
    assert audit(hall.server).ids() == before
    cut(server, whole, wait=True)
    taken = audit(hall.server)
    assert {block.id for block in said} <= taken.ids()
    assert server.pushes(*said).status_code == 200
    assert audit(hall.server).ids() == taken.ids()


def test_a_photo_going_up_cut_after_any_byte_has_no_byte_twice_and_none_missing(
    hall: Hall, server: Reached
) -> None:
    data = a_photo(55)
    digest, step = evidence(hall, server, data), 700
    part = hall.server / "uploads" / f"{digest}.part"
    for n, at in enumerate(range(0, len(data), step)):
        piece = data[at : at + step]
        whole = request(
            server, "PUT", BLOBS_PATH + digest, piece, **{OFFSET: at, LENGTH: len(data)}
        )
        for k in places(whole)[n % 8 : -1 : 8]:
            cut(server, whole[:k], wait=False)
        assert server.ask(yl3x=Offered()).documents[YL3X].wanted == {digest: at}
        cut(server, whole, wait=True)
        assert not part.exists() or part.read_bytes() == data[: at + len(piece)]
    assert server.ask(yl3x=Offered()).documents[YL3X].wanted == {}
    assert server.send("yanghui", "GET", BLOBS_PATH + digest).content == data


def test_a_photo_coming_down_over_a_line_that_is_cut_anywhere_has_no_byte_twice_and_none_missing(
    hall: Hall, server: Reached
) -> None:
    data = a_photo(56)
    digest = evidence(hall, server, data)
    assert server.put("wangmin", digest, 0, len(data), data).status_code == 201
    root, got, died = hall.office.workspace().district.root_key, b"", 0
    with patch.object(sync_line, "PAUSES", ()), patch.object(sync_line, "PIECE_BYTES", 500):
        while len(got) < len(data):
            pieces = 3 + died % 37
            with Cutting(server.url, pieces=pieces, piece=64) as cutting, Line(cutting.url, hall.key("yanghui"), root) as line:  # fmt: skip
                try:
                    while len(got) < len(data):
                        told = line.get(digest, len(got))
                        assert told is not None
                        got += told[0]
                        assert told[1] == len(data)
                except UserError:
                    died += 1
            assert data.startswith(got)
            assert died < 400
    assert died > 10
    assert got == data
