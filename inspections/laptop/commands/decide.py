"""`ducha decide`: of several answers to one item, the one that counts; only the lines of that item change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from inspections.checklist import Checklist, ItemType
from inspections.errors import Code, Exit, Level, M, Problem, UserError, listed
from inspections.events import Event
from inspections.ids import DocId
from inspections.inspection import Value
from inspections.inspection_write import write
from inspections.inspection_yaml import private_file
from inspections.kinds import INSPECTION_KINDS
from inspections.laptop.context import Context, pass_context, usage
from inspections.laptop.files import read_capped, write_whole
from inspections.laptop.keeping_private import keep_private
from inspections.laptop.recorder import Act
from inspections.laptop.store import Base
from inspections.laptop.store_writing import Transaction
from inspections.laptop.working_copy import RECORD_BYTES_MAX, WorkingCopy, read_copy
from inspections.rewriting import as_typed, sides_of
from inspections.view import Inspection
from inspections.vocabulary import InspectionStatus


@click.command("decide")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("path")
@click.argument("value")
@click.option("--reason", default=None, help="理由")
@pass_context
def decide(ctx: Context, file: Path, path: str, value: str, reason: str | None) -> None:
    """两个人填得不一样时，定下一个答案。"""
    full = ctx.path(file)
    if said := keep_private(ctx.workspace, full):
        ctx.say(said)
    copy = read_copy(ctx.workspace, full)
    if copy.record is None or copy.checklist is None:
        raise UserError(*copy.problems)
    if path in copy.record.private_conflicts:
        _decide_private(ctx, copy, path, value, reason)
        return
    if path not in {*copy.record.conflicts, *_of_head(copy)}:
        raise UserError(_no_conflict(copy, path), exit=Exit.USAGE)
    answers = _answers(copy, path, _typed(copy.checklist, path, value))
    text = read_capped(full, RECORD_BYTES_MAX).decode("utf-8")
    new = write(text, copy.checklist, answers).encode()
    _fits(ctx, copy, new)
    write_whole(full, new)
    _record(ctx, copy, answers, path, reason)
    if ctx.json:
        ctx.answer({"file": copy.shown, "path": path, "value": value})
    ctx.say(M("{file}：{path} 定为 {value}", file=copy.shown, path=path, value=value))


def _decide_private(
    ctx: Context, copy: WorkingCopy, path: str, value: str, reason: str | None
) -> None:
    """Write a private answer into the sibling and tell the ledger; the answer is repeated nowhere."""
    from inspections.laptop.settling import settle

    assert copy.checklist is not None
    sibling = Path(private_file(str(copy.path)))
    text = read_capped(sibling, RECORD_BYTES_MAX).decode("utf-8")
    new = write(text, copy.checklist, {path: _typed(copy.checklist, path, value)})
    write_whole(sibling, new.encode())
    settled = settle(ctx.workspace, lambda: ctx.actor, copy.path)
    ctx.fail(settled.problems, Exit.UNDECIDED)
    if ctx.json:
        ctx.answer({"file": copy.shown, "path": path})
    ctx.say(M("{file}：{path}（不公开）定下来了", file=copy.shown, path=path))
    if reason:
        ctx.say(
            M(
                "理由没有记下：台账里的理由人人看得到；要留就写进 {sibling} 里这一项的 note",
                sibling=sibling.name,
            )
        )


def _of_head(copy: WorkingCopy) -> list[str]:
    """Return the conflicts that only the ledger shows: a record's head has no place for them."""
    return [path for path in (copy.known.conflicts if copy.known else ()) if path[:7] == "record."]


def _answers(copy: WorkingCopy, path: str, value: Value) -> dict[str, Value | None]:
    """Return what is decided: the answer; where the ledger holds notes of the sides, that of the side that gave it."""
    assert copy.record is not None
    known = copy.known if copy.known and path in copy.known.conflicts else None
    sides = sides_of(path, known, {}) if known else ()
    if not value and not any(side.value == "" for side in sides):
        raise usage(M("没有写定哪个答案"), M("ducha decide 文件 {path} 答案", path=path))
    if not any(side.note for side in sides):
        return {path: value or None}
    note = next((side.note for side in sides if side.value == value), "")
    return {path: value or None, f"{path}.note": note or None}


def _no_conflict(copy: WorkingCopy, path: str) -> Problem:
    assert copy.record is not None
    open_ = [*copy.record.conflicts, *copy.record.private_conflicts, *_of_head(copy)]
    return Problem(
        code=Code.ITEM_UNKNOWN,
        file=copy.shown,
        what=M("“{path}”没有待定的答案", path=path),
        remedy=M("待定的有：{paths}", paths=listed(open_))
        if open_
        else M("这份检查没有待定的答案；别的看 ducha conflicts"),
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


def _record(
    ctx: Context,
    copy: WorkingCopy,
    answers: Mapping[str, Value | None],
    path: str,
    reason: str | None,
) -> None:
    """Record the decision at once where the ledger holds both sides (FORMATS §6); else say what is to be done.

    It has seen what the file showed; the base takes the decision in, so that it is not recorded a second time.
    """
    known, school = copy.known, copy.school
    if known is None or path not in known.conflicts or school is None:
        if reason:
            ctx.say(M("台账里没有这处分歧，理由没有记下；可以写进这一项的 note"))
        return
    if known.status is InspectionStatus.SEALED:
        ctx.say(
            M("这份检查已封存：再用 ducha amend {file} --reason 理由 记入台账", file=copy.shown)
        )
        return
    base = ctx.workspace.store.base(known.id)
    row = INSPECTION_KINDS["answered"]
    act = Act(
        doc=DocId(school.id),
        kind=row.kind,
        subject=f"i:{known.id}",
        role=ctx.actor.role_for(row.label, row.who, school),
        body={
            "set": {at: as_typed(value) for at, value in answers.items()},
            "photos_add": {},
            "photos_strike": [],
            "reason": reason,
        },
        seen=known.heads if _shown(copy, path, known) or base is None else base.seen,
    )

    def keep_base(writing: Transaction, events: Sequence[Event]) -> None:
        if base is not None and copy.checklist is not None and base.seen == known.heads:
            text = write(base.text, copy.checklist, answers)
            writing.keep_base(known.id, Base(text, frozenset({events[0].id}), base.photos))

    ctx.actor.recorder.record([act], also=keep_base)


def _shown(copy: WorkingCopy, path: str, known: Inspection) -> bool:
    """Return whether the file showed every side that the ledger holds; those of the head `ducha conflicts` shows."""
    assert copy.record is not None
    conflict = copy.record.conflicts.get(path)
    values = {side.value for side in conflict.sides} if conflict else set[Value]()
    return conflict is None or {side.value for side in sides_of(path, known, {})} <= values


def _typed(checklist: Checklist, path: str, value: str) -> str | tuple[str, ...]:
    """Return the value as the record holds it: several words for an item that takes several."""
    item = checklist.item(path)
    if item is None or item.type is not ItemType.MULTI:
        return value
    return tuple(
        word.strip() for word in value.strip("[]").replace("，", ",").split(",") if word.strip()
    )
