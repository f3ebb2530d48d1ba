"""`ducha demo`: a fictional county in `DIR/county`, filled as by its people, with its ledger and its site.

It is made beside and put in place when it is whole. Refuses to replace a folder that it did not make itself.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.context import Context, pass_context

SEED = "ducha-demo"
COUNTY, MAKING, LEAVING = "county", ".county-making", ".county-leaving"


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True)
@pass_context
def demo(ctx: Context, folder: Path, replace: bool) -> None:
    """做一个填好的示例县：检查表、照片、台账和网站，在 DIR/county。"""
    from inspections.laptop.check_cache import FILE
    from inspections.laptop.demo.words import LEAFLET
    from inspections.laptop.files import disk_errors

    target = ctx.path(folder).resolve() / COUNTY
    if target.exists() and not replace:
        raise UserError(_exists(target), exit=Exit.USAGE)
    if target.exists() and not (target / LEAFLET).exists():
        raise UserError(_strange(target), exit=Exit.USAGE)
    ctx.say(M("正在做示例县，约需半分钟……"))
    making = target.with_name(MAKING)
    with disk_errors(making):
        shutil.rmtree(making, ignore_errors=True)
        try:
            _play(ctx, making)
            _swap(making, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    _tell(ctx, target)
    # it holds the times of files, which differ from one making to the next
    (target / FILE).unlink(missing_ok=True)


def _play(ctx: Context, root: Path) -> None:
    """Play the story in `root`. Raises UserError, with what the command said, if one of them stops."""
    from inspections.laptop.cli import run
    from inspections.laptop.demo.play import Play, StoppedError

    steps = Play(root, ctx.seed or SEED, run).steps()
    for step in ctx.progress(steps, M("示例县的一个春天"), total=len(steps)):
        try:
            step.do()
        except StoppedError as stopped:
            problem = Problem(
                code=Code.USAGE,
                what=M("示例没有做完：{said}", said=stopped.said.strip() or str(stopped)),
                remedy=M("磁盘满就腾出 100 MB 再试；否则请把这几行报告给我们"),
            )
            raise UserError(problem, exit=Exit(stopped.status)) from stopped


def _swap(making: Path, target: Path) -> None:
    """Put the finished county in the place of the old one."""
    leaving = target.with_name(LEAVING)
    shutil.rmtree(leaving, ignore_errors=True)
    if target.exists():
        target.rename(leaving)
    making.rename(target)
    shutil.rmtree(leaving, ignore_errors=True)


def _tell(ctx: Context, target: Path) -> None:
    """Say what was made, what the county's ledger says by itself, and where to double-click."""
    from inspections.laptop.workspace import Workspace
    from inspections.statistics import Filter, statistics

    with contextlib.closing(Workspace.find(target, ctx.clock)) as workspace:
        day = workspace.as_of()
        view = workspace.view(as_of=day)
        calendar = workspace.calendar()
    sentence = statistics(view, as_of=day, calendar=calendar, filters=Filter())["sentence"]
    site = target / "site" / "bureau" / "index.html"
    if ctx.json:
        ctx.answer(
            {
                "county": str(target),
                "as_of": day.isoformat(),
                "sentence": sentence,
                "site": str(site),
            }
        )
    ctx.say(M("示例县云岭县做好了：{path}", path=str(target)))
    ctx.say(M("截至 {day}：{sentence}", day=day.isoformat(), sentence=sentence))
    ctx.say(M("双击打开网站：{path}", path=str(site)))


def _exists(target: Path) -> Problem:
    return Problem(
        code=Code.WORKSPACE_EXISTS,
        file=str(target),
        what=M("这里已经有一个示例县"),
        remedy=M("换一个文件夹，或加 --replace 重做"),
    )


def _strange(target: Path) -> Problem:
    return Problem(
        code=Code.WORKSPACE_EXISTS,
        file=str(target),
        what=M("这个文件夹不是 ducha demo 做的，不替换"),
        remedy=M("换一个文件夹"),
    )
