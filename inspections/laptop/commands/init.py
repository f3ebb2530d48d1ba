"""`ducha init`: a workspace with its ledger, its root key and its first person."""

from __future__ import annotations

import getpass
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.ids import DISTRICT, PersonId
from inspections.laptop.context import Context, pass_context, usage
from inspections.laptop.settings import DEFAULT_ZONE
from inspections.roster import usable_id
from inspections.vocabulary import Role

if TYPE_CHECKING:
    from inspections.keys import SigningKey
    from inspections.laptop.recorder import Act
    from inspections.laptop.settings import Settings

IGNORED = "# 密钥、缓存、不公开的答案和台账不进 git；台账用 ducha bundle 备份\n.ducha/\nledger/\nsite/\n*.private.yml\n"


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
) -> None:
    """建立工作区：台账、根密钥、第一个人。"""
    from inspections.laptop.certify import person_acts
    from inspections.laptop.recorder import Recorder
    from inspections.laptop.settings import FILE, Settings, read_settings
    from inspections.laptop.store import Store
    from inspections.laptop.workspace import LEDGER, Workspace

    root = ctx.path(folder).resolve()
    known = read_settings(root) if (root / FILE).exists() else None
    first = _person(person)
    settings = Settings(
        name=name or (known.name if known else root.name),
        zone=_zone(time_zone) if time_zone else (known.zone if known else ZoneInfo(DEFAULT_ZONE)),
        as_of=as_of.date() if as_of else (known.as_of if known else None),
    )
    called = person_name or _known_name(root, first) or first
    _write_files(root, settings, keep=known is not None)
    workspace = Workspace(root, ctx.clock, ctx.seed)
    root_key = workspace.keyring.make("root")
    Store(root / LEDGER, new=True).close()
    if workspace.store.count():
        raise UserError(_exists(root), exit=Exit.USAGE)
    recorder = Recorder(workspace, first, root_key)
    granted = (*([Role(role) for role in roles] or [Role.BUREAU]), Role.ROOT)
    recorder.record([_opened(settings, root_key), *person_acts(workspace, first, called, granted)])
    if ctx.json:
        ctx.answer({"folder": str(root), "person": first, "root_key": root_key.public_hex})
    ctx.say(M("建好了：{root}", root=str(root)))
    ctx.say(
        M("第一个人：{person}；根密钥在 .ducha/keys/root.key，另存一份到安全的地方", person=first)
    )
    ctx.say(M("下一步：ducha -C {root} school import schools.csv", root=str(folder)))


def _opened(settings: Settings, root_key: SigningKey) -> Act:
    """Return the first act of a ledger."""
    from inspections.laptop.recorder import Act

    return Act(
        doc=DISTRICT,
        kind="district_opened",
        subject="d:settings",
        role=Role.ROOT,
        body={
            "name": settings.name,
            "root_key": root_key.public_hex,
            "settings": {"time_zone": settings.zone.key},
        },
    )


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


def _write_files(root: Path, settings: Settings, keep: bool) -> None:
    from inspections.laptop.files import disk_errors, write_whole
    from inspections.laptop.settings import FILE

    with disk_errors(root):
        for name in ("checklists", "inspections", "ledger", "calendar"):
            (root / name).mkdir(parents=True, exist_ok=True)
    if not keep:
        write_whole(root / FILE, settings.text().encode())
    if not (root / ".gitignore").exists():
        write_whole(root / ".gitignore", IGNORED.encode())
