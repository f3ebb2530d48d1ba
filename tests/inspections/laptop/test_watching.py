"""`ducha check --watch`: what changed is said again, nothing else, and Ctrl-C ends it."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspections.laptop.watching import Change, Watch

EXAMPLE = Path(__file__).parents[2] / "golden" / "example"
RECORD = Path("inspections/yl3x/2022-04-12-opening_random-t3.yml")
SECONDS_MAX = 30


def changed(root: Path, files: list[Path], *acts: Callable[[], object]) -> Change:
    """Do one act at each look of a watch, and return what it then says."""
    waiting = list(acts)
    watch = Watch(root, lambda: files, lambda _: waiting.pop(0)() if waiting else None)
    return watch.wait()


def test_an_edited_file_is_named_alone(tmp_path: Path) -> None:
    a, b = tmp_path / "a.yml", tmp_path / "b.yml"
    for path in (a, b):
        path.write_text("x", encoding="utf-8")
    assert changed(tmp_path, [a, b], lambda: a.write_text("xy", encoding="utf-8")) == Change(
        (a,), ()
    )


def test_a_new_photo_is_a_change_of_its_record(tmp_path: Path) -> None:
    a = tmp_path / "a.yml"
    a.write_text("x", encoding="utf-8")
    a.with_suffix("").mkdir()
    photo = a.with_suffix("") / "1.jpg"
    assert changed(tmp_path, [a], lambda: photo.write_bytes(b"p")).edited == (a,)


def test_a_private_sibling_is_a_change_of_its_record(tmp_path: Path) -> None:
    a = tmp_path / "a.yml"
    a.write_text("x", encoding="utf-8")
    sibling = tmp_path / "a.private.yml"
    assert changed(tmp_path, [a], lambda: sibling.write_bytes(b"p")).edited == (a,)


def test_a_new_and_a_gone_file_are_changes(tmp_path: Path) -> None:
    a, b = tmp_path / "a.yml", tmp_path / "b.yml"
    a.write_text("x", encoding="utf-8")
    files = [a]

    def swap() -> None:
        a.unlink()
        b.write_text("x", encoding="utf-8")
        files[:] = [b]

    assert changed(tmp_path, files, swap).edited == (a, b)


def test_a_checklist_touches_every_record(tmp_path: Path) -> None:
    a = tmp_path / "a.yml"
    a.write_text("x", encoding="utf-8")
    (tmp_path / "checklists").mkdir()
    new = tmp_path / "checklists" / "new.yml"
    assert changed(tmp_path, [a], lambda: new.write_bytes(b"p")) == Change((), (a,))


def test_a_file_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    a = tmp_path / "a.yml"
    a.write_text("before", encoding="utf-8")
    seen: list[str] = []

    def write(text: str) -> Callable[[], None]:
        def act() -> None:
            seen.append(text)
            a.write_text(text, encoding="utf-8")

        return act

    changed(tmp_path, [a], write(""), write("half"), write("the whole text"))
    assert seen == ["", "half", "the whole text"], "told only once nothing moves any more"


class Running:
    """`ducha check --watch` as a process of its own; `until` waits for a line."""

    def __init__(self, county: Path, *more: str) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "inspections.laptop",
                "-C",
                str(county),
                "check",
                "--watch",
                *more,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
            cwd=Path(__file__).parents[3],
        )
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def until(self, part: str, after: int = 0) -> list[str]:
        """Return the lines from `after` to the one that holds `part`."""
        deadline = time.monotonic() + SECONDS_MAX
        while time.monotonic() < deadline:
            for place, line in enumerate(list(self.lines)):
                if place >= after and part in line:
                    return self.lines[after : place + 1]
            time.sleep(0.02)
        raise AssertionError(f"no {part!r} in {self.lines[after:]}")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The reference example with a second record, which nobody touches."""
    shutil.copytree(EXAMPLE, tmp_path / "county")
    root = tmp_path / "county"
    text = (root / RECORD).read_text(encoding="utf-8")
    other = root / RECORD.with_name("2022-04-12-opening_random-t4.yml")
    other.write_text(text.replace("-t3", "-t4").replace("team: t3", "team: t4"), encoding="utf-8")
    return root


@pytest.fixture
def running(county: Path) -> Iterator[Running]:
    one = Running(county)
    yield one
    one.process.kill()
    one.process.wait()
    if one.process.stdout:
        one.process.stdout.close()


@pytest.mark.story
def test_a_saved_file_is_checked_again_and_ctrl_c_ends(county: Path, running: Running) -> None:
    first = len(running.until("Ctrl-C"))
    assert any("-t4.yml" in line for line in running.lines)
    text = (county / RECORD).read_text(encoding="utf-8")
    (county / RECORD).write_text(
        text.replace("last_drill: 2022-03-18", "last_drill: 昨天"), encoding="utf-8"
    )
    again = running.until("检查了 1 份", first)
    assert any("value.type" in line and "-t3.yml" in line for line in again)
    assert not any("-t4.yml" in line for line in again)
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(SECONDS_MAX) == 0
    assert "Traceback" not in "".join(running.lines)


@pytest.mark.story
def test_a_broken_district_file_is_said_and_outlived(county: Path, running: Running) -> None:
    first = len(running.until("Ctrl-C"))
    good = (county / "district.yml").read_text(encoding="utf-8")
    (county / "district.yml").write_text("name: [", encoding="utf-8")
    broken = first + len(running.until("district.yml", first))
    (county / "district.yml").write_text(good, encoding="utf-8")
    running.until("检查了", broken)
    assert running.process.poll() is None
