"""`kill -9` at a call of the real `ducha serve`, and of each command on its folder, and between commit and reply.

A few places of each work, spread evenly from the seed (`DUCHA_FIRST`); all of them tries
`python -m tests.sync_server.killing`, which takes about ten minutes and says how many there are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.sync_server.killing import Work, places, trial
from tests.sync_server.killing_works import WORKS
from tests.sync_server.tracing import LINE, MAIN, Place, strace_or_skip

FIRST = int(os.environ.get("DUCHA_FIRST", "0"))
TRIED = {"sync": 3, "compaction": 2}
"""How many places of a work; of the others one."""


@pytest.fixture(autouse=True)
def _strace() -> None:
    strace_or_skip()


def spread(found: Sequence[Place], count: int) -> list[Place]:
    """Return so many places, evenly spread, the first of them by the seed."""
    step = len(found) / count
    return [found[int(FIRST + n * step + step / 2) % len(found)] for n in range(count)]


@pytest.mark.parametrize("work", WORKS, ids=[work.name for work in WORKS])
def test_killed_anywhere_it_goes_on_with_all_that_it_acknowledged_and_nothing_else(
    work: Work, tmp_path: Path
) -> None:
    found = places(work, tmp_path / "count")
    died = [trial(work, place, tmp_path / str(n)) for n, place in enumerate(spread(found, TRIED.get(work.name, 1)))]  # fmt: skip
    assert any(died)


def test_killed_between_commit_and_reply_it_has_what_nobody_was_told(tmp_path: Path) -> None:
    (sync, *_) = WORKS
    found = places(sync, tmp_path / "count")
    committed = max(n for n, place in enumerate(found) if place.call == "fdatasync")
    reply = next(place for place in found[committed:] if place.threads == MAIN and place.call in LINE)  # fmt: skip
    assert trial(sync, reply, tmp_path / "t")
