"""What goes wrong with disks and machines; with people: `faults_people`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from inspections.errors import UserError
from inspections.folding import possible
from inspections.ids import PersonId
from inspections.laptop.acting import Acting, Behalf
from inspections.laptop.workspace import LEDGER
from inspections.vocabulary import Role
from tests.simulation import courier, doing, filling
from tests.simulation.faults_people import PEOPLE
from tests.simulation.laptop import Laptop, Program
from tests.simulation.office import ROSTER
from tests.simulation.seams import DISK
from tests.simulation.world import World

CLONES_MAX = 3
OLD_PAGE: dict[str, dict[str, str]] = {
    "commented": {"text": "按打开时所见"},
    "confirmed": {},
    "submitted": {"measures": "已办"},
    "passed": {"method": "documents"},
    "close_proposed": {"conclusion": "属实"},
    "closed": {"conclusion": "属实"},
    "reopened": {"cause": "relapse", "note": "又坏了"},
}
"""What may be done from a page that was opened a while ago, with the fields that have to be given."""
WRITES_MAX = {"crash": 30, "full": 12}


def disks(world: World) -> None:
    """Let something happen to a disk or a machine."""
    _strike(world, DISKS)


def people(world: World) -> None:
    """Let something happen to keys, or by those who mean harm."""
    _strike(world, PEOPLE)


def _strike(world: World, faults: tuple[Callable[[World], None], ...]) -> None:
    fault = world.chance.choice(faults)
    world.met[f"fault {fault.__name__}"] += 1
    fault(world)


def program_starts_anew(world: World) -> None:
    laptop = _any(world)
    world.say(f"{laptop.name} is switched off and on")
    laptop.off()


def clock_is_set(world: World) -> None:
    laptop = _any(world)
    laptop.offset = world.chance.choice(
        (timedelta(), timedelta(days=3652), timedelta(days=-3652), timedelta(hours=-9))
    )
    world.say(f"{laptop.name} sets its clock {laptop.offset}")


def disk_is_cloned(world: World) -> None:
    """The folder is copied to another machine, where a new program starts with the same key."""
    if len(world.laptops) < len(ORDINARY) + CLONES_MAX:
        laptop = _any(world, ORDINARY)
        name = f"{laptop.name}{len(world.laptops)}"
        world.say(f"the disk of {laptop.name} is cloned to {name}")
        world.laptops[name] = laptop.copied(name)


def running_machine_is_copied(world: World) -> None:
    """The machine is copied while it runs: one session lives twice, which no honest program can know."""
    running = [one for one in world.laptops.values() if one.programs and one.name in ORDINARY]
    if running and len(world.laptops) < len(ORDINARY) + CLONES_MAX:
        laptop = world.chance.choice(running)
        twin = run_twice(world, laptop)
        for machine in (laptop, twin):
            for person in machine.people:
                doing.act(world, machine.program(person), 2)


def run_twice(world: World, laptop: Laptop) -> Laptop:
    """Return the second machine of a running one."""
    name = f"{laptop.name}{len(world.laptops)}"
    world.say(f"the running machine {laptop.name} is copied to {name}")
    twin = laptop.copied(name)
    world.laptops[name] = twin
    for person, program in laptop.programs.items():
        if "actor" not in program.ctx.__dict__:
            continue
        mine, theirs = program.ctx.actor.recorder, twin.program(person).ctx.actor.recorder
        theirs.session, theirs._next, theirs._newest = (
            mine.session,
            dict(mine._next),
            dict(mine._newest),
        )
        world.forked.add((mine.key.public_hex, mine.session))
    return twin


def backup_is_made(world: World) -> None:
    laptop = _any(world)
    world.say(f"{laptop.name} is backed up")
    laptop.save()


def backup_is_restored(world: World) -> None:
    backed = [one for one in world.laptops.values() if one.backup]
    if backed:
        laptop = world.chance.choice(backed)
        world.say(f"the backup of {laptop.name} is restored")
        laptop.restore()


def machine_goes_off(world: World) -> None:
    """The machine goes off at one of the writes of whatever is done next."""
    DISK.arm("crash", world.chance.randrange(WRITES_MAX["crash"]))
    world.say("… a machine will go off")
    _busy_work(world)


def disk_is_full(world: World) -> None:
    """The disk is full from one of the next writes on."""
    DISK.arm("full", world.chance.randrange(WRITES_MAX["full"]))
    world.say("… a disk is full")
    _busy_work(world)


def _busy_work(world: World) -> None:
    laptop = _manned(world)
    program = laptop.program(world.chance.choice(laptop.people))
    parcel = courier.due(world)
    if parcel is not None and world.chance.random() < 0.5:
        world.say(f"{parcel.to} takes in what {parcel.sender} sent")
        courier.deliver(world, parcel)
        return
    work: Callable[[World, Program], None] = world.chance.choice(
        (doing.act, filling.settle_one, filling.seal_one, filling.open_one, filling.decide_one)
    )
    work(world, program)


def store_is_busy(world: World) -> None:
    """Another process holds the write lock: the command says so, nothing is written."""
    laptop = _manned(world)
    other = sqlite3.connect(laptop.root / LEDGER, isolation_level=None)
    world.say(f"the ledger of {laptop.name} is busy")
    try:
        other.execute("BEGIN IMMEDIATE")
        rows = laptop.log.rows()
        doing.act(world, laptop.program(world.chance.choice(laptop.people)))
        assert laptop.log.rows() == rows
    finally:
        other.close()


def page_is_old(world: World) -> None:
    """Somebody acts upon a page that they opened before others wrote to the same ledger."""
    laptop = _manned(world)
    program = laptop.program(world.chance.choice(laptop.people))
    program.workspace.clock = laptop.clock
    program.workspace.forget()
    issues = program.workspace.view().issues
    if not issues:
        return
    issue = world.chance.choice(issues)
    roles = [Role(role) for role in sorted(ROSTER[program.person].roles)]
    may = [k for k in possible(issue, PersonId(program.person), roles) if k in OLD_PAGE]
    before = len(world.signing.signed)
    with _told(world, laptop):
        kind = world.chance.choice(may)
        acting = _from_page(program, kind)
        act = acting.prepare(issue.id)[1]
        world.say(f"{laptop.name} {program.person}: opens {issue.id[:6]} ({issue.status})")
        doing.act(world, Program(laptop, world.chance.choice(laptop.people)))
        if (parcel := courier.due(world)) and parcel.to == laptop.name:
            courier.deliver(world, parcel)
        world.say(
            f"{laptop.name} {program.person}: {kind} {issue.id[:6]} from the page opened before"
        )
        acting.record([act])
        world.met["from an old page"] += 1
    world.undone.update(world.unacknowledged(before))


def _from_page(program: Program, kind: str) -> Acting:
    row = doing.ROWS[kind]
    school_side = row.behalf and "school" not in ROSTER[program.person].roles
    behalf = Behalf("周老师", "phone", None) if school_side else None
    return Acting(
        program.ctx, row, {f.name: OLD_PAGE[kind].get(f.name) for f in row.body}, behalf, None
    )


@contextmanager
def _told(world: World, laptop: Laptop) -> Iterator[None]:
    """Let a refusal be told to its person."""
    try:
        yield
    except UserError as error:
        world.check("told", laptop, error.problems)


ORDINARY = ("bureau", "wang", "area", "school", "dark")
DISKS: tuple[Callable[[World], None], ...] = (
    program_starts_anew, clock_is_set, disk_is_cloned, running_machine_is_copied, backup_is_made, backup_is_made,
    backup_is_restored, machine_goes_off, machine_goes_off, machine_goes_off, disk_is_full, store_is_busy, page_is_old,
)  # fmt: skip


def _any(world: World, among: tuple[str, ...] = ()) -> Laptop:
    names = [name for name in world.laptops if not among or name in among]
    return world.laptops[world.chance.choice(names)]


def _manned(world: World) -> Laptop:
    """Return a laptop at which somebody works whose key is good, as far as they know."""
    return world.chance.choice([one for one in world.laptops.values() if one.people])
