"""`kill -9` at a call of the real `ducha serve`, and of each command on its folder, and between commit and reply.

A few places of each work, spread evenly from the seed (`DUCHA_FIRST`); every one of them tries
`python -m tests.sync_server.killing`, which takes a quarter of an hour and says how many there are. The same places, with
a full disk instead of a kill: `--fault ENOSPC`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.sync_server.killing import Work, places, trial
from tests.sync_server.killing_works import WORKS
from tests.sync_server.tracing import DISK, LINE, MAIN, Place, strace_or_skip

FIRST = int(os.environ.get("DUCHA_FIRST", "0"))
TRIED = {"sync": 3, "compaction": 2}
"""How many places of a work; of the others one."""
COMMANDS = [work for work in WORKS if work.command is not None and not work.stays]


@pytest.fixture(autouse=True)
def _strace() -> None:
    strace_or_skip()


@cache
def found(name: str) -> list[Place]:
    with tempfile.TemporaryDirectory() as folder:
        return places(next(work for work in WORKS if work.name == name), Path(folder) / "count")


def spread(among: Sequence[Place], count: int) -> list[Place]:
    """Return so many places, evenly spread, the first of them by the seed."""
    step = len(among) / count
    return [among[int(FIRST + n * step + step / 2) % len(among)] for n in range(count)]


@pytest.mark.parametrize("work", WORKS, ids=[work.name for work in WORKS])
def test_killed_anywhere_it_goes_on_with_all_that_it_acknowledged_and_nothing_else(
    work: Work, tmp_path: Path
) -> None:
    tried = spread(found(work.name), TRIED.get(work.name, 1))
    died = [trial(work, place, tmp_path / str(n)) for n, place in enumerate(tried)]
    assert any(died) or work.name == "crowd"  # whose calls come in another order each time


def test_killed_between_commit_and_reply_it_has_what_nobody_was_told(tmp_path: Path) -> None:
    (sync, *_) = WORKS
    all_of_it = found(sync.name)
    committed = max(n for n, place in enumerate(all_of_it) if place.call == "fdatasync")
    reply = next(place for place in all_of_it[committed:] if place.threads == MAIN and place.call in LINE)  # fmt: skip
    assert trial(sync, reply, tmp_path / "t")


@pytest.mark.parametrize("work", COMMANDS, ids=[work.name for work in COMMANDS])
def test_a_command_that_finds_no_room_says_so_and_works_once_there_is_some(
    work: Work, tmp_path: Path
) -> None:
    writing = [place for place in found(work.name) if place.call in DISK and not place.told]
    [place] = spread([place for place in writing if place.call in ("pwrite64", "write")], 1)
    trial(work, place, tmp_path / "t", "ENOSPC")
