"""`ducha watch` in a process of its own: what changes comes into the site, and Ctrl-C ends it."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspections.errors import Exit
from inspections.laptop.cli import run

ENV = {"DUCHA_NOW": "2026-04-24T09:00:00+08:00", "DUCHA_SEED": "watch"}
SECONDS_MAX = 30


class Watching:
    """A running `ducha watch`, with the lines it says."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._said: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "inspections.laptop", "-C", str(root), "watch", "--state", str(root.parent / "state.json")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env={**os.environ, **ENV, "PYTHONUTF8": "1"},
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(line.strip())

    def line(self, wanted: Callable[[str], bool]) -> str:
        """Return the next line that is wanted."""
        while True:
            said = self._said.get(timeout=SECONDS_MAX)
            if wanted(said):
                return said

    def more(self) -> list[str]:
        """Return the lines that were said and not asked for yet."""
        return [self._said.get_nowait() for _ in range(self._said.qsize())]

    def state(self) -> dict[str, str]:
        """Return what it last wrote for other programs."""
        told: dict[str, str] = json.loads((self.root.parent / "state.json").read_text("utf-8"))
        return told

    def end(self) -> int:
        """Press Ctrl-C and return the exit status."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(SECONDS_MAX)

    def page(self, path: str) -> str:
        return (self.root / "site" / "bureau" / path).read_text(encoding="utf-8")


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    root, schools = tmp_path / "w", tmp_path / "s.csv"
    schools.write_text("code,name,stage\nyl3x,第三小学,primary\nyl4x,第四小学,primary\n", "utf-8")
    assert run(["init", str(root), "--name", "云岭区", "--person", "sunyan"], ENV) == Exit.DONE
    assert run(["-C", str(root), "school", "import", str(schools)], ENV) == Exit.DONE
    made = Watching(root)
    made.line(lambda said: "Ctrl-C" in said)
    yield made
    made.end()


def updated(said: str) -> bool:
    return "09:00:00" in said


def soon(holds: Callable[[], object]) -> None:
    """Wait until it holds: the line comes before the file."""
    until = time.monotonic() + SECONDS_MAX
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def raise_issue(root: Path) -> None:
    words = ["issue", "raise", "--school", "yl4x", "--source", "tip", "--title", "围栏松动", "--category", "gate",
             "--severity", "ordinary", "--disposition", "notice", "--requirement", "修好"]  # fmt: skip
    assert run(["-C", str(root), *words], ENV) == Exit.DONE


def test_a_new_issue_comes_into_the_site_in_one_line_that_counts_its_school(
    watching: Watching,
) -> None:
    watching.more()
    raise_issue(watching.root)
    assert "1" in watching.line(updated).replace("09:00:00", "")
    assert "围栏松动" in watching.page("schools/yl4x.html")
    assert watching.end() == Exit.DONE


def test_settings_that_cannot_be_read_end_nothing(watching: Watching) -> None:
    settings = watching.root / "district.yml"
    whole = settings.read_bytes()
    assert watching.state() == {"at": "2026-04-24T01:00:00+00:00", "why": ""}
    settings.write_text("name: [", encoding="utf-8")
    watching.line(lambda said: "district.yml" in said)
    soon(lambda: watching.state()["why"])
    settings.write_bytes(whole)
    raise_issue(watching.root)
    watching.line(updated)
    soon(lambda: not watching.state()["why"])
    assert "围栏松动" in watching.page("schools/yl4x.html")


def test_a_holiday_that_a_clerk_adds_comes_into_the_site(watching: Watching) -> None:
    watching.more()
    folder = watching.root / "calendar"
    folder.mkdir(exist_ok=True)
    (folder / "2026.yml").write_text("holidays: [2026-04-27]\n", "utf-8")
    assert watching.line(updated)
