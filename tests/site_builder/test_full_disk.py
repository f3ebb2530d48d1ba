"""A build that the system stops half way, for real: the site that was there stays as it was, byte for byte."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from inspections.errors import Exit
from tests.inspections.laptop.conftest import founded, office
from tests.inspections.laptop.office import Office

__all__ = ["founded", "office"]

LIMIT_BYTES = 60_000
"""More than any page, less than what is kept for reading offline: so the build fails after most of it is written."""
BUILD = "from inspections.laptop.cli import main; main()"
ROOT = Path(__file__).parents[2]


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, LIMIT_BYTES))


def tree(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


@pytest.mark.parametrize("words", [["bureau"], ["school", "--zip"]])
def test_a_build_that_cannot_be_written_whole_leaves_the_old_site(
    office: Office, words: list[str]
) -> None:
    office.does("build", "--audience", *words)
    old = tree(office.root / "site")
    office.seal()
    command = [sys.executable, "-c", BUILD, "-C", str(office.root), "build", "--audience", *words]
    stopped = subprocess.run(
        command, preexec_fn=limited, capture_output=True, cwd=ROOT, check=False
    )
    assert stopped.returncode == Exit.TRY_AGAIN, stopped
    assert b"store.full" in stopped.stderr
    assert tree(office.root / "site") == old
    office.does("build", "--audience", *words)
    assert tree(office.root / "site") != old
