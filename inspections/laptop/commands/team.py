"""`ducha team`: the teams of inspectors, who is in them, and where they are sent."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M, listed
from inspections.laptop.context import Context, pass_context


@click.group("team")
def team() -> None:
    """督导小组：登记、导入、列出。"""


@team.command("add")
@click.argument("id_", metavar="ID")
@click.option("--name", required=True, help="名称，如 一组")
@click.option("--lead", default="", help="组长：代码或姓名")
@click.option("--unit", default="", help="牵头单位，如 体卫艺股、卫校")
@click.option("--member", "members", multiple=True, help="成员：代码或姓名，可写几次")
@click.option("--area", "areas", multiple=True, help="负责的片区，可写几次")
@click.option("--school", "schools", multiple=True, help="另外负责的学校，可写几次")
@pass_context
def add(
    ctx: Context,
    id_: str,
    name: str,
    lead: str,
    unit: str,
    members: tuple[str, ...],
    areas: tuple[str, ...],
    schools: tuple[str, ...],
) -> None:
    """登记一个小组；再登记一次同一个代码，就是修改。"""
    from inspections.assignment_tables import TEAM_COLUMNS
    from inspections.laptop.entering_rows import table_text

    row = {
        "id": id_,
        "name": name,
        "lead": lead,
        "unit": unit,
        "members": " ".join(members),
        "areas": " ".join(areas),
        "schools": " ".join(ctx.workspace.find_school(one).id for one in schools),
    }
    _enter(ctx, table_text(TEAM_COLUMNS, row), "team add")


@team.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def import_(ctx: Context, file: Path) -> None:
    """导入小组（CSV：小组代码、名称、组长、牵头单位、成员、片区、学校）；有错的行列出来，其余的收下。"""
    from inspections.laptop.roster_files import read_csv_text

    path = ctx.path(file)
    shown = ctx.workspace.shown(path)
    _enter(ctx, read_csv_text(path, shown), shown)


@team.command("list")
@pass_context
def list_(ctx: Context) -> None:
    """列出小组、成员、负责的片区和学校数。"""
    from inspections.assignments import teams, teams_of
    from inspections.laptop.duty_tables import person_name
    from inspections.laptop.tables import print_table

    district = ctx.workspace.district
    found = [one for one in teams(district).values() if not one.retired]
    schools = [one for one in district.schools.values() if not one.retired]
    counts = {one.id: sum(bool(teams_of(s, [one])) for s in schools) for one in found}
    if ctx.json:
        ctx.answer([vars(one) | {"count": counts[one.id]} for one in found])
        return
    heading = (M("代码"), M("名称"), M("组长"), M("牵头单位"), M("成员"), M("片区"), M("学校数"))
    rows = [
        (
            one.id,
            one.name,
            person_name(district, one.lead),
            one.unit,
            ctx.text(listed(person_name(district, member) for member in one.members)),
            " ".join(one.areas),
            str(counts[one.id]),
        )
        for one in found
    ]
    print_table(ctx, heading, rows)


@team.command("retire")
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="理由")
@pass_context
def retire_(ctx: Context, id_: str, reason: str) -> None:
    """撤掉一个小组；它做过的检查不变。"""
    from inspections.laptop.campaign_choice import team_named
    from inspections.laptop.entering_rows import retire

    found = team_named(ctx.workspace.district, id_)
    retire(ctx, "team", found.id, reason)
    if ctx.json:
        ctx.answer({"team": found.id})
    ctx.say(M("撤掉了小组“{name}”", name=found.name))


def _enter(ctx: Context, text: str, shown: str) -> None:
    from inspections.assignment_tables import read_teams, strangers
    from inspections.assignments import people_by_name
    from inspections.laptop.entering_rows import enter_rows, say_entered

    district = ctx.workspace.district
    people = people_by_name(district)
    areas = {school.area for school in district.schools.values()} - {""}
    table = read_teams(text, shown, people, areas, district.schools)
    changed = enter_rows(ctx, "team", district.teams, table.rows)
    said = M("收下 {n} 个小组，其中 {new} 个有变化", n=len(table.rows), new=changed)
    typed = [
        name
        for row in table.rows
        for name in (row.columns.get("lead", ""), *row.columns["members"])
    ]
    say_entered(ctx, "teams", table, changed, said, strangers(map(str, typed), people))
