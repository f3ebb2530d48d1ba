"""`ducha check`: every problem of every file, what is still unanswered, what cannot be decided yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import Exit, Level, M, Problem
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.laptop.working_copy import WorkingCopy


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@pass_context
def check(ctx: Context, paths: tuple[Path, ...]) -> None:
    """检查填写：所有文件的所有问题；不写文件名就检查全部。"""
    from inspections.laptop.output import problem_json
    from inspections.laptop.working_copy import read_copy

    workspace = ctx.workspace
    files = _files(ctx, paths)
    counts = {"errors": 0, "undecided": 0, "warnings": 0}
    found = list(workspace.roster_problems())
    summaries: list[dict[str, Any]] = []
    _count(ctx, counts, "errors", found, Exit.PROBLEMS)
    for path in ctx.progress(files, M("检查")):
        copy = read_copy(workspace, path)
        warnings = [p for p in copy.problems if p.level is Level.WARNING]
        _count(ctx, counts, "errors", copy.errors, Exit.PROBLEMS)
        _count(ctx, counts, "undecided", copy.undecided, Exit.UNDECIDED)
        _count(ctx, counts, "warnings", warnings, Exit.DONE)
        if ctx.json:
            found += [p for p in copy.problems if p not in copy.unanswered]
            summaries.append(_summary(copy))
        else:
            _say(ctx, copy)
    if ctx.json:
        problems = [problem_json(p, ctx.translate) for p in found]
        ctx.answer({"problems": problems, "files": summaries})
    ctx.say(
        M(
            "检查了 {n} 份：{errors} 处问题，{undecided} 处待定，{warnings} 处提醒",
            n=len(files),
            **counts,
        )
    )


def _count(
    ctx: Context, counts: dict[str, int], key: str, problems: Sequence[Problem], exit: Exit
) -> None:
    """Count problems of one weight, and print them unless they go into the one JSON answer."""
    counts[key] += len(problems)
    if ctx.json:
        ctx.weigh(problems, exit)
    else:
        ctx.fail(problems, exit)


def _files(ctx: Context, paths: tuple[Path, ...]) -> list[Path]:
    """Return the files meant: those named, those in a folder that is named, or all of the workspace."""
    from inspections.laptop.working_copy import record_files

    if not paths:
        return list(record_files(ctx.workspace))
    files: list[Path] = []
    for path in (ctx.path(path) for path in paths):
        inside = path.rglob("*.yml") if path.is_dir() else [path]
        files += sorted(one for one in inside if not one.name.endswith(".private.yml"))
    return files


def _say(ctx: Context, copy: WorkingCopy) -> None:
    """Say what is still open in one file: unanswered numbers, rules that cannot be decided, items that do not apply."""
    found = copy.assessment
    if found is None:
        return
    if found.unanswered:
        numbers = ", ".join(found.unanswered)
        ctx.say(
            M(
                "{file}：还有 {n} 项未填：{numbers}",
                file=copy.shown,
                n=len(found.unanswered),
                numbers=numbers,
            )
        )
    for rule in found.undecided:
        ctx.say(M("{file}：{rule} 尚不能判定", file=copy.shown, rule=rule.item))
    if found.inactive:
        ctx.say(
            M("{file}：不适用于这所学校：{items}", file=copy.shown, items=", ".join(found.inactive))
        )


def _summary(copy: WorkingCopy) -> dict[str, Any]:
    found = copy.assessment
    return {
        "file": copy.shown,
        "sealed": bool(copy.known and copy.known.status == "sealed"),
        "unanswered": list(found.unanswered) if found else None,
        "undecided": [rule.item for rule in found.undecided] if found else None,
        "inactive": list(found.inactive) if found else None,
        "findings": len(found.found) if found else None,
    }
