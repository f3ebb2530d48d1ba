"""`ducha decide`: of several answers to one item, the one that counts; only the lines of that item change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import Code, Exit, Level, M, Problem, UserError, listed
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.checklist import Checklist
    from inspections.laptop.working_copy import WorkingCopy


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
    if copy.record is None or copy.checklist is None:
        raise UserError(*copy.problems)
    if path not in copy.record.conflicts:
        raise UserError(_no_conflict(copy, path), exit=Exit.USAGE)
    if not value.strip():
        raise usage(M("没有写定哪个答案"), M("ducha decide 文件 {path} 答案", path=path))
    text = read_capped(full, RECORD_BYTES_MAX).decode("utf-8")
    new = write(text, copy.checklist, {path: _typed(copy.checklist, path, value)}).encode()
    _fits(ctx, copy, new)
    write_whole(full, new)
    _answer(ctx, copy, path, reason)
    if ctx.json:
        ctx.answer({"file": copy.shown, "path": path, "value": value})
    ctx.say(M("{file}：{path} 定为 {value}", file=copy.shown, path=path, value=value))


def _no_conflict(copy: WorkingCopy, path: str) -> Problem:
    assert copy.record is not None
    return Problem(
        code=Code.ITEM_UNKNOWN,
        file=copy.shown,
        what=M("“{path}”没有待定的答案", path=path),
        remedy=M("待定的有：{paths}", paths=listed(copy.record.conflicts)),
    )


def _fits(ctx: Context, copy: WorkingCopy, new: bytes) -> None:
    """Raise UserError with what the answer would make wrong; then both sides stay in the file as they are."""
    from inspections.assess import assess
    from inspections.inspection_yaml import read_record

    record, problems = read_record(new, copy.shown, ctx.workspace.shelf.checklist)
    assert copy.checklist is not None
    found = assess(record, copy.checklist, copy.school).problems if record else ()
    before = {(p.code, str(p.what)) for p in copy.problems}
    worse = [
        p.at(copy.shown)
        for p in (*problems, *found)
        if p.level is Level.ERROR and (p.code, str(p.what)) not in before
    ]
    if worse:
        raise UserError(*worse, exit=Exit.USAGE)


def _answer(ctx: Context, copy: WorkingCopy, path: str, reason: str | None) -> None:
    """Record the decision at once where the ledger holds both sides (FORMATS §6); else say where the reason goes."""
    if copy.known is None or path not in copy.known.conflicts or copy.school is None:
        if reason:
            ctx.say(M("台账里没有这处分歧，理由没有记下；可以写进这一项的 note"))
        return
    from inspections.ids import DocId
    from inspections.inspection import flat
    from inspections.kinds import INSPECTION_KINDS
    from inspections.laptop.recorder import Act
    from inspections.laptop.working_copy import read_copy

    record = read_copy(ctx.workspace, copy.path).record
    assert record is not None
    row = INSPECTION_KINDS["answered"]
    body: dict[str, Any] = {
        "set": {path: flat(record).get(path)},
        "photos_add": {},
        "photos_strike": [],
        "reason": reason,
    }
    act = Act(
        doc=DocId(copy.school.id),
        kind=row.kind,
        subject=f"i:{copy.known.id}",
        role=ctx.actor.role_for(row.label, row.who, copy.school),
        body=body,
        seen=copy.known.heads,
    )
    ctx.actor.recorder.record([act])


def _typed(checklist: Checklist, path: str, value: str) -> str | tuple[str, ...]:
    """Return the value as the record holds it: several words for an item that takes several."""
    from inspections.checklist import ItemType

    item = checklist.item(path)
    if item is None or item.type is not ItemType.MULTI:
        return value
    return tuple(
        word.strip() for word in value.strip("[]").replace("，", ",").split(",") if word.strip()
    )
