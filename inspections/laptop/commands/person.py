"""`ducha person`: the people of the district; each one entered here gets a key on this laptop and a certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from inspections.errors import Code, Exit, M, Problem, UserError, listed
from inspections.laptop.context import Context, pass_context
from inspections.roster import usable_id
from inspections.vocabulary import Role

ROLES = [role.value for role in Role if role is not Role.SERVER]
NO_KEY = click.option(
    "--no-key",
    is_flag=True,
    help="只登记，不在这台电脑上做密钥；本人在自己的电脑上运行 ducha device new",
)


@click.group("person")
def person() -> None:
    """人员：登记、导入、列出。"""


@person.command("add")
@click.argument("id_", metavar="ID")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES))
@click.option("--school", "schools", multiple=True)
@click.option("--area", "areas", multiple=True)
@NO_KEY
@pass_context
def add(
    ctx: Context,
    id_: str,
    name: str,
    roles: tuple[str, ...],
    schools: tuple[str, ...],
    areas: tuple[str, ...],
    no_key: bool,
) -> None:
    """登记一个人，在这台电脑上做密钥和证书。"""
    if not usable_id(id_):
        problem = Problem(
            code=Code.ROSTER_VALUE,
            what=M("人员代码“{text}”不能用", text=id_),
            remedy=M("只用小写字母、数字和下划线，如 wangmin"),
        )
        raise UserError(problem, exit=Exit.USAGE)
    schools = tuple(ctx.workspace.find_school(school).id for school in schools)
    enter(
        ctx,
        [
            (
                id_,
                {
                    "name": name,
                    "roles": list(roles),
                    "schools": list(schools),
                    "areas": list(areas),
                },
            )
        ],
        keys=not no_key,
    )


@person.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@NO_KEY
@pass_context
def import_(ctx: Context, file: Path, no_key: bool) -> None:
    """导入人员（CSV：人员代码、姓名、角色、学校、片区）。"""
    import_people(ctx, ctx.path(file), keys=not no_key)


@person.command("list")
@pass_context
def list_(ctx: Context) -> None:
    """列出人员，以及谁的密钥在这台电脑上。"""
    from inspections.laptop.tables import print_table

    here = set(ctx.workspace.keyring.people())
    people = ctx.workspace.district.persons.values()
    if ctx.json:
        ctx.answer(
            [
                {"id": p.id, "name": p.name, "roles": list(p.roles), "schools": list(p.schools),
                 "areas": list(p.areas), "key_here": p.id in here}
                for p in people
            ]
        )  # fmt: skip
        return
    heading = (M("代码"), M("姓名"), M("角色"), M("范围"), M("密钥"))
    yes = ctx.text(M("在这台电脑上"))
    rows = [
        (
            p.id,
            p.name,
            ctx.text(listed(r.label for r in p.roles)),
            " ".join((*p.schools, *p.areas)),
            yes if p.id in here else "",
        )
        for p in people
    ]
    print_table(ctx, heading, rows)


def import_people(ctx: Context, path: Path, *, keys: bool = True) -> None:
    """Enter the people of a CSV file; rows with faults are listed, the others taken."""
    from inspections.laptop.roster_files import read_csv_text
    from inspections.roster import read_people

    shown = ctx.workspace.shown(path)
    table = read_people(read_csv_text(path, shown), shown)
    enter(ctx, [(row.id, dict(row.columns)) for row in table.rows], keys=keys)
    ctx.fail(table.problems)


def enter(
    ctx: Context, people: Sequence[tuple[str, Mapping[str, Any]]], *, keys: bool = True
) -> None:
    """Enter people and write the roster back; what is refused of some is told, the others are entered."""
    from inspections.laptop.entering import enter_people
    from inspections.laptop.roster_files import write_people

    workspace = ctx.workspace
    entered = enter_people(workspace, ctx.actor, people, keys=keys)
    ctx.fail(entered.refused, Exit.REFUSED)
    workspace.forget()
    if not write_people(workspace.root, workspace.district):
        ctx.say(M("people.csv 里还有没收下的行或列，没有改写它"))
    if ctx.json:
        ctx.answer({"persons": [person_id for person_id, _ in people], "changed": entered.new})
    ctx.say(
        M("收下 {n} 人，其中 {new} 人有变化", n=len(people) - len(entered.refused), new=entered.new)
    )
