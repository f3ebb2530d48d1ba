"""`ducha amend`: a sealed inspection corrected, with a reason; nothing that was sealed is changed, the correction is added."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M
from inspections.laptop.context import Context, pass_context


@click.command("amend")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", required=True, help="更正的理由")
@click.option("--take", multiple=True, metavar="EVENT", help="采用的迟到填写，可写几次")
@click.option("--leave", multiple=True, metavar="EVENT", help="看过而不采用的迟到填写，可写几次")
@pass_context
def amend(
    ctx: Context, file: Path, reason: str, take: tuple[str, ...], leave: tuple[str, ...]
) -> None:
    """更正已封存的检查。"""
    from inspections.laptop import amending
    from inspections.laptop.keeping_private import keep_private
    from inspections.laptop.working_copy import read_copy, records_meant

    [path] = records_meant([ctx.path(file)])
    if said := keep_private(ctx.workspace, path):
        ctx.say(said)
    copy = read_copy(ctx.workspace, path)
    late = amending.late_of(copy, take, leave)
    copy = amending.put_late(ctx.workspace, copy, late)
    events = amending.amend(ctx.workspace, ctx.actor, copy, reason, late)
    if ctx.json:
        ctx.answer({"file": copy.shown, "events": [event.id for event in events]})
    if not events:
        ctx.say(M("文件和台账一致，没有要更正的"))
        return
    body = events[-1].body
    ctx.say(
        M(
            "更正了 {file}：{n} 处答案，新增 {new} 个问题",
            file=copy.shown,
            n=len(body["set"]),
            new=len(body["findings_added"]),
        )
    )
    if "private" in body or "replaces" in body:
        ctx.say(M("不公开的答案也更正了"))
    ctx.say(M("不再成立的问题由督导室撤销：ducha issue withdraw"))
