"""`ducha build`: the static sites of a workspace, for the bureau, for one school or for every school."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import M, UserError
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.ids import SchoolId
    from site_builder.building import Sources

_DATE = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])
AUDIENCES = ("bureau", "school", "public", "all")


@dataclass(frozen=True, kw_only=True)
class Built:
    """A tree that stands: where, with how many pages and photos, and its zip if there is one.

    `changed` unless it stood already as it should; `made` are the schools whose pages were made now.
    """

    audience: str
    school: str | None
    out: Path
    pages: int
    photos: int
    zip: Path | None = None
    changed: bool = True
    made: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which trees are wanted, and where."""

    audience: str
    school: str | None = None
    zipped: bool = False
    out: Path | None = None
    clean: bool = False


@click.command("build")
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default="bureau",
    help="给谁看：bureau 督导室，school 学校，public 公众，all 全部",
)
@click.option(
    "--school", default=None, help="只生成这一所学校的（代码或名称），用于 --audience school"
)
@click.option("--zip", "zipped", is_flag=True, help="每所学校另做一个压缩包，拷到U盘交给学校")
@click.option("--as-of", type=_DATE, default=None, help="截至哪一天，默认设置里的日期或今天")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="写到哪个文件夹")
@click.option("--clean", is_flag=True, help="全部重新生成，不沿用上一次生成的网页")
@pass_context
def build(  # type: ignore[no-untyped-def]
    ctx: Context,
    audience: str,
    school: str | None,
    zipped: bool,
    as_of,
    out: Path | None,
    clean: bool,
) -> None:
    """生成网站：双击 index.html 就能看，不用联网。"""
    _check(audience, school, zipped)
    if audience == "public" and as_of is not None:
        raise usage(
            M("公开的网站截至哪一天由发布决定，不能用 --as-of"),
            M("去掉 --as-of；要按别的日期发布，用 ducha publish --as-of"),
        )
    from site_builder.building import sources
    from site_builder.resting import collector_at_rest

    wish = Wish(audience=audience, school=school, zipped=zipped, out=out, clean=clean)
    made: list[Built] = []
    single = audience in ("bureau", "public") or school is not None
    try:
        with collector_at_rest():
            day = as_of.date() if as_of else None
            of = sources(ctx.workspace, as_of=day, translate=ctx.translate)
            made.extend(making(ctx, of, wish))
    except UserError:
        if made:
            _tell(ctx, made, single=single)
            ctx.say(M("上面说的已经生成；下面的问题解决以前，其余的保持原样。"))
        raise
    _tell(ctx, made, single=single)


def making(ctx: Context, of: Sources, wish: Wish) -> Iterator[Built]:
    """Have the trees stand that are wished for, and yield each once it does. Raises UserError."""
    from site_builder.building import schools_with_trees

    audience, out = wish.audience, wish.out
    root = ctx.path(out) if out else ctx.workspace.root / "site"
    if audience in ("bureau", "all"):
        target = root if out and audience == "bureau" else root / "bureau"
        yield _bureau(ctx, of, target, wish.clean)
    if audience in ("school", "all"):
        one = ctx.workspace.find_school(wish.school).id if wish.school else None
        wanted = (one,) if one else schools_with_trees(of)
        base = root if out and audience == "school" else root / "school"
        yield from _schools(ctx, of, wanted, base, wish, single=bool(out and one))
    if audience == "public" or (audience == "all" and ctx.workspace.district.releases):
        target = root if out and audience == "public" else root / "public"
        yield _public(ctx, target, wish.clean)


def _check(audience: str, school: str | None, zipped: bool) -> None:
    if school is not None and audience != "school":
        raise usage(
            M("--school 要和 --audience school 一起用"),
            M(
                "一所学校的网站用 ducha build --audience school --school 代码，全部学校的不写 --school"
            ),
        )
    if zipped and audience not in ("school", "all"):
        raise usage(
            M("--zip 是给学校的压缩包，要和 --audience school 或 all 一起用"),
            M("写 ducha build --audience school --zip"),
        )


def _bureau(ctx: Context, of: Sources, target: Path, clean: bool) -> Built:
    from site_builder.policy import Audience
    from site_builder.putting import put_tree

    put = put_tree(
        of,
        target,
        audience=Audience.BUREAU,
        progress=lambda pages: ctx.progress(pages, M("生成网页")),
        clean=clean,
    )
    return Built(audience="bureau", school=None, out=target, **vars(put))


def _public(ctx: Context, target: Path, clean: bool) -> Built:
    """Have the public tree of everything that was released and not withdrawn stand."""
    from site_builder.public_writing import put_public

    put = put_public(ctx.workspace, target, clean=clean)
    return Built(audience="public", school=None, out=target, **vars(put))


def _schools(
    ctx: Context, of: Sources, wanted: Iterable[SchoolId], base: Path, wish: Wish, *, single: bool
) -> Iterator[Built]:
    """Put the tree of each school; `single`: at `base` itself. A zip that is there already is made anew too."""
    from site_builder.policy import Audience
    from site_builder.putting import Archive, put_tree
    from site_builder.stick import folder_name, readme_text, write_zip

    schools = tuple(wanted)
    for school in ctx.progress(schools, M("生成各校网站"), len(schools)):
        target = base if single else base / school
        path = target.with_name(f"{target.name}.zip")
        name = of.view.schools[school].school.name
        inside, readme = folder_name(school, name), readme_text(name, of.day, of.translate)
        write = partial(write_zip, path, folder=inside, readme=readme)
        archive = Archive(path, write) if wish.zipped or path.is_file() else None
        put = put_tree(
            of, target, audience=Audience.SCHOOL, school=school, archive=archive, clean=wish.clean
        )
        zip_ = path if archive else None
        yield Built(audience="school", school=school, out=target, zip=zip_, **vars(put))


def _tell(ctx: Context, made: list[Built], *, single: bool) -> None:
    shown = ctx.workspace.shown
    if ctx.json:
        rows = [_json(one) for one in made]
        ctx.answer(rows[0] if single else {"trees": rows})
        return
    for one in made:
        if one.school is None or single:
            ctx.say(
                M(
                    "网站已生成：{pages}页，{photos}张照片。双击打开：{index}",
                    pages=one.pages,
                    photos=one.photos,
                    index=shown(one.out / "index.html"),
                )
            )
    schools = [one for one in made if one.school]
    if schools and not single:
        pages = sum(one.pages for one in schools)
        where = shown(schools[0].out.parent)
        ctx.say(
            M(
                "{n}所学校的网站已生成，共{pages}页，在：{where}",
                n=len(schools),
                pages=pages,
                where=where,
            )
        )
    zips = [one.zip for one in made if one.zip]
    if zips:
        ctx.say(
            M(
                "压缩包{n}个：{where}",
                n=len(zips),
                where=shown(zips[0] if single else zips[0].parent),
            )
        )
    if not made:
        ctx.say(M("学校名册还是空的，没有可生成的网站。先用 ducha school import 登记学校。"))


def _json(one: Built) -> dict[str, object]:
    found: dict[str, object] = {"out": str(one.out), "pages": one.pages, "photos": one.photos}
    if one.school:
        found["school"] = one.school
    if one.zip:
        found["zip"] = str(one.zip)
    return found
