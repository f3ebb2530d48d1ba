"""`ducha decide`: of several answers to one item, the one that counts; only the lines of that item change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.checklist import Checklist


@click.command("decide")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("path")
@click.argument("value")
@click.option("--reason", default=None, help="理由")
@pass_context
def decide(ctx: Context, file: Path, path: str, value: str, reason: str | None) -> None:
    """两个人填得不一样时，定下一个答案。"""
    from inspections.inspection_write import write
    from inspections.laptop.files import read_capped, write_whole
    from inspections.laptop.working_copy import RECORD_BYTES_MAX, read_copy

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
    assert copy.checklist is not None
    write_whole(
        full, write(text, copy.checklist, {path: _typed(copy.checklist, path, value)}).encode()
    )
    ctx.say(M("{file}：{path} 定为 {value}", file=copy.shown, path=path, value=value))
    for problem in read_copy(ctx.workspace, full).errors:
        ctx.fail([problem])


def _typed(checklist: Checklist, path: str, value: str) -> str | tuple[str, ...]:
    """Return the value as the record holds it: several words for an item that takes several."""
    from inspections.checklist import ItemType

    item = checklist.item(path)
    if item is None or item.type is not ItemType.MULTI:
        return value
    return tuple(
        word.strip() for word in value.strip("[]").replace("，", ",").split(",") if word.strip()
    )
