"""`ducha area`: areas and townships, who leads them, and who answers for each school (责任分工)."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M, listed
from inspections.laptop.context import Context, pass_context


@click.group("area")
def area() -> None:
    """片区和乡镇街道：登记、导入、列出、责任分工。"""


@area.command("add")
@click.argument("id_", metavar="ID")
@click.option("--name", required=True, help="名称，照学校名册的写法")
@click.option("--part", type=click.Choice(["片区", "乡镇街道", "area", "township"]), default="片区")
@click.option("--lead", default="", help="负责人：代码或姓名")
@pass_context
def add(ctx: Context, id_: str, name: str, part: str, lead: str) -> None:
    """登记一个片区或乡镇街道；再登记一次同一个代码，就是修改。"""
    from inspections.assignment_tables import AREA_COLUMNS
    from inspections.laptop.entering_rows import table_text

    row = {"id": id_, "name": name, "part": part, "lead": lead}
    _enter(ctx, table_text(AREA_COLUMNS, row), "area add")


@area.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@pass_context
def import_(ctx: Context, file: Path) -> None:
    """导入片区和乡镇街道（CSV：片区代码、名称、类别、负责人）；有错的行列出来，其余的收下。"""
    from inspections.laptop.roster_files import read_csv_text

    path = ctx.path(file)
    shown = ctx.workspace.shown(path)
    _enter(ctx, read_csv_text(path, shown), shown)


@area.command("list")
@pass_context
def list_(ctx: Context) -> None:
    """列出片区和乡镇街道、负责人、学校数。"""
    from inspections.assignment_tables import area_row
    from inspections.assignments import Part, areas
    from inspections.laptop.duty_tables import person_name
    from inspections.laptop.tables import print_table

    district = ctx.workspace.district
    found = [one for one in areas(district).values() if not one.retired]
    schools = [one for one in district.schools.values() if not one.retired]
    counts = {
        one.id: sum(
            (school.area if one.part is Part.AREA else school.township) in (one.id, one.name)
            for school in schools
        )
        for one in found
    }
    if ctx.json:
        ctx.answer(
            [area_row(one) | {"part": one.part.value, "schools": counts[one.id]} for one in found]
        )
        return
    heading = (M("代码"), M("名称"), M("类别"), M("负责人"), M("学校数"))
    rows = [
        (
            one.id,
            one.name,
            ctx.translate(one.part.label),
            person_name(district, one.lead),
            str(counts[one.id]),
        )
        for one in found
    ]
    print_table(ctx, heading, rows)


@area.command("retire")
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="理由")
@pass_context
def retire_(ctx: Context, id_: str, reason: str) -> None:
    """撤掉一个片区或乡镇街道的登记；学校名册不变。"""
    from inspections.assignments import areas
    from inspections.laptop.context import usage
    from inspections.laptop.entering_rows import retire

    known = [one for one in areas(ctx.workspace.district).values() if not one.retired]
    found = [one for one in known if id_ in (one.id, one.name)]
    if len(found) != 1:
        what = M("没有登记片区或乡镇街道“{name}”，或不止一个", name=id_)
        raise usage(what, M("已登记的：{known}", known=listed(f"{o.id} {o.name}" for o in known)))
    retire(ctx, "area", found[0].id, reason)
    if ctx.json:
        ctx.answer({"area": found[0].id})
    ctx.say(M("撤掉了“{name}”", name=found[0].name))


@area.command("map")
@click.option("--gaps", "gaps_only", is_flag=True, help="只列没有人负责的学校")
@pass_context
def map_(ctx: Context, gaps_only: bool) -> None:
    """责任分工：每所学校的局领导、股室、责任督学；没有人负责的列出来。"""
    from inspections.laptop.duty_tables import print_duties

    print_duties(ctx, gaps_only)


def _enter(ctx: Context, text: str, shown: str) -> None:
    from inspections.assignment_tables import read_areas, strangers
    from inspections.assignments import people_by_name
    from inspections.laptop.entering_rows import enter_rows, say_entered

    district = ctx.workspace.district
    people = people_by_name(district)
    table = read_areas(text, shown, people)
    changed = enter_rows(ctx, "area", district.areas, table.rows)
    said = M("收下 {n} 个片区或乡镇街道，其中 {new} 个有变化", n=len(table.rows), new=changed)
    leads = (str(row.columns.get("lead", "")) for row in table.rows)
    say_entered(ctx, "areas", table, changed, said, strangers(leads, people))
