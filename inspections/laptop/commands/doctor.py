"""`ducha doctor`: everything that can be looked at without changing it: store, chains, signatures, files, settings."""

from __future__ import annotations

import click

from inspections.errors import Exit, Level, M
from inspections.laptop.context import Context, pass_context


@click.command("doctor")
@pass_context
def doctor(ctx: Context) -> None:
    """体检：台账、签名、文件、设置。"""
    from inspections.laptop.examination import examine
    from inspections.laptop.output import problem_json

    found = examine(ctx.workspace, ctx.progress)
    if ctx.json:
        problems = [problem_json(p, ctx.translate) for p in found.problems]
        ctx.answer(
            {
                "events": found.events,
                "documents": found.documents,
                "blobs": found.blobs,
                "problems": problems,
            }
        )
        ctx.worst = (
            Exit.PROBLEMS if any(p.level is Level.ERROR for p in found.problems) else Exit.DONE
        )
        return
    ctx.fail([p for p in found.problems if p.level is Level.ERROR])
    ctx.fail([p for p in found.problems if p.level is Level.WARNING], Exit.DONE)
    ctx.say(
        M(
            "看了 {documents} 份台账、{events} 条记录（签名、编号、先后）、{blobs} 份照片和文件：{n} 处问题",
            documents=found.documents,
            events=found.events,
            blobs=found.blobs,
            n=len(found.problems),
        )
    )
