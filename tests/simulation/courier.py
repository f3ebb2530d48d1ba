"""The courier between laptops: real bundle files, lost, carried twice, in another order, or months late."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    maker: str = ""
    made: datetime | None = None
    """The maker's clock when the bundle was made."""
    holds: frozenset[str] = frozenset()
    """What the maker's ledger held."""


def bundle_of(program: Program, *more: str) -> bytes | None:
    """Let a program write a bundle and return its bytes; None if it could not."""
    file = program.laptop.root / "out.ducha"
    file.unlink(missing_ok=True)
    program.run("bundle", "export", "out.ducha", *more)
    return file.read_bytes() if file.exists() else None


def packed(world: World, program: Program, to: str, *more: str) -> Parcel | None:
    """Return a bundle on its way to a laptop, with what its maker held; None if it could not be made."""
    data = bundle_of(program, *more)
    if data is None:
        return None
    laptop = program.laptop
    holds = frozenset(i for doc in laptop.held().values() for i in doc)
    made = laptop.now.replace(microsecond=0)
    return Parcel(data, laptop.name, to, world.now, maker=program.person, made=made, holds=holds)


def send(world: World, program: Program, to: Laptop, *more: str) -> None:
    """Send a bundle; whether and when it arrives is the courier's affair."""
    parcel = packed(world, program, to.name, *more)
    if parcel is not None:
        post(world, parcel)


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
        world.parcels.append(replace(parcel, data=data, due=due, damaged=damaged))


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
                if parcel := packed(world, laptop.program(person), hub.name):
                    deliver(world, parcel)
        whole = packed(world, hub.program("yanghui"), hub.name)
        for laptop in others:
            if whole and (_has_more(hub, laptop) or laptop.log.waits()):
                deliver(world, replace(whole, to=laptop.name))
        if not any(_has_more(one, hub) or _has_more(hub, one) for one in others):
            return


def _has_more(one: Laptop, other: Laptop) -> bool:
    there = other.held()
    return any(held.keys() - there.get(doc, {}).keys() for doc, held in one.held().items())
