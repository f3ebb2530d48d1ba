"""The short run: fixed seeds of every kind of world. A failure prints its seed, its step and the last acts before it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from inspections.lifecycle import FACTS, MOVES
from tests.simulation.run import Outcome, play

SEEDS = range(10)
_PLAYED: dict[int, Outcome] = {}


def played(seed: int) -> Outcome:
    if seed not in _PLAYED:
        _PLAYED[seed] = play(seed)
    return _PLAYED[seed]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_truth_holds_in_the_world_of_the_seed(seed: int) -> None:
    assert played(seed).acts >= 10


def test_the_short_run_meets_what_it_is_there_for() -> None:
    """A simulation that stopped to act, to fail or to quarrel would find everything in order."""
    met = sum((played(seed).met for seed in SEEDS), Counter[str]())
    wanted = {
        *(f"kind {kind}" for kind in MOVED), "conflict", "effect absorbed", "effect no_effect", "answers in conflict",
        "inspection open", "inspection sealed", "merged in a ring", "photos", "struck", "void", "crash", "fork seen",
        "courier loses", "courier repeats", "same set elsewhere", "from an old page",
        *(f"fault {fault}" for fault in ("backup_is_restored", "disk_is_cloned", "disk_is_full", "store_is_busy")),
    }  # fmt: skip
    assert not {name for name in wanted if not met[name]}


MOVED = sorted((MOVES.keys() | FACTS.keys()) & {
    "raised", "raised_fixed", "confirmed", "advised", "notified", "submitted", "passed", "returned", "close_proposed",
    "closed", "merged", "decided", "commented", "objected", "evidence_added", "evidence_struck", "corrected",
})  # fmt: skip


def test_the_same_seed_is_the_same_world_in_another_process() -> None:
    """Without this a seed that failed could not be played again."""
    root = Path(__file__).parents[2]
    words = [sys.executable, "-m", "tests.simulation", "--from", "2", "--seeds", "1", "--digests"]
    said = subprocess.run(
        words,
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    outcome = played(2)
    assert said.stdout.splitlines()[0] == f"2 {outcome.acts} {outcome.events} {outcome.digest}"
