"""The coverage of a campaign as people read it: the sentence first, then by team, area, stage, ownership, and who is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from inspections.assignments import teams
from inspections.campaigns import Campaign
from inspections.coverage import Coverage, Row, State, figures, sentence
from inspections.errors import M, Msg, listed
from inspections.laptop.context import Context
from inspections.laptop.output import print_text
from inspections.laptop.tables import print_table
from inspections.vocabulary import Ownership, Stage

COLUMNS: tuple[tuple[str, Msg], ...] = (
    ("schools", M("应督查")),
    (State.INSPECTED.value, M("已督查")),
    (State.OPENED.value, M("正在检查")),
    (State.NOT_YET.value, M("未督查")),
)
TABLES: tuple[tuple[str, Msg, Mapping[str, str]], ...] = (
    ("by_team", M("按小组"), {}),
    ("by_area", M("按片区"), {}),
    ("by_stage", M("按学段"), {one.value: one.label for one in Stage}),
    ("by_ownership", M("按办别"), {one.value: one.label for one in Ownership}),
)
NONE = M("（没有填）")
NO_TEAM = M("（没有派）")


def print_campaigns(ctx: Context, found: Iterable[Coverage]) -> None:
    """Print one line for each campaign."""
    heading = (
        M("代码"),
        M("名称"),
        M("督查方式"),
        M("起"),
        M("止"),
        M("进展"),
        M("已督查"),
        M("应督查"),
    )
    print_table(
        ctx,
        heading,
        [
            (
                of.campaign.id,
                of.campaign.title,
                ctx.translate(of.campaign.mode.label) if of.campaign.mode else "",
                str(of.campaign.from_ or ""),
                str(of.campaign.to or ""),
                ctx.text(_standing(of.campaign, of.as_of)),
                str(of.count(State.INSPECTED)),
                str(of.count()),
            )
            for of in found
        ],
    )


def print_coverage(ctx: Context, of: Coverage) -> None:
    """Print the whole coverage of one campaign."""
    campaign, told = of.campaign, figures(of)
    mode = ctx.translate(campaign.mode.label) if campaign.mode else ""
    days = ctx.text(
        M("{from_} 至 {to}", from_=str(campaign.from_ or "…"), to=str(campaign.to or "…"))
    )
    standing = ctx.text(_standing(campaign, of.as_of))
    print_text("　".join((f"{campaign.title}（{campaign.id}）", mode, days, standing)))
    ctx.say(M("截至 {day}", day=of.as_of.isoformat()))
    print_text(ctx.text(sentence(of)))
    if told["revisits"]:
        ctx.say(
            M(
                "共检查 {n} 次，其中再次到访 {again} 次",
                n=told["inspections"],
                again=told["revisits"],
            )
        )
    if told["documents_seen"]:
        seen = listed(f"{what} {n}" for what, n in told["documents_seen"].items())
        ctx.say(M("查阅资料 {n} 份：{seen}", n=sum(told["documents_seen"].values()), seen=seen))
    if of.outside:
        ctx.say(M("不在任务范围里、没有计入的检查：{ids}", ids=listed(of.outside)))
    _tables(ctx, told)
    _left(ctx, [row for row in of.rows if row.state is not State.INSPECTED])


def _standing(campaign: Campaign, as_of: date) -> Msg:
    if campaign.ended:
        return M("已结束")
    if campaign.on(as_of):
        return M("进行中")
    return M("已到期") if campaign.to and campaign.to < as_of else M("未开始")


def _tables(ctx: Context, told: Mapping[str, Any]) -> None:
    for key, title, labels in TABLES:
        rows = told[key]
        if not rows or set(rows) == {""}:
            continue
        none = NO_TEAM if key == "by_team" else NONE
        print_text("")
        print_table(
            ctx,
            (title, *(label for _, label in COLUMNS)),
            [
                (_name(ctx, key, name, labels, none), *(str(row[column]) for column, _ in COLUMNS))
                for name, row in rows.items()
            ],
        )


def _name(ctx: Context, table: str, key: str, labels: Mapping[str, str], none: Msg) -> str:
    if not key:
        return ctx.text(none)
    return _team(ctx, key) if table == "by_team" else ctx.translate(labels.get(key, key))


def _team(ctx: Context, team: str) -> str:
    known = teams(ctx.workspace.district).get(team)
    return known.name if known else team


def _left(ctx: Context, rows: Iterable[Row]) -> None:
    shown = [
        (
            row.school.id,
            row.school.name,
            row.school.area,
            _team(ctx, row.team) if row.team else "",
            ctx.translate(row.state.label),
            row.inspections[-1].day.isoformat() if row.inspections else "",
        )
        for row in rows
    ]
    if shown:
        print_text("")
        heading = (M("代码"), M("还没有督查"), M("片区"), M("小组"), M("进展"), M("开始"))
        print_table(ctx, heading, shown)
