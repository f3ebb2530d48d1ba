"""`ducha report issue` and `list`: bulletins, special reports and daily reports with their numbers (通报, 专报, 日报)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import Code, M, Msg, Problem, RuleError
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.issued_reports import IssuedReport, Series

_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])


@click.command("issue")
@click.argument("series", metavar="SERIES")
@click.argument("n", type=click.IntRange(1, 999_999))
@click.option("--title", required=True, help="标题")
@click.option("--text", required=True, type=click.Path(path_type=Path), help="正文文件")
@click.option("--area", default=None, help="哪个片区的，不写就是全区县的")
@click.option("--from", "from_", type=_DATE, default=None, help="期间的第一天")
@click.option("--to", type=_DATE, default=None, help="期间的最后一天")
@click.option("--issue", "issues", multiple=True, help="写到的问题，编号的前几个字母，可写几次")
@click.option(
    "--public", "public_title", default=None, metavar="TITLE", help="可以公开；公开用的标题"
)
@pass_context
def issue(
    ctx: Context,
    series: str,
    n: int,
    title: str,
    text: Path,
    area: str | None,
    from_: datetime | None,
    to: datetime | None,
    issues: tuple[str, ...],
    public_title: str | None,
) -> None:
    """印发一期报告：bulletin 通报、special 专报、daily 日报，写期号和正文。"""
    from inspections.laptop.entering_rows import enter_act
    from inspections.laptop.lookup import area_named, issue_named

    workspace, kind = ctx.workspace, _series(series)
    _refuse_doubled(ctx, kind, n)
    known = workspace.view().issues if issues else ()
    body: dict[str, object] = {
        "series": kind.value,
        "title": title,
        "area": area_named(workspace.district, area) if area else None,
        "period": {
            "from": from_.date().isoformat() if from_ else None,
            "to": to.date().isoformat() if to else None,
        },
        "issues": sorted({issue_named(known, letters).id for letters in issues}),
        "public": {"title": public_title} if public_title else None,
        "text": workspace.blobs.take(ctx.path(text)),
    }
    enter_act(ctx, "report_issued", f"{kind.value}/{n}", body)
    if ctx.json:
        ctx.answer({"series": kind.value, "n": n, "text": body["text"]})
    ctx.say(M("印发了{series}第 {n} 期：{title}", series=Msg(kind.label), n=n, title=title))


@click.command("list")
@click.option("--series", default=None, help="只列这个系列")
@pass_context
def list_(ctx: Context, series: str | None) -> None:
    """列出印发的通报、专报和日报。"""
    from inspections.issued_reports import issued_reports
    from inspections.laptop.duty_tables import person_name
    from inspections.laptop.tables import print_table

    district = ctx.workspace.district
    wanted = _series(series) if series else None
    found = [one for one in issued_reports(district) if wanted in (None, one.series)]
    if ctx.json:
        ctx.answer([_json(one) for one in found])
        return
    if not found:
        ctx.say(M("还没有印发报告；用 ducha report issue 印发"))
        return
    heading = (
        M("系列"),
        M("期号"),
        M("日期"),
        M("片区"),
        M("标题"),
        M("问题"),
        M("公开"),
        M("印发人"),
        M("正文"),
    )
    rows = [
        (
            ctx.translate(one.series.label),
            f"{one.n} {ctx.text(M('（重号）'))}" if one.doubled else str(one.n),
            one.on.isoformat(),
            one.area,
            one.title,
            str(len(one.issues) or ""),
            one.public_title or "",
            person_name(district, one.by),
            one.text.name if one.text else "",
        )
        for one in found
    ]
    print_table(ctx, heading, rows)


def _series(name: str) -> Series:
    from inspections.issued_reports import Series

    for one in Series:
        if name in (one.value, one.label):
            return one
    raise usage(
        M("没有“{name}”这个系列", name=name), M("写 bulletin 通报、special 专报 或 daily 日报")
    )


def _refuse_doubled(ctx: Context, series: Series, n: int) -> None:
    from inspections.issued_reports import issued_reports

    taken = [one for one in issued_reports(ctx.workspace.district) if one.series is series]
    same = next((one for one in taken if one.n == n), None)
    if same is None:
        return
    free = max(one.n for one in taken) + 1
    raise RuleError(
        Problem(
            code=Code.RULE_STATUS,
            what=M("{series}第 {n} 期已经在 {day} 印发：{title}",
                   series=Msg(series.label), n=n, day=same.on.isoformat(), title=same.title),
            remedy=M("用下一个期号 {free}", free=free),
        )
    )  # fmt: skip


def _json(one: IssuedReport) -> dict[str, object]:
    return {
        "series": one.series.value,
        "n": one.n,
        "title": one.title,
        "area": one.area,
        "from": one.from_.isoformat() if one.from_ else None,
        "to": one.to.isoformat() if one.to else None,
        "on": one.on.isoformat(),
        "by": one.by,
        "text": vars(one.text) if one.text else None,
        "issues": list(one.issues),
        "public_title": one.public_title,
        "doubled": one.doubled,
    }
