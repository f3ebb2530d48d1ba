"""`ducha report`: figures out of the ledger, for any period and any part of it (FORMATS §8)."""

from __future__ import annotations

from datetime import datetime

import click

from inspections.laptop.context import Context, ids, pass_context
from inspections.vocabulary import Category, Mode, Severity, Stage

_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])


@click.group("report")
def report() -> None:
    """统计。"""


@report.command("stats")
@click.option("--as-of", type=_DATE, default=None)
@click.option("--from", "from_", type=_DATE, default=None)
@click.option("--to", type=_DATE, default=None)
@click.option("--school", default=None)
@click.option("--area", default=None)
@click.option("--stage", type=click.Choice(ids(Stage)), default=None)
@click.option("--mode", type=click.Choice(ids(Mode)), default=None)
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
    category: str | None,
    severity: str | None,
) -> None:
    """整改统计：一句话和各项数字。"""
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
