"""`ducha device passphrase`: a passphrase for the key file of the acting person, of the registrar, or of the root."""

from __future__ import annotations

from pathlib import Path

import click

from inspections.errors import M, Msg
from inspections.laptop.context import Context, pass_context, usage


@click.command("passphrase")
@click.option("--remove", is_flag=True, help="去掉口令")
@click.option("--registrar", is_flag=True, help="给这台电脑上的登记密钥，不是给本人的密钥")
@click.option(
    "--root-key",
    "root_file",
    default=None,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="给这个根密钥文件",
)
@pass_context
def passphrase(ctx: Context, remove: bool, registrar: bool, root_file: Path | None) -> None:
    """给密钥文件设口令、改口令、去掉口令。"""
    from inspections.laptop.keyring import relock
    from inspections.laptop.passphrase import key_file

    if registrar and root_file:
        raise usage(M("一次只改一把密钥的口令"), M("--registrar 和 --root-key 只写一个"))
    path, name = _meant(ctx, registrar, root_file)
    locked = key_file(path).locked
    if remove and not locked:
        ctx.say(M("“{name}”本来就没有口令", name=name))
        return
    opener = ctx.opener
    if locked and not remove and opener.given and not opener.given_new:
        raise usage(
            M("环境变量里只有一个口令，不知道新的是什么"),
            M("在 DUCHA_NEW_PASSPHRASE 里给出新的口令"),
        )
    relock(path, opener, None if remove else name, ctx.seed)
    ctx.say(
        M("去掉了“{name}”的口令：拿到文件的人都能用它", name=name)
        if remove
        else M("“{name}”有口令了，签名时才问；忘了就打不开，没有人能找回", name=name)
    )


def _meant(ctx: Context, registrar: bool, root_file: Path | None) -> tuple[Path, Msg]:
    from inspections.laptop.keyring import REGISTRAR

    if root_file:
        return ctx.path(root_file), M("根密钥")
    keyring = ctx.workspace.keyring
    if registrar:
        return keyring.path(REGISTRAR), M("登记密钥")
    people, wanted = keyring.people(), ctx.person or ctx.workspace.settings.person
    own = [person for person in people if person == wanted or (len(people) == 1 and not wanted)]
    person = own[0] if own else ctx.actor.person
    return keyring.path(person), M("{person}的密钥", person=person)
