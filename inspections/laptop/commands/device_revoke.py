"""`ducha device revoke` and `ducha device adopt`: a key ends, and what of its acts counts all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from inspections.errors import Code, M, Msg, Problem, RuleError
from inspections.ids import SPOKEN_LETTERS, DocId
from inspections.kinds import LABELS
from inspections.laptop.context import Context, pass_context
from inspections.laptop.lookup import document_name

if TYPE_CHECKING:
    from inspections.events import Event
    from inspections.laptop.revoking import Beyond


@click.command("revoke")
@click.argument("who", metavar="KEY|PERSON")
@click.option("--reason", required=True, help="为什么吊销，如 电脑被盗")
@click.option(
    "--keep-until-now", "keep", flag_value="now", default="now",
    help="这份台账现在有的都算数（默认），以后到的不算",
)  # fmt: skip
@click.option("--keep-none", "keep", flag_value="none", help="它写过的一条也不算数")
@pass_context
def revoke(ctx: Context, who: str, reason: str, keep: str) -> None:
    """吊销一把密钥：电脑丢失、被盗，或人不再担任。"""
    from inspections.check_code import check_code
    from inspections.laptop import revoking
    from inspections.laptop.actor import office_recorder

    workspace, actor = ctx.workspace, ctx.actor
    key = revoking.one_key(workspace.district, who)
    if key == actor.recorder.key.public_hex:
        raise RuleError(_own_key(actor.name))
    authority = workspace.district.authority
    held = revoking.held_of(workspace, key)
    if key in authority.revoked and (keep == "now" or not revoking.counting(workspace, key)):
        ctx.say(M("这把密钥早已吊销，没有新的记录；要追认用 ducha device adopt"))
        if ctx.json:
            ctx.answer({"key": key, "recorded": 0})
        return
    kept = held if keep == "now" else {}
    revoking.revoke(
        workspace, office_recorder(workspace, actor, "device_revoked"), key, reason, kept
    )
    n = revoking.count(held)
    if ctx.json:
        ctx.answer({"key": key, "code": check_code(key), "recorded": 1, "keep": kept,
                    "kept": n if kept else 0, "void": 0 if kept else n})  # fmt: skip
    ctx.say(M("已吊销 {name} 的密钥 {key}", name=_owner(ctx, key), key=key[:12]))
    if not held:
        ctx.say(
            M("    它还没有写过记录；以后收到的收下但不算数，除非追认：ducha device list --beyond")
        )
    elif kept:
        for doc, sessions in kept.items():
            ctx.say(M("    {doc}：现有的 {n} 条照样算数", doc=_doc(ctx, doc), n=revoking.count({doc: sessions})))  # fmt: skip
        ctx.say(
            M("    以后收到的、它写的其他记录收下但不算数，除非追认：ducha device list --beyond")
        )
    else:
        ctx.say(M("    它写的 {n} 条都不算数了；别人在它上面办的还在，按它以前的情况算", n=n))
    ctx.say(M("下一步：ducha bundle export 做数据包带到各台电脑；没收到的电脑还会认它"))


@click.command("adopt")
@click.argument("events", nargs=-1, required=True, metavar="EVENT…")
@click.option("--reason", required=True, help="为什么认，如 本人核对属实")
@pass_context
def adopt(ctx: Context, events: tuple[str, ...], reason: str) -> None:
    """追认：吊销以后才到、但属实的记录照样算数。"""
    from inspections.laptop import revoking
    from inspections.laptop.actor import office_recorder

    workspace, actor = ctx.workspace, ctx.actor
    meant = revoking.adoptable(workspace, events)
    revoking.adopt(workspace, office_recorder(workspace, actor, "adopted"), meant, reason)
    missing = revoking.still_missing(workspace, meant)
    if ctx.json:
        ctx.answer({"adopted": [event.id for event in meant], "missing": list(missing)})
    ctx.say(M("已追认 {n} 条", n=len(meant)))
    for event in missing:
        ctx.say(M("    它前面的 {id} 还没有追认：缺了它，这一步可能仍未生效", id=event[:12]))


def print_beyond(ctx: Context) -> None:
    """Print the acts without effect because their key has ended: what `adopt` may name."""
    from inspections.laptop.revoking import beyond
    from inspections.laptop.tables import print_table

    found = beyond(ctx.workspace)
    if ctx.json:
        ctx.answer([_told(one) for one in found])
        return
    if not found:
        ctx.say(M("没有等着追认的记录"))
        return
    heading = (M("编号"), M("时间"), M("人员"), M("办理"), M("台账"), M("对象"), M("密钥"))
    print_table(ctx, heading, [_row(ctx, one) for one in found])
    ctx.say(M("{n} 条写在吊销以后，或不在保留之列，都不算数；属实的：ducha device adopt 编号 --reason 理由", n=len(found)))  # fmt: skip


def _own_key(name: str) -> Problem:
    return Problem(
        code=Code.RULE_ROLE,
        what=M("这是{name}自己正在用的密钥，吊销以后这台电脑上谁也不能再签发", name=name),
        remedy=M("由另一个人来做（--as），或先给{name}签发另一台电脑的密钥，在那里做", name=name),
    )


def _told(one: Beyond) -> dict[str, str | int]:
    event = one.event
    return {
        "id": event.id, "document": one.doc, "at": event.at.isoformat(), "by": event.by, "kind": event.kind,
        "subject": event.subject, "key": event.device, "session": event.session, "seq": event.seq,
    }  # fmt: skip


def _row(ctx: Context, one: Beyond) -> tuple[str, ...]:
    event = one.event
    return (
        event.id[:12],
        event.at.strftime("%Y-%m-%d %H:%M"),
        _name(ctx, event.by),
        ctx.text(Msg(LABELS.get(event.kind, event.kind))),
        _doc(ctx, one.doc),
        _subject(event),
        event.device[:12],
    )


def _subject(event: Event) -> str:
    kind, _, tail = event.subject.partition(":")
    return tail[:SPOKEN_LETTERS] if kind == "q" else tail


def _doc(ctx: Context, doc: DocId) -> str:
    name = document_name(ctx.workspace.district, doc)
    return name if isinstance(name, str) else ctx.text(name)


def _owner(ctx: Context, key: str) -> str:
    authority = ctx.workspace.district.authority
    held = (*authority.certificates.get(key, ()), *authority.fallen.get(key, ()))
    return "、".join(sorted({_name(ctx, one.person) for one in held}))


def _name(ctx: Context, person: str) -> str:
    known = {str(p.id): p.name for p in ctx.workspace.district.persons.values()}
    return known.get(person, person)
