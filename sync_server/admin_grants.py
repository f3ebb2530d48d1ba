"""`ducha admin invite, token, log`: what the server's console gives out, and what it can look back on."""

from __future__ import annotations

import click

from inspections.errors import M, Msg, listed
from inspections.laptop.context import Context, pass_context
from sync_server.opening import moment, open_server

SCOPES = ("issues", "audit")


@click.command("invite")
@click.argument("person", metavar="PERSON")
@click.option("--days", type=click.IntRange(1, 30), default=3, help="几天之内有效，默认 3 天")
@pass_context
def invite(ctx: Context, person: str, days: int) -> None:
    """给名册里的一个人发邀请码，用来让他的电脑加入"""
    from sync_server import inviting
    from sync_server.audit import CONSOLE

    with open_server(ctx) as service, service.database.writing() as connection:
        made = inviting.invite(service, connection, moment(service), CONSOLE, person, days)
    until = made.until.strftime("%Y-%m-%d %H:%M")
    if ctx.json:
        told = {"person": made.person.id, "code": made.code, "until": made.until.isoformat()}
        ctx.answer(told)
        return
    ctx.say(M("给 {name} 的邀请码：{code}", name=made.person.name, code=made.code))
    ctx.say(M("只能用一次，{until} 前有效；码只显示这一次", until=until))
    ctx.say(M("请本人在新电脑的空文件夹里运行：ducha join 服务器地址 {code}", code=made.code))
    ctx.say(M("申请到了以后，在网页“设备”上看得到：打电话互相念校验码，一样才同意"))


@click.group("token")
def token() -> None:
    """接口令牌：给定期读取数据的程序用"""


@token.command("new")
@click.argument("account", metavar="ACCOUNT")
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="可以读什么"
)
@click.option("--days", type=click.IntRange(1, 400), default=90, help="几天之内有效，默认 90 天")
@pass_context
def token_new(ctx: Context, account: str, scopes: tuple[str, ...], days: int) -> None:
    """发一个令牌，所见与账号相同"""
    from sync_server import tokens
    from sync_server.audit import CONSOLE

    wanted = [tokens.Scope(scope) for scope in scopes]
    with open_server(ctx) as service, service.database.writing() as connection:
        made = tokens.make(connection, moment(service), account, wanted, days, CONSOLE)
    if ctx.json:
        ctx.answer({"account": account, "token": made})
        return
    ctx.say(M("令牌：{token}", token=made))
    ctx.say(M("令牌只显示这一次；用的时候放在请求头里：Authorization: Bearer 令牌"))


@token.command("list")
@pass_context
def token_list(ctx: Context) -> None:
    """列出令牌"""
    from sync_server import tokens

    with open_server(ctx) as service, service.database.reading() as connection:
        found = tokens.listed(connection)
    if ctx.json:
        ctx.answer([
            {"id": one.id, "account": one.account, "scopes": sorted(one.scopes), "until": one.until.isoformat(),
             "ended": one.ended} for one in found
        ])  # fmt: skip
        return
    for one in found:
        until = one.until.strftime("%Y-%m-%d")
        state = M("已收回") if one.ended else M("{until} 前有效", until=until)
        scopes = listed(Msg(scope.label) for scope in sorted(one.scopes))
        ctx.say(
            M("{id}  {account}  {scopes}  {state}", id=one.id, account=one.account, scopes=scopes, state=state)
        )  # fmt: skip


@token.command("end")
@click.argument("token_id", metavar="ID")
@pass_context
def token_end(ctx: Context, token_id: str) -> None:
    """收回一个令牌"""
    from sync_server import tokens
    from sync_server.audit import CONSOLE

    with open_server(ctx) as service, service.database.writing() as connection:
        tokens.end(connection, moment(service), token_id, CONSOLE)
    ctx.say(M("令牌 {id} 已收回", id=token_id))


@click.command("log")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, help="最近多少条，默认 50 条")
@pass_context
def log(ctx: Context, limit: int) -> None:
    """服务器日志：谁登录过，账号、邀请、令牌的变动"""
    from sync_server import audit

    with open_server(ctx) as service, service.database.reading() as connection:
        found = audit.entries(connection, limit)
        zone = moment(service).tzinfo
    if ctx.json:
        ctx.answer([
            {"n": one.n, "at": one.at.isoformat(), "who": one.who, "address": one.address, "act": one.act,
             "subject": one.subject, "detail": dict(one.detail)} for one in found
        ])  # fmt: skip
        return
    for one in reversed(found):
        ctx.say(
            M("{time}  {who}  {act}  {subject}  {address}", time=one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
              who=one.who, act=Msg(audit.Did(one.act).label), subject=one.subject, address=one.address)
        )  # fmt: skip
