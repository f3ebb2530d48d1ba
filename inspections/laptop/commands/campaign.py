"""`ducha campaign`: what is inspected where, when, by whom and with which checklist; and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import M
from inspections.laptop.commands.campaign_draw import draw
from inspections.laptop.context import Context, pass_context, usage
from inspections.vocabulary import Labelled, Mode, Ownership, Stage

if TYPE_CHECKING:
    from inspections.campaigns import Rule

_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])


def words(*lists: type[Labelled]) -> list[str]:
    """Return ids and labels of closed lists: people type either."""
    return [word for one in lists for member in one for word in (member.value, member.label)]


@click.group("campaign")
def campaign() -> None:
    """督查任务：登记、列出、进展、随机抽取。"""


campaign.add_command(draw)


@campaign.command("add")
@click.argument("id_", metavar="ID")
@click.option("--title", required=True, help="任务名称")
@click.option("--mode", required=True, type=click.Choice(words(Mode)), help="督查方式")
@click.option("--from", "from_", required=True, type=_DATE, help="第一天")
@click.option("--to", required=True, type=_DATE, help="最后一天")
@click.option("--checklist", "checklists", multiple=True, required=True, help="检查清单，可写几次")
@click.option("--school", "schools", multiple=True, help="学校，可写几次")
@click.option(
    "--stage", "stages", multiple=True, type=click.Choice(words(Stage)), help="这个学段的学校"
)
@click.option("--area", "areas", multiple=True, help="这个片区的学校")
@click.option(
    "--ownership",
    "owners",
    multiple=True,
    type=click.Choice(words(Ownership)),
    help="这种办别的学校",
)
@click.option("--all", "every", is_flag=True, help="名册里的所有学校")
@click.option("--drawn", is_flag=True, help="随机抽到的学校（ducha campaign draw）")
@click.option("--team", "teams", multiple=True, help="督导小组，可写几次")
@pass_context
def add(
    ctx: Context,
    /,
    id_: str,
    title: str,
    mode: str,
    from_: datetime,
    to: datetime,
    checklists: tuple[str, ...],
    teams: tuple[str, ...],
    **which: Any,
) -> None:
    """登记一项督查任务；再登记一次同一个代码，就是修改。"""
    from inspections.campaigns import Campaign, campaigns, schools_of
    from inspections.laptop.campaign_choice import team_named
    from inspections.laptop.entering_rows import enter_act, usable

    workspace = ctx.workspace
    if to < from_:
        raise usage(M("最后一天在第一天之前"), M("核对 --from 和 --to"))
    said = Campaign(
        id=usable(id_, "spring2022"),
        title=title,
        mode=next(m for m in Mode if mode in (m.value, m.label)),
        from_=from_.date(),
        to=to.date(),
        checklists=tuple(workspace.shelf.find(one).checklist.ref for one in checklists),
        teams=tuple(team_named(workspace.district, one).id for one in teams),
        rule=_rule(ctx, **which),
    )
    known = campaigns(workspace.district).get(said.id)
    if known != said:
        enter_act(ctx, "campaign_set", said.id, said.body())
    n = len(schools_of(workspace.district, said))
    if ctx.json:
        ctx.answer({"campaign": said.id, **said.body(), "denominator": n, "changed": known != said})
    if said.rule.drawn and not n:
        ctx.say(M("登记了督查任务“{title}”；抽取以后才有应督查的学校：ducha campaign draw {id} --take 中小学=26",
                  title=title, id=said.id))  # fmt: skip
    elif known is None:
        ctx.say(M("登记了督查任务“{title}”，应督查 {n} 所学校", title=title, n=n))
    elif known == said:
        ctx.say(M("督查任务“{title}”没有变化，应督查 {n} 所学校", title=title, n=n))
    else:
        ctx.say(M("修改了督查任务“{title}”，应督查 {n} 所学校", title=title, n=n))


@campaign.command("list")
@pass_context
def list_(ctx: Context) -> None:
    """列出督查任务和进展。"""
    from inspections.campaigns import campaigns
    from inspections.coverage import coverage, figures
    from inspections.laptop.coverage_tables import print_campaigns

    day = ctx.workspace.as_of()
    view = ctx.workspace.view(day)
    found = [coverage(view, one, day) for one in campaigns(view.district).values()]
    if ctx.json:
        ctx.answer([{k: v for k, v in figures(of).items() if k != "rows"} for of in found])
    elif found:
        print_campaigns(ctx, found)
    else:
        ctx.say(M("还没有督查任务；用 ducha campaign add 登记"))


@campaign.command("show")
@click.argument("id_", metavar="ID")
@click.option("--as-of", type=_DATE, default=None, help="截至哪一天")
@pass_context
def show(ctx: Context, id_: str, as_of: datetime | None) -> None:
    """一项任务的进展：应督查几所，已督查几所，还有哪些。"""
    from inspections.coverage import coverage, figures
    from inspections.laptop.campaign_choice import campaign_named
    from inspections.laptop.coverage_tables import print_coverage

    day = as_of.date() if as_of else ctx.workspace.as_of()
    view = ctx.workspace.view(day)
    of = coverage(view, campaign_named(view.district, id_), day)
    if ctx.json:
        ctx.answer(figures(of))
    else:
        print_coverage(ctx, of)


@campaign.command("end")
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="理由")
@pass_context
def end(ctx: Context, id_: str, reason: str) -> None:
    """结束一项任务：不再开新的检查，已有的照常封存。"""
    from inspections.laptop.campaign_choice import campaign_named
    from inspections.laptop.entering_rows import enter_act

    found = campaign_named(ctx.workspace.district, id_)
    if not found.ended:
        enter_act(ctx, "campaign_ended", found.id, {"reason": reason})
    if ctx.json:
        ctx.answer({"campaign": found.id, "changed": not found.ended})
    ctx.say(M("督查任务“{title}”已结束", title=found.title))


def _rule(
    ctx: Context,
    schools: tuple[str, ...],
    stages: tuple[str, ...],
    areas: tuple[str, ...],
    owners: tuple[str, ...],
    every: bool,
    drawn: bool,
) -> Rule:
    """Return which schools are meant. Raises UserError (exit 2): nothing said, or two things that exclude each other."""
    from inspections.campaigns import Rule
    from inspections.laptop.lookup import area_named

    parts = bool(stages or areas or owners)
    if sum((bool(schools), parts, every, drawn)) != 1:
        raise usage(
            M("没有写查哪些学校，或写法互相矛盾"),
            M(
                "写其中一种：--school（可几次）；--stage、--area、--ownership（可合用）；--all；--drawn"
            ),
        )
    if schools:
        named = dict.fromkeys(ctx.workspace.find_school(one).id for one in schools)
        return Rule(listed=tuple(named))
    if drawn:
        return Rule(drawn=True)
    return Rule(
        stages=tuple(s for s in Stage if {s.value, s.label} & set(stages)),
        areas=tuple(area_named(ctx.workspace.district, one) for one in areas),
        ownerships=tuple(o for o in Ownership if {o.value, o.label} & set(owners)),
    )
