"""`ducha checklist print`: the form on paper, for those who fill it by hand."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M
from inspections.laptop.context import Context, pass_context


@click.command("print")
@click.argument("name")
@click.option("--school", default=None, help="给哪所学校：印上校名，略去它不用填的项")
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="写到哪个文件，默认 清单代码.html"
)
@pass_context
def print_(ctx: Context, name: str, school: str | None, out: Path | None) -> None:
    """印一份空白检查表：A4 网页文件，用浏览器打开就能打印。"""
    from inspections.laptop.commands.checklist import library_of
    from inspections.laptop.files import write_whole
    from inspections.laptop.printing import paper_html
    from inspections.paper import paper_of

    kept = library_of(ctx).find(name)
    place = ctx.workspace.find_school(school) if school else None
    paper = paper_of(kept.checklist, place)
    target = ctx.path(out or f"{kept.checklist.id}{f'-{place.id}' if place else ''}.html")
    write_whole(target, paper_html(paper, ctx.translate).encode())
    if ctx.json:
        ctx.answer({"checklist": kept.checklist.ref, "file": str(target)})
    ctx.say(M("写好了：{file}；用浏览器打开，按 Ctrl-P 打印", file=str(target)))
