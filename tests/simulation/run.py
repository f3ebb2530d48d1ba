"""One seed from its beginning to its end: who does what, which faults strike, and everything carried home at last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from tests.simulation import courier, doing, faults, filling
from tests.simulation.checkers import CHECKERS
from tests.simulation.laptop import Laptop, Program
from tests.simulation.seams import DISK, Crash, machines
from tests.simulation.world import Checker, World

STEPS = 70


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
    happening = chance.choices([one for one, _ in WEIGHTS], [weight for _, weight in WEIGHTS])[0]
    try:
        happening(world)
    except Crash as crash:
        world.met["crash"] += 1
        world.say(f"… the machine went off at: {crash}")
    if DISK.fault:
        world.met[f"{DISK.fault} met"] += DISK.met
        DISK.mend()
    for laptop in list(world.laptops.values()):
        if chance.random() < 0.12:
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


def anywhere(world: World) -> Laptop:
    return world.chance.choice(list(world.laptops.values()))


def _acts(world: World) -> None:
    """Somebody works for a while."""
    program = somebody(world)
    for _ in range(world.chance.randrange(1, 4)):
        doing.act(world, program)


def _types(world: World) -> None:
    filling.type_in(world, anywhere(world))


def _sends(world: World) -> None:
    program = somebody(world)
    others = [one for one in world.laptops.values() if one is not program.laptop]
    to = world.chance.choice(others)
    more: list[str] = []
    if world.chance.random() < 0.2:
        more = ["--school", world.chance.choice(("yl3x", "yl5x"))]
    elif world.chance.random() < 0.2:
        more = ["--since", (program.laptop.now - timedelta(days=2)).date().isoformat()]
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


WEIGHTS: tuple[tuple[Callable[[World], None], float], ...] = (
    (_acts, 34.0),
    (_types, 7.0),
    (lambda world: filling.open_one(world, somebody(world)), 3.0),
    (lambda world: filling.settle_one(world, somebody(world)), 6.0),
    (lambda world: filling.decide_one(world, somebody(world)), 2.0),
    (lambda world: filling.seal_one(world, somebody(world)), 2.5),
    (lambda world: filling.amend_one(world, somebody(world)), 1.0),
    (_sends, 14.0),
    (_arrives, 22.0),
    (faults.strike, 12.0),
)
