"""Plays the story through the commands, minute by minute, each person as themselves; knows nothing of the ledger.

Same seed, same bytes: the time of every command comes from the story, its chance from the seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from inspections.laptop.demo.story import COUNTY, ZONE, Visit, text_of, visits
from inspections.laptop.demo.telling import Step, Teller
from inspections.laptop.demo.visiting import Visiting
from inspections.laptop.demo.words import LEAFLET, README

NAME = "云岭县"
AS_OF = "2026-04-24"
FOUNDER, FOUNDER_NAME = "guozhengming", "郭正铭"
FOUNDED = datetime(2026, 2, 26, 9, 0, tzinfo=ZONE)
PUBLISHED = datetime(2026, 4, 24, 17, 30, tzinfo=ZONE)


@dataclass(frozen=True)
class Play:
    """The story in the workspace of `teller`."""

    teller: Teller

    def steps(self) -> list[Step]:
        """Return all of the story, in the order in which it happened."""
        told = visits()
        visiting = Visiting(self.teller)
        later = [*_visits(visiting, told), *visiting.acts(told)]
        later.sort(key=lambda step: step.at)
        return [Step(FOUNDED, self._found), *later, Step(PUBLISHED, self._publish)]

    def _found(self) -> None:
        """Set up the county: workspace, roster, people."""
        ducha, root = self.teller.ducha, self.teller.root
        root.mkdir(parents=True)
        founder = ("--person", FOUNDER, "--person-name", FOUNDER_NAME, "--role", "bureau")
        ducha(FOUNDED, FOUNDER, "init", ".", "--name", NAME, *founder, "--as-of", AS_OF)
        for noun, name in (("school", "schools.csv"), ("person", "people.csv")):
            (root / name).write_text(text_of(COUNTY, name), "utf-8", newline="\n")
            ducha(FOUNDED, FOUNDER, noun, "import", name)
        # now that the people are known, their names stand in the roster
        ducha(FOUNDED, FOUNDER, "school", "import", "schools.csv")

    def _publish(self) -> None:
        (self.teller.root / LEAFLET).write_text(README, "utf-8", newline="\n")
        self.teller.ducha(PUBLISHED, FOUNDER, "build")


def _visits(visiting: Visiting, told: tuple[Visit, ...]) -> Iterator[Step]:
    for visit in told:
        yield Step(visit.began, partial(visiting.open, visit))
        yield Step(visit.sealed, partial(visiting.seal, [visit], visit.sealed, visit.by))
