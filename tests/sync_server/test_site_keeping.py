"""The sites kept as the ledger is, by a real process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync_server import site_keeping
from sync_server.service import Service
from sync_server.site_keeping import SiteKeeper
from sync_server.site_trees import tree
from tests.sync_server.serving import Hall, ask, sends

PATIENCE_SECONDS = 40


def soon(holds: Callable[[], object]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(") ")[-1][0] != "Z"


@pytest.fixture
def kept(hall: Hall, monkeypatch) -> Iterator[tuple[Service, SiteKeeper]]:
    monkeypatch.setattr(site_keeping, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(site_keeping, "AGAIN_SECONDS", 0.05)
    service = hall.opened()
    keeper = SiteKeeper(service, begin_seconds=0)
    keeper.start()
    yield service, keeper
    keeper.stop()
    service.close()


def test_what_a_push_brought_stands_on_the_page_and_the_process_that_dies_is_replaced(hall, kept):
    service, keeper = kept
    bureau = tree(service.folder, "bureau")
    assert soon((bureau / "index.html").is_file)
    assert soon(tree(service.folder, "school", "yl5x", "index.html").is_file)
    first = keeper.process
    assert first is not None
    os.kill(first, 9)
    ask(service, hall, yl3x=sends(*hall.comments("补充了第二张照片")))
    assert soon(lambda: any("补充了第二张照片" in p.read_text("utf-8") for p in bureau.glob("issues/*.html")))  # fmt: skip
    second = keeper.process
    assert second not in (None, first)
    keeper.stop()
    assert not alive(second)


def test_a_fault_in_one_round_does_not_end_the_keeping(hall, kept, monkeypatch, caplog):
    service, keeper = kept
    assert soon(lambda: keeper.process)
    real = keeper._mirror.catch_up
    faults = [OSError(28, "No space left on device"), RuntimeError("?")]

    def failing() -> int:
        if faults:
            raise faults.pop()
        return real()

    monkeypatch.setattr(keeper._mirror, "catch_up", failing)
    assert soon(lambda: not faults)
    ask(service, hall, yl3x=sends(*hall.comments("仍在更新")))
    assert soon(lambda: any("仍在更新" in p.read_text("utf-8") for p in tree(service.folder, "bureau").glob("issues/*.html")))  # fmt: skip
    assert [record.msg for record in caplog.records].count("sites not mirrored") == 2
