"""The courier between laptops: real bundle files, lost, carried twice, in another order, or months late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inspections.errors import Problem
from tests.simulation.laptop import Laptop, Program
from tests.simulation.world import World

DELAYS = (
    timedelta(), timedelta(), timedelta(hours=5), timedelta(days=2), timedelta(days=40), timedelta(days=150),
)  # fmt: skip


@dataclass(frozen=True)
class Parcel:
    """A bundle on its way; `marks` says what is hostile in it."""

    data: bytes
    sender: str
    to: str
    due: datetime
    marks: frozenset[str] = frozenset()
    damaged: bool = False


def bundle_of(program: Program, *more: str) -> bytes | None:
    """Let a program write a bundle and return its bytes; None if it could not."""
    file = program.laptop.root / "out.ducha"
    file.unlink(missing_ok=True)
    program.run("bundle", "export", "out.ducha", *more)
    return file.read_bytes() if file.exists() else None


def send(world: World, program: Program, to: Laptop, *more: str) -> None:
    """Send a bundle; whether and when it arrives is the courier's affair."""
    data = bundle_of(program, *more)
    if data is not None:
        post(world, Parcel(data, program.laptop.name, to.name, world.now))


def post(world: World, parcel: Parcel) -> None:
    chance = world.chance
    if chance.random() < 0.15:
        world.met["courier loses"] += 1
        return
    copies = 2 if chance.random() < 0.2 else 1
    world.met["courier repeats"] += copies - 1
    for _ in range(copies):
        due = world.now + chance.choice(DELAYS) + timedelta(minutes=chance.randrange(100))
        data, damaged = parcel.data, parcel.damaged
        if chance.random() < 0.03:
            at = chance.randrange(len(data))
            data, damaged = (
                data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
                True,
            )
            world.met["courier damages"] += 1
        world.parcels.append(Parcel(data, parcel.sender, parcel.to, due, parcel.marks, damaged))


def due(world: World) -> Parcel | None:
    """Take one of the parcels that have arrived by now."""
    arrived = [one for one in world.parcels if one.due <= world.now and one.to in world.laptops]
    if not arrived:
        return None
    parcel = world.chance.choice(arrived)
    world.parcels.remove(parcel)
    return parcel


def deliver(world: World, parcel: Parcel, person: str | None = None) -> tuple[Problem, ...]:
    """Let the people at a laptop take a parcel in."""
    laptop = world.laptops[parcel.to]
    program = laptop.program(person or world.chance.choice(laptop.staff))
    file = laptop.root / "in.ducha"
    file.write_bytes(parcel.data)
    world.met["deliveries"] += 1
    world.check("sending", laptop, parcel)
    problems = program.run("bundle", "import", "in.ducha")
    _take_account(world, laptop)
    world.check("came", laptop, parcel, problems)
    return problems


def _take_account(world: World, laptop: Laptop) -> None:
    """Note that this disk has to keep what it has taken in."""
    known = world.known()
    for doc in laptop.held().values():
        laptop.owed.acts.update(i for i in doc if i in known)


def gather(world: World) -> None:
    """Carry everything to the bureau and from there to everybody, until nobody lacks anything that anybody has."""
    hub = world.laptops["bureau"]
    others = [one for one in world.laptops.values() if one is not hub]
    for _ in range(3):
        for laptop in others:
            for person in laptop.staff if _has_more(laptop, hub) else ():
                if data := bundle_of(laptop.program(person)):
                    deliver(world, Parcel(data, laptop.name, hub.name, world.now))
        data = bundle_of(hub.program("yanghui"))
        for laptop in others:
            if data and (_has_more(hub, laptop) or laptop.log.waits()):
                deliver(world, Parcel(data, hub.name, laptop.name, world.now))
        if not any(_has_more(one, hub) or _has_more(hub, one) for one in others):
            return


def _has_more(one: Laptop, other: Laptop) -> bool:
    there = other.held()
    return any(held.keys() - there.get(doc, {}).keys() for doc, held in one.held().items())
