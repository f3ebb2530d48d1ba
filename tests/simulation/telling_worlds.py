"""Worlds for told stories: the same laptops, disks, courier and checkers, and nothing left to chance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from inspections.errors import Problem
from inspections.view import Issue, SchoolView
from tests.simulation import courier, filling
from tests.simulation.checkers import CHECKERS
from tests.simulation.courier import Parcel, bundle_of
from tests.simulation.laptop import Laptop, Program
from tests.simulation.run import finish
from tests.simulation.seams import machines, program_runs
from tests.simulation.views import view_of
from tests.simulation.world import World

FIELDS = {
    "raise": ("--school", "yl3x", "--source", "tip", "--title", "墙面开裂", "--category", "other", "--severity", "ordinary",
              "--disposition", "notice"),
    "notify": ("--due", "2026-03-20", "--requirement", "修好"),
    "submit": ("--measures", "已修好"),
    "pass": ("--method", "on_site"),
    "close": ("--conclusion", "属实"),
    "propose-close": ("--conclusion", "属实"),
    "return": ("--method", "on_site", "--remaining", "还有一处", "--due", "2026-03-30"),
    "withdraw": ("--cause", "not_a_problem", "--reason", "不属实"),
    "comment": ("--text", "看过了"),
    "add-evidence": ("--files", "papers/甲.txt"),
    "decide": ("--reason", "核对过"),
    "reopen": ("--cause", "relapse", "--note", "又裂了"),
}  # fmt: skip


@dataclass
class Tale:
    """A world in which everybody does what the story says."""

    world: World

    def laptop(self, name: str) -> Laptop:
        return self.world.laptops[name]

    def at(self, name: str, person: str = "") -> Program:
        laptop = self.laptop(name)
        return laptop.program(person or laptop.staff[0])

    def does(self, program: Program, act: str, *words: str) -> list[str]:
        """Let somebody act on the only issue, or on the one named; return the codes of what was told against it."""
        self.world.now += timedelta(hours=1)
        if act == "raise" or words:
            issues: tuple[str, ...] = ()
        else:
            issues = (self.issues(program.laptop)[0].id,)
        problems = program.run("issue", act, *issues, *words, *FIELDS.get(act, ()))
        self.world.check("told", program.laptop, problems)
        return [str(problem.code) for problem in problems]

    def carry(self, program: Program, *to: str, more: tuple[str, ...] = ()) -> list[Problem]:
        """Carry a bundle at once; return what was told on its arrival."""
        told: list[Problem] = []
        for parcel in self.packed(program, *to, more=more):
            told += courier.deliver(self.world, parcel)
        return told

    def packed(self, program: Program, *to: str, more: tuple[str, ...] = ()) -> list[Parcel]:
        """Return parcels that can be delivered later."""
        data = bundle_of(program, *more)
        assert data is not None
        return [Parcel(data, program.laptop.name, one, self.world.now) for one in to]

    def view(self, laptop: Laptop, school: str = "yl3x") -> SchoolView:
        return view_of(self.world, laptop)[school][1]

    def issues(self, laptop: Laptop) -> tuple[Issue, ...]:
        return self.view(laptop).issues

    def issue(self, laptop: Laptop) -> Issue:
        (issue,) = self.issues(laptop)
        return issue

    def file(self, laptop: Laptop) -> Path:
        (path,) = filling.copies(laptop)
        return path

    def settles(self, program: Program) -> None:
        with program_runs():
            filling.settle_file(self.world, program, self.file(program.laptop))

    def fork(self, name: str, to: str) -> Laptop:
        """Return a machine with a copy of a disk."""
        self.world.laptops[to] = self.laptop(name).copied(to)
        return self.world.laptops[to]

    def end(self) -> None:
        """Carry everything to everybody and let every checker look."""
        finish(self.world)


@contextmanager
def tale(seed: int = 0) -> Iterator[Tale]:
    """Begin a story; at its end everything is carried to everybody, and every checker looks."""
    world = World(seed, CHECKERS)
    for laptop in world.laptops.values():
        laptop.offset = timedelta()
    try:
        with machines(world.nonces, world.signing):
            story = Tale(world)
            yield story
            story.end()
    finally:
        world.close()


def notified(story: Tale) -> None:
    """Tell an issue up to 整改中, known on every laptop."""
    story.does(story.at("wang"), "raise")
    story.carry(story.at("wang"), "bureau")
    for act in ("confirm", "notify"):
        assert story.does(story.at("bureau"), act) == []
    story.carry(story.at("bureau"), "wang", "area", "school", "dark")
