"""A simulated laptop: a folder with a real ledger, the programs that run on it, and what the simulation owes to it.

A program is one start of `ducha` by one person; it runs real commands with a context of its own, one after another, as
the form in the browser does, so its session goes on. `owed` is the simulation's own account of what this disk must hold.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspections.errors import Exit, Msg, Problem, UserError
from inspections.laptop.cli import ducha
from inspections.laptop.clock import Clock
from inspections.laptop.context import Context
from inspections.laptop.workspace import LEDGER, Workspace
from tests.simulation.reading import Log
from tests.simulation.seams import DISK, Crash, program_runs

if TYPE_CHECKING:
    from tests.simulation.world import World


@dataclass
class Quiet(Context):
    """A context that keeps what it would print."""

    problems: list[Problem] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def say(self, message: Msg) -> None:
        self.said.append(self.text(message))

    def answer(self, value: Any) -> None:
        pass

    def fail(self, problems: Iterable[Problem], exit: Exit = Exit.PROBLEMS) -> None:
        listed = list(problems)
        for problem in listed:
            self.text(problem.what)
            self.text(problem.remedy)
        self.problems += listed

    def progress(self, things: Iterable[Any], what: Msg, total: int | None = None) -> Any:
        yield from things


@dataclass
class Owed:
    """What a disk must hold, by the simulation's own account."""

    acts: set[str] = field(default_factory=set)
    """Acknowledged on this disk, or taken in by it."""
    typed: dict[str, dict[str, tuple[str | None, str | None]]] = field(default_factory=dict)
    """inspection -> path -> what the file said when it was last settled, and what was typed since."""


class Program:
    """One start of the program by one person."""

    def __init__(self, laptop: Laptop, person: str) -> None:
        self.laptop, self.person = laptop, person
        self.ctx = Quiet(start=laptop.root, person=person)
        self.ctx.__dict__["workspace"] = Workspace(laptop.root, laptop.clock)

    @property
    def workspace(self) -> Workspace:
        return self.ctx.workspace

    def run(self, *words: str) -> tuple[Problem, ...]:
        """Run a command and return the problems that it told; a crash ends every program of the laptop."""
        self.workspace.clock = self.laptop.clock
        self.workspace.forget()
        self.ctx.problems.clear()
        for program in self.laptop.programs.values():
            program.ctx.said.clear()
        world = self.laptop.world
        before = len(world.signing.signed)
        try:
            with program_runs():
                ducha.main(["--as", self.person, *words], obj=self.ctx, standalone_mode=False)
        except UserError as error:
            self.ctx.fail(error.problems, error.exit)
        except Crash:
            self.laptop.crashed(world.unacknowledged(before))
            raise
        world.undone.update(world.unacknowledged(before))
        return tuple(self.ctx.problems)

    def end(self) -> None:
        """End the program, whatever it was doing: what was not committed is gone."""
        store = self.ctx.workspace.__dict__.pop("store", None)
        if store is not None:
            store._connection._real.close()


@dataclass
class Laptop:
    """One machine of the world."""

    name: str
    root: Path
    staff: tuple[str, ...]
    world: World
    offset: timedelta = timedelta()
    owed: Owed = field(default_factory=Owed)
    programs: dict[str, Program] = field(default_factory=dict)
    backup: tuple[Path, Owed] | None = None
    log: Log = field(init=False)

    def __post_init__(self) -> None:
        self.log = Log(self.root / LEDGER)

    @property
    def clock(self) -> Clock:
        return Clock((self.world.now + self.offset).replace(microsecond=0))

    @property
    def now(self) -> datetime:
        return self.world.now + self.offset

    @property
    def people(self) -> tuple[str, ...]:
        """Who works here, as far as this laptop knows: nobody goes on with a key of which it holds the revocation."""
        district = self.world.of(self.held().get("district", {})).values()
        ended = {one["subject"] for one in district if one["kind"] == "device_revoked"}
        held = {
            one["body"]["person"]
            for one in district
            if one["kind"] == "device_certified" and one["subject"] not in ended
        }
        return tuple(person for person in self.staff if person in held)

    def program(self, person: str) -> Program:
        if person not in self.programs:
            self.programs[person] = Program(self, person)
        return self.programs[person]

    def fresh(self) -> Workspace:
        """Return the workspace as a program would see it that is started now; close it after use."""
        return Workspace(self.root, self.clock)

    def held(self) -> Mapping[str, Mapping[str, bytes]]:
        return self.log.held()

    def off(self) -> None:
        """Switch the machine off: every program ends."""
        for program in self.programs.values():
            program.end()
        self.programs.clear()
        self.log.close()

    def crashed(self, in_doubt: list[str]) -> None:
        """Switch off in the middle of a write; what was signed and not acknowledged may be there, whole, or not."""
        DISK.mend()
        self.off()
        there = {i for doc in self.held().values() for i in doc}
        present = [i for i in in_doubt if i in there]
        self.world.check("half", self, in_doubt, present)
        if present:
            self.world.acknowledge(self, present)
        self.world.undone.update(set(in_doubt) - set(present))

    def copied(self, name: str) -> Laptop:
        """Return another machine with a copy of this disk; the programs go on here, those there start anew."""
        root = self.world.folder / name
        for program in self.programs.values():
            program.workspace.close()
        self.log.close()
        shutil.copytree(self.root, root)
        return Laptop(name, root, self.staff, self.world, self.offset, copy.deepcopy(self.owed))

    def save(self) -> None:
        """Make a backup of the folder."""
        self.off()
        to = self.world.folder / f"{self.name}-backup"
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.root, to)
        self.backup = to, copy.deepcopy(self.owed)

    def restore(self) -> None:
        """Put the backup in the place of the folder: what was done since is lost here."""
        assert self.backup is not None
        self.off()
        shutil.rmtree(self.root)
        shutil.copytree(self.backup[0], self.root)
        self.owed = copy.deepcopy(self.backup[1])
        self.log = Log(self.root / LEDGER)
