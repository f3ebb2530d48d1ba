"""`ducha init`: a workspace with its ledger, its root key and its first person.

With `--bureau` the root key is written to a file outside and never lies in the workspace; a registrar's key does.
"""

from __future__ import annotations

import getpass
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import PersonId
from inspections.laptop.context import Context, pass_context, usage
from inspections.laptop.settings import DEFAULT_ZONE
from inspections.roster import usable_id
from inspections.vocabulary import Role

if TYPE_CHECKING:
    from inspections.laptop.founding import First
    from inspections.laptop.settings import Settings
    from inspections.laptop.workspace import Workspace

IGNORED = "# 密钥、缓存、不公开的答案和台账不进 git；台账用 ducha bundle 备份\n.ducha/\nledger/\nsite/\n*.private.yml\n*.private/\n"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default=None, help="工作区（区县）名称")
@click.option("--person", default=None, metavar="ID", help="第一个人的代码，如 chenjing")
@click.option("--person-name", default=None, help="第一个人的姓名")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(["bureau", "area_lead", "inspector"])
)
@click.option("--time-zone", default=None, help="时区，默认 Asia/Shanghai")
@click.option(
    "--as-of", default=None, type=click.DateTime(["%Y-%m-%d"]), help="统计截至哪一天，默认今天"
)
@click.option("--bureau", is_flag=True, help="督导室用：根密钥离线保管，日常用登记密钥发证书")
@click.option(
    "--root-key",
    "root_file",
    metavar="FILE",
    default=None,
    type=click.Path(path_type=Path),
    help="根密钥写到哪个新文件（U 盘上，不在工作区里）；和 --bureau 一起用",
)
@click.option("--no-passphrase", is_flag=True, help="根密钥文件不要口令")
@pass_context
def init(
    ctx: Context,
    folder: Path,
    name: str | None,
    person: str | None,
    person_name: str | None,
    roles: tuple[str, ...],
    time_zone: str | None,
    as_of: datetime | None,
    bureau: bool,
    root_file: Path | None,
    no_passphrase: bool,
) -> None:
    """建立工作区：台账、根密钥、第一个人。"""
    from inspections.laptop.founding import First
    from inspections.laptop.settings import FILE, Settings, read_settings
    from inspections.laptop.workspace import Workspace

    root = ctx.path(folder).resolve()
    if bureau != (root_file is not None) or (no_passphrase and not bureau):
        raise usage(
            M("--bureau 和 --root-key 要一起用"),
            M("如 ducha init {folder} --bureau --root-key /media/usb/root.key", folder=str(folder)),
        )
    known = read_settings(root) if (root / FILE).exists() else None
    id_ = _person(person)
    settings = Settings(
        name=name or (known.name if known else root.name),
        zone=_zone(time_zone) if time_zone else (known.zone if known else ZoneInfo(DEFAULT_ZONE)),
        as_of=as_of.date() if as_of else (known.as_of if known else None),
    )
    granted = tuple(Role(role) for role in roles) or (Role.BUREAU,)
    first = First(id_, person_name or _known_name(root, id_) or id_, granted)
    workspace = Workspace(root, ctx.clock, ctx.seed, ctx.opener)
    if workspace.has_ledger and workspace.store.count():
        raise UserError(_exists(root), exit=Exit.USAGE)
    path = None if root_file is None else ctx.path(root_file)
    if path is None:
        public = _with_root_here(workspace, settings, first, keep=known is not None)
    else:
        public = _with_root_apart(
            ctx, workspace, settings, first, path, no_passphrase, keep=known is not None
        )
    if ctx.json:
        told = {"folder": str(root), "person": id_, "root_key": public}
        ctx.answer(told if path is None else {**told, "root_file": str(path)})
    ctx.say(M("建好了：{root}", root=str(root)))
    _say_keys(ctx, id_, path)
    ctx.say(M("下一步：ducha -C {root} school import schools.csv", root=str(folder)))


def _say_keys(ctx: Context, person: PersonId, root_file: Path | None) -> None:
    """Say who the first person is, where the root key lies and how to keep it."""
    if root_file is None:
        ctx.say(
            M(
                "第一个人：{person}；根密钥在 .ducha/keys/root.key，另存一份到安全的地方",
                person=person,
            )
        )
        return
    ctx.say(M("第一个人：{person}；这台电脑上有登记密钥，日常发证书用它", person=person))
    path = str(root_file)
    ctx.say(M("根密钥在 {path}：拷一份到另一个 U 盘，两个分开锁好；平时用不着它", path=path))


def _with_root_here(workspace: Workspace, settings: Settings, first: First, keep: bool) -> str:
    """Make a workspace that keeps its root key: one laptop is all there is. Return the key's public half."""
    from dataclasses import replace

    from inspections.laptop.founding import open_ledger
    from inspections.laptop.keyring import ROOT

    write_files(workspace.root, settings, keep)
    key = workspace.keyring.make(ROOT)
    _new_store(workspace)
    open_ledger(workspace, settings, key, replace(first, roles=(*first.roles, Role.ROOT)))
    return key.public_hex


def _with_root_apart(
    ctx: Context, workspace: Workspace, settings: Settings, first: First, path: Path,
    no_passphrase: bool, keep: bool,
) -> str:  # fmt: skip
    """Make a workspace with a registrar's key, its root key in the file `path`. Return the root key's public half."""
    from inspections.laptop.founding import open_ledger
    from inspections.laptop.keyring import REGISTRAR, ROOT, new_key
    from inspections.laptop.root_file import check_place, write_root

    check_place(path, workspace.root)
    passphrase = None if no_passphrase else ctx.opener.new(M("根密钥"))
    write_files(workspace.root, settings, keep)
    key = new_key(ctx.seed, ROOT)
    registrar = workspace.keyring.make(REGISTRAR).public_hex
    _new_store(workspace)
    write_root(path, key, passphrase, ctx.seed)
    try:
        open_ledger(workspace, settings, key, first, registrar)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return key.public_hex


def _new_store(workspace: Workspace) -> None:
    from inspections.laptop.store import Store
    from inspections.laptop.workspace import LEDGER

    Store(workspace.root / LEDGER, new=True).close()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise usage(
            M("没有时区“{name}”", name=name), M("写成 --time-zone {zone}", zone=DEFAULT_ZONE)
        ) from None


def _person(typed: str | None) -> PersonId:
    """Return the first person's id: as typed, else the login name of this computer."""
    if typed is not None and not usable_id(typed):
        raise UserError(
            Problem(
                code=Code.ROSTER_VALUE,
                what=M("人员代码“{text}”不能用", text=typed),
                remedy=M("只用小写字母、数字和下划线，如 --person chenjing --person-name 陈静"),
            ),
            exit=Exit.USAGE,
        )
    try:
        login = re.sub(r"[^a-z0-9_]", "", getpass.getuser().lower())[:40]
    except (OSError, KeyError):
        login = ""
    return PersonId(typed or (login if usable_id(login) else "first"))


def _known_name(root: Path, person: PersonId) -> str | None:
    """Return the name that a `people.csv` in the folder already has for this person."""
    from inspections.laptop.roster_files import PEOPLE, read_csv_text
    from inspections.roster import read_people

    if not (root / PEOPLE).exists():
        return None
    table = read_people(read_csv_text(root / PEOPLE, PEOPLE), PEOPLE)
    return next((str(row.columns["name"]) for row in table.rows if row.id == person), None)


def _exists(root: Path) -> Problem:
    return Problem(
        code=Code.WORKSPACE_EXISTS,
        file=str(root),
        what=M("这里已经有台账了，没有改动"),
        remedy=M("直接用它，或换一个文件夹"),
    )


def write_files(root: Path, settings: Settings, keep: bool) -> None:
    """Make the folders of a workspace, its `.gitignore` and, unless one is there to `keep`, its `district.yml`."""
    from inspections.laptop.files import disk_errors, write_whole
    from inspections.laptop.settings import FILE

    with disk_errors(root):
        for name in ("checklists", "inspections", "ledger", "calendar"):
            (root / name).mkdir(parents=True, exist_ok=True)
    if not keep:
        write_whole(root / FILE, settings.text().encode())
    if not (root / ".gitignore").exists():
        write_whole(root / ".gitignore", IGNORED.encode())
