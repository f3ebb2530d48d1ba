"""What `ducha sync` says, for people and for `--json`: what went up, came down, was refused, waits; what is amiss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from inspections.errors import Code, Exit, Level, M, Msg, Problem
from inspections.ids import DISTRICT, DocId, PersonId, SchoolId
from inspections.kinds import SERVER_KINDS
from inspections.laptop import sync_state
from inspections.laptop.commands.bundle_told import by_whom, stand
from inspections.laptop.context import Context
from inspections.laptop.lookup import document_name
from inspections.laptop.refusals import refused_among
from inspections.laptop.sync_state import LastSync, TurnedAway

if TYPE_CHECKING:
    from inspections.laptop.sync_photos import Carried
    from inspections.laptop.syncing import Exchange, Exchanged

NAMED_MAX = 12
"""So many schools get a line of their own; more are told as one."""


def told(
    ctx: Context, run: Exchange, carried: Carried, erased: int, *, whole: bool
) -> dict[str, Any]:
    """Say what a sync did and keep it for `ducha status`; return it for `--json`."""
    up = {doc: one.sent for doc, one in run.told.items() if one.sent}
    came = news(run)
    if up or came or carried.up or carried.down:
        n, photos = sum(up.values()), carried.up
        ctx.say(M("送到服务器：{n} 条记录，{photos} 张照片和文件", n=n, photos=photos))
        _say_came(ctx, came, carried.down)
    elif whole:
        ctx.say(M("两边一样，没有新的内容"))
    if erased:
        ctx.say(M("按督导室的决定销毁了不公开的答案和照片 {n} 份", n=erased))
    waiting = {doc: len(one.waiting) for doc, one in run.told.items() if one.waiting}
    here = {doc: n for doc, one in run.told.items() if one.came and (n := one.came.waiting)}
    if waiting:
        ctx.say(M("服务器上有 {n} 条在等：写它的设备还没有证书，或它所依据的记录还没有送到", n=sum(waiting.values())))  # fmt: skip
    if here:
        ctx.say(M("这里有 {n} 条在等还没有到的记录，到了就收下", n=sum(here.values())))
    if carried.missing:
        ctx.say(M("还有 {n} 张照片和文件没有到：拍照的人同步以后再来取", n=carried.missing))
    if run.answer is not None and run.answer.collecting:
        ctx.say(M("服务器刚从备份恢复，暂时只收不出回执；督导室确认以后补上"))
    new_refused = list(_refused(ctx, run))
    ctx.fail(new_refused, Exit.REFUSED)
    ctx.fail(list(_turned_away(ctx, run)), Exit.REFUSED)
    ctx.fail([p for one in run.told.values() if one.came for p in one.came.problems])
    ctx.fail(list(_amiss(ctx, run)), Exit.DONE)
    ctx.fail(carried.problems)
    last = _keep(ctx, run, carried, waiting, whole=whole)
    return {
        "url": run.line.url, "server_time": last.server_time, "whole": whole, "sent": up, "came": came,
        "photos": {"up": carried.up, "down": carried.down, "missing": carried.missing},
        "waiting_there": waiting, "waiting_here": here, "refused": len(new_refused),
        "turned_away": [vars(one) for one in last.turned_away], "erased": erased, "tries": run.line.tries,
        "collecting": last.collecting,
    }  # fmt: skip


def _refused(ctx: Context, run: Exchange) -> Iterator[Problem]:
    """Yield what was newly refused of the people whose keys lie here."""
    workspace = ctx.workspace
    people = [PersonId(person) for person in workspace.keyring.people()]
    for doc, one in run.told.items():
        if one.refused:
            events = workspace.events(doc)
            receipts = workspace.district.authority.receipts_of(events)
            among = [event for event in events if event.id in one.refused]
            yield from refused_among(workspace, doc, among, receipts, people)


def news(run: Exchange) -> dict[DocId, dict[str, dict[str, int]]]:
    """Return document -> person -> kind -> how many events are new, of documents that have any."""
    return {doc: new for doc, one in run.told.items() if (new := _new(one))}


def _new(one: Exchanged) -> dict[str, dict[str, int]]:
    """Return person -> kind -> how many new events; receipts are told by themselves."""
    found = {
        by: {kind: n for kind, n in kinds.items() if kind not in SERVER_KINDS}
        for by, kinds in (one.came.new if one.came else {}).items()
    }
    return {by: kinds for by, kinds in found.items() if kinds}


def _say_came(
    ctx: Context, came: Mapping[DocId, Mapping[str, Mapping[str, int]]], photos: int
) -> None:
    total = sum(n for new in came.values() for kinds in new.values() for n in kinds.values())
    ctx.say(M("从服务器收到：{n} 条记录，{photos} 张照片和文件", n=total, photos=photos))
    for doc, new in list(came.items())[:NAMED_MAX]:
        name, people = document_name(ctx.workspace.district, doc), by_whom(ctx, new)
        ctx.say(M("    {school}：{people}", school=name, people=people))
    if len(came) > NAMED_MAX:
        ctx.say(M("    还有 {n} 所学校", n=len(came) - NAMED_MAX))
    stands = stand(ctx, [SchoolId(doc) for doc in list(came)[:NAMED_MAX] if doc != DISTRICT])
    if any(one.conflicts or one.late for one in stands.values()):
        ctx.say(M("    有待定的内容：ducha conflicts 查看"))


def _turned_away(ctx: Context, run: Exchange) -> Iterator[Problem]:
    for doc, one in run.told.items():
        for away in one.turned_away:
            yield Problem(
                code=Code.EVENT_TURNED_AWAY,
                what=M(
                    "{school}：服务器没有收下记录 {id} 和它后面的 {n} 条：{why}",
                    school=document_name(ctx.workspace.district, doc),
                    id=away.id[:12],
                    n=away.behind,
                    why=away.says or away.why,
                ),
                remedy=Msg("{text}", {"text": away.remedy})
                if away.remedy
                else M("这一条另存在服务器上；请告诉督导室"),
            )


def _amiss(ctx: Context, run: Exchange) -> Iterator[Problem]:
    """Yield warnings about histories that part, and ledgers that were put back."""
    tell = M("把这一行告诉管理员；两边的记录都在，没有丢")
    for doc, one in run.told.items():
        name = document_name(ctx.workspace.district, doc)
        if one.astray:
            what = M("{school}：服务器不认得它自己给过的回执，它可能是从备份恢复的；它缺的 {n} 条已补送", school=name, n=one.sent)  # fmt: skip
            yield _warning(Code.SYNC_ROLLED_BACK, what, tell)
        if one.forks:
            what = M("{school}：有 {n} 处，同一位置上服务器和这里各有一条不同的记录，先到服务器的算数", school=name, n=one.forks)  # fmt: skip
            yield _warning(Code.SYNC_FORK, what, M("这台电脑的工作文件夹可能被复制过，两处都在用；请只留一处，并告诉督导室"))  # fmt: skip
        if one.returned:
            what = M("{school}：这台电脑自己写过的 {n} 条这里已经没有了，从服务器取了回来", school=name, n=one.returned)  # fmt: skip
            yield _warning(Code.SYNC_BEHIND, what, M("台账可能是从备份恢复的，或者这里是复制出来的文件夹；请只用一处"))  # fmt: skip


def _warning(code: Code, what: Msg, remedy: Msg) -> Problem:
    return Problem(code=code, level=Level.WARNING, what=what, remedy=remedy)


def _keep(
    ctx: Context, run: Exchange, carried: Carried, waiting: Mapping[DocId, int], *, whole: bool
) -> LastSync:
    away = tuple(
        TurnedAway(doc=doc, id=one.id, says=one.says or one.why, remedy=one.remedy)
        for doc, told_of in run.told.items()
        for one in told_of.turned_away
    )
    last = LastSync(
        url=run.line.url,
        at=ctx.clock.now(ctx.workspace.settings.zone).isoformat(),
        server_time=run.answer.server_time.isoformat() if run.answer else "",
        whole=whole,
        collecting=bool(run.answer and run.answer.collecting),
        waiting={str(doc): n for doc, n in waiting.items()},
        turned_away=away,
        photos_missing=carried.missing,
    )
    if run.answer is not None:
        sync_state.keep(ctx.workspace.root, last)
    return last
