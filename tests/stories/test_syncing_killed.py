"""A laptop or a server that is killed while they sync: what was acknowledged is there, and the next sync goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspections.ids import DocId
from tests.inspections.laptop.office import NOW
from tests.stories.lines import serving
from tests.stories.together import Laptop
from tests.sync_server.serving import Hall, Running

COMMAND = [sys.executable, "-c", "from inspections.laptop.cli import main; main()"]


def laptop(hall: Hall, name: str, who: str, comments: int = 0) -> Laptop:
    one = Laptop(hall.office.copy(hall.folder / name).root, who=who)
    issue = one.issues()[0]["id"]
    for n in range(comments):
        one.does("issue", "comment", issue, "--text", f"{n}", "--as", who)
    return one


def texts(one: Laptop) -> list[str]:
    return sorted(str(e.body["text"]) for e in one.events() if e.kind == "commented")


@pytest.mark.parametrize("tenths", [3, 5, 7, 9, 12])
def test_a_laptop_killed_in_the_middle_goes_on_where_it_was(tmp_path: Path, tenths: int) -> None:
    hall = Hall(tmp_path)
    wang, yang = laptop(hall, "a", "wangmin", comments=4), laptop(hall, "b", "yanghui")
    with serving(hall.server) as url:
        command = [*COMMAND, "-C", str(wang.root), "--as", "wangmin", "sync", url]
        process = subprocess.Popen(command, env={**os.environ, "DUCHA_NOW": NOW}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(tenths / 10)
        process.kill()
        process.wait()
        wang.does("sync", url, "--as", "wangmin")
        yang.does("sync", url, "--as", "yanghui")
    assert texts(yang) == texts(wang) == ["0", "1", "2", "3"]
    named = [i for e in yang.events() if e.kind == "received" for i in e.body["ids"]]
    assert len(named) == len(set(named))


def test_a_server_killed_between_two_syncs_has_all_that_it_acknowledged(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    wang, yang = laptop(hall, "a", "wangmin", comments=1), laptop(hall, "b", "yanghui")
    with Running(hall) as server:
        wang.does("sync", server.url, "--as", "wangmin")
        server.kill()
    with Running(hall) as server:
        yang.does("sync", server.url, "--as", "yanghui")
        wang.does("sync", server.url, "--as", "wangmin")
    assert texts(yang) == ["0"]
    assert yang.ids() == wang.ids()
    workspace = wang.workspace()
    assert len(workspace.store.waiting(DocId("yl3x"))) == 0
