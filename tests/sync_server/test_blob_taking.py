"""A blob on its way to the disk: killed at any write, a full disk; after each it is whole or wanted, never half."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspections.errors import Code, UserError
from sync_server import blob_taking
from sync_server.access import access
from sync_server.blob_files import BlobFiles
from sync_server.blob_scope import stored
from sync_server.blob_taking import Begun, Whole, Wrong, take
from sync_server.service import Service
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import YL3X, Hall, ask, sends

pytestmark = ON_BOTH

PIECES = (b"a" * 5000, b"b" * 5000)
DATA = b"".join(PIECES)
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    hall = Hall(tmp_path)
    issue, before = hall.office.issues()[0]["id"], {b.id for b in hall.blocks()}
    (tmp_path / "说明.txt").write_bytes(DATA)
    hall.office.does("issue", "add-evidence", issue, "--files", tmp_path / "说明.txt", "--as", "wangmin")  # fmt: skip
    service = hall.opened()
    ask(service, hall, yl3x=sends(*(b for b in hall.blocks() if b.id not in before)))
    service.close()
    return hall


def bring(service: Service, hall: Hall, n: int) -> object:
    with service.database.reading() as connection:
        district = service.documents.district(connection)
    entry = access(district, hall.key("wangmin").public_hex, service.today(district))
    return take(service, entry, DIGEST, n * len(PIECES[0]), len(DATA), PIECES[n])


def served(service: Service, hall: Hall) -> bytes | None:
    with service.database.reading() as connection:
        district = service.documents.district(connection)
    entry = access(district, hall.key("yanghui").public_hex, service.today(district))
    path = stored(service, entry, DIGEST)
    return path and path.read_bytes()


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


KILLS: dict[str, tuple[Callable[[pytest.MonkeyPatch], Any], int]] = {
    "before the last piece": (lambda p: p.setattr(BlobFiles, "add", die), 5000),
    "before it is checked": (lambda p: p.setattr(BlobFiles, "whole", die), 10_000),
    "before it is in its place": (lambda p: p.setattr(BlobFiles, "keep", die), 10_000),
    "before it is listed": (lambda p: p.setattr(blob_taking, "_list", die), 0),
}


@pytest.mark.parametrize("point", KILLS)
def test_killed_at_any_write_of_a_blob_it_is_wanted_until_it_is_whole(
    hall: Hall, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill, begun = KILLS[point]
    if (child := os.fork()) == 0:
        service = hall.opened()
        bring(service, hall, 0)
        kill(monkeypatch)
        bring(service, hall, 1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    service = hall.opened()
    assert served(service, hall) is None
    assert ask(service, hall).documents[YL3X].wanted[DIGEST] == begun
    if begun == len(DATA):
        assert bring(service, hall, 0) == Whole(len(DATA))
    for n in range(begun // len(PIECES[0]), 2):
        bring(service, hall, n)
    assert served(service, hall) == DATA
    assert DIGEST not in ask(service, hall).documents[YL3X].wanted
    service.close()


def test_a_full_disk_keeps_what_came_before_and_the_piece_can_be_brought_again(hall: Hall) -> None:
    service = hall.opened()
    bring(service, hall, 0)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, limit[1]))
    try:
        with pytest.raises(UserError) as told:
            BlobFiles(service.folder).add(DIGEST, 5000, PIECES[1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    assert told.value.problems[0].code is Code.STORE_FULL
    assert BlobFiles(service.folder).begun(DIGEST) == 5000
    assert bring(service, hall, 1) == Whole(len(DATA))
    service.close()


def test_bytes_of_another_hash_are_thrown_away_also_where_no_picture_is_meant(hall: Hall) -> None:
    service = hall.opened()
    BlobFiles(service.folder).add(DIGEST, 0, b"x" * 5000)
    assert bring(service, hall, 1) == Wrong()
    assert BlobFiles(service.folder).begun(DIGEST) == 0
    service.close()


def test_a_piece_that_does_not_begin_where_the_last_ended_is_not_written(hall: Hall) -> None:
    service = hall.opened()
    assert bring(service, hall, 1) == Begun(0, went_on=False)
    bring(service, hall, 0)
    assert bring(service, hall, 0) == Begun(5000, went_on=False)
    assert bring(service, hall, 1) == Whole(len(DATA))
    service.close()
