"""`ducha device new` and `ducha device request`: a laptop asks the bureau for a certificate, by a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.laptop.context import Context, pass_context, usage
from inspections.vocabulary import Role

if TYPE_CHECKING:
    from inspections.device_request import DeviceRequest
    from inspections.laptop.workspace import Workspace

WISHES = [role.value for role in Role if role not in (Role.SERVER, Role.ROOT)]


def wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say for what, and on which computer, a key is asked for."""
    for option in (
        click.option("--computer", default="", help="这台电脑叫什么，如 督导室-3，便于辨认"),
        click.option("--area", "areas", multiple=True, help="希望管的片区，可写几次"),
        click.option("--school", "schools", multiple=True, metavar="ID", help="希望管的学校代码"),
        click.option(
            "--role", "roles", multiple=True, type=click.Choice(WISHES), help="希望的角色"
        ),
    ):
        command = option(command)
    return command


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--person", required=True, metavar="ID", help="人员代码，由督导室给，如 wangmin")
@click.option("--name", required=True, help="姓名")
@click.option("--district", default=None, help="区县名称；入网以后以督导室的为准")
@wishes
@pass_context
def new(
    ctx: Context, /, folder: Path, person: str, name: str, district: str | None, **wish: Any
) -> None:  # fmt: skip
    """新电脑：建一个没有台账的工作区、自己的密钥和一份申请。"""
    from inspections.laptop.commands.init import write_files
    from inspections.laptop.settings import DEFAULT_ZONE, FILE, Settings
    from inspections.laptop.workspace import Workspace
    from inspections.roster import usable_id

    root = ctx.path(folder).resolve()
    known = (root / FILE).exists()
    workspace = Workspace(root, ctx.clock, ctx.seed)
    if workspace.has_ledger:
        raise UserError(_joined_already(root), exit=Exit.USAGE)
    if not usable_id(person):
        what = M("人员代码“{text}”不能用", text=person)
        raise usage(what, M("只用小写字母、数字和下划线，如 --person wangmin"))
    settings = Settings(name=district or root.name, zone=ZoneInfo(DEFAULT_ZONE))
    write_files(root, settings, keep=known)
    _write(ctx, workspace, None, person, name, wish)


@click.command("request")
@click.option("--person", default=None, metavar="ID", help="人员代码；这台电脑上再加一个人也这样")
@click.option("--name", default=None, help="姓名；名册里有的不用写")
@click.option("--out", default=None, type=click.Path(path_type=Path), help="申请写到哪个文件")
@click.option("--new-key", is_flag=True, help="原来的密钥已吊销或丢失：另做一把，旧的移到一边")
@wishes
@pass_context
def request(
    ctx: Context, /, person: str | None, name: str | None, out: Path | None, new_key: bool, **wish: Any
) -> None:  # fmt: skip
    """再写一份申请：续签，或给这台电脑上的另一个人。"""
    workspace = ctx.workspace
    whose = person or _only_person(ctx, workspace)
    _write(ctx, workspace, out and ctx.path(out), whose, name, wish, renew=new_key)


def _write(
    ctx: Context, workspace: Workspace, out: Path | None, person: str, name: str | None,
    wish: dict[str, Any], *, renew: bool = False,
) -> None:  # fmt: skip
    from inspections.laptop.enrolling import Wish, make_request, request_name
    from inspections.laptop.files import write_whole

    asked, data, aside = make_request(
        workspace,
        person,
        name,
        Wish(
            computer=wish["computer"],
            roles=tuple(Role(role) for role in wish["roles"]),
            schools=wish["schools"],
            areas=wish["areas"],
        ),
        renew=renew,
    )
    path = (out or workspace.root / request_name(asked)).resolve()
    write_whole(path, data)
    if aside is not None:
        ctx.say(M("旧密钥移到 {path}", path=workspace.shown(aside)))
    _told(ctx, asked, path, workspace)


def _told(ctx: Context, asked: DeviceRequest, path: Path, workspace: Workspace) -> None:
    from inspections.check_code import check_code

    code = check_code(asked.key)
    if ctx.json:
        ctx.answer({"folder": str(workspace.root), "request": str(path), "person": asked.person,
                    "key": asked.key, "code": code})  # fmt: skip
    ctx.say(M("写好了申请 {path}", path=str(path)))
    ctx.say(M("校验码 {code}（{name}）：打电话念给督导室核对", code=code, name=asked.name))
    ctx.say(M("下一步：用 U 盘把申请交给督导室，拿回答复后运行 ducha -C {root} bundle import {person}.answer.zip",
              root=str(workspace.root), person=asked.person))  # fmt: skip


def _only_person(ctx: Context, workspace: Workspace) -> str:
    people = workspace.keyring.people()
    named = ctx.person or workspace.settings.person
    if named is not None:
        found = [p.id for p in workspace.district.persons.values() if named in (p.id, p.name)]
        return str(found[0]) if len(found) == 1 else named
    if len(people) != 1:
        raise usage(M("不知道是谁的申请"), M("加上 --person 人员代码 --name 姓名"))
    return str(people[0])


def _joined_already(root: Path) -> Problem:
    return Problem(
        code=Code.WORKSPACE_EXISTS,
        file=str(root),
        what=M("这里已经有台账了，没有改动"),
        remedy=M(
            "这台电脑上再加一个人，用 ducha device request --person 代码 --name 姓名；换区县用新的文件夹"
        ),
    )
