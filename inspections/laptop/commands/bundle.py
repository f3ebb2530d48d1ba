"""`ducha bundle`: records and photos carried from one laptop to another, or to the bureau, by USB stick."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import M, UserError
from inspections.ids import DISTRICT, SchoolId
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.laptop.bundle_export import Since


@click.group("bundle")
def bundle() -> None:
    """数据包：用 U 盘把记录和照片带给别的电脑。"""


@bundle.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--school", "schools", multiple=True, help="只带这些学校，可写几次；不写就是全部")
@click.option(
    "--since", default=None, metavar="DATE|BUNDLE", help="只带这一天以来的，或那个数据包以后的"
)
@click.option(
    "--private-for", "private_for", multiple=True, metavar="PERSON",
    help="把不公开的答案也封进去，只有这个人能打开；可写几次，不写就不带",
)  # fmt: skip
@pass_context
def export(
    ctx: Context,
    file: Path,
    schools: tuple[str, ...],
    since: str | None,
    private_for: tuple[str, ...],
) -> None:
    """把记录和照片做成一个数据包。"""
    from inspections.laptop.bundle_export import export as write_bundle
    from inspections.laptop.commands.bundle_private import say_sealed, sealed_in
    from inspections.laptop.commands.settled_told import settle_told
    from inspections.laptop.gathering import files_of

    workspace = ctx.workspace
    wanted = [workspace.find_school(name).id for name in schools]
    left_out = _since(ctx, since)
    settled = settle_told(ctx, files_of(workspace, wanted), quiet=True)
    head = write_bundle(workspace, ctx.sender, ctx.path(file), wanted, left_out, private_for)
    events = sum(one.events for one in head.documents.values())
    places = [one.name for doc, one in head.documents.items() if doc != DISTRICT]
    if ctx.json:
        documents = {doc: one.events for doc, one in head.documents.items()}
        ctx.answer({"file": str(file), "documents": documents, "events": events,
                    "photos": len(head.blobs), "private": sealed_in(head), "settled": settled})  # fmt: skip
    ctx.say(
        M(
            "做好了 {file}：{schools} 所学校的 {events} 条记录，{photos} 张照片和文件",
            file=str(file),
            schools=len(places),
            events=events,
            photos=len(head.blobs),
        )
    )
    if private_for:
        say_sealed(ctx, head, private_for)


@bundle.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--root", default=None, metavar="CODE", help="新电脑入网：督导室念的校验码")
@pass_context
def import_(ctx: Context, files: tuple[Path, ...], root: str | None) -> None:
    """收下别人做的数据包；收几次、先后怎样都不要紧。"""
    from inspections.laptop.bundle_file import opened
    from inspections.laptop.bundle_import import import_bundle, same_district
    from inspections.laptop.commands.bundle_private import bring_private, say_private
    from inspections.laptop.commands.bundle_told import stand, told
    from inspections.laptop.commands.device_join import join_first
    from inspections.laptop.commands.settled_told import made_told, settle_told
    from inspections.laptop.gathering import files_of

    answers = []
    for file in files:
        try:
            with opened(ctx.path(file)) as one:
                joined = join_first(ctx, one, root)
                same_district(ctx.workspace, one)
                schools = {SchoolId(doc) for doc in one.head.documents if doc != DISTRICT}
                named = set[str]()
                settled = settle_told(
                    ctx, files_of(ctx.workspace, schools) if schools else (), named
                )
                before = stand(ctx, schools)
                came = import_bundle(ctx.workspace, one)
                private = bring_private(ctx, one, schools)
        except UserError as error:
            ctx.caught(error)
            continue
        ctx.say(
            M(
                "数据包 {file}：{name}，{at} 制作",
                file=str(file),
                name=one.head.by_name,
                at=one.head.at,
            )
        )
        settled += settle_told(ctx, files_of(ctx.workspace, schools) if schools else (), named)
        made_told(ctx, schools)
        say_private(ctx, private)
        after = stand(ctx, schools)
        said = [told(ctx, one_came, before, after) for one_came in came]
        answers.append({"file": str(file), "by": one.head.by, "at": one.head.at, "joined": joined,
                        "documents": [one_told for one_told in said if one_told], "private": private.json(), "settled": settled})  # fmt: skip
        if not any(said) and not joined and not private:
            ctx.say(M("没有新的内容"))
    if ctx.json:
        ctx.answer(answers)


def _since(ctx: Context, text: str | None) -> Since:
    """Return what is left out. Raises UserError: neither a day nor a bundle."""
    from inspections.laptop.bundle_export import Since
    from inspections.laptop.bundle_file import opened

    if text is None:
        return Since()
    try:
        return Since(day=date.fromisoformat(text))
    except ValueError:
        path = ctx.path(text)
    if not path.exists():
        raise usage(
            M("--since 要写日期或一个数据包：{text}", text=text), M("如 --since 2026-04-01")
        )
    with opened(path) as other:
        return Since(bundle=other.head)
