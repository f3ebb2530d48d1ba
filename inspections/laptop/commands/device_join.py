"""What `ducha bundle import` does first in a workspace without a ledger: the laptop joins the bundle's district.

The district's check code was read out by the bureau: typed as `--root`, or compared at the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspections.errors import Code, Exit, M, Problem, UserError, listed
from inspections.laptop.context import Context, usage

if TYPE_CHECKING:
    from inspections.laptop.bundle_file import BundleFile
    from inspections.laptop.joining import Offer


def join_first(ctx: Context, bundle: BundleFile, root: str | None) -> bool:
    """Join the bundle's district, once its check code is confirmed, if the workspace belongs to none yet; return whether.

    Raises UserError (exit 2) when nobody confirmed the code, (exit 3) when it differs or no key here is certified.
    """
    from inspections.check_code import check_code, is_code_of
    from inspections.laptop import joining
    from inspections.laptop.tables import one_line

    if not joining.is_new(ctx.workspace):
        if root is not None and not is_code_of(root, ctx.workspace.district.root_key):
            what = M("这里的区县校验码是 {code}，和 --root 不一样", code=check_code(ctx.workspace.district.root_key))  # fmt: skip
            remedy = M("核对是不是这个工作文件夹；已经入网的不用再写 --root")
            problem = Problem(code=Code.DEVICE_ROOT, what=what, remedy=remedy)
            raise UserError(problem, exit=Exit.REFUSED)
        return False
    offer = joining.offered(ctx.workspace, bundle)
    # nobody has vouched for the name yet: it must not paint another code
    called = one_line(offer.district.name)[:60]
    ctx.say(M("数据包来自“{name}”，督导室校验码 {code}", name=called, code=offer.code))
    _confirm(ctx, offer, root)
    left = joining.join(ctx.workspace, offer)
    ctx.forget()
    ctx.fail(left, Exit.DONE)
    joined_told(ctx, offer)
    return True


def joined_told(ctx: Context, offer: Offer) -> None:
    """Say which district the laptop has joined, who may write here, how large the roster is."""
    from inspections.laptop.tables import one_line

    persons = offer.district.persons
    names = listed(persons[one].name if one in persons else one for one in offer.persons)
    ctx.say(
        M(
            "已入网：{name}；这台电脑上有证书的：{people}；学校 {n} 所，人员 {m} 人",
            name=one_line(offer.district.name)[:60],
            people=names,
            n=len(offer.district.schools),
            m=len(persons),
        )
    )


def _confirm(ctx: Context, offer: Offer, root: str | None) -> None:
    from inspections.laptop import joining
    from inspections.laptop.asking import agreed

    if root is not None:
        joining.check_root(offer, root)
        return
    answer = agreed(ctx.text(M("打电话问督导室：念的校验码一样吗？")))
    if answer is None:
        what = M("第一次收下这个区县的数据包，要核对督导室的校验码")
        raise usage(what, M("打电话问督导室，加上 --root 和听到的校验码，再导入一次"))
    if not answer:
        problem = Problem(
            code=Code.DEVICE_ROOT,
            what=M("校验码没有核对上，没有收下"),
            remedy=M("请督导室重新给一份答复，亲手带来；对上了再导入"),
        )
        raise UserError(problem, exit=Exit.REFUSED)
