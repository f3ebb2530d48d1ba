"""`ducha status`: how this laptop stands towards the server, without a network: what is not sent, refused, waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from inspections.errors import Code, Exit, Level, M, Msg, Problem
from inspections.ids import PersonId
from inspections.laptop.context import Context, pass_context
from inspections.laptop.lookup import document_name

if TYPE_CHECKING:
    from inspections.laptop.sync_state import LastSync

NAMED_MAX = 12


@click.command("status")
@pass_context
def status(ctx: Context) -> None:
    """同步得怎样：还没送出的、被拒收的、在等的、上次同步的时间；不用联网。"""
    from inspections.laptop.doctoring_copies import copies
    from inspections.laptop.refusals import refusals
    from inspections.laptop.sync_standing import exchanged, standing
    from inspections.laptop.sync_state import last_sync

    workspace = ctx.workspace
    people = [PersonId(person) for person in workspace.keyring.people()]
    docs = exchanged(workspace, ctx.sender)
    unsent = {doc: n for doc in docs if (n := len(standing(workspace, doc).unsent))}
    held = {doc: len(workspace.store.waiting(doc)) for doc in workspace.store.documents_waiting()}
    last, files = last_sync(workspace.root), list(copies(workspace))
    refused = list(refusals(workspace, people))
    _say_last(ctx, last)
    if unsent:
        ctx.say(M("还没有服务器回执的记录 {n} 条：", n=sum(unsent.values())))
        for doc, n in list(unsent.items())[:NAMED_MAX]:
            ctx.say(M("    {school}：{n} 条", school=_name(ctx, doc), n=n))
        if len(unsent) > NAMED_MAX:
            ctx.say(M("    还有 {n} 所学校", n=len(unsent) - NAMED_MAX))
    else:
        ctx.say(M("这里的记录服务器都有回执"))
    for says in files:
        ctx.say(says)
    if held:
        ctx.say(M("这里有 {n} 条在等还没有到的记录，到了就收下", n=sum(held.values())))
    if last and last.waiting:
        ctx.say(M("服务器上有 {n} 条在等：写它的设备还没有证书，或它所依据的记录还没有送到", n=sum(last.waiting.values())))  # fmt: skip
    if last and last.photos_missing:
        ctx.say(M("还有 {n} 张照片和文件没有到：拍照的人同步以后再来取", n=last.photos_missing))
    ctx.fail(refused, Exit.DONE)
    ctx.fail(_turned_away(ctx, last), Exit.DONE)
    if ctx.json:
        ctx.answer(_json(last, unsent, held, len(refused), files, ctx))


def _say_last(ctx: Context, last: LastSync | None) -> None:
    url = ctx.workspace.settings.server
    if last is None:
        ctx.say(M("还没有和服务器同步过：ducha sync 服务器的地址"))
        return
    at = last.at[:16].replace("T", " ")
    ctx.say(
        M("上次同步：{at}，{url}", at=at, url=last.url)
        if last.whole
        else M("上次同步：{at}，{url}，中途断了，再运行 ducha sync 会接着做", at=at, url=last.url)
    )
    if url and url != last.url:
        ctx.say(M("district.yml 里写的是另一个地址：{url}", url=url))


def _name(ctx: Context, doc: str) -> str | Msg:
    return document_name(ctx.workspace.district, doc)


def _turned_away(ctx: Context, last: LastSync | None) -> list[Problem]:
    return [
        Problem(
            code=Code.EVENT_TURNED_AWAY,
            level=Level.WARNING,
            what=M("{school}：服务器没有收下记录 {id}：{why}", school=_name(ctx, one.doc), id=one.id[:12], why=one.says),
            remedy=Msg("{text}", {"text": one.remedy}) if one.remedy else M("这一条另存在服务器上；请告诉督导室"),
        )
        for one in (last.turned_away if last else ())
    ]  # fmt: skip


def _json(
    last: LastSync | None, unsent: Any, held: Any, refused: int, files: list[Msg], ctx: Context
) -> dict[str, Any]:
    return {
        "last": {"url": last.url, "at": last.at, "server_time": last.server_time, "whole": last.whole} if last else None,
        "unsent": unsent, "waiting_here": held, "waiting_there": dict(last.waiting) if last else {}, "refused": refused,
        "turned_away": len(last.turned_away) if last else 0, "photos_missing": last.photos_missing if last else 0,
        "files": [ctx.text(says) for says in files],
    }  # fmt: skip
