"""A request that was overheard and is sent again, byte for byte: nothing changes, and what was ended stays ended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import select

from inspections.sync_json import read_answer, write_request
from inspections.sync_protocol import BLOBS_PATH, LENGTH, OFFSET, SYNC_PATH
from inspections.sync_wire import authorization
from sync_server.schema import WAITING
from sync_server.service import Service
from tests.sync_server.serving import DISTRICT, YL3X, Hall, Running, held, receipts, sends


@pytest.fixture
def server(hall: Hall) -> Iterator[Running]:
    with Running(hall) as server:
        yield server


def waiting(service: Service) -> list[str]:
    with service.database.reading() as connection:
        return list(connection.execute(select(WAITING.c.id)).scalars())


class Overheard:
    """A request of wangmin's device, as it went over the line."""

    def __init__(self, server: Running, method: str, target: str, body: bytes = b"", **more: str) -> None:  # fmt: skip
        root = server.hall.office.workspace().district.root_key
        signed = authorization(server.hall.key("wangmin"), "cd" * 16, root, method, target, body)
        self.server, self.method, self.target, self.body = server, method, target, body
        self.headers = {"Authorization": signed, **more}

    def send(self) -> httpx.Response:
        return self.server.http.request(self.method, self.target, content=self.body, headers=self.headers)  # fmt: skip


def stands(hall: Hall) -> tuple[object, ...]:
    """Everything that a request could change: events, receipts, counters, files."""
    service = hall.opened()
    tables = ("log", "documents", "usage", "waiting", "quarantine", "numbers", "notices", "blobs", "wanted")  # fmt: skip
    with service.database.reading() as connection:
        rows = [sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {name}"))) for name in tables]  # fmt: skip
    events = sorted(held(service))
    service.close()
    files = sorted((p.name, p.stat().st_mtime_ns) for p in (hall.server / "blobs").rglob("*") if p.is_file())  # fmt: skip
    return rows, events, files


def test_a_push_changes_nothing_the_second_time(hall: Hall, server: Running) -> None:
    body = write_request(hall.request("wangmin", yl3x=sends(*hall.comments("一"))))
    push = Overheard(server, "POST", SYNC_PATH, body)
    assert push.send().status_code == 200
    before = stands(hall)
    for _ in range(3):
        assert push.send().status_code == 200
    assert stands(hall) == before


def test_what_waits_is_kept_once(hall: Hall, server: Running) -> None:
    _, second = hall.comments("一", "二")
    body = write_request(hall.request("wangmin", yl3x=sends(second)))
    push = Overheard(server, "POST", SYNC_PATH, body)
    assert read_answer(push.send().content).documents[YL3X].waiting
    service = hall.opened()
    for _ in range(3):
        push.send()
    assert waiting(service) == [second.id]
    service.close()


def test_an_upload_changes_nothing_the_second_time(hall: Hall, server: Running) -> None:
    data = b"%PDF-1.4 evidence"
    (hall.folder / "证明.pdf").write_bytes(data)
    issue, before = hall.office.issues()[0]["id"], {b.id for b in hall.blocks()}
    hall.office.does("issue", "add-evidence", issue, "--files", hall.folder / "证明.pdf", "--as", "wangmin")  # fmt: skip
    server.ask(yl3x=sends(*(b for b in hall.blocks() if b.id not in before)))
    target = BLOBS_PATH + hashlib.sha256(data).hexdigest()
    half, whole = len(data) // 2, str(len(data))
    first = Overheard(server, "PUT", target, data[:half], **{OFFSET: "0", LENGTH: whole})
    second = Overheard(server, "PUT", target, data[half:], **{OFFSET: str(half), LENGTH: whole})
    assert [first.send().status_code, first.send().status_code] == [204, 409]
    assert second.send().status_code == 201
    after = stands(hall)
    assert [second.send().status_code, first.send().status_code] == [201, 201]
    assert stands(hall) == after


def test_a_pull_answers_with_what_is_there_today_until_the_key_is_revoked(
    hall: Hall, server: Running
) -> None:
    """What a thief gains by overhearing without TLS, written down (docs/interface.md), and how it is ended."""
    pull = Overheard(server, "POST", SYNC_PATH, write_request(hall.request("wangmin")))
    first = pull.send()
    server.ask(yl3x=sends(*hall.comments("以后的")))
    assert len(pull.send().content) > len(first.content)
    hall.office.does("device", "revoke", hall.key("wangmin").public_hex, "--reason", "丢失", "--as", "chenjing")  # fmt: skip
    server.ask("yanghui", district=sends(*hall.blocks(DISTRICT)))
    assert pull.send().status_code == 403


def test_the_receipts_count_on_without_a_gap(hall: Hall, server: Running) -> None:
    push = Overheard(server, "POST", SYNC_PATH, write_request(hall.request("wangmin", yl3x=sends(*hall.comments("一")))))  # fmt: skip
    for text in ("二", "三"):
        push.send()
        server.ask(yl3x=sends(*hall.comments(text)))
    service = hall.opened()
    numbers = [event.body["n"] for event in receipts(service)]
    service.close()
    assert numbers == list(range(1, len(numbers) + 1))
