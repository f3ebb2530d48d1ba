"""What people do to issues: they look at what their laptop shows and do what the tables let them, or try what they do not.

The words of a command are made from the tables, so every kind of move and fact comes up.
"""

from __future__ import annotations

import random
from datetime import timedelta

from inspections.fields import Default, Field, Holds
from inspections.folding import possible
from inspections.ids import PersonId
from inspections.lifecycle import CORRECTABLE, FACTS, MOVES
from inspections.rules import Fact, Move
from inspections.view import Issue
from inspections.vocabulary import Category, Role
from tests.simulation.laptop import Program
from tests.simulation.office import PAPERS, ROSTER
from tests.simulation.world import World

ONWARD = ("confirmed", "notified", "submitted", "passed", "close_proposed", "closed")
RARE = ("withdrawn", "consulted", "transferred")
RAISING = ("raised", "raised_fixed")
ROWS: dict[str, Move | Fact] = {**MOVES, **FACTS}


def act(world: World, program: Program, times: int = 1) -> None:
    """Let somebody do something to some of the issues that their laptop shows, or raise a new one."""
    chance = world.chance
    issues = program.workspace.view().issues
    for _ in range(times):
        if not issues or chance.random() < 0.05:
            raise_one(world, program, chance.choice(("yl3x", "yl3x", "yl5x")))
        else:
            issue = _pick(world, program, issues)
            do(world, program, _kind(world, program, issue), issue, issues)


def do(
    world: World, program: Program, kind: str, issue: Issue, issues: tuple[Issue, ...] = ()
) -> tuple[str, ...]:
    """Let somebody record a kind of act on an issue; return the codes of what was told against it."""
    row = ROWS[kind]
    words = ["issue", str(row.command), issue.id, *_options(world, program, row, issue, issues)]
    world.say(f"{program.laptop.name} {program.person}: {kind} {issue.id[:6]} ({issue.status})")
    problems = program.run(*words)
    world.check("told", program.laptop, problems)
    for problem in problems:
        world.met[f"refused {problem.code}"] += 1
    return tuple(problem.code for problem in problems)


def raise_one(world: World, program: Program, school: str) -> None:
    """Let somebody raise an issue that came from no inspection."""
    row = MOVES[world.chance.choice(("raised", "raised", "raised_fixed"))]
    words = [
        "issue",
        str(row.command),
        "--school",
        school,
        *_options(world, program, row, None, ()),
    ]
    world.say(f"{program.laptop.name} {program.person}: {row.kind} at {school}")
    world.check("told", program.laptop, program.run(*words))


def _pick(world: World, program: Program, issues: tuple[Issue, ...]) -> Issue:
    """Return an issue: one's own schools, conflicts and unfinished ones before the others."""
    mine = ROSTER[program.person].schools
    weights = [
        (6 if one.in_conflict else 1 if one.status == "withdrawn" else 3)
        * (1 if one.school in mine else 0.15)
        for one in issues
    ]
    return world.chance.choices(issues, weights)[0]


def _kind(world: World, program: Program, issue: Issue) -> str:
    chance = world.chance
    roles = [Role(role) for role in sorted(ROSTER[program.person].roles)]
    may = list(possible(issue, PersonId(program.person), roles))
    onward = [kind for kind in may if kind in ONWARD]
    luck = chance.random()
    if luck < 0.1 or not may:
        return chance.choice(sorted(set(ROWS) - set(RAISING)))
    if "decided" in may and luck < 0.7:
        return "decided"
    if onward and luck < 0.6:
        return chance.choice(onward)
    moves = [kind for kind in may if kind in MOVES and (kind not in RARE or luck < 0.64)]
    if moves and luck < 0.8:
        return chance.choice(moves)
    return chance.choice(may)


def _options(
    world: World, program: Program, row: Move | Fact, issue: Issue | None, issues: tuple[Issue, ...]
) -> list[str]:
    words: list[str] = []
    chance = world.chance
    given: dict[str, str] = {}
    for field in row.body:
        required = field.default is Default.NONE and field.holds is not Holds.EVENTS
        wanted = (
            required or (field.name == "due" and row.kind == "notified") or chance.random() < 0.3
        )
        value = _value(world, program, field, issue, issues, given) if wanted else None
        if value is None and required:
            value = "无"
        if value is not None:
            given[field.name] = value
            words += [f"--{field.name.replace('_', '-')}", value]
    mine = ROSTER[program.person].roles
    if row.behalf and "school" not in mine:
        words += ["--behalf", "周老师", "--how", "phone"]
    return words


def _value(
    world: World, program: Program, field: Field, issue: Issue | None, issues: tuple[Issue, ...], given: dict[str, str]
) -> str | None:  # fmt: skip
    chance = world.chance
    if field.name == "value" and "field" in given:
        return _correction(chance, given["field"])
    if field.name == "field":
        return chance.choice(("severity", *CORRECTABLE))
    if field.name == "file" and issue is not None and issue.evidence:
        return chance.choice(issue.evidence).file.sha256
    match field.holds:
        case Holds.CHOICE:
            return str(chance.choice(field.choices))
        case Holds.DATE:
            return (program.laptop.now + timedelta(days=chance.randrange(30))).date().isoformat()
        case Holds.INTEGER:
            return str(chance.randrange(1, 9))
        case Holds.FILE | Holds.FILES:
            return f"papers/{chance.choice(PAPERS)}"
        case Holds.RESPONSIBLE:
            return chance.choice(("总务处/钱某", "财政局", "德育处/孙某"))
        case Holds.ISSUE:
            others = [
                one.id
                for one in issues
                if issue and one.school == issue.school and one.id != issue.id
            ]
            return chance.choice(others) if others else None
        case Holds.EVENT:
            return chance.choice(issue.sides).event.id[:16] if issue and issue.sides else None
        case Holds.TEXT:
            return f"{field.label}{chance.randrange(100)}"
    return None


def _correction(chance: random.Random, field: str) -> str:
    if field == "severity":
        return chance.choice(("minor", "ordinary", "severe", "severe"))
    if field == "category":
        return chance.choice(sorted(Category)).value
    return "总务处/李某" if field == "responsible" else f"改为{chance.randrange(100)}"
