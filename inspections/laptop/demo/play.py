"""Plays the story through the commands, minute by minute, each person as themselves; knows nothing of the ledger.

Same seed, same bytes: the time of every command comes from the story, its chance from the seed.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspections.errors import Exit
from inspections.laptop.demo import hand
from inspections.laptop.demo.story import ZONE, Act, Visit, roster, visits
from inspections.laptop.demo.words import LEAFLET, README

NAME = "云岭县"
AS_OF = "2026-04-24"
FOUNDER, FOUNDER_NAME = "guozhengming", "郭正铭"
FOUNDED = datetime(2026, 2, 26, 9, 0, tzinfo=ZONE)
PUBLISHED = datetime(2026, 4, 24, 17, 30, tzinfo=ZONE)
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


@dataclass
class Play:
    """The story in the workspace `root`, told with the commands that `run` runs."""

    root: Path
    seed: str
    run: Run

    def steps(self) -> list[Step]:
        """Return all of the story, in the order in which it happened."""
        told = visits()
        later = [*self._visits(told), *self._acts(told)]
        later.sort(key=lambda step: step.at)
        return [Step(FOUNDED, self._found), *later, Step(PUBLISHED, self._publish)]

    def _found(self) -> None:
        """Set up the county: workspace, roster, people."""
        self.root.mkdir(parents=True)
        founder = ("--person", FOUNDER, "--person-name", FOUNDER_NAME, "--role", "bureau")
        self._ducha(FOUNDED, FOUNDER, "init", ".", "--name", NAME, *founder, "--as-of", AS_OF)
        for noun, name in (("school", "schools.csv"), ("person", "people.csv")):
            (self.root / name).write_text(roster(name), "utf-8", newline="\n")
            self._ducha(FOUNDED, FOUNDER, noun, "import", name)

    def _visits(self, told: tuple[Visit, ...]) -> Iterator[Step]:
        for visit in told:
            yield Step(visit.began, lambda visit=visit: self._open(visit))  # type: ignore[misc]
            yield Step(visit.sealed, lambda visit=visit: self._seal(visit))  # type: ignore[misc]

    def _open(self, visit: Visit) -> None:
        day = visit.began.date().isoformat()
        place = ("--team", visit.team, "--date", day)
        self._ducha(visit.began, visit.by, "new", visit.school, visit.checklist, *place)

    def _seal(self, visit: Visit) -> None:
        hand.fill(self.root, visit, self.seed)
        self._ducha(visit.sealed, visit.by, "check", hand.record_path(visit))
        self._ducha(visit.sealed, visit.by, "seal", hand.record_path(visit))

    def _acts(self, told: tuple[Visit, ...]) -> Iterator[Step]:
        """Yield the acts; the same act on several issues of a school in one minute is one command."""
        groups: dict[tuple[object, ...], tuple[Visit, Act, list[str]]] = {}
        for visit in told:
            for key, acts in visit.acts.items():
                for act in acts:
                    same = (visit.school, act.at, act.by, act.command, tuple(act.options.items()))
                    group = groups.setdefault(same, (visit, act, []))
                    group[2].append(visit.issue(key))
        for visit, act, issues in groups.values():
            yield Step(act.at, lambda v=visit, a=act, i=issues: self._act(v, a, i))  # type: ignore[misc]

    def _act(self, visit: Visit, act: Act, issues: list[str]) -> None:
        arguments = ["issue", act.command, *issues]
        for name, value in act.options.items():
            if isinstance(value, str):
                other = visit.issue(value) if name == "into" else value
                arguments += [f"--{name}", other]
                continue
            at = visit.sealed if name == "photos-before" else act.at
            for path in hand.send_in(self.root, visit.school, value, at, self.seed):
                arguments += [f"--{name}", path]
        self._ducha(act.at, act.by, *arguments)

    def _publish(self) -> None:
        (self.root / LEAFLET).write_text(README, "utf-8", newline="\n")
        self._ducha(PUBLISHED, FOUNDER, "build")

    def _ducha(self, at: datetime, by: str, *arguments: str) -> None:
        """Run one command at a time as a person. Raises StoppedError when it does not succeed."""
        env = {"DUCHA_NOW": at.isoformat(), "DUCHA_SEED": self.seed, "DUCHA_PERSON": by}
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = self.run(list(arguments), env, self.root)
        if status != Exit.DONE:
            raise StoppedError(list(arguments), said.getvalue(), status)
