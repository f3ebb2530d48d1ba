"""What people do to working copies: open an inspection, type, put photos in, settle, decide, seal, amend.

They type as into an editor: lines of the file change, nothing else. What was typed is noted, so that a checker can say
what the next `answered` has to hold.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from inspections.errors import UserError
from inspections.ids import InspectionId, SchoolId
from inspections.laptop.settling import settle
from tests.simulation.laptop import Laptop, Program
from tests.simulation.office import FIRST_DAY, PICTURES, ROSTER
from tests.simulation.seams import Crash, program_runs
from tests.simulation.world import World

ANSWERS = {
    "duty": ("符合", "不符合", "不符合，两天没有签名"),
    "gas": ("符合", "不符合"),
    "masks": ("10", "20", "31", "500"),
    "handover": ("08:30", "13:05"),
    "phone": ("08312345678", "6543210"),
    "lessons": ("1", "2"),
    "drilled": ("是", "否"),
}
PHOTO_ITEM = "exits"
_BLOCK = r"(?m)^  {key}:(?P<said>.*(?:\n    .*)*)$"


def name_of(path: Path) -> str:
    """Return the inspection id of a working copy."""
    return f"{path.parent.name}-{path.stem}"


def copies(laptop: Laptop) -> list[Path]:
    found = (laptop.root / "inspections").glob("*/*.yml")
    return sorted(path for path in found if not path.name.endswith(".private.yml"))


def open_one(world: World, program: Program, school: str = "", team: str = "") -> None:
    """Open an inspection: all laptops mean the same few, so they meet."""
    school = school or world.chance.choice(("yl3x", "yl3x", "yl5x"))
    team = team or world.chance.choice(("t1", "t2"))
    world.say(f"{program.laptop.name} {program.person}: opens {school} {team}")
    words = ["new", school, "small", "--team", team, "--date", FIRST_DAY]
    world.check("told", program.laptop, program.run(*words))


def type_in(world: World, laptop: Laptop) -> None:
    """Change an answer or the photos of one of the files, as in an editor."""
    files = copies(laptop)
    if not files:
        return
    path = world.chance.choice(files)
    if world.chance.random() < 0.4:
        photos = world.chance.sample(PICTURES[:2], world.chance.randrange(1, 3))
        put_photos(world, laptop, path, photos)
        return
    key = world.chance.choice(sorted(ANSWERS))
    answer(world, laptop, path, key, world.chance.choice(ANSWERS[key]))


def answer(world: World, laptop: Laptop, path: Path, key: str, value: str) -> None:
    """Type an answer behind its key, whatever stood there."""
    text = path.read_text(encoding="utf-8")
    match = re.search(_BLOCK.format(key=key), text)
    if match is None:
        return
    world.say(f"{laptop.name} types {key}: {value} into {name_of(path)}")
    path.write_text(
        text[: match.start("said")] + f" {value}" + text[match.end("said") :], encoding="utf-8"
    )
    said = match["said"].strip()
    if "\n" in match["said"]:  # a conflict, or a long form: whatever is typed over it is new
        said = "∗"
    _note(laptop, path, key, _value(said), _value(value))


def _value(text: str) -> str | None:
    """Return an answer without the note that may follow it on the line; None for no answer."""
    return text.partition("，")[0] or None


def put_photos(world: World, laptop: Laptop, path: Path, photos: list[str]) -> None:
    """Name other photos at the item that has some; the pictures are put beside the file."""
    text = path.read_text(encoding="utf-8")
    match = re.search(_BLOCK.format(key=PHOTO_ITEM), text)
    if match is None or "conflict:" in match["said"]:
        return
    folder = path.with_suffix("")
    folder.mkdir(exist_ok=True)
    for name in photos:
        if not (folder / name).exists():
            shutil.copy(laptop.root / "pictures" / name, folder / name)
    world.say(f"{laptop.name} puts photos {photos} into {name_of(path)}")
    before = re.search(r"photos: \[(.*)\]", match["said"])
    kept = before[1] if before else ""
    block = f"\n    value: 立行立改\n    photos: [{', '.join(photos)}]"
    path.write_text(
        text[: match.start("said")] + block + text[match.end("said") :], encoding="utf-8"
    )
    _note(laptop, path, f"{PHOTO_ITEM}.photos", kept, ", ".join(photos))
    value = re.search(r"value: (.*)", match["said"])
    _note(laptop, path, PHOTO_ITEM, value[1].strip() if value else None, "立行立改")


def _note(laptop: Laptop, path: Path, at: str, said: str | None, now: str) -> None:
    typed = laptop.owed.typed.setdefault(name_of(path), {})
    before = typed[at][0] if at in typed else said
    typed[at] = before, now


def settle_one(world: World, program: Program) -> None:
    """Bring one file and the ledger together."""
    files = copies(program.laptop)
    if not files:
        return
    path = world.chance.choice(files)
    world.say(f"{program.laptop.name} {program.person}: settles {name_of(path)}")
    settle_file(world, program, path)


def settle_file(world: World, program: Program, path: Path) -> None:
    program.workspace.clock = program.laptop.clock
    program.workspace.forget()
    before = len(world.signing.signed)
    try:
        with program_runs():
            settle(program.workspace, lambda: program.ctx.actor, path)
    except UserError as error:
        world.check("told", program.laptop, error.problems)
        world.undone.update(world.unacknowledged(before))
    except Crash:
        program.laptop.crashed(world.unacknowledged(before))
        raise


def decide_one(world: World, program: Program) -> None:
    """Decide one of the conflicts that a file shows, for one of its sides."""
    for path in copies(program.laptop):
        text = path.read_text(encoding="utf-8")
        for key in sorted(ANSWERS):
            match = re.search(_BLOCK.format(key=key), text)
            if match is None or "conflict:" not in match["said"]:
                continue
            values = re.findall(r"value: (.*)", match["said"])
            value = world.chance.choice(values).strip("\"'") if values else ""
            world.say(
                f"{program.laptop.name} {program.person}: decides {key} of {name_of(path)} for {value}"
            )
            program.laptop.owed.typed.setdefault(name_of(path), {})["decided " + key] = None, value
            problems = program.run("decide", str(path.relative_to(program.laptop.root)), key, value)
            world.check("told", program.laptop, problems)
            world.met["decides an answer"] += not problems
            return


def seal_one(world: World, program: Program) -> None:
    """Sign and seal one of the files, whether it is ready or not."""
    files = copies(program.laptop)
    if not files:
        return
    path = world.chance.choice(files)
    sign(path, ROSTER[program.person].name)
    world.say(f"{program.laptop.name} {program.person}: seals {name_of(path)}")
    words = ["seal", str(path.relative_to(program.laptop.root)), "--unsigned-reason", "校长外出"]
    world.check("told", program.laptop, program.run(*words))


def sign(path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    signature = f"signatures:\n  - {{name: {name}, as: 检查人}}"
    path.write_text(re.sub(r"(?m)^signatures: \[\]", signature, text), encoding="utf-8")


def amend_one(world: World, program: Program) -> None:
    """Correct one of the files with a reason, whether it is sealed or not."""
    files = copies(program.laptop)
    if not files:
        return
    path = world.chance.choice(files)
    late = _late(program, path)
    how = [world.chance.choice(("--take", "--leave")), world.chance.choice(late)] if late else []
    world.say(f"{program.laptop.name} {program.person}: amends {name_of(path)} {how[:1]}")
    words = ["amend", str(path.relative_to(program.laptop.root)), "--reason", "核对后更正", *how]
    problems = program.run(*words)
    world.check("told", program.laptop, problems)
    if not problems:
        program.laptop.owed.typed.pop(name_of(path), None)


def _late(program: Program, path: Path) -> list[str]:
    school = SchoolId(path.parent.name)
    known = program.workspace.inspection(school, InspectionId(name_of(path)))
    return sorted(event.id for event in known.late) if known else []
