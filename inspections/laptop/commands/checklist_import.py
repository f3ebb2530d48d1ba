"""`ducha checklist import`: a bureau's Excel sheet becomes a checklist, and what was unclear in it a list."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import SLUG
from inspections.laptop.context import Context, pass_context, usage
from inspections.vocabulary import Mode


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "name", default=None, help="清单的代码，如 canteen_2026；默认取文件名")
@click.option("--mode", type=click.Choice([m.value for m in Mode]), default=None, help="督查方式")
@click.option("--sheet", default=None, help="哪一张工作表，默认第一张")
@click.option("--version", default="1", show_default=True, help="清单的版本")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="写到哪个文件")
@pass_context
def import_(  # type: ignore[no-untyped-def]
    ctx: Context, file: Path, name: str | None, mode: str | None, sheet, version: str, out
) -> None:
    """把 Excel 检查表（.xlsx）变成检查清单，看不懂的格子都列出来。"""
    from inspections.checklist_yaml import read_checklist
    from inspections.laptop.excel import read_xlsx
    from inspections.laptop.files import write_whole
    from inspections.sheet import checklist_of

    source = ctx.path(file)
    name = _name(name, source)
    target = ctx.path(out) if out else _target(ctx, name)
    if target.exists():
        raise usage(
            M("{file} 已经有了", file=str(target)),
            M("换一个 --id 或 --out；要重新导入就先删掉它"),
        )
    page = read_xlsx(source, sheet)
    made = checklist_of(page.sheet, name, version, Mode(mode) if mode else None)
    problems = [*page.problems, *(p.at(str(file)) for p in made.problems)]
    if made.text is None:
        raise UserError(*problems)
    _, faults = read_checklist(made.text.encode(), str(target))
    write_whole(target, made.text.encode())
    ctx.fail(problems, Exit.DONE)
    ctx.fail(faults)
    if ctx.json:
        ctx.answer({"id": name, "file": str(target), "items": made.items, "unclear": len(problems)})
    for other in page.others:
        ctx.say(M("另有工作表“{name}”没有导入；要它就用 --sheet {name}", name=other))
    ctx.say(
        M(
            "从“{sheet}”导入 {n} 项，写到 {file}；{unclear} 处要看一看",
            sheet=page.name,
            n=made.items,
            file=str(target),
            unclear=len(problems),
        )
    )
    ctx.say(
        M("各项的代码是 item_1、item_2……，按表里的先后；想改成看得懂的，在发布前改，发布后不要再改")
    )


def _name(name: str | None, source: Path) -> str:
    """Return the checklist's id. Raises UserError (exit 2) for one that is none."""
    chosen = name or source.stem.lower().replace("-", "_").replace(" ", "_")
    if SLUG.fullmatch(chosen):
        return chosen
    if name is None:
        return "imported"
    raise UserError(
        Problem(
            code=Code.CHECKLIST_ID,
            what=M("id“{name}”写得不对", name=name),
            remedy=M("用小写字母、数字和下划线，最多 40 个，如 mask_stock"),
        ),
        exit=Exit.USAGE,
    )


def _target(ctx: Context, name: str) -> Path:
    """Return where the checklist goes: into the workspace's own, outside of one into the folder one is in."""
    try:
        return ctx.workspace.root / "checklists" / f"{name}.yml"
    except UserError:
        return ctx.path(f"{name}.yml")
