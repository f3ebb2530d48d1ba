"""What goes wrong with people: keys that are stolen, checklists that are changed, an inspector who means harm."""

from __future__ import annotations

from collections.abc import Callable

from inspections.ids import DISTRICT
from inspections.laptop.actor import root_recorder
from inspections.laptop.recorder import Act
from inspections.vocabulary import Role
from tests.simulation import courier, hostile
from tests.simulation.attacks import LIES, NEVER
from tests.simulation.laptop import Laptop, Program
from tests.simulation.world import World


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
    change_checklist(world, world.chance.choice(list(world.laptops.values())))


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
    attack = world.chance.choice((*NEVER, *LIES, *LIES))
    parcel = hostile.strike(world, attack, to)
    if parcel is not None:
        courier.deliver(world, parcel)


PEOPLE: tuple[Callable[[World], None], ...] = (
    device_is_stolen, acts_are_adopted, checklist_is_changed, *(inspector_is_hostile,) * 9,
)  # fmt: skip
