"""`ducha demo`: a fictional county in `DIR/county`, or a district in `DIR/district`, with its ledger and its sites.

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
COUNTY, DISTRICT = "county", "district"
CACHE = Path(".ducha") / "cache"
SITES = {
    "bureau": ("bureau", M("督导室看的")),
    "school": ("school/my021", M("一所幼儿园看的")),
    "public": ("public", M("公众看的")),
}
"""Where the trees lie below `site/`, and for whom each is."""


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--district",
    is_flag=True,
    help="做大的示例区：386 所学校和幼儿园，约需一两分钟，在 DIR/district",
)
@click.option("--replace", is_flag=True, help="替换以前做的示例")
@pass_context
def demo(ctx: Context, folder: Path, district: bool, replace: bool) -> None:
    """做一个填好的示例县：检查表、照片、台账和网站，在 DIR/county。"""
    from inspections.laptop.demo.words import LEAFLET
    from inspections.laptop.files import disk_errors

    name = DISTRICT if district else COUNTY
    target = ctx.path(folder).resolve() / name
    if target.exists() and not replace:
        raise UserError(_exists(target), exit=Exit.USAGE)
    if target.exists() and not (target / LEAFLET).exists():
        raise UserError(_strange(target), exit=Exit.USAGE)
    if district:
        ctx.say(M("正在做示例区，386 所学校和幼儿园，约需一两分钟……"))
    else:
        ctx.say(M("正在做示例县，约需半分钟……"))
    making = target.with_name(f".{name}-making")
    with disk_errors(making):
        shutil.rmtree(making, ignore_errors=True)
        try:
            making.mkdir(parents=True)
            _play(ctx, making / name, district)
            _swap(making / name, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    _tell(ctx, target)
    # caches hold the times and places of files, which differ from one making to the next
    shutil.rmtree(target / CACHE, ignore_errors=True)


def _play(ctx: Context, root: Path, district: bool) -> None:
    """Play the story in `root`. Raises UserError, with what the command said, if one of them stops."""
    from inspections.laptop.cli import run
    from inspections.laptop.demo.cast import Cast
    from inspections.laptop.demo.district import STEPS, District
    from inspections.laptop.demo.play import Play
    from inspections.laptop.demo.telling import StoppedError, Teller

    teller = Teller(root, ctx.seed or SEED, run)
    steps = District(teller, Cast()).steps() if district else iter(Play(teller).steps())
    for step in ctx.progress(steps, M("一个春天"), total=STEPS if district else None):
        try:
            step.do()
        except StoppedError as stopped:
            problem = Problem(
                code=Code.USAGE,
                what=M("示例没有做完：{said}", said=stopped.said.strip() or str(stopped)),
                remedy=M("磁盘满就腾出 100 MB 再试；否则请把这几行报告给我们"),
            )
            raise UserError(problem, exit=Exit(stopped.status)) from stopped


def _swap(made: Path, target: Path) -> None:
    """Put what was made in the place of the old one."""
    leaving = made.with_name("leaving")
    if target.exists():
        target.rename(leaving)
    made.rename(target)


def _tell(ctx: Context, target: Path) -> None:
    """Say what was made, what its ledger says by itself, and where to double-click."""
    from inspections.laptop.workspace import Workspace
    from inspections.statistics import Filter, statistics

    with contextlib.closing(Workspace.find(target, ctx.clock)) as workspace:
        day = workspace.as_of()
        view = workspace.view(as_of=day)
        calendar = workspace.calendar()
    sentence = statistics(view, as_of=day, calendar=calendar, filters=Filter())["sentence"]
    sites = {one: target / "site" / path / "index.html" for one, (path, _) in SITES.items()}
    found = {one: path for one, path in sites.items() if path.exists()}
    if ctx.json:
        ctx.answer(
            {
                target.name: str(target),
                "as_of": day.isoformat(),
                "sentence": sentence,
                "site": str(sites["bureau"]),
                "sites": {one: str(path) for one, path in found.items()},
            }
        )
    ctx.say(M("示例{name}做好了：{path}", name=view.district.name, path=str(target)))
    ctx.say(M("截至 {day}：{sentence}", day=day.isoformat(), sentence=sentence))
    for one, path in found.items():
        ctx.say(M("双击打开网站（{who}）：{path}", who=SITES[one][1], path=str(path)))


def _exists(target: Path) -> Problem:
    return Problem(
        code=Code.WORKSPACE_EXISTS,
        file=str(target),
        what=M("这里已经有一个示例"),
        remedy=M("换一个文件夹，或加 --replace 重做"),
    )


def _strange(target: Path) -> Problem:
    return Problem(
        code=Code.WORKSPACE_EXISTS,
        file=str(target),
        what=M("这个文件夹不是 ducha demo 做的，不替换"),
        remedy=M("换一个文件夹"),
    )
