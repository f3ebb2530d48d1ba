"""Photos over the wire: in pieces, resumed, checked, served only whole and only to those whose documents name them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from inspections.sync_protocol import BLOBS_PATH, OFFSET
from tests.inspections.laptop.office import PRIVATE
from tests.sync_server.serving import DISTRICT, YL3X, Hall, Running, sends


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return Hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def server(hall: Hall) -> Iterator[Running]:
    with Running(hall) as server:
        yield server


def a_photo(shade: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((60, 60), shade).save(out, "PNG")
    return out.getvalue()


def evidence(hall: Hall, server: Running, data: bytes, name: str = "现场.png") -> str:
    """Let wangmin add a file as evidence and push the act; return its SHA-256."""
    digest = hashlib.sha256(data).hexdigest()
    issue, before = hall.office.issues()[0]["id"], {b.id for b in hall.blocks()}
    (hall.folder / name).write_bytes(data)
    hall.office.does("issue", "add-evidence", issue, "--files", hall.folder / name, "--as", "wangmin")  # fmt: skip
    server.ask(yl3x=sends(*(b for b in hall.blocks() if b.id not in before)))
    return digest


def test_a_photo_comes_in_pieces_is_resumed_and_then_served_whole_and_in_ranges(
    hall: Hall, server: Running
) -> None:
    data = a_photo(90)
    digest = evidence(hall, server, data)
    half = len(data) // 2
    assert server.ask().documents[YL3X].wanted[digest] == 0
    assert server.put("wangmin", digest, 0, len(data), data[:half]).status_code == 204
    assert server.ask().documents[YL3X].wanted[digest] == half
    assert server.send("wangmin", "GET", BLOBS_PATH + digest).status_code == 404
    again = server.put("wangmin", digest, 0, len(data), data[:half])
    assert (again.status_code, again.headers[OFFSET]) == (409, str(half))
    assert server.put("wangmin", digest, half, len(data), data[half:]).status_code == 201
    assert server.send("yanghui", "GET", BLOBS_PATH + digest).content == data
    part = server.send("wangmin", "GET", BLOBS_PATH + digest, Range=f"bytes={half}-")
    assert (part.status_code, part.content) == (206, data[half:])
    assert server.send("wangmin", "HEAD", BLOBS_PATH + digest).headers["Content-Length"] == str(len(data))  # fmt: skip
    assert digest not in server.ask().documents[YL3X].wanted
    assert server.put("wangmin", digest, 0, len(data), data).status_code == 201


def test_bytes_that_are_not_what_the_name_says_are_thrown_away_and_can_be_brought_anew(
    hall: Hall, server: Running
) -> None:
    data = a_photo(91)
    digest = evidence(hall, server, data)
    wrong = server.put("wangmin", digest, 0, len(data), b"x" * len(data))
    assert (wrong.status_code, wrong.headers[OFFSET]) == (422, "0")
    assert server.send("wangmin", "GET", BLOBS_PATH + digest).status_code == 404
    assert server.put("wangmin", digest, 0, len(data), data).status_code == 201


def test_a_device_outside_the_school_sees_no_difference_to_what_is_not_there(
    hall: Hall, server: Running
) -> None:
    data = a_photo(92)
    digest = evidence(hall, server, data)
    server.put("wangmin", digest, 0, len(data), data)
    there = server.send("wulaoshi", "GET", BLOBS_PATH + digest)
    nowhere = server.send("wulaoshi", "GET", BLOBS_PATH + "0" * 64)
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert server.send("zhoulaoshi", "GET", BLOBS_PATH + digest).content == data


def test_what_no_document_names_is_not_taken_in(server: Running) -> None:
    data = a_photo(93)
    digest = hashlib.sha256(data).hexdigest()
    assert server.put("wangmin", digest, 0, len(data), data).status_code == 404


@pytest.mark.parametrize(
    "name", ["../server.key", "..%2Fserver.key", "%2e%2e/server.key", "A" * 64, "0" * 63, "0" * 65]
)
def test_a_name_that_is_no_hash_leads_nowhere(server: Running, name: str) -> None:
    assert server.send("wangmin", "GET", BLOBS_PATH + name).status_code in (401, 404, 422)


def test_a_piece_beyond_what_was_said_or_a_file_too_large_is_refused(
    hall: Hall, server: Running
) -> None:
    data = a_photo(94)
    digest = evidence(hall, server, data)
    assert server.put("wangmin", digest, 0, 10, data).status_code == 413
    assert server.put("wangmin", digest, 0, 33 * 1024 * 1024, data).status_code == 413
    assert server.ask().documents[YL3X].wanted[digest] == 0


def test_an_unsigned_request_is_answered_before_its_hash_is_looked_at(
    hall: Hall, server: Running
) -> None:
    said = httpx.get(server.url + BLOBS_PATH + "0" * 64)
    assert said.status_code == 401


def test_a_private_answer_is_for_those_of_its_table_and_lies_in_a_folder_of_its_own(
    hall: Hall, server: Running
) -> None:
    [blob] = [p for p in (hall.server / "private").rglob("*") if p.is_file()]
    assert blob.stat().st_mode & 0o777 == 0o600
    assert PRIVATE.split("sick: ")[1].strip().encode() in blob.read_bytes()
    got = {
        who: server.send(who, "GET", BLOBS_PATH + blob.name).status_code
        for who in ("wangmin", "yanghui", "zhaolei", "zhoulaoshi", "liqiang", "wulaoshi")
    }
    assert got == {"wangmin": 200, "yanghui": 200, "zhaolei": 200, "zhoulaoshi": 200, "liqiang": 404, "wulaoshi": 404}  # fmt: skip


def test_an_inspector_of_other_inspections_sees_the_photos_and_not_the_private_answers(
    hall: Hall, server: Running
) -> None:
    before = {b.id for b in hall.blocks(DISTRICT)}
    hall.office.does("person", "add", "sunyan", "--name", "孙燕", "--role", "inspector", "--as", "chenjing")  # fmt: skip
    new = [b for b in hall.blocks(DISTRICT) if b.id not in before]
    server.ask("yanghui", district=sends(*new))
    got = {
        folder: {server.send("sunyan", "GET", BLOBS_PATH + p.name).status_code
                 for p in (hall.server / folder).rglob("*") if p.is_file()}
        for folder in ("blobs", "private")
    }  # fmt: skip
    assert got == {"blobs": {200}, "private": {404}}


def test_an_erased_private_answer_is_served_to_nobody(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    [blob] = [p for p in (hall.server / "private").rglob("*") if p.is_file()]
    before = {b.id for b in hall.blocks()}
    hall.office.does("erase", "yl3x-2026-03-02-small-t1", "--reason", "到期", "--as", "yanghui", "--yes")  # fmt: skip
    with Running(hall) as server:
        assert server.send("yanghui", "GET", BLOBS_PATH + blob.name).status_code == 200
        server.ask("yanghui", yl3x=sends(*(b for b in hall.blocks() if b.id not in before)))
        assert server.send("yanghui", "GET", BLOBS_PATH + blob.name).status_code == 404
    assert not blob.exists()
