"""`ducha checklist`: which there are, what one asks, whether a file is one; from Excel, onto paper, into editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import Exit, Level, M, Msg, listed
from inspections.laptop.commands.checklist_import import import_
from inspections.laptop.commands.checklist_print import print_
from inspections.laptop.commands.checklist_schema import schema
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.laptop.shelf import Shelf


@click.group("checklist")
def checklist() -> None:
    """检查清单：列出、查看、检查、从 Excel 导入、打印。"""


checklist.add_command(import_)
checklist.add_command(print_)
checklist.add_command(schema)


@checklist.command("list")
@pass_context
def list_(ctx: Context) -> None:
    """列出可用的检查清单。"""
    from inspections.laptop.tables import print_table

    library = library_of(ctx)
    lists = [kept.checklist for kept in library.all()]
    if ctx.json:
        ctx.answer(
            [
                {
                    "id": c.id,
                    "version": c.version,
                    "title": c.title,
                    "mode": c.mode,
                    "items": len(list(c.items)),
                }
                for c in lists
            ]
        )
    else:
        heading = (M("清单"), M("督查方式"), M("检查项"), M("名称"))
        rows = [
            (c.ref, ctx.translate(c.mode.label), str(len(list(c.items))), c.title) for c in lists
        ]
        print_table(ctx, heading, rows)
    ctx.fail(library.problems())


@checklist.command("show")
@click.argument("name")
@pass_context
def show(ctx: Context, name: str) -> None:
    """看一张检查清单问什么、怎么答、什么算问题。"""
    from inspections.laptop.output import print_text

    kept = library_of(ctx).find(name)
    shown = kept.checklist
    if ctx.json:
        ctx.answer(shown.model_dump(mode="json"))
        return
    print_text(f"{shown.title}  {shown.ref}  {ctx.translate(shown.mode.label)}")
    for section in shown.sections:
        print_text(f"\n{section.title}")
        for item in section.items:
            number = f"{item.no} " if item.no else ""
            unit = f"（{item.unit}）" if item.unit else ""
            print_text(f"  {number}{item.label}{unit}  [{item.id}: {item.type}]")
            if item.finding:
                rule = item.finding
                weight = listed((Msg(rule.severity.label), Msg(rule.disposition.label)))
                said = M("{title}（{weight}）", title=rule.title, weight=weight)
                print_text(f"      → {ctx.text(said)}")


@checklist.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@pass_context
def check(ctx: Context, files: tuple[Path, ...]) -> None:
    """检查清单文件本身：所有文件的所有问题；不写文件名就检查全部清单。"""
    from inspections.checklist_yaml import read_checklist
    from inspections.errors import UserError
    from inspections.laptop.files import read_capped
    from inspections.laptop.shelf import CHECKLIST_BYTES_MAX

    found = 0
    paths = [ctx.path(file) for file in files] or list(library_of(ctx).files())
    for path in paths:
        try:
            data = read_capped(path, CHECKLIST_BYTES_MAX)
        except UserError as error:
            ctx.caught(error)
            continue
        _, problems = read_checklist(data, str(path.name if not files else path))
        errors = [problem for problem in problems if problem.level is Level.ERROR]
        ctx.fail(errors, Exit.PROBLEMS)
        ctx.fail([p for p in problems if p.level is Level.WARNING], Exit.DONE)
        found += len(errors)
    ctx.say(M("检查了 {n} 个清单文件，{found} 处问题", n=len(paths), found=found))


def library_of(ctx: Context) -> Shelf:
    """Return the workspace's library, or outside of one the library that ships."""
    from inspections.errors import Code, UserError
    from inspections.laptop.shelf import Shelf

    try:
        return ctx.workspace.shelf
    except UserError as error:
        if any(problem.code is not Code.WORKSPACE_MISSING for problem in error.problems):
            raise
        return Shelf(None)
