"""The world of one seed: laptops, people, a courier, a clock; and what the simulation knows of all that was done.

Each step somebody does something with what their laptop shows, a delivery arrives, or a fault strikes. Everything
that is chance comes from the seed; whatever went wrong can be played again.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.simulation import reading
from tests.simulation.laptop import Laptop
from tests.simulation.office import FIRST_DAY, PLACES, place, shelf
from tests.simulation.seams import Signing

BEGINNING = datetime.fromisoformat(f"{FIRST_DAY}T09:00:00+08:00")
OFFSETS = (
    timedelta(), timedelta(), timedelta(minutes=-7), timedelta(hours=3), timedelta(days=3652), timedelta(days=-3652),
)  # fmt: skip


class BrokenError(AssertionError):
    """A truth that does not hold, with the seed and the last acts before it."""

    def __init__(self, world: World, checker: str, says: str) -> None:
        self.checker, self.seed, self.step = checker, world.seed, world.step
        tail = "\n".join(f"  {line}" for line in world.trace[-25:])
        again = f"python -m tests.simulation --from {world.seed} --seeds 1 --steps {world.step}"
        super().__init__(
            f"{checker}: {says}\nseed {world.seed}, step {world.step}; again: {again}\n{tail}"
        )


class Checker:
    """One truth. Each keeps its own account and asks the code under test for what it claims, never for the truth."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def name(self) -> str:
        return type(self).__name__

    def fail(self, says: str) -> None:
        raise BrokenError(self.world, self.name, says)

    def acknowledged(self, laptop: Laptop, ids: Sequence[str]) -> None:
        """Acts were acknowledged to their author, or a kill left them written."""

    def half(self, laptop: Laptop, in_doubt: Sequence[str], present: Sequence[str]) -> None:
        """A kill struck while acts were being recorded; some of them are there now."""

    def sending(self, laptop: Laptop, parcel: Any) -> None:
        """A parcel is about to be taken in."""

    def came(self, laptop: Laptop, parcel: Any, problems: Sequence[Any]) -> None:
        """A parcel was taken in, with these problems told."""

    def told(self, laptop: Laptop, problems: Sequence[Any]) -> None:
        """A command told problems to its person."""

    def looked(self, laptop: Laptop) -> None:
        """Somebody looks at all that a laptop shows."""

    def ended(self) -> None:
        """The world has come to its end: everything was carried to everybody."""


@dataclass
class World:
    """Everything that a seed makes."""

    seed: int
    checkers_of: Sequence[type[Checker]] = ()
    step: int = 0
    now: datetime = BEGINNING
    trace: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    signing: Signing = field(default_factory=Signing)
    acknowledged_ids: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    """Signed, and then not recorded: the store was busy, the disk full, the machine off."""
    hostile: dict[str, bytes] = field(default_factory=dict)
    """What the hostile inspector rightly signed and may rightly record, whatever it says."""
    never: dict[str, str] = field(default_factory=dict)
    """Events that must enter no document, and what is wrong with them."""
    forked: set[tuple[str, str]] = field(default_factory=set)
    """(device, session) of programs that ran on two machines at once."""
    laptops: dict[str, Laptop] = field(default_factory=dict)
    parcels: list[Any] = field(default_factory=list)
    acts: int = 0
    allowed_decisions: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"world {self.seed}")
        self.nonces = random.Random(f"nonces {self.seed}")
        self.folder = Path(tempfile.mkdtemp(prefix="ducha-world-", dir=shelf()))
        self.signing.acknowledged = self._acknowledged
        self.checkers = [one(self) for one in self.checkers_of]
        self._told: dict[str, reading.Told] = {}
        for name in PLACES:
            place(name, self.folder / name)
            people = tuple(p for p in PLACES[name] if p not in ("root", "chenjing"))
            self.laptops[name] = Laptop(
                name, self.folder / name, people, self, self.chance.choice(OFFSETS)
            )
        self.first = dict(self.laptops["bureau"].held()["district"])
        for laptop in self.laptops.values():
            laptop.owed.acts |= set(self.first)

    def close(self) -> None:
        for laptop in self.laptops.values():
            laptop.off()
        shutil.rmtree(self.folder, ignore_errors=True)

    def say(self, text: str) -> None:
        self.trace.append(f"{self.step:03} {text}")

    def check(self, what: str, *about: Any) -> None:
        """Let every checker look at what happened."""
        for checker in self.checkers:
            getattr(checker, what)(*about)

    def known(self) -> Mapping[str, bytes]:
        """Return every event that may stand in a document."""
        return {**self.first, **self.signing.signed, **self.hostile}

    def tell(self, event_id: str, value: bytes) -> reading.Told:
        """Return the JSON of an event; read once."""
        if event_id not in self._told:
            self._told[event_id] = reading.told(value)
        return self._told[event_id]

    def of(self, held: Mapping[str, bytes]) -> dict[str, reading.Told]:
        return {i: self.tell(i, value) for i, value in held.items()}

    def unacknowledged(self, before: int) -> list[str]:
        """Return what was signed since, and not acknowledged."""
        return [i for i in list(self.signing.signed)[before:] if i not in self.acknowledged_ids]

    def acknowledge(self, laptop: Laptop, ids: Sequence[str]) -> None:
        """Note that this disk has to hold these acts from now on."""
        self.acknowledged_ids.update(ids)
        laptop.owed.acts.update(ids)
        self.acts += len(ids)
        for i in ids:
            self.met[f"kind {self.tell(i, self.signing.signed[i])['kind']}"] += 1
        self.check("acknowledged", laptop, ids)

    def _acknowledged(self, root: str, ids: list[str]) -> None:
        laptop = next(one for one in self.laptops.values() if str(one.root) == root)
        self.acknowledge(laptop, ids)
