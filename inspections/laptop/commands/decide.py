"""`ducha decide`: of several answers to one item, the one that counts; only the lines of that item change."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.context import Context, pass_context


@click.command("decide")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("path")
@click.argument("value")
@click.option("--reason", default=None)
@pass_context
def decide(ctx: Context, file: Path, path: str, value: str, reason: str | None) -> None:
    """两个人填得不一样时，定下一个答案。"""
    from inspections.laptop.files import read_capped, write_whole
    from inspections.laptop.working_copy import RECORD_BYTES_MAX, read_copy
    from inspections.splice import splice, value_lines

    full = ctx.path(file)
    copy = read_copy(ctx.workspace, full)
    if copy.record is None:
        raise UserError(*copy.problems)
    if path not in copy.record.conflicts:
        raise UserError(
            Problem(
                code=Code.ITEM_UNKNOWN,
                file=copy.shown,
                what=M("“{path}”没有待定的答案", path=path),
                remedy=M("待定的有：{paths}", paths="、".join(copy.record.conflicts) or "—"),
            ),
            exit=Exit.USAGE,
        )
    text = read_capped(full, RECORD_BYTES_MAX).decode("utf-8")
    keys = path.split(".")
    write_whole(full, splice(text, ("answers", *keys), value_lines(keys[-1], value)).encode())
    ctx.say(M("{file}：{path} 定为 {value}", file=copy.shown, path=path, value=value))
    for problem in read_copy(ctx.workspace, full).errors:
        ctx.fail([problem])
