"""One seed from its beginning to its end: who does what, which faults strike, and everything carried home at last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tests.simulation import courier, doing, faults, filling
from tests.simulation.checkers import CHECKERS
from tests.simulation.laptop import Program
from tests.simulation.seams import DISK, Crash, machines
from tests.simulation.world import Checker, World

STEPS = 60
LOOKS = 0.05
RESTARTS = 0.25
"""How likely somebody looks at all that a laptop shows, after each step."""


@dataclass
class Outcome:
    """What a seed came to."""

    seed: int
    acts: int
    events: int
    digest: str
    met: Counter[str] = field(default_factory=Counter)


def play(seed: int, steps: int = STEPS, checkers: Sequence[type[Checker]] = CHECKERS) -> Outcome:
    """Play a seed and return what it came to. Raises BrokenError when a truth does not hold."""
    world = World(seed, checkers)
    try:
        with machines(world.nonces, world.signing):
            begin(world)
            for world.step in range(1, steps + 1):
                step(world)
            finish(world)
        return Outcome(
            seed,
            world.acts,
            sum(map(len, world.laptops["bureau"].held().values())),
            digest(world),
            world.met,
        )
    finally:
        world.close()


def begin(world: World) -> None:
    """Let everybody begin with a few issues and an inspection that all know of."""
    wang = world.laptops["wang"].program("wangmin")
    for school in ("yl3x", "yl3x", "yl5x"):
        doing.raise_one(world, wang, school)
    filling.open_one(world, wang, "yl3x", "t1")
    for path in filling.copies(wang.laptop):
        filling.answer(world, wang.laptop, path, "duty", "不符合")
    courier.gather(world)


def step(world: World) -> None:
    """Let time pass and one thing happen."""
    chance = world.chance
    world.now += timedelta(minutes=chance.randrange(1, 300)) + timedelta(
        days=chance.choice((0, 0, 0, 1, 5))
    )
    if chance.random() < RESTARTS:
        faults.program_starts_anew(world)
    happening = chance.choices(
        list(WEIGHTS), [row[world.seed % len(row)] for row in WEIGHTS.values()]
    )[0]
    try:
        happening(world)
    except Crash as crash:
        world.met["crash"] += 1
        world.say(f"… the machine went off at: {crash}")
    if DISK.fault:
        world.met[f"{DISK.fault} met"] += DISK.met
        DISK.mend()
    for laptop in list(world.laptops.values()):
        if chance.random() < LOOKS:
            world.check("looked", laptop)


def finish(world: World) -> None:
    """Carry everything to everybody, and look at it."""
    world.say("everything is carried to everybody")
    world.now += timedelta(days=400)
    while world.parcels and (parcel := courier.due(world)):
        courier.deliver(world, parcel)
    courier.gather(world)
    for laptop in world.laptops.values():
        world.check("looked", laptop)
    world.check("ended")


def digest(world: World) -> str:
    """Return what tells this run from any other: all that was done, and all that every laptop holds."""
    import hashlib

    held = [sorted(doc) for one in world.laptops.values() for doc in one.held().values()]
    return hashlib.sha256(repr((world.trace, held)).encode()).hexdigest()[:16]


def somebody(world: World) -> Program:
    """Return a program of somebody at one of the laptops."""
    laptop = world.chance.choice([one for one in world.laptops.values() if one.people])
    return laptop.program(world.chance.choice(laptop.people))


def _acts(world: World) -> None:
    """Somebody works for a while."""
    doing.act(world, somebody(world), world.chance.randrange(1, 6))


def _types(world: World) -> None:
    """Somebody types for a while; schools seldom, for what they type beside their own column is refused."""
    program = somebody(world)
    if program.person == "zhoulaoshi" and world.chance.random() < 0.8:
        return
    for _ in range(world.chance.randrange(1, 4)):
        filling.type_in(world, program.laptop)
    if world.chance.random() < 0.5:
        filling.settle_one(world, program)


def _sends(world: World) -> None:
    program = somebody(world)
    others = [one for one in world.laptops.values() if one is not program.laptop]
    to = world.chance.choice(others)
    more: list[str] = []
    luck = world.chance.random()
    if luck < 0.15:
        more = ["--school", world.chance.choice(("yl3x", "yl5x"))]
    elif luck < 0.5:
        days = world.chance.choice((0, 0, 1, 3, 7))
        more = ["--since", (program.laptop.now - timedelta(days=days)).date().isoformat()]
    world.say(f"{program.laptop.name} {program.person}: sends to {to.name} {' '.join(more)}")
    courier.send(world, program, to, *more)


def _arrives(world: World) -> None:
    parcel = courier.due(world)
    if parcel is None:
        _sends(world)
        return
    world.say(
        f"{parcel.to} takes in what {parcel.sender} sent{' (hostile)' if parcel.marks else ''}"
    )
    courier.deliver(world, parcel)


def _opens(world: World) -> None:
    filling.open_one(world, somebody(world))


def _settles(world: World) -> None:
    filling.settle_one(world, somebody(world))


def _decides(world: World) -> None:
    filling.decide_one(world, somebody(world))


def _seals(world: World) -> None:
    filling.seal_one(world, somebody(world))


def _amends(world: World) -> None:
    filling.amend_one(world, somebody(world))


Happening = Callable[[World], None]
WEIGHTS: dict[Happening, tuple[float, ...]] = {
    _acts: (30, 50, 6, 20, 20),
    _types: (8, 2, 30, 6, 4),
    _opens: (2, 1, 6, 2, 1),
    _settles: (6, 1, 14, 6, 2),
    _decides: (2, 0.5, 9, 1, 1),
    _seals: (3, 1, 9, 2, 2),
    _amends: (2, 0.5, 6, 1, 1),
    _sends: (14, 16, 18, 10, 12),
    _arrives: (20, 22, 24, 14, 14),
    faults.disks: (7, 3, 3, 30, 3),
    faults.people: (6, 3, 1, 8, 40),
}
"""What happens, and how often: in worlds of all things, of issues, of files, of failing disks, of hostile people."""
