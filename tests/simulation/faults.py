"""What goes wrong: with disks, with machines, with keys, with the people who hold them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from inspections.errors import UserError
from inspections.folding import possible
from inspections.ids import DISTRICT, PersonId
from inspections.laptop.acting import Acting, Behalf
from inspections.laptop.actor import root_recorder
from inspections.laptop.recorder import Act
from inspections.laptop.workspace import LEDGER
from inspections.vocabulary import Role
from tests.simulation import courier, doing, filling, hostile
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


def device_is_stolen(world: World) -> None:
    """The bureau revokes a key, keeping what it holds of it; the thief goes on working with it."""
    if world.chance.random() < 0.5:
        revoke(world, world.chance.choice(("liqiang", "wangmin", "zhaolei", "heike")))


def revoke(world: World, person: str, *, keep: bool = True) -> None:
    """Let the holder of the root key revoke somebody's device."""
    bureau = world.laptops["bureau"]
    program = bureau.program("yanghui")
    program.workspace.clock = bureau.clock
    key = _key_of(world, person)
    kept: dict[str, dict[str, int]] = {}
    for doc, held in bureau.held().items():
        for event in world.of(held).values():
            if keep and event["device"] == key and doc != "district":
                sessions = kept.setdefault(doc, {})
                sessions[event["session"]] = max(event["seq"], sessions.get(event["session"], -1))
    world.say(f"the key of {person} is revoked, keeping {kept}")
    _as_root(program, "device_revoked", key, {"reason": "丢失", "keep": kept})


def _key_of(world: World, person: str) -> str:
    return next(
        event["subject"].removeprefix("d:device/")
        for event in world.of(world.first).values()
        if event["kind"] == "device_certified" and event["body"]["person"] == person
    )


def _as_root(program: Program, kind: str, key: str, body: dict[str, object]) -> None:
    recorder, _ = root_recorder(program.workspace, program.person)  # type: ignore[arg-type]
    heads = program.workspace.district.heads.get(f"d:device/{key}", frozenset())
    act = Act(
        doc=DISTRICT, kind=kind, subject=f"d:device/{key}", role=Role.ROOT, body=body, seen=heads
    )
    recorder.record([act])
    program.workspace.forget()


def acts_are_adopted(world: World) -> None:
    """The bureau takes over some of what a revoked key wrote."""
    bureau = world.laptops["bureau"]
    program = bureau.program("yanghui")
    program.workspace.clock = bureau.clock
    district = world.of(bureau.held()["district"])
    revoked = sorted(
        {
            e["subject"].removeprefix("d:device/")
            for e in district.values()
            if e["kind"] == "device_revoked"
        }
    )
    if revoked:
        key = world.chance.choice(revoked)
        acts = sorted(
            i
            for doc, held in bureau.held().items()
            if doc != "district"
            for i, e in world.of(held).items()
            if e["device"] == key
        )
        if acts:
            chosen = sorted(world.chance.sample(acts, min(2, len(acts))))
            world.say(f"the bureau adopts {[i[:6] for i in chosen]}")
            _as_root(program, "adopted", key, {"events": chosen, "reason": "属实"})


def checklist_is_changed(world: World) -> None:
    """Somebody edits the checklist on one laptop, offline, without giving it another version."""
    change_checklist(world, _any(world))


def change_checklist(world: World, laptop: Laptop) -> None:
    path = laptop.root / "checklists" / "small.yml"
    text = path.read_text(encoding="utf-8")
    old, new = ("（个）", "") if "（个）" in text else ("口罩库存", "口罩库存（个）")
    path.write_text(text.replace(old, new), encoding="utf-8")
    laptop.off()
    world.say(f"{laptop.name} changes its checklist")


def inspector_is_hostile(world: World) -> None:
    """贺柯 sends somebody a bundle in which not everything is honest."""
    to = world.chance.choice([one for one in world.laptops.values() if one.name != "dark"])
    attack = world.chance.choice((*hostile.NEVER, *hostile.LIES, *hostile.LIES))
    parcel = hostile.strike(world, attack, to)
    if parcel is not None:
        courier.deliver(world, parcel)


ORDINARY = ("bureau", "wang", "area", "school", "dark")
DISKS: tuple[Callable[[World], None], ...] = (
    program_starts_anew, clock_is_set, disk_is_cloned, running_machine_is_copied, backup_is_made, backup_is_made,
    backup_is_restored, machine_goes_off, machine_goes_off, machine_goes_off, disk_is_full, store_is_busy, page_is_old,
    checklist_is_changed,
)  # fmt: skip
PEOPLE: tuple[Callable[[World], None], ...] = (
    device_is_stolen, acts_are_adopted, *(inspector_is_hostile,) * 8,
)  # fmt: skip


def _any(world: World, among: tuple[str, ...] = ()) -> Laptop:
    names = [name for name in world.laptops if not among or name in among]
    return world.laptops[world.chance.choice(names)]


def _manned(world: World) -> Laptop:
    """Return a laptop at which somebody works whose key is good, as far as they know."""
    return world.chance.choice([one for one in world.laptops.values() if one.people])
