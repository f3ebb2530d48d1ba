"""What somebody is told who has a workspace and no ledger: a new laptop waits for its answer, a lost one for its backup."""

from __future__ import annotations

from inspections.errors import Code, Exit, M, Problem, UserError


def no_ledger(file: str, name: str, *, has_keys: bool) -> UserError:
    """Return the error (exit 2) for a workspace called `name` without its ledger's `file`."""
    remedy = M(
        "以前有过，就从备份取回 ledger 文件夹；从来没有，才运行 ducha init {root} --name {name}",
        root=".",
        name=name,
    )
    if has_keys:
        remedy = M(
            "新电脑：经网络申请的再运行一次 ducha join，按文件的用 ducha bundle import 导入督导室的答复；"
            "以前有过台账，就从备份取回 ledger 文件夹"
        )
    what = M("这个工作区还没有台账")
    problem = Problem(code=Code.WORKSPACE_MISSING, file=file, what=what, remedy=remedy)
    return UserError(problem, exit=Exit.USAGE)
