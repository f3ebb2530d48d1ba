"""`ducha new`: open an inspection and write its blank, with the question above every answer."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import SLUG, InspectionId, inspection_id
from inspections.laptop.context import Context, pass_context
from inspections.vocabulary import InspectionStatus, Visit

if TYPE_CHECKING:
    from inspections.district import School
    from inspections.laptop.shelf import Kept
    from inspections.laptop.workspace import Workspace


@click.command("new")
@click.argument("school")
@click.argument("checklist", required=False)
@click.option("--team", default=None, help="督导小组代码；默认任务派给这所学校的小组，否则 t1")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d", "%Y/%m/%d"]), default=None)
@click.option("--with", "others", multiple=True, metavar="PERSON", help="同去的督查人员，可写几次")
@click.option(
    "--visit", type=click.Choice([v for one in Visit for v in (one.value, one.label)]), default=None
)
@click.option("--campaign", default=None, help="所属督查任务；清单不写就用任务的清单")
@click.option("--outside", is_flag=True, help="学校、日期或清单不在任务范围里也照做")
@click.option("--another", is_flag=True, help="同一天再开一份")
@click.option("--long", "long_form", is_flag=True, help="每一项都写成长的形式")
@pass_context
def new(
    ctx: Context,
    school: str,
    checklist: str | None,
    team: str | None,
    day: datetime | None,
    others: tuple[str, ...],
    visit: str | None,
    campaign: str | None,
    outside: bool,
    another: bool,
    long_form: bool,
) -> None:
    """为一所学校开始一次检查，写出空白检查表。"""
    from inspections.inspection import Header
    from inspections.laptop.campaign_choice import checklist_of, named_by, refuse_outside, team_of
    from inspections.laptop.copies import open_copy
    from inspections.laptop.lookup import person_id

    workspace, district = ctx.workspace, ctx.workspace.district
    task = named_by(district, campaign) if campaign else None
    place = workspace.find_school(school)
    kept = workspace.shelf.find(checklist_of(task, checklist))
    inspectors = dict.fromkeys([ctx.actor.person, *(person_id(district, name) for name in others)])
    date_ = day.date() if day else workspace.today()
    if task and not outside:
        refuse_outside(district, task, place, date_, kept.checklist.ref)
    team = _team(team or team_of(district, task, place) or "t1")
    name, path, taken = _free(workspace, place, date_, kept, team, another)
    answer = {"inspection": name, "file": workspace.shown(path), "document": place.id}
    if _said_taken(ctx, path, taken) or _closed(ctx, place, name):
        if ctx.json:
            ctx.answer(answer)
        return
    header = Header(
        inspection=name,
        school=place.id,
        checklist=kept.checklist.ref,
        date=date_,
        team=team,
        inspectors=tuple(inspectors),
        visit=next((v for v in Visit if visit in (v.value, v.label)), None),
        visit_typed=visit or "",
        campaign=task.id if task else campaign,
    )
    open_copy(workspace, ctx.actor, kept, place, header, path, long_form)
    if ctx.json:
        ctx.answer(answer)
    ctx.say(M("开始检查：{school}，{title}", school=place.name, title=kept.checklist.title))
    ctx.say(M("填这个文件：{path}；照片放进同名文件夹", path=workspace.shown(path)))


def _free(
    workspace: Workspace, school: School, day: date, kept: Kept, team: str, another: bool
) -> tuple[InspectionId, Path, bool]:
    """Return the inspection's id and file, and whether it is there already; with `another` the next free ones."""
    from inspections.laptop.working_copy import record_path

    for number in itertools.count(1):
        name = inspection_id(school.id, day, kept.checklist.id, team, number)
        path = record_path(workspace, school.id, name)
        if not another or not (path.exists() or workspace.inspection(school.id, name)):
            break
    return name, path, path.exists()


def _said_taken(ctx: Context, path: Path, taken: bool) -> bool:
    """Return `taken`; if so, say that the file is there already."""
    if taken:
        shown = ctx.workspace.shown(path)
        ctx.say(M("这份检查已经有了，接着填：{path}（另开一份加 --another）", path=shown))
    return taken


def _closed(ctx: Context, school: School, name: InspectionId) -> bool:
    """Write the file of an inspection that others sealed or discarded, as it stands: nobody joins it any more.

    Return whether it is one.
    """
    from inspections.laptop.copies import make_copy

    known = ctx.workspace.inspection(school.id, name)
    if known is None or known.status is InspectionStatus.OPEN:
        return False
    path = ctx.workspace.shown(make_copy(ctx.workspace, known))
    if known.status is InspectionStatus.SEALED:
        ctx.say(
            M(
                "这份检查已封存，照台账写出了 {path}；更正用 ducha amend，另开一份加 --another",
                path=path,
            )
        )
    else:
        ctx.say(M("这份检查已作废，照台账写出了 {path}；另开一份加 --another", path=path))
    return True


def _team(team: str) -> str:
    if not SLUG.fullmatch(team):
        raise UserError(
            Problem(
                code=Code.RECORD_HEADER,
                what=M("小组代码“{team}”不能用", team=team),
                remedy=M("只用小写字母、数字和下划线，如 t3"),
            ),
            exit=Exit.USAGE,
        )
    return team
