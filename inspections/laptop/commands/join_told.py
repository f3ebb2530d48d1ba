"""What `ducha join` says and asks, and what stands in its way, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspections.check_code import check_code, is_code_of
from inspections.errors import Code, Exit, Level, M, Problem, RuleError, UserError
from inspections.join_protocol import Standing
from inspections.laptop.context import Context, usage

if TYPE_CHECKING:
    from inspections.join_protocol import Told
    from inspections.laptop.join_state import Asking
    from inspections.laptop.workspace import Workspace

_BY_PHONE = M("打电话问督导室，念的和这里一样吗？")


def say_codes(ctx: Context, workspace: Workspace, asking: Asking, told: Told) -> None:
    """Say for whom the laptop asks, and the two codes that people read to each other."""
    from inspections.laptop.tables import one_line

    own = check_code(workspace.keyring.public(asking.person))
    # nobody has vouched for these names yet: they must not paint another code
    called, district = one_line(asking.name)[:60], one_line(told.name)[:60]
    ctx.say(M("替{name}（{person}）向“{district}”的服务器申请加入：{standing}", name=called, person=asking.person, district=district, standing=M(told.standing.label)))  # fmt: skip
    if told.standing is Standing.WAITING:
        ctx.say(M("这台电脑的校验码 {code}：打电话念给督导室", code=own))
    if told.standing is not Standing.DENIED and asking.root_key != told.district:
        code = check_code(told.district)
        ctx.say(M("服务器说督导室的校验码是 {code}：请督导室念，听到的要一样", code=code))


def codes(workspace: Workspace, asking: Asking, told: Told) -> dict[str, Any]:
    """Return the same for `--json`."""
    return {
        "standing": told.standing.value, "url": asking.url, "folder": str(workspace.root),
        "person": asking.person, "name": asking.name, "code": check_code(workspace.keyring.public(asking.person)),
        "root_code": check_code(told.district), "compared": asking.root_key == told.district,
    }  # fmt: skip


def compared(ctx: Context, told: Told, root: str | None) -> bool:
    """Return whether the person says that the district's code is the one heard; False when nobody can be asked now.

    Raises UserError (DEVICE_ROOT, exit 3) when it is not.
    """
    from inspections.laptop.asking import agreed

    if root is not None:
        same: bool | None = is_code_of(root, told.district)
    else:
        same = agreed(ctx.text(_BY_PHONE))
    if same is False:
        problem = Problem(
            code=Code.DEVICE_ROOT,
            what=M("督导室的校验码对不上，没有入网"),
            remedy=M("请督导室再念一遍；还对不上就停下，核对服务器的地址：可能有人冒充"),
        )
        raise UserError(problem, exit=Exit.REFUSED)
    return same is True


def say_waiting(ctx: Context) -> None:
    """Say that it now waits."""
    ctx.say(M("等督导室确认……（按 Ctrl-C 停下，再运行 ducha join 会接着等）"))


def waits(asking: Asking) -> Problem:
    """Return the warning that the bureau has not said yes or no."""
    remedy = M("打电话念校验码；督导室在网页“设备”上同意以后，再运行一次 ducha join")
    if not asking.root_key:
        remedy = M(
            "打电话互相念校验码；督导室同意以后，在终端里再运行一次 ducha join，回答督导室的校验码对不对"
        )
    return Problem(code=Code.JOIN_WAITING, level=Level.WARNING, what=M("督导室还没有确认这台电脑"), remedy=remedy)  # fmt: skip


def not_denied(told: Told) -> None:
    """Raise RuleError when the bureau said no."""
    if told.standing is Standing.DENIED:
        what = M("督导室没有同意这台电脑加入")
        remedy = M("打电话问督导室；弄错了就请督导室再发一个邀请码，在这里运行 ducha join 地址 新的邀请码")  # fmt: skip
        raise RuleError(Problem(code=Code.JOIN_DENIED, what=what, remedy=remedy))


def not_compared() -> UserError:
    """Return the error for a script that did not say what the bureau read out."""
    what = M("督导室已经同意，还差核对督导室的校验码")
    return usage(what, M("打电话问督导室，加上 --root 和听到的校验码，再运行一次"))


def not_certified(*, ended: bool) -> UserError:
    """Return the error for a district that does not certify this laptop, though its server says so."""
    if ended:
        what = M("这台电脑的密钥已被吊销")
        remedy = M("请督导室再发一个邀请码，换一个空文件夹入网")
    else:
        what = M("服务器送来的名册核对不上：里面没有这台电脑的证书")
        remedy = M("没有入网，什么也没有记；打电话告诉督导室，请管理员看服务器")
    return RuleError(Problem(code=Code.DEVICE_UNKNOWN, what=what, remedy=remedy))


def say_next(ctx: Context) -> None:
    """Say what comes next, now that everything is here."""
    ctx.say(M("入网办好了，以后有网络时运行 ducha sync"))
    ctx.say(M("区县自己编的检查清单不在里面：向督导室要，放进 checklists 文件夹"))
    if not ctx.workspace.keyring.locked(str(ctx.person)):
        ctx.say(M("电脑会带出去的，给密钥设一个口令：ducha device passphrase"))


def no_words() -> UserError:
    """Return the error for somebody who gave no address and code, and has not begun here."""
    what = M("不知道向哪里、用哪个邀请码申请")
    remedy = M("写上督导室给的地址和邀请码：ducha join https://服务器的名称 邀请码")
    return usage(what, remedy)


def joined_already(folder: Path) -> UserError:
    """Return the error for a folder that belongs to a district."""
    problem = Problem(
        code=Code.WORKSPACE_EXISTS,
        file=str(folder),
        what=M("这里已经入网了，没有改动"),
        remedy=M("同步用 ducha sync；再加一个人用 ducha device request；换区县用新的空文件夹"),
    )
    return UserError(problem, exit=Exit.USAGE)


def check_folder(folder: Path, *, known: bool) -> None:
    """Raise UserError (exit 2) for a folder in which other things lie; hidden files do not count."""
    from inspections.laptop.settings import FILE

    if known or (folder / FILE).is_file() or not folder.exists():
        return
    if not folder.is_dir() or any(not one.name.startswith(".") for one in folder.iterdir()):
        problem = Problem(
            code=Code.WORKSPACE_MISSING,
            file=str(folder),
            what=M("这个文件夹里有别的东西"),
            remedy=M("换一个空文件夹：ducha -C 新文件夹 join 地址 邀请码"),
        )
        raise UserError(problem, exit=Exit.USAGE)
