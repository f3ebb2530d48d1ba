"""`ducha device root-successor` and `ducha device registrar`: what only the root key may do, with its file at hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspections.errors import M
from inspections.laptop.context import Context, pass_context, usage

if TYPE_CHECKING:
    from inspections.laptop.recorder import Recorder

ROOT_KEY = click.option(
    "--root-key",
    "root_file",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="根密钥文件，如 U 盘上的 root.key",
)


@click.command("root-successor")
@ROOT_KEY
@click.option(
    "--new",
    "new_file",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="新的根密钥写到哪个新文件（不在工作区里）",
)
@click.option("--no-passphrase", is_flag=True, help="新的根密钥文件不要口令")
@pass_context
def root_successor(ctx: Context, root_file: Path, new_file: Path, no_passphrase: bool) -> None:
    """更换根密钥：旧的签发过的照样算数，以后只认新的。"""
    from inspections.laptop.registrars import hand_over

    path = ctx.path(new_file).resolve()
    old = _root(ctx, root_file)
    key = hand_over(ctx.workspace, old, path, passphrase=not no_passphrase)
    if ctx.json:
        told = {"root_key": key, "former": old.key.public_hex, "root_file": str(path)}
        ctx.answer(told)
    ctx.say(M("新的根密钥在 {path}：拷一份到另一个 U 盘，两个分开锁好", path=str(path)))
    ctx.say(M("旧的根密钥从现在起不能再签发；把它的文件和备份都销毁"))
    ctx.say(M("把数据包发给各台电脑（ducha bundle export），它们收下以后才认新的"))


@click.command("registrar")
@ROOT_KEY
@click.option("--until", default=None, type=click.DateTime(["%Y-%m-%d"]), help="到哪天为止")
@click.option("--replace", is_flag=True, help="换一把新的登记密钥，吊销这台电脑上旧的")
@click.option(
    "--revoke", "key", default=None, metavar="KEY", help="吊销别的电脑上的登记密钥：开头几位"
)
@click.option(
    "--keep-none",
    is_flag=True,
    help="被吊销的登记密钥签发过的都不算数（密钥被盗用时）；和 --revoke 一起用",
)
@click.option("--reason", default="更换登记密钥", show_default=True, help="吊销的理由")
@pass_context
def registrar(
    ctx: Context,
    root_file: Path,
    until: datetime | None,
    replace: bool,
    key: str | None,
    keep_none: bool,
    reason: str,
) -> None:
    """登记密钥：在这台电脑上任命、续期、更换；或吊销别的电脑上的。"""
    from inspections.laptop.registrars import appoint, certify_holder, dismiss

    if (keep_none and not key) or (key and (replace or until)):
        raise usage(M("这几个选项不能这样合用"), M("吊销和任命分两次做：先 --revoke，再任命"))
    root = _root(ctx, root_file)
    if key:
        done = dismiss(ctx.workspace, root, key, reason, keep=not keep_none)
    else:
        end = until.date() if until else None
        done = appoint(ctx.workspace, root, end, reason, replace=replace)
        if certify_holder(ctx.workspace, root):
            ctx.say(M("{person}在这台电脑上的密钥有证书了", person=root.person))
    if ctx.json:
        told = {"registrar": done.key or None, "new": done.new, "revoked": done.revoked or None}
        ctx.answer({**told, "fallen": list(done.fallen)})
    if done.key:
        day = M("不限期") if until is None else M("{day}", day=until.date().isoformat())
        ctx.say(M("登记密钥 {key} 在这台电脑上，有效到：{until}", key=done.key[:12], until=day))
    if done.revoked:
        ctx.say(M("登记密钥 {key} 已吊销", key=done.revoked[:12]))
    if done.fallen:
        ctx.say(
            M(
                "它签发的 {n} 张设备证书不再算数；请用 ducha device certify 重新签发",
                n=len(done.fallen),
            )
        )


def _root(ctx: Context, root_file: Path) -> Recorder:
    """Return the recorder of the root key, for its holder: whose own key may be lost, but who is in the roster."""
    from inspections.laptop.lookup import person_named
    from inspections.laptop.root_file import root_from

    workspace = ctx.workspace
    wanted = ctx.person or workspace.settings.person
    holder = person_named(workspace.district, wanted).id if wanted else ctx.actor.person
    return root_from(workspace, holder, ctx.path(root_file))
