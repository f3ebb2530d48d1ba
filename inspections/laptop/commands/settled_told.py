"""Working copies settled around a bundle or a sync, told: what was recorded, rewritten, left alone, newly written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspections.errors import Exit, M, Problem, UserError
from inspections.ids import SchoolId
from inspections.laptop.context import Context
from inspections.laptop.gathering import make_missing, settle_all

if TYPE_CHECKING:
    from inspections.laptop.settling import Settled


def made_told(ctx: Context, schools: Collection[SchoolId]) -> None:
    """Write the file of every open inspection of these schools that has none here, and say so."""
    for made in make_missing(ctx.workspace, sorted(schools)):
        if isinstance(made, UserError):
            ctx.caught(made)
        else:
            ctx.say(M("新写出检查文件：{path}", path=ctx.workspace.shown(made)))


def settle_told(
    ctx: Context, files: Iterable[Path], named: set[str] | None = None, *, quiet: bool = False
) -> list[dict[str, Any]]:
    """Settle files, name what was left alone unless it is `named` already, and return what was done, for `--json`."""
    named = set() if named is None else named
    done: list[dict[str, Any]] = []
    for found in settle_all(ctx.workspace, lambda: ctx.actor, files):
        problems, exit = (
            found.problems,
            found.exit if isinstance(found, UserError) else Exit.UNDECIDED,
        )
        ctx.fail([problem for problem in problems if not _seen(problem, named)], exit)
        if isinstance(found, UserError):
            continue
        if found.moved:
            ctx.say(found.moved)
        if found.recorded or found.rewritten:
            done.append(_settled(found))
        if found.rewritten and not quiet:
            ctx.say(M("改写了 {file}：写进了别人填的答案", file=found.file))
    return done


def _seen(problem: Problem, named: set[str]) -> bool:
    """Return whether this was named before; note that it is now."""
    key = f"{problem.code} {problem.file}:{problem.line} {problem.what}"
    known = key in named
    named.add(key)
    return known


def _settled(found: Settled) -> dict[str, Any]:
    return {"file": found.file, "recorded": len(found.recorded), "rewritten": found.rewritten}
