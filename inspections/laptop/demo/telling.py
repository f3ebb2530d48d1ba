"""Runs the commands of a story, each at its minute and as its person; a command that does not succeed stops the story."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspections.errors import Exit

Run = Callable[[list[str], Mapping[str, str], Path], int]


class StoppedError(Exception):
    """A command of the story did not succeed: what it was, what it said, its exit status."""

    def __init__(self, arguments: list[str], said: str, status: int) -> None:
        super().__init__(f"ducha {' '.join(arguments)}: {status}\n{said}")
        self.said = said
        self.status = status


@dataclass(frozen=True)
class Step:
    """Something that happens at a minute of the story."""

    at: datetime
    do: Callable[[], None]


@dataclass(frozen=True)
class Teller:
    """Who runs the commands of a story in the workspace `root`, with the command `run` and chance from `seed`."""

    root: Path
    seed: str
    run: Run

    def ducha(self, at: datetime, by: str, *arguments: str) -> str:
        """Run one command at a time as a person, and return what it wrote. Raises StoppedError."""
        env = {"DUCHA_NOW": at.isoformat(), "DUCHA_SEED": self.seed, "DUCHA_PERSON": by}
        said, wrong = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
            status = self.run(list(arguments), env, self.root)
        if status != Exit.DONE:
            raise StoppedError(list(arguments), said.getvalue() + wrong.getvalue(), status)
        return said.getvalue()
