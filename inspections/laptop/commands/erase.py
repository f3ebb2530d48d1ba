"""`ducha erase`: private answers whose time is over go from every laptop; the ledger keeps that they went, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DISTRICT, INSPECTION_ID, DocId, EventId, InspectionId, SchoolId
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.private_events import Named
    from inspections.view import SchoolView


@click.command("erase")
@click.argument("what", required=False, metavar="INSPECTION|ISSUE")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--reason", default=None, help="销毁的理由，记入台账、人人看得到，不要写答案的内容")
@click.option("--yes", is_flag=True, help="不再问")
@click.option(
    "--older-than",
    default=None,
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="只列出多少天以前的，什么也不销毁",
)
@pass_context
def erase(
    ctx: Context,
    what: str | None,
    paths: tuple[str, ...],
    reason: str | None,
    yes: bool,
    older_than: int | None,
) -> None:
    """销毁一次检查（或一个问题）的不公开内容。"""
    if older_than is not None:
        _candidates(ctx, older_than)
        return
    if what is None or not (reason or "").strip():
        raise usage(M("要写明销毁哪次检查和理由"), M("ducha erase 检查编号 --reason 理由"))
    from inspections.private_blobs import under

    subject = _subject(ctx, what)
    _settled(ctx, subject)
    subject = _subject(ctx, what)
    going = {one.digest: _path(ctx, one) for one in subject.alive}
    going = {digest: path for digest, path in going.items() if not paths or under(path, paths)}
    if not going:
        ctx.say(M("没有可以销毁的不公开内容"))
        return
    for path, n in sorted(Counter(going.values()).items()):
        ctx.say(M("    {path}：{n} 份", path=path or M("本机没有的"), n=n))
    if not (yes or _agreed(ctx, len(going))):
        return
    _record(ctx, subject, sorted(going), str(reason).strip())


@dataclass(frozen=True)
class _Subject:
    """What is erased from: an inspection or an issue, what it has, and its newest events."""

    name: str
    school: SchoolId
    alive: tuple[Named, ...]
    heads: frozenset[EventId]


def _subject(ctx: Context, what: str) -> _Subject:
    """Return what the person means: an inspection's id or file, or an issue's first letters."""
    from inspections.laptop.part import Part

    name = _inspection(ctx, what)
    part = Part(ctx.workspace)
    if name is None:
        issue = part.issue(what)
        return _of(ctx, part.school(issue.school), f"q:{issue.id}", issue.heads)
    found = INSPECTION_ID.fullmatch(name)
    school = SchoolId(found["school"]) if found else None
    if school in ctx.workspace.district.schools:
        assert school is not None
        view = part.school(school)
        for one in view.inspections:
            if one.id == name:
                return _of(ctx, view, f"i:{name}", one.heads)
    raise UserError(
        Problem(
            code=Code.ISSUE_UNKNOWN,
            what=M("台账里没有检查 {id}", id=name),
            remedy=M("写检查编号，或检查文件的路径"),
        ),
        exit=Exit.USAGE,
    )


def _inspection(ctx: Context, what: str) -> str | None:
    path = ctx.path(what)
    if path.suffix == ".yml" and path.parent.name:
        return f"{path.parent.name}-{path.name.removesuffix('.yml').removesuffix('.private')}"
    return what if INSPECTION_ID.fullmatch(what) else None


def _of(ctx: Context, view: SchoolView, name: str, heads: frozenset[EventId]) -> _Subject:
    from inspections.private_events import erased, named

    gone = erased(view).get(name, {})
    events = ctx.workspace.events(DocId(view.school.id))
    alive = tuple(
        one for one in named(events) if one.event.subject == name and one.digest not in gone
    )
    return _Subject(name, view.school.id, alive, heads)


def _settled(ctx: Context, subject: _Subject) -> None:
    """Tell the ledger first what was typed and not recorded: it has to go, too."""
    from inspections.laptop.settling import settle
    from inspections.laptop.working_copy import record_path

    path = record_path(ctx.workspace, subject.school, InspectionId(subject.name[2:]))
    if subject.name.startswith("i:") and path.exists():
        ctx.fail(settle(ctx.workspace, lambda: ctx.actor, path).problems, Exit.UNDECIDED)


def _record(ctx: Context, subject: _Subject, blobs: Sequence[str], reason: str) -> None:
    from inspections.kinds import INSPECTION_KINDS
    from inspections.laptop.private_erasing import erase_due
    from inspections.laptop.recorder import Act

    row, actor = INSPECTION_KINDS["erased"], ctx.actor
    school = ctx.workspace.find_school(subject.school)
    act = Act(
        doc=DocId(school.id),
        kind=row.kind,
        subject=subject.name,
        role=actor.role_for(row.label, row.who, school),
        body={"blobs": list(blobs), "reason": reason},
        seen=subject.heads,
    )
    [event] = actor.recorder.record([act])
    done = erase_due(ctx.workspace, [school.id])
    ctx.fail(done.problems)
    n = done.blobs.get(subject.name, 0)
    if ctx.json:
        ctx.answer({"event": event.id, "named": len(blobs), "erased_here": n})
    ctx.say(M("已记入台账：{named} 份要销毁，这台电脑上销毁了 {n} 份", named=len(blobs), n=n))
    ctx.say(M("别的电脑收下下一个数据包时销毁；以前的备份要自己处理"))


def _agreed(ctx: Context, n: int) -> bool:
    from inspections.laptop.asking import agreed

    answer = agreed(ctx.text(M("销毁以后谁也取不回来。销毁这 {n} 份？", n=n)))
    if answer is None:
        raise usage(M("没有终端可以问"), M("核对以后加上 --yes"))
    return answer


def _path(ctx: Context, one: Named) -> str:
    """Return what a blob answers, as far as it is here; "" for one that is not."""
    found = ctx.workspace.private.open(one.digest)
    return found.path if found else ""


def _candidates(ctx: Context, days: int) -> None:
    """List what is older than so many days and held here; nothing is changed."""
    before = ctx.workspace.today() - timedelta(days=days)
    found = sorted(_old(ctx, before))
    if ctx.json:
        ctx.answer(
            [{"subject": name, "date": day.isoformat(), "blobs": n} for day, name, n in found]
        )
    for day, name, n in found:
        ctx.say(M("{name}（{day}）：{n} 份", name=name, day=day.isoformat(), n=n))
    if found:
        ctx.say(M("核对留存期限后：ducha erase 编号 --reason 理由"))
    else:
        ctx.say(M("没有 {day} 以前的不公开内容", day=before.isoformat()))


def _old(ctx: Context, before: date) -> Iterator[tuple[date, str, int]]:
    from inspections.private_events import named

    workspace = ctx.workspace
    held = set(workspace.private.held())
    for doc in (doc for doc in workspace.documents() if doc != DISTRICT and held):
        days: dict[str, date] = {}
        counted: dict[str, set[str]] = {}
        for one in named(workspace.events(doc)):
            if one.digest in held:
                days[one.event.subject] = max(
                    days.get(one.event.subject, date.min), one.event.at.date()
                )
                counted.setdefault(one.event.subject, set()).add(one.digest)
        for subject, day in days.items():
            if day < before:
                yield day, subject[2:], len(counted[subject])
