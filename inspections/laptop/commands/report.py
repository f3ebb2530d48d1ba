"""`ducha report`: figures out of the ledger, for any period and any part of it (FORMATS §8); and reports issued."""

from __future__ import annotations

from datetime import datetime

import click

from inspections.errors import M
from inspections.laptop.commands.report_issue import issue, list_
from inspections.laptop.context import Context, ids, pass_context
from inspections.vocabulary import Category, Mode, Severity, Stage

_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])


@click.group("report")
def report() -> None:
    """统计，督查进展，责任分工，印发报告。"""


report.add_command(issue)
report.add_command(list_)


@report.command("stats")
@click.option("--as-of", type=_DATE, default=None)
@click.option("--from", "from_", type=_DATE, default=None)
@click.option("--to", type=_DATE, default=None)
@click.option("--school", default=None)
@click.option("--area", default=None)
@click.option("--stage", type=click.Choice(ids(Stage)), default=None)
@click.option("--mode", type=click.Choice(ids(Mode)), default=None)
@click.option("--campaign", default=None, help="只算这项督查任务的")
@click.option("--category", type=click.Choice(ids(Category)), default=None)
@click.option("--severity", type=click.Choice(ids(Severity)), default=None)
@pass_context
def stats(
    ctx: Context,
    as_of: datetime | None,
    from_: datetime | None,
    to: datetime | None,
    school: str | None,
    area: str | None,
    stage: str | None,
    mode: str | None,
    campaign: str | None,
    category: str | None,
    severity: str | None,
) -> None:
    """整改统计：一句话和各项数字。"""
    from inspections.laptop.campaign_choice import campaign_named
    from inspections.laptop.figures import print_figures
    from inspections.laptop.lookup import area_named
    from inspections.statistics import Filter, statistics

    workspace = ctx.workspace
    day = as_of.date() if as_of else workspace.as_of()
    chosen = Filter(
        from_=from_.date() if from_ else None,
        to=to.date() if to else None,
        school=workspace.find_school(school).id if school else None,
        area=area_named(workspace.district, area) if area else None,
        stage=Stage(stage) if stage else None,
        mode=Mode(mode) if mode else None,
        campaign=campaign_named(workspace.district, campaign).id if campaign else None,
        category=Category(category) if category else None,
        severity=Severity(severity) if severity else None,
    )
    figures = statistics(
        workspace.view(day), as_of=day, calendar=workspace.calendar(), filters=chosen
    )
    if ctx.json:
        ctx.answer(figures)
        return
    print_figures(ctx, figures)


@report.command("coverage")
@click.option("--campaign", default=None, help="哪项督查任务；不写，列出每一项")
@click.option("--area", default=None, help="只看这个片区")
@click.option("--team", default=None, help="只看这个小组")
@click.option("--as-of", type=_DATE, default=None, help="截至哪一天")
@pass_context
def coverage(
    ctx: Context,
    campaign: str | None,
    area: str | None,
    team: str | None,
    as_of: datetime | None,
) -> None:
    """督查进展：应督查几所，已督查几所，谁查的，还有哪些没查。"""
    from inspections.campaigns import campaigns
    from inspections.coverage import coverage, figures
    from inspections.laptop.campaign_choice import campaign_named, team_named
    from inspections.laptop.coverage_tables import print_campaigns, print_coverage
    from inspections.laptop.lookup import area_named

    day = as_of.date() if as_of else ctx.workspace.as_of()
    view = ctx.workspace.view(day)
    district = view.district
    part = {
        "area": area_named(district, area) if area else None,
        "team": team_named(district, team).id if team else None,
    }
    one = campaign_named(district, campaign) if campaign else None
    found = [
        coverage(view, of, day, **part) for of in ([one] if one else campaigns(district).values())
    ]
    if ctx.json:
        told = [figures(of) for of in found]
        ctx.answer(told[0] if one else told)
    elif len(found) == 1:
        print_coverage(ctx, found[0])
    elif found:
        print_campaigns(ctx, found)
    else:
        ctx.say(M("还没有督查任务；用 ducha campaign add 登记"))


@report.command("responsibility")
@click.option("--gaps", "gaps_only", is_flag=True, help="只列没有人负责的学校")
@pass_context
def responsibility(ctx: Context, gaps_only: bool) -> None:
    """责任分工：每所学校的局领导、股室、责任督学；没有人负责的列出来。"""
    from inspections.laptop.duty_tables import print_duties

    print_duties(ctx, gaps_only)
