"""`ducha amend`: a sealed inspection corrected, with a reason; nothing that was sealed is changed, the correction is added."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M
from inspections.laptop.context import Context, pass_context


@click.command("amend")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", required=True, help="更正的理由")
@pass_context
def amend(ctx: Context, file: Path, reason: str) -> None:
    """更正已封存的检查。"""
    from inspections.laptop.sealing import Sealing
    from inspections.laptop.working_copy import read_copy

    copy = read_copy(ctx.workspace, ctx.path(file))
    events = Sealing(ctx.workspace, ctx.actor).amend(copy, reason)
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
    ctx.say(M("不再成立的问题由督导室撤销：ducha issue withdraw"))
