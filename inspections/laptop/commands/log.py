"""`ducha log`: who did what, when, and whether it is verified; every signature is checked anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from inspections.admission import says
from inspections.errors import M, Msg
from inspections.events import Event, Unreadable
from inspections.events_json import WHY_SAYS, Why
from inspections.ids import DISTRICT, SPOKEN_LETTERS, DocId
from inspections.kinds import LABELS, SERVER_KINDS
from inspections.laptop.context import Context, pass_context

if TYPE_CHECKING:
    from inspections.laptop.chronicle import Line


@click.command("log")
@click.option("--school", "schools", multiple=True, help="只看这些学校，可写几次；不写就是全部")
@click.option("--district", is_flag=True, help="只看全区名册、设置和证书")
@pass_context
def log(ctx: Context, schools: tuple[str, ...], district: bool) -> None:
    """谁在什么时候做了什么，签名和证书是否核实。"""
    from inspections.laptop.chronicle import lines
    from inspections.laptop.tables import print_table

    workspace = ctx.workspace
    named = [DocId(workspace.find_school(name).id) for name in schools]
    wanted = [*([DISTRICT] if district else []), *named] or list(workspace.documents())
    told = list(ctx.progress(lines(workspace, wanted), M("核对签名")))
    if ctx.json:
        ctx.answer([_told(line) for line in told])
        return
    names = {person.id: person.name for person in workspace.district.persons.values()}
    heading = (
        M("时间"),
        M("人员"),
        M("角色"),
        M("办理"),
        M("台账"),
        M("对象"),
        M("核实"),
        M("编号"),
    )
    print_table(ctx, heading, [_row(ctx, line, names) for line in told])
    bad = sum(not line.verified for line in told)
    ctx.say(M("{n} 条，其中 {bad} 条没有核实", n=len(told), bad=bad))
    if workspace.district.authority.servers:
        refused = sum(line.refused is not None for line in told)
        open_ = sum(line.received is None and not _by_server(line) for line in told)
        ctx.say(M("服务器拒收 {refused} 条，还没有回执 {open} 条", refused=refused, open=open_))


def _by_server(line: Line) -> bool:
    return isinstance(line.event, Event) and line.event.kind in SERVER_KINDS


def _told(line: Line) -> dict[str, Any]:
    event = line.event
    if isinstance(event, Unreadable):
        return {"id": event.id, "document": line.doc, "unreadable": event.why, "verified": False}
    return {
        "id": event.id, "document": line.doc, "at": event.at.isoformat(), "by": event.by, "role": event.role.value,
        "for": event.account, "kind": event.kind, "subject": event.subject, "device": event.device,
        "session": event.session, "seq": event.seq, "signed": line.signed,
        "doubt": line.doubt.value if line.doubt else None, "verified": line.verified,
        "received": {"n": line.received.n, "server_time": line.received.server_time.isoformat()} if line.received else None,
        "refused": {"code": line.refused.code, "remedy": line.refused.remedy} if line.refused else None,
    }  # fmt: skip


def _row(ctx: Context, line: Line, names: dict[Any, str]) -> tuple[str, ...]:
    event = line.event
    checked = ctx.text(_checked(line))
    if isinstance(event, Unreadable):
        return "", "", "", "", line.doc, "", checked, event.id[:12]
    return (
        event.at.strftime("%Y-%m-%d %H:%M"),
        names.get(event.by, event.by),
        ctx.text(M("登记密钥") if line.by_registrar else Msg(event.role.label)),
        ctx.text(Msg(LABELS.get(event.kind, event.kind))),
        line.doc,
        _about(event),
        checked,
        event.id[:12],
    )


def _checked(line: Line) -> Msg:
    if isinstance(line.event, Unreadable):
        return WHY_SAYS[Why(line.event.why)]
    if not line.signed:
        return M("签名不对")
    if line.refused:
        return line.refused.why
    return says(line.doubt).what if line.doubt else M("已核实")


def _about(event: Event) -> str:
    kind, _, tail = event.subject.partition(":")
    if kind == "q":
        return tail[:SPOKEN_LETTERS]
    place, _, key = tail.partition("/")
    return f"{place}/{key[:12]}" if kind == "d" and place == "device" else tail
