"""`ducha conflicts`: all that waits for somebody's decision, with who said what and when, and how to decide it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import M, Msg, listed
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.laptop.undecided import Undecided


@click.command("conflicts")
@click.option("--school", "schools", multiple=True, help="只看这些学校，可写几次；不写就是全部")
@pass_context
def conflicts(ctx: Context, schools: tuple[str, ...]) -> None:
    """列出待定的答案和问题、封存以后才到的填写：谁、什么时候、怎样定。"""
    from inspections.laptop.undecided import in_files, undecided
    from inspections.laptop.working_copy import record_files

    workspace = ctx.workspace
    wanted = {workspace.find_school(name).id for name in schools}
    views = workspace.view().schools.values() if workspace.has_ledger else ()
    found = [
        one
        for view in views
        if not wanted or view.school.id in wanted
        for one in undecided(workspace, view)
    ]
    files = record_files(workspace)
    found += in_files(workspace, [f for f in files if not wanted or f.parent.name in wanted])
    if ctx.json:
        ctx.answer([_json(ctx, one) for one in found])
        return
    for one in found:
        for line in _lines(one):
            ctx.say(line)
    ctx.say(M("待定的一共 {n} 处", n=len(found)) if found else M("没有待定的内容"))


def _lines(one: Undecided) -> Iterator[Msg]:
    yield M("{where}  {what}", where=one.where, what=one.what)
    for side in one.sides:
        note = M("；{note}", note=side.note) if side.note else Msg("")
        who = listed(M("{name}", name=name) for name in side.by)
        at = M("（{at}）", at=side.at) if side.at else Msg("")
        yield M("    {who}{at}：{says}{note}", who=who, at=at, says=side.says, note=note)
    yield M("    → {remedy}", remedy=one.remedy)


def _json(ctx: Context, one: Undecided) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "where": one.where,
        "id": one.id,
        "path": one.path,
        "what": ctx.text(one.what),
        "sides": [
            {
                "by": list(side.by),
                "at": side.at,
                "says": ctx.text(side.says),
                "note": side.note,
                "event": side.event,
            }
            for side in one.sides
        ],
        "remedy": ctx.text(one.remedy),
    }
