"""`ducha verify`: is a public site what was released? Compared with the ledger here, or with bundles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import Exit, M
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.laptop.workspace import Workspace
    from site_builder.verifying import Verdict

SHOWN_MAX = 50


@click.command("verify")
@click.argument("site", type=click.Path(path_type=Path))
@click.argument("bundles", nargs=-1, metavar="[数据包…]", type=click.Path(path_type=Path))
@click.option("--workspace", "folder", type=click.Path(path_type=Path), default=None, help="用哪个工作文件夹的台账，默认当前的")  # fmt: skip
@pass_context
def verify(ctx: Context, site: Path, bundles: tuple[Path, ...], folder: Path | None) -> None:
    """核对公开的网站：按期号从台账重新生成，逐个文件比较。"""
    from site_builder.tree_marker import read_marker

    if bundles and folder:
        raise usage(
            M("--workspace 和数据包只用一种"), M("用台账核对写 --workspace 文件夹，用数据包核对只写数据包")
        )  # fmt: skip
    target = ctx.path(site)
    marker = read_marker(target)
    if bundles:
        from inspections.check_code import check_code
        from site_builder.bundle_ledger import workspace_of

        with workspace_of([ctx.path(one) for one in bundles], ctx.clock) as workspace:
            code = check_code(workspace.district.root_key)
            ctx.say(M("数据包是“{name}”的，根密钥校验码 {code}：打电话和督导室核对", name=workspace.district.name, code=code))  # fmt: skip
            _tell(ctx, _verified(target, marker, workspace))
        return
    if folder is not None:
        from inspections.laptop.workspace import Workspace

        other = Workspace.find(ctx.path(folder), ctx.clock)
        try:
            _tell(ctx, _verified(target, marker, other))
        finally:
            other.close()
        return
    _tell(ctx, _verified(target, marker, ctx.workspace))


def _verified(site: Path, marker, workspace: Workspace) -> Verdict:  # type: ignore[no-untyped-def]
    from site_builder.verifying import verify

    return verify(site, marker, workspace)


def _tell(ctx: Context, verdict: Verdict) -> None:
    from site_builder.verifying import Found

    counts = {one: sum(state is one for state in verdict.files.values()) for one in Found}
    if not verdict.good:
        ctx.worst = Exit.PROBLEMS
    if ctx.json:
        ctx.answer(
            {
                "release": verdict.n,
                "good": verdict.good,
                "rebuilt": verdict.rebuilt,
                "faults": [ctx.text(one) for one in verdict.faults],
                "notes": [ctx.text(one) for one in verdict.notes],
                "counts": {one.value: n for one, n in counts.items()},
                "files": {p: s.value for p, s in verdict.files.items() if s is not Found.SAME},
            }
        )
        return
    words = {
        Found.DIFFERS: M("不一样"),
        Found.MISSING: M("缺少"),
        Found.EXTRA: M("多出来的"),
    }
    other = [(path, state) for path, state in verdict.files.items() if state is not Found.SAME]
    for path, state in other[:SHOWN_MAX]:
        ctx.say(M("{state}：{path}", state=words[state], path=path))
    if len(other) > SHOWN_MAX:
        ctx.say(M("…… 还有 {n} 个文件", n=len(other) - SHOWN_MAX))
    for one in (*verdict.faults, *verdict.notes):
        ctx.say(one)
    same, n = counts[Found.SAME], verdict.n
    if verdict.good:
        ctx.say(M("第 {n} 期核对无误：{same} 个文件都和发布时一样，事实都出自台账", n=n, same=same))
    else:
        ctx.say(M("第 {n} 期核对有出入：{same} 个文件一样，{other} 个不一样", n=n, same=same, other=len(other)))  # fmt: skip
