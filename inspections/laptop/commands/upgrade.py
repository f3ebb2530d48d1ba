"""`ducha upgrade`: records taken to another version of their checklist; what differs is told, no answer is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import M, UserError, listed
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.checklist import Checklist
    from inspections.laptop.upgrading import Taken


@click.command("upgrade")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", "version", default=None, metavar="VERSION", help="换到哪个版本，默认最新的")
@click.option("--dry-run", is_flag=True, help="只看有什么不同，不改文件")
@pass_context
def upgrade(ctx: Context, files: tuple[Path, ...], version: str | None, dry_run: bool) -> None:
    """把没有封存的检查换到清单的另一个版本。"""
    from inspections.laptop.keeping_private import keep_private
    from inspections.laptop.upgrading import take
    from inspections.laptop.working_copy import records_meant

    answers = []
    for path in ctx.progress(records_meant(map(ctx.path, files)), M("换版本")):
        if not dry_run and (said := keep_private(ctx.workspace, path)):
            ctx.say(said)
        try:
            taken = take(ctx.workspace, lambda: ctx.actor, path, version, dry_run=dry_run)
        except UserError as error:
            ctx.caught(error)
            continue
        _say(ctx, taken, dry_run)
        ctx.fail(taken.problems)
        answers.append(_json(taken))
    if ctx.json:
        ctx.answer(answers)


def _say(ctx: Context, taken: Taken, dry_run: bool) -> None:
    """Say what differs and where answers that no longer fit are kept; private ones are only counted."""
    names = {"file": taken.file, "old": taken.old.ref, "new": taken.new.ref}
    if taken.old.ref == taken.new.ref:
        ctx.say(M("{file}：已经是 {ref}，没有要换的", file=taken.file, ref=taken.new.ref))
    elif dry_run:
        ctx.say(M("{file}：从 {old} 换到 {new}，还没有改动文件", **names))
    else:
        ctx.say(M("{file}：从 {old} 换到了 {new}", **names))
    differs = taken.difference
    if differs.added:
        ctx.say(M("    新增 {n} 项：{items}", **_items(taken.new, differs.added)))
    if differs.gone:
        ctx.say(M("    不再有 {n} 项：{items}", **_items(taken.old, differs.gone)))
    if differs.changed:
        ctx.say(M("    有改动 {n} 项：{items}", **_items(taken.new, differs.changed)))
    if paths := taken.orphans:
        kept = {"n": len(paths), "paths": "、".join(paths)}
        ctx.say(M("    {n} 处答案用不上了，原样留在 orphans 里：{paths}", **kept))
    if n := taken.private_orphans:
        ctx.say(M("    {n} 处不公开的答案用不上了，原样留在不公开的那个文件的 orphans 里", n=n))


def _items(checklist: Checklist, names: tuple[str, ...]) -> dict[str, object]:
    """Return how many items these are and what they are called."""
    found = {item.id: item for item in checklist.items}
    named = [found[name] for name in names]
    labels = listed(f"{item.no} {item.label}" if item.no else item.label for item in named)
    return {"n": len(named), "items": labels}


def _json(taken: Taken) -> dict[str, Any]:
    differs = taken.difference
    return {
        "file": taken.file,
        "from": taken.old.ref,
        "to": taken.new.ref,
        "added": list(differs.added),
        "gone": list(differs.gone),
        "changed": list(differs.changed),
        "orphans": list(taken.orphans),
        "private_orphans": taken.private_orphans,
        "recorded": taken.recorded,
    }
