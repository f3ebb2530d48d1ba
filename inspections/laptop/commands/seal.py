"""`ducha seal`: what was found becomes issues of the rectification ledger; one faulty file never stops the others."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M, UserError
from inspections.laptop.context import Context, pass_context


@click.command("seal")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unsigned-reason", default=None, help="学校不签字的原因")
@pass_context
def seal(ctx: Context, files: tuple[Path, ...], unsigned_reason: str | None) -> None:
    """封存检查，问题进入整改台账。"""
    from inspections.laptop.sealing import Sealing
    from inspections.laptop.working_copy import read_copy

    sealing = None
    answers = []
    for file in ctx.progress(files, M("封存")):
        copy = read_copy(ctx.workspace, ctx.path(file))
        try:
            if copy.record is None:
                raise UserError(*copy.problems)
            if sealing is None:
                hindrances = Sealing.hindrances(None, copy, unsigned_reason)  # type: ignore[arg-type]
                if hindrances and not ctx.workspace.has_ledger:
                    raise UserError(*hindrances)
                sealing = Sealing(ctx.workspace, ctx.actor)
            events = sealing.seal(copy, unsigned_reason)
        except UserError as error:
            ctx.caught(error)
            continue
        findings = events[-1].body["findings"]
        answers.append({"file": copy.shown, "issues": [finding["issue"] for finding in findings]})
        ctx.say(M("封存了 {file}：{n} 个问题进入台账", file=copy.shown, n=len(findings)))
        for finding in findings:
            ctx.say(M("    {issue}  {title}", issue=finding["issue"][:6], title=finding["title"]))
    if ctx.json:
        ctx.answer(answers)


__all__ = ["seal"]
