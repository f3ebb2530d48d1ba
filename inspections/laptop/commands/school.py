"""`ducha school`: the roster of schools, from the CSV that a bureau has anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import M, listed
from inspections.ids import DISTRICT, SchoolId
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.district import School
    from inspections.roster import Row


@click.group("school")
def school() -> None:
    """学校名册：导入、列出。"""


@school.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def import_(ctx: Context, file: Path) -> None:
    """导入学校名册（CSV，中文或英文列名）；有错的行列出来，其余的收下。人员表也可以这样导入。"""
    from inspections.assignment_tables import strangers, with_inspectors
    from inspections.assignments import people_by_name
    from inspections.laptop.commands.person import import_people
    from inspections.laptop.roster_files import read_csv_text
    from inspections.roster import is_people, read_schools

    path = ctx.path(file)
    text = read_csv_text(path, ctx.workspace.shown(path))
    if is_people(text):
        import_people(ctx, path)
        return
    people = people_by_name(ctx.workspace.district)
    table = read_schools(text, ctx.workspace.shown(path), with_inspectors(people))
    import_schools(ctx, table.rows)
    unknown = strangers((str(row.columns.get("inspector", "")) for row in table.rows), people)
    if unknown:
        ctx.say(M("人员里还没有这些责任督学：{names}；登记以后自动对上", names=listed(unknown)))
    ctx.fail(table.problems)


def import_schools(ctx: Context, rows: Sequence[Row]) -> None:
    """Record the rows that say something new and write the roster files back tidy."""
    from inspections.laptop.actor import roster_recorder
    from inspections.laptop.recorder import Act
    from inspections.laptop.roster_files import phones, school_of, write_schools

    workspace, district = ctx.workspace, ctx.workspace.district
    recorder, role = roster_recorder(workspace, ctx.actor)
    kept = phones(workspace.root)
    kept |= {row.id: str(row.columns["phone"]) for row in rows if row.columns.get("phone")}
    acts = []
    for row in rows:
        columns = {name: value for name, value in row.columns.items() if name != "phone"}
        if district.schools.get(SchoolId(row.id)) == replace(school_of(row.id, columns), phone=""):
            continue
        subject = f"d:school/{row.id}"
        seen = district.heads.get(subject, frozenset())
        body = {"columns": columns}
        acts.append(
            Act(doc=DISTRICT, kind="school_set", subject=subject, role=role, body=body, seen=seen)
        )
    recorder.record(acts)
    del workspace.district
    if not write_schools(workspace.root, workspace.district, kept):
        ctx.say(M("schools.csv 里还有没收下的行或列，没有改写它"))
    if ctx.json:
        ctx.answer({"schools": [row.id for row in rows], "changed": len(acts)})
    ctx.say(M("收下 {n} 所学校，其中 {new} 所有变化", n=len(rows), new=len(acts)))


@school.command("retire")
@click.argument("name", metavar="SCHOOL")
@click.option("--reason", required=True, help="理由，如 撤并、停办")
@pass_context
def retire_(ctx: Context, name: str, reason: str) -> None:
    """学校停办或撤并：不再应督查，已有的问题照常整改。"""
    from inspections.laptop.entering_rows import retire
    from inspections.laptop.roster_files import phones, write_schools

    workspace = ctx.workspace
    found = workspace.find_school(name)
    if not found.retired:
        retire(ctx, "school", found.id, reason)
        if not write_schools(workspace.root, workspace.district, phones(workspace.root)):
            ctx.say(M("schools.csv 里还有没收下的行或列，没有改写它"))
    if ctx.json:
        ctx.answer({"school": found.id, "changed": not found.retired})
    ctx.say(M("{name}已停用", name=found.name))


@school.command("list")
@pass_context
def list_(ctx: Context) -> None:
    """列出名册里的学校。"""
    from inspections.laptop.tables import print_table

    schools = ctx.workspace.district.schools.values()
    if ctx.json:
        keys = ("id", "name", "stage", "area", "township", "retired")
        ctx.answer([{key: getattr(s, key) for key in keys} for s in schools])
        return
    heading = (M("代码"), M("名称"), M("学段"), M("片区"), M("乡镇街道"))
    print_table(
        ctx,
        heading,
        [(s.id, _name(ctx, s), ctx.translate(s.stage.label), s.area, s.township) for s in schools],
    )


def _name(ctx: Context, school: School) -> str:
    return f"{school.name}{ctx.text(M('（已停用）'))}" if school.retired else school.name
