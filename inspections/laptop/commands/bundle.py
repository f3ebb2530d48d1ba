"""`ducha bundle`: records and photos carried from one laptop to another, or to the bureau, by USB stick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspections.errors import Exit, M, Msg, Problem, UserError, listed
from inspections.ids import DISTRICT, SchoolId
from inspections.kinds import LABELS
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.laptop.bundle_export import Since
    from inspections.laptop.bundle_import import Came
    from inspections.laptop.settling import Settled
    from inspections.view import SchoolView


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
    from inspections.laptop.gathering import files_of

    workspace = ctx.workspace
    wanted = [workspace.find_school(name).id for name in schools]
    left_out = _since(ctx, since)
    settled = _settle(ctx, files_of(workspace, wanted), quiet=True)
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
        say_sealed(ctx, head)


@bundle.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--root", default=None, metavar="CODE", help="新电脑入网：督导室念的校验码")
@pass_context
def import_(ctx: Context, files: tuple[Path, ...], root: str | None) -> None:
    """收下别人做的数据包；收几次、先后怎样都不要紧。"""
    from inspections.laptop.bundle_file import opened
    from inspections.laptop.bundle_import import import_bundle, same_district
    from inspections.laptop.commands.bundle_private import bring_private, say_private
    from inspections.laptop.commands.device_join import join_first
    from inspections.laptop.gathering import files_of, make_missing

    answers = []
    for file in files:
        try:
            with opened(ctx.path(file)) as one:
                joined = join_first(ctx, one, root)
                same_district(ctx.workspace, one)
                schools = {SchoolId(doc) for doc in one.head.documents if doc != DISTRICT}
                named = set[str]()
                settled = _settle(ctx, files_of(ctx.workspace, schools) if schools else (), named)
                before = _stand(ctx, schools)
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
        settled += _settle(ctx, files_of(ctx.workspace, schools) if schools else (), named)
        for made in make_missing(ctx.workspace, sorted(schools)):
            if isinstance(made, UserError):
                ctx.caught(made)
            else:
                ctx.say(M("新写出检查文件：{path}", path=ctx.workspace.shown(made)))
        say_private(ctx, private)
        after = _stand(ctx, schools)
        told = [_told(ctx, one_came, before, after) for one_came in came]
        answers.append({"file": str(file), "by": one.head.by, "at": one.head.at, "joined": joined,
                        "documents": [one_told for one_told in told if one_told], "private": private.json(), "settled": settled})  # fmt: skip
        if not any(told) and not joined and not private:
            ctx.say(M("没有新的内容"))
    if ctx.json:
        ctx.answer(answers)


@dataclass(frozen=True)
class _Stand:
    """How a school stands: numbers to be shown before and after."""

    issues: int = 0
    conflicts: int = 0
    late: int = 0


def _stand(ctx: Context, schools: Iterable[SchoolId]) -> dict[str, _Stand]:
    known = [school for school in schools if school in ctx.workspace.district.schools]
    return {school: _count(ctx.workspace.school_view(school)) for school in known}


def _count(view: SchoolView) -> _Stand:
    return _Stand(
        issues=len(view.issues),
        conflicts=sum(issue.in_conflict for issue in view.issues)
        + sum(len(one.conflicts) for one in view.inspections),
        late=sum(len(one.late) for one in view.inspections),
    )


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


def _settle(
    ctx: Context, files: Iterable[Path], named: set[str] | None = None, *, quiet: bool = False
) -> list[dict[str, Any]]:
    """Settle files, name what was left alone unless it is `named` already, and return what was done, for `--json`."""
    from inspections.laptop.gathering import settle_all

    named = set() if named is None else named
    done: list[dict[str, Any]] = []
    for found in settle_all(ctx.workspace, lambda: ctx.actor, files):
        problems, exit = (
            found.problems,
            found.exit if isinstance(found, UserError) else Exit.UNDECIDED,
        )
        ctx.fail([problem for problem in problems if not _seen(problem, named)], exit)
        if isinstance(found, UserError):
            continue
        if found.moved:
            ctx.say(found.moved)
        if found.recorded or found.rewritten:
            done.append(_settled(found))
        if found.rewritten and not quiet:
            ctx.say(M("改写了 {file}：写进了别人填的答案", file=found.file))
    return done


def _seen(problem: Problem, named: set[str]) -> bool:
    """Return whether this was named before; note that it is now."""
    key = f"{problem.code} {problem.file}:{problem.line} {problem.what}"
    known = key in named
    named.add(key)
    return known


def _settled(found: Settled) -> dict[str, Any]:
    return {"file": found.file, "recorded": len(found.recorded), "rewritten": found.rewritten}


def _told(
    ctx: Context, came: Came, before: Mapping[str, _Stand], after: Mapping[str, _Stand]
) -> dict[str, Any] | None:
    """Say what came into one document, and return it for `--json`; None if nothing did."""
    ctx.fail(came.problems)
    if not (came.new or came.waiting or came.photos or came.problems or came.lost):
        return None
    district = ctx.workspace.district
    school = district.schools.get(SchoolId(came.doc))
    name: str | Msg = school.name if school else came.doc
    names = {str(person.id): person.name for person in district.persons.values()}
    name = M("全区名册和设置") if came.doc == DISTRICT else name
    if came.new:
        people = listed(
            M("{name}（{kinds}）", name=names.get(by, by),
              kinds=listed(M("{kind} {n} 条", kind=Msg(LABELS.get(kind, kind)), n=n) for kind, n in kinds.items()))
            for by, kinds in came.new.items()
        )  # fmt: skip
        ctx.say(M("{school}：新到 {n} 条：{people}", school=name, n=came.events, people=people))
    if came.void:
        ctx.say(
            M("    其中 {n} 条是已吊销的密钥写的，不算数：ducha device list --beyond", n=came.void)
        )
    was, now = before.get(came.doc, _Stand()), after.get(came.doc, _Stand())
    if was != now:
        ctx.say(M("    问题 {a} → {b}，待定 {c} → {d}，迟到填写 {e} → {f}",
                  a=was.issues, b=now.issues, c=was.conflicts, d=now.conflicts, e=was.late, f=now.late))  # fmt: skip
    if now.conflicts or now.late:
        ctx.say(M("    有待定的内容：ducha conflicts 查看"))
    if came.waiting > came.uncertified:
        ctx.say(
            M(
                "    {n} 条在等还没到的记录：请对方做一个不带 --since 的数据包",
                n=came.waiting - came.uncertified,
            )
        )
    if came.uncertified:
        ctx.say(
            M(
                "    {n} 条是没有证书的设备写的：请督导室签发证书，再导入一次",
                n=came.uncertified,
            )
        )
    if came.photos_missing:
        ctx.say(M("    {n} 张照片还没到", n=came.photos_missing))
    if came.lost:
        ctx.say(
            M(
                "{school}：制作这个数据包的电脑上少了 {n} 条制作人自己的记录：台账可能是从备份恢复的，或者复制到了另一台电脑。请给那台电脑做一个数据包导入，记录就回来了",
                school=name,
                n=came.lost,
            )
        )
    return {"document": came.doc, "new": came.new, "void": came.void, "waiting": came.waiting, "uncertified": came.uncertified, "photos": came.photos,
            "photos_missing": came.photos_missing, "lost": came.lost, "turned_away": len(came.problems),
            "conflicts": [was.conflicts, now.conflicts], "issues": [was.issues, now.issues],
            "late": [was.late, now.late]}  # fmt: skip
