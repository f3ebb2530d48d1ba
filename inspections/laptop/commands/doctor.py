"""`ducha doctor`: everything looked at, truth left alone, what is derived mended, each said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspections.errors import Exit, Level, M
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.laptop.doctoring import Checkup


@click.command("doctor")
@click.option("--repair", is_flag=True, help="名册文件和台账不一样时，按台账重写名册文件")
@pass_context
def doctor(ctx: Context, repair: bool) -> None:
    """体检：台账、签名、文件、设置。"""
    from inspections.laptop.doctoring import check_up

    found = check_up(ctx.workspace, ctx.progress, repair=repair)
    problems = found.examined.problems
    errors = [p for p in problems if p.level is Level.ERROR]
    if ctx.json:
        _answer(ctx, found)
        ctx.worst = Exit.PROBLEMS if errors else Exit.DONE
        return
    ctx.fail(errors)
    ctx.fail([p for p in problems if p.level is Level.WARNING], Exit.DONE)
    for says in (*found.notes, *found.mended):
        ctx.say(says)
    ctx.say(
        M(
            "看了 {documents} 份台账、{events} 条记录（签名、证书、编号、先后）、{blobs} 份照片和文件：{n} 处问题",
            documents=found.examined.documents,
            events=found.examined.events,
            blobs=found.examined.blobs,
            n=len(problems),
        )
    )


def _answer(ctx: Context, found: Checkup) -> None:
    from inspections.laptop.output import problem_json

    examined = found.examined
    ctx.answer(
        {
            "events": examined.events,
            "documents": examined.documents,
            "blobs": examined.blobs,
            "without_effect": examined.void,
            "waiting": found.waiting,
            "turned_away": found.turned_away,
            "problems": [problem_json(p, ctx.translate) for p in examined.problems],
            "notes": [ctx.text(says) for says in found.notes],
            "mended": [ctx.text(says) for says in found.mended],
        }
    )
