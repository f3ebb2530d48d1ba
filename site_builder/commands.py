"""`ducha build`: the static site of a workspace, for the bureau or for one school."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M
from inspections.laptop.context import Context, pass_context, usage

_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])


@click.command("build")
@click.option(
    "--audience",
    type=click.Choice(["bureau", "school"]),
    default="bureau",
    help="给谁看：督导室或一所学校",
)
@click.option("--school", default=None, help="哪一所学校（代码或名称），用于 --audience school")
@click.option("--as-of", type=_DATE, default=None, help="截至哪一天，默认设置里的日期或今天")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="写到哪个文件夹")
@pass_context
def build(ctx: Context, audience: str, school: str | None, as_of, out: Path | None) -> None:  # type: ignore[no-untyped-def]
    """生成网站：双击 index.html 就能看，不用联网。"""
    if (audience == "school") != (school is not None):
        raise usage(
            M("--school 要和 --audience school 一起用"),
            M(
                "督导室的网站用 ducha build；一所学校的用 ducha build --audience school --school 代码"
            ),
        )
    from site_builder.building import build_tree
    from site_builder.mkdocs_plugin import host
    from site_builder.output import replace_tree
    from site_builder.policy import Audience

    workspace = ctx.workspace
    own = workspace.find_school(school).id if school else None
    target = ctx.path(out) if out else workspace.root / "site" / audience / (own or "")
    tree = build_tree(
        workspace,
        audience=Audience(audience),
        school=own,
        as_of=as_of.date() if as_of else None,
        translate=ctx.translate,
        progress=lambda pages: ctx.progress(pages, M("生成网页")),
    )
    replace_tree(target, lambda folder: host(tree, folder, name=workspace.district.name or "ducha"))
    pages = sum(path.endswith(".html") for path in tree.texts)
    photos = len(tree.files) // 2
    if ctx.json:
        ctx.answer({"out": str(target), "pages": pages, "photos": photos})
        return
    ctx.say(
        M(
            "网站已生成：{pages}页，{photos}张照片。双击打开：{index}",
            pages=pages,
            photos=photos,
            index=workspace.shown(target / "index.html"),
        )
    )
