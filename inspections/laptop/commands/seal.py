"""`ducha seal`: what was found becomes issues of the rectification ledger; one faulty file never stops the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import M, UserError
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.events import Event
    from inspections.laptop.working_copy import WorkingCopy

TRIES = 5


@click.command("seal")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unsigned-reason", default=None, help="学校不签字的原因")
@pass_context
def seal(ctx: Context, files: tuple[Path, ...], unsigned_reason: str | None) -> None:
    """封存检查，问题进入整改台账。"""
    from inspections.laptop.working_copy import records_meant

    answers = []
    for file in ctx.progress(records_meant(map(ctx.path, files)), M("封存")):
        try:
            copy, events = _seal(ctx, file, unsigned_reason)
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


def _seal(
    ctx: Context, path: Path, unsigned_reason: str | None
) -> tuple[WorkingCopy, tuple[Event, ...]]:
    """Seal one file; if another program writes to the ledger in between, look again and go on from what is there.

    Who acts is asked only once the file is in order, so that a look from a copied folder lists what is missing.
    """
    from inspections.laptop.hindrances import hindrances, refuse
    from inspections.laptop.keeping_private import keep_private
    from inspections.laptop.recorder import MovedError
    from inspections.laptop.sealing import Sealing
    from inspections.laptop.settling import settle
    from inspections.laptop.working_copy import read_copy

    if said := keep_private(ctx.workspace, path):
        ctx.say(said)
    for left in reversed(range(TRIES)):
        copy = read_copy(ctx.workspace, path)
        refuse(copy, hindrances(copy, unsigned_reason))
        try:
            sealing = Sealing(ctx.workspace, ctx.actor)
            sealing.allowed(copy, unsigned_reason)
            settled = settle(ctx.workspace, lambda: ctx.actor, path)
            if settled.problems:
                raise UserError(*settled.problems)
            copy = read_copy(ctx.workspace, path)
            return copy, sealing.seal(copy, unsigned_reason)
        except MovedError:
            if not left:
                raise
    raise AssertionError
