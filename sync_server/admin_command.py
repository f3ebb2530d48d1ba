"""`ducha admin`: what is done on the server's own machine: the first account, recovery, invitations, tokens, the log.

Whoever may run it there may do all of this; it is logged as done at the console. Run it in the server's folder
(`-C`). Refuses to take a password on the command line: it makes one and shows it once.
"""

from __future__ import annotations

import click

from inspections.errors import M, Msg
from inspections.laptop.context import Context, pass_context
from sync_server.admin_grants import invite, log, token
from sync_server.backup_command import confirm_number
from sync_server.opening import moment, open_server

ROLES = ("school", "inspector", "area_lead", "bureau", "admin")


@click.group("admin")
def admin() -> None:
    """管理同步服务器：账号、邀请、接口令牌、日志"""


@admin.group("account")
def account() -> None:
    """浏览器账号：建立、列出、重置密码、停用、恢复"""


@account.command("add")
@click.argument("name", metavar="ACCOUNT")
@click.option("--name", "title", required=True, help="使用人或学校的名称")
@click.option("--role", type=click.Choice(ROLES), required=True, help="账号的角色")
@click.option("--school", "schools", multiple=True, metavar="SCHOOL", help="管哪所学校，可以写几次")
@click.option("--area", "areas", multiple=True, metavar="AREA", help="管哪个片区，可以写几次")
@click.option("--person", default="", metavar="PERSON", help="是名册里的谁；学校的账号不用写")
@pass_context
def account_add(
    ctx: Context,
    name: str,
    title: str,
    role: str,
    schools: tuple[str, ...],
    areas: tuple[str, ...],
    person: str,
) -> None:
    """建立账号，给出一次性的密码"""
    from inspections.ids import PersonId, SchoolId
    from inspections.laptop.lookup import area_named, person_id, school_named
    from sync_server import accounts
    from sync_server.audit import CONSOLE

    with open_server(ctx) as service, service.database.writing() as connection:
        district = service.documents.district(connection)
        new = accounts.Account(
            id=accounts.spelled(name),
            name=title,
            role=accounts.AccountRole(role),
            person=PersonId(person_id(district, person) if person else _own(name, role)),
            schools=tuple(SchoolId(school_named(district, one).id) for one in schools),
            areas=tuple(area_named(district, one) for one in areas),
        )
        password = accounts.add(connection, moment(service), new, CONSOLE)
    _show_password(ctx, new.id, password)


@account.command("list")
@pass_context
def account_list(ctx: Context) -> None:
    """列出账号"""
    from sync_server import accounts, signing_in

    with open_server(ctx) as service, service.database.reading() as connection:
        found = accounts.listed(connection)
        now = moment(service)
        out = {one.id: signing_in.shut_out_until(connection, one.id, now) for one in found}
    if ctx.json:
        ctx.answer([
            {"account": a.id, "name": a.name, "role": a.role.value, "person": a.person, "schools": list(a.schools),
             "areas": list(a.areas), "locked": a.locked, "temporary": a.temporary} for a in found
        ])  # fmt: skip
        return
    if not found:
        ctx.say(
            M(
                "还没有账号；建立第一个：ducha admin account add 账号名 --name 姓名 --role bureau --person 人员代码"
            )
        )
    for one in found:
        state = M("已停用：{why}", why=one.locked) if one.locked else M("正常")
        if not one.locked and (until := out[one.id]) is not None:
            state = M("登录失败次数太多，{time} 前暂停", time=until.strftime("%H:%M UTC"))
        ctx.say(
            M("{id}  {name}  {role}  {state}", id=one.id, name=one.name, role=Msg(one.role.label), state=state)
        )  # fmt: skip


@account.command("reset")
@click.argument("name", metavar="ACCOUNT")
@pass_context
def account_reset(ctx: Context, name: str) -> None:
    """重置密码，给出一次性的密码；失败次数也清零"""
    from sync_server import accounts, signing_in
    from sync_server.audit import CONSOLE

    with open_server(ctx) as service, service.database.writing() as connection:
        password = accounts.reset(connection, moment(service), name, CONSOLE)
        signing_in.forgive(connection, name)
    _show_password(ctx, name, password)


@account.command("lock")
@click.argument("name", metavar="ACCOUNT")
@click.option("--reason", required=True, help="理由")
@pass_context
def account_lock(ctx: Context, name: str, reason: str) -> None:
    """停用账号，马上退出登录"""
    from sync_server import accounts
    from sync_server.audit import CONSOLE

    with open_server(ctx) as service, service.database.writing() as connection:
        accounts.lock(connection, moment(service), name, reason, CONSOLE)
    ctx.say(M("账号 {id} 已停用", id=name))


@account.command("unlock")
@click.argument("name", metavar="ACCOUNT")
@pass_context
def account_unlock(ctx: Context, name: str) -> None:
    """恢复停用的账号，失败次数清零"""
    from sync_server import accounts, signing_in
    from sync_server.audit import CONSOLE

    with open_server(ctx) as service, service.database.writing() as connection:
        accounts.unlock(connection, moment(service), name, CONSOLE)
        signing_in.forgive(connection, name)
    ctx.say(M("账号 {id} 可以登录了", id=name))


def _own(name: str, role: str) -> str:
    """Return as whom an account acts that names nobody: a school's is its own person, others need one."""
    from sync_server.accounts import spelled

    return spelled(name) if role in ("school", "admin") else ""


def _show_password(ctx: Context, name: str, password: str) -> None:
    if ctx.json:
        ctx.answer({"account": name, "password": password})
    ctx.say(M("账号：{id}", id=name))
    if not ctx.json:
        ctx.say(M("密码：{password}", password=password))
    ctx.say(M("密码只显示这一次，请当面或打电话交给本人；第一次登录后要换成自己的密码"))


admin.add_command(invite)
admin.add_command(token)
admin.add_command(log)
admin.add_command(confirm_number)
