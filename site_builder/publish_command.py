"""`ducha publish`: what goes public, under which title; a preview first, then the release, its bulletin and the site."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import Exit, Level, M
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.ids import IssueId
    from inspections.release_draft import Draft
    from inspections.releases import Scope
    from site_builder.releasing import Proposal

WIDE = {0xFF1D: "="}
"""The equals sign of a Chinese keyboard."""
_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])


@click.command("publish")
@click.option("--campaign", default=None, help="只发布这项督查任务的")
@click.option("--area", default=None, help="只发布这个片区的")
@click.option("--from", "from_", type=_DATE, default=None, help="督查日期从哪天起")
@click.option("--to", type=_DATE, default=None, help="督查日期到哪天止")
@click.option("--status", type=click.Choice(["all", "closed"]), default=None, help="all 全部，closed 只逐条公布已销号的")  # fmt: skip
@click.option("--as-of", type=_DATE, default=None, help="数字截至哪一天，默认设置里的日期或今天")
@click.option(
    "--title", "titles", multiple=True, metavar="编号=标题", help="这个问题的公开标题，可写几次"
)
@click.option("--new", is_flag=True, help="另存旧底稿，重写 release.yml")
@click.option("--html", "page", type=click.Path(path_type=Path), default=None, help="把发布以后的网站先写到这个文件夹里看")  # fmt: skip
@click.option(
    "--checked", multiple=True, metavar="词", help="核对过、可以公开的人名或号码，可写几次"
)
@click.option("--yes", is_flag=True, help="不再问，直接发布")
@click.option("--withdraw", type=click.IntRange(1, 999_999), default=None, metavar="N", help="撤回第几期")  # fmt: skip
@click.option("--reason", default=None, help="撤回的理由，只留在台账里")
@click.option("--list", "listed", is_flag=True, help="列出各期")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="公开的网站写到哪个文件夹，默认 site/public")  # fmt: skip
@pass_context
def publish(  # type: ignore[no-untyped-def]
    ctx: Context, campaign, area, from_, to, status, as_of, titles, new, page, checked, yes, withdraw, reason, listed, out,
) -> None:  # fmt: skip
    """发布：定下公开的内容和标题，看过预览，按期号发布并生成公开的网站。"""
    if listed:
        _list(ctx)
    elif withdraw is not None:
        _withdraw(ctx, withdraw, reason, out)
    else:
        asked = _scope(ctx, campaign, area, from_, to, status)
        draft = _draft(ctx, asked, as_of.date() if as_of else None, titles, new)
        _publish(ctx, draft, page, checked, yes, out)


def _scope(  # type: ignore[no-untyped-def]
    ctx: Context, campaign, area, from_: datetime | None, to: datetime | None, status
) -> Scope | None:
    """Return the scope that was asked for, None for none."""
    from inspections.laptop.lookup import area_named
    from inspections.releases import ALL, Scope

    if not any((campaign, area, from_, to, status)):
        return None
    district = ctx.workspace.district
    if campaign and campaign not in district.campaigns:
        raise usage(
            M("没有“{name}”这项督查任务", name=campaign),
            M("写它的代码：ducha campaign list"),
        )
    return Scope(
        campaign=campaign or "",
        area=area_named(district, area) if area else "",
        from_=from_.date() if from_ else None,
        to=to.date() if to else None,
        status=status or ALL,
    )


def _draft(  # type: ignore[no-untyped-def]
    ctx: Context, asked: Scope | None, as_of, titles, new: bool
) -> Draft:
    """Return the draft: the one that lies here, or a new one, which is written first."""
    from inspections.release_draft import FILE, draft_text
    from inspections.releases import Scope
    from site_builder.publishing import load_draft, put_aside, write_draft
    from site_builder.releasing import fresh_draft, released

    workspace = ctx.workspace
    draft = None if new else load_draft(workspace)
    if draft is not None:
        if asked or as_of or titles:
            raise usage(
                M("已有底稿 {file}，范围、日期和标题在里面改", file=FILE),
                M("要按新的范围重写，加 --new；原来的底稿会另存"),
            )
        return draft
    given = _titles(ctx, titles)
    known = [manifest for _, manifest in released(workspace)]
    day = as_of or workspace.as_of()
    draft = fresh_draft(workspace, asked or Scope(), day, known, given, ctx.translate)
    if new:
        put_aside(workspace, "draft")
    path = write_draft(workspace, draft_text(draft))
    ctx.say(M("底稿写好了：{file}。标题、正文、照片在里面改。", file=workspace.shown(path)))
    return draft


def _titles(ctx: Context, titles: tuple[str, ...]) -> dict[IssueId, str]:
    from inspections.laptop.lookup import issue_named

    found = {}
    known = ctx.workspace.view().issues if titles else ()
    for text in titles:
        letters, sign, title = text.translate(WIDE).partition("=")
        if not (sign and letters.strip() and title.strip()):
            raise usage(
                M("“{text}”写得不全", text=text), M("写成 编号=标题，如 Q7K2MD=校门核验不严")
            )
        found[issue_named(known, letters.strip()).id] = title.strip()
    return found


def _publish(
    ctx: Context, draft: Draft, page: Path | None, checked: tuple[str, ...], yes: bool, out: Path | None
) -> None:  # fmt: skip
    from inspections.laptop.asking import agreed
    from inspections.releases import difference
    from site_builder.publish_preview import said
    from site_builder.publishing import put_aside, record
    from site_builder.releasing import proposal, released

    workspace = ctx.workspace
    earlier = released(workspace)
    proposed = proposal(workspace, draft, earlier, lang=ctx.language, checked=checked)
    standing = [manifest for release, manifest in earlier if release.withdrawn is None]
    changes = difference(standing, proposed.manifest)
    if not ctx.json:
        for line in said(proposed, changes, ctx.translate):
            ctx.say(line)
    ctx.fail([one for one in proposed.problems if one.level is Level.WARNING], Exit.DONE)
    ctx.fail([one for one in proposed.problems if one.level is Level.ERROR])
    if page is not None:
        _preview(ctx, proposed, page)
    if ctx.worst is not Exit.DONE:
        ctx.say(M("没有发布：先改上面列出的，再运行 ducha publish"))
        return
    if not yes and not agreed(ctx.text(M("公开以后谁都能看到。现在发布第 {n} 期吗？", n=proposed.manifest.n))):  # fmt: skip
        if ctx.json:
            ctx.answer(_preview_json(proposed))
        ctx.say(M("还没有发布；看过预览以后运行 ducha publish --yes"))
        return
    made = record(workspace, ctx.actor, proposed, draft)
    put_aside(workspace, str(made.n))
    target = _build(ctx, out)
    if ctx.json:
        ctx.answer({"release": made.n, "bulletin": made.bulletin, "rows": len(proposed.manifest.rows), "out": str(target)})  # fmt: skip
    ctx.say(M("第 {n} 期发布了，公开的网站在 {out}", n=made.n, out=workspace.shown(target)))
    if made.bulletin:
        ctx.say(M("同时印发了通报第 {n} 期", n=made.bulletin))


def _preview_json(proposed: Proposal) -> dict[str, object]:
    manifest = proposed.manifest
    return {
        "release": None,
        "preview": manifest.n,
        "rows": len(manifest.rows),
        "gone": list(manifest.gone),
        "left_out": dict(sorted(proposed.left_out.items())),
    }


def _preview(ctx: Context, proposed: Proposal, page: Path) -> None:
    from site_builder.public_writing import write_preview

    target = ctx.path(page)
    write_preview(ctx.workspace, proposed, target, ctx.translate)
    ctx.say(M("预览写好了，双击打开：{page}", page=ctx.workspace.shown(target / "preview.html")))


def _build(ctx: Context, out: Path | None) -> Path:
    from site_builder.public_writing import write_public

    target = ctx.path(out) if out else ctx.workspace.root / "site" / "public"
    write_public(ctx.workspace, target)
    return target


def _withdraw(ctx: Context, n: int, reason: str | None, out: Path | None) -> None:
    from site_builder.publishing import withdraw

    if not (reason or "").strip():
        raise usage(M("撤回要写理由"), M("加上 --reason 理由；理由只留在台账里"))
    withdraw(ctx.workspace, ctx.actor, n, str(reason).strip())
    target = _build(ctx, out)
    if ctx.json:
        ctx.answer({"withdrawn": n, "out": str(target)})
    ctx.say(M("第 {n} 期撤回了，网站重新生成在 {out}", n=n, out=ctx.workspace.shown(target)))
    ctx.say(M("已经拷走、转发出去的，撤不回来；把新的网站换上去。"))


def _list(ctx: Context) -> None:
    from inspections.laptop.tables import print_table
    from site_builder.releasing import released

    known = released(ctx.workspace)
    if ctx.json:
        ctx.answer([_json(release, manifest) for release, manifest in known])
        return
    if not known:
        ctx.say(M("还没有发布过；运行 ducha publish"))
        return
    heading = (M("期号"), M("标题"), M("发布日期"), M("数字截至"), M("公布问题"), M("撤回日期"))
    rows = [
        (
            str(release.n),
            manifest.title,
            manifest.on.isoformat(),
            manifest.as_of.isoformat(),
            str(len(manifest.rows)),
            release.withdrawn.at.date().isoformat() if release.withdrawn else "",
        )
        for release, manifest in known
    ]
    print_table(ctx, heading, rows)


def _json(release, manifest) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {
        "n": release.n,
        "title": manifest.title,
        "on": manifest.on.isoformat(),
        "as_of": manifest.as_of.isoformat(),
        "rows": len(manifest.rows),
        "program": release.program,
        "withdrawn": release.withdrawn.at.date().isoformat() if release.withdrawn else None,
    }
