"""Joining over the network, cut off: a command that is killed at each step, a line that breaks at each piece."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from inspections.ids import DISTRICT
from inspections.laptop import sync_line
from tests.stories.joining_office import Bureau, asks, bureau, empty, key_of, process
from tests.stories.lines import Cutting
from tests.stories.together import Laptop
from tests.sync_server.serving import Hall

BEFORE = (
    "join_state.keep",
    "commands.init.write_files",
    "keyring.Keyring.put",
    "sync_line.Line.join:2",
)
"""Killed right before each of these, while it asks: nothing on the disk, notes, plain files, a key."""
AFTER = (
    "joining.join",
    "joining.Store",
    "store.Store.transaction",
    "commands.sync.run_sync",
    "join_state.forget",
)
"""Killed right before each of these, once the bureau has said yes."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with bureau(Hall(tmp_path_factory.mktemp("office"))) as found:
        yield found


def killing(point: str) -> str:
    """Python that has the process killed when it is about to call `point` (`:2`: for the second time)."""
    where, _, count = point.partition(":")
    module, name = where.rsplit(".", 1)
    return f"""
import importlib, os, signal
path = "inspections.laptop.{module}".split(".")
owner = None
for n in range(len(path), 0, -1):
    try:
        owner = importlib.import_module(".".join(path[:n]))
    except ModuleNotFoundError:
        continue
    for part in path[n:]:
        owner = getattr(owner, part)
    break
real, left = getattr(owner, "{name}"), [{count or 1}]
def killed(*given, **named):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)
setattr(owner, "{name}", killed)
"""


def holds_everything(office: Bureau, laptop: Laptop) -> None:
    for doc in (DISTRICT, "yl3x"):
        bureau_s = {e.id for e in office.hall.office.events(doc)}
        assert bureau_s <= {e.id for e in laptop.events(doc)}
    assert laptop.does("doctor").status == 0
    assert not (laptop.root / ".ducha/join.json").exists()


@pytest.mark.parametrize("point", BEFORE)
def test_killed_while_it_asks_the_next_run_goes_on_with_one_key_and_one_request(
    office: Bureau, tmp_path: Path, point: str
) -> None:
    laptop, code = empty(tmp_path / "new", "wangmin"), office.clerk.invite("wangmin")
    killed = process(laptop, "join", office.url, code, prelude=killing(point))
    assert killed.returncode == -signal.SIGKILL, killed
    assert asks(laptop, office.url, code).codes == ["join.waiting"]
    assert [p.name for p in (laptop.root / ".ducha/keys").iterdir()] == ["wangmin.key"]
    assert office.clerk.sees(key_of(laptop))
    office.clerk.says(key_of(laptop))
    laptop.does("join", "--root", office.root_code)
    holds_everything(office, laptop)


@pytest.mark.parametrize("point", AFTER)
def test_killed_while_it_joins_the_next_run_makes_it_whole(
    office: Bureau, tmp_path: Path, point: str
) -> None:
    laptop, code = empty(tmp_path / "new", "wangmin"), office.clerk.invite("wangmin")
    asks(laptop, office.url, code, "--root", office.root_code)
    office.clerk.says(key_of(laptop))
    killed = process(laptop, "join", prelude=killing(point))
    assert killed.returncode == -signal.SIGKILL, killed
    laptop.does("join")
    holds_everything(office, laptop)


def test_a_line_that_breaks_at_each_piece_loses_nothing(office: Bureau, tmp_path: Path) -> None:
    laptop, code = empty(tmp_path / "new", "wangmin"), office.clerk.invite("wangmin")
    pieces, confirmed, runs = 0, False, list[int]()
    with patch.object(sync_line, "PAUSES", ()):
        while not runs or runs[-1]:
            pieces += 1 if pieces < 8 else 6
            with Cutting(office.url, pieces=pieces, piece=2048) as line:
                said = laptop.ducha("--json", "join", line.url, code, "--root", office.root_code)
            assert said.status in (0, 5), said
            runs.append(said.status)
            if not confirmed and "join.waiting" in said.codes:
                confirmed = office.clerk.says(key_of(laptop)) == 200
            assert len(runs) < 40
    assert len(runs) > 5
    holds_everything(office, laptop)
