"""`ducha check`: every problem of every file, what is still unanswered, what cannot be decided yet.

With `--watch` it goes on: whenever a file is saved, what is now wrong with it is printed again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from inspections.errors import Exit, M, Problem, UserError
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.laptop.reports import Report
    from inspections.laptop.watching import Change

Known: TypeAlias = "dict[str, Report | tuple[Problem, ...]]"
"""What was said last of each file; of the roster, under an empty name."""


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--watch", is_flag=True, help="一直看着，存一次盘就再检查一次；按 Ctrl-C 结束")
@pass_context
def check(ctx: Context, paths: tuple[Path, ...], watch: bool) -> None:
    """检查填写：所有文件的所有问题；不写文件名就检查全部。"""
    if watch:
        _watch(ctx, paths)
    else:
        _round(ctx, _files(ctx, paths), {}, whole=not paths)


def _round(
    ctx: Context, files: Sequence[Path], known: Known, *, whole: bool, again: Collection[Path] = ()
) -> None:
    """Check these files and say everything about them, each as soon as it is known.

    What is `known` already, from an earlier round, is not said again, unless the file is to be said `again`.
    """
    from inspections.laptop.output import problem_json

    counts = {"errors": 0, "undecided": 0, "warnings": 0}
    roster = ctx.workspace.file_problems()
    found = list(roster) if known.get("") != roster else []
    known[""] = roster
    _count(ctx, counts, "errors", found, Exit.PROBLEMS)
    if whole and ctx.workspace.has_ledger:
        refused = _refused(ctx)
        found += refused
        _count(ctx, counts, "warnings", refused, Exit.DONE)
    said = {ctx.workspace.shown(path) for path in again}
    reports = []
    for report in _reports(ctx, files, whole):
        if known.get(report.file) == report and report.file not in said:
            continue
        known[report.file] = report
        reports.append(report)
        found += report.shown
        _count(ctx, counts, "errors", report.errors, Exit.PROBLEMS)
        _count(ctx, counts, "undecided", report.to_decide, Exit.UNDECIDED)
        _count(ctx, counts, "warnings", report.warnings, Exit.DONE)
        if not ctx.json:
            _say(ctx, report)
    if ctx.json:
        problems = [problem_json(p, ctx.translate) for p in found]
        ctx.answer({"problems": problems, "files": [report.summary for report in reports]})
    ctx.say(
        M(
            "检查了 {n} 份：{errors} 处问题，{undecided} 处待定，{warnings} 处提醒",
            n=len(reports),
            **counts,
        )
    )


def _refused(ctx: Context) -> list[Problem]:
    """Return what the server refused of the people who work here: their own acts, said where they look every day."""
    from inspections.laptop.refusals import refusals

    try:
        return list(refusals(ctx.workspace, ctx.workspace.keyring.people()))
    except (
        UserError
    ) as error:  # a ledger that cannot be read does not keep anybody from checking files
        return list(error.problems)


def _reports(ctx: Context, files: Sequence[Path], whole: bool) -> Iterator[Report]:
    """Yield the report of each file, from the cache where nothing has changed; keep what was found."""
    from inspections.laptop.check_cache import CheckCache
    from inspections.laptop.schemas import has_schema, keep_schemas

    workspace = ctx.workspace
    cache = CheckCache(workspace)
    used: dict[str, None] = {}
    try:
        for path in ctx.progress(files, M("检查")):
            key = cache.key(path)
            report = cache.get(path, key)
            fresh = report is None
            if report is None:
                report = _fresh(ctx, path)
                cache.put(path, key, report)
            if report.checklist and (fresh or not has_schema(workspace.root, report.checklist)):
                used[report.checklist] = None
            yield report
    finally:
        cache.save(files if whole else None)
    kept = (workspace.shelf.checklist(ref) for ref in used)
    keep_schemas(workspace.root, [checklist for checklist in kept if checklist])


def _fresh(ctx: Context, path: Path) -> Report:
    from inspections.laptop.private_copy import edited_since_sealed
    from inspections.laptop.reports import report_of
    from inspections.laptop.working_copy import read_copy

    copy = read_copy(ctx.workspace, path)
    return report_of(
        replace(copy, problems=(*copy.problems, *edited_since_sealed(ctx.workspace, copy)))
    )


def _watch(ctx: Context, paths: tuple[Path, ...]) -> None:
    """Check again what changes, until Ctrl-C. A fault that stops one round (a broken district.yml) ends nothing."""
    from inspections.laptop.watching import Watch

    root = ctx.workspace.root
    known: Known = {}
    try:
        watch = Watch(root, lambda: _files(ctx, paths))
        files = _files(ctx, paths)
        _round(ctx, files, known, whole=not paths)
        ctx.say(M("看着 {n} 份，存盘后自动再检查；按 Ctrl-C 结束", n=len(files)))
        while True:
            _again(ctx, watch.wait(), known)
    except KeyboardInterrupt:
        ctx.worst = Exit.DONE
        ctx.say(M("不再看了"))


def _again(ctx: Context, change: Change, known: Known) -> None:
    """Say what a change made of the files that it concerns."""
    ctx.forget()
    try:
        ctx.say(
            M("── {time} ──", time=ctx.clock.now(ctx.workspace.settings.zone).strftime("%H:%M:%S"))
        )
        for path in (path for path in change.edited if not path.exists()):
            known.pop(ctx.workspace.shown(path), None)
            ctx.say(M("{file}：文件不在了", file=ctx.workspace.shown(path)))
        files = [path for path in (*change.edited, *change.touched) if path.exists()]
        _round(ctx, files, known, whole=False, again=change.edited)
    except UserError as error:
        ctx.caught(error)


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
    from inspections.laptop.working_copy import record_files, records_meant

    if not paths:
        return list(record_files(ctx.workspace))
    files: list[Path] = []
    for path in (ctx.path(path) for path in paths):
        files += sorted(path.rglob("*.yml")) if path.is_dir() else [path]
    return list(records_meant(files))


def _say(ctx: Context, report: Report) -> None:
    """Say what is still open in one file: unanswered numbers, rules that cannot be decided, items that do not apply."""
    file = report.file
    if report.unanswered:
        n, numbers = len(report.unanswered), ", ".join(report.unanswered)
        ctx.say(M("{file}：还有 {n} 项未填：{numbers}", file=file, n=n, numbers=numbers))
    if report.undecided:
        items = "；".join(_named(report, report.undecided))
        ctx.say(M("{file}：尚不能判定：{items}", file=file, items=items))
    if report.inactive:
        items = "；".join(_named(report, report.inactive))
        ctx.say(M("{file}：条件不符，不用填：{items}", file=file, items=items))


def _named(report: Report, items: Sequence[str]) -> list[str]:
    names = report.names or {}
    return [names.get(item, item) for item in items]
