"""What stands in the way of sealing or amending a file, whole and before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspections.errors import Code, Exit, M, Msg, Problem, UserError
from inspections.inspection import Record
from inspections.laptop.working_copy import WorkingCopy
from inspections.vocabulary import InspectionStatus, Signatory

NEEDED = (Signatory.INSPECTOR, Signatory.SCHOOL)
SIGN: Mapping[Signatory, Msg] = {
    Signatory.INSPECTOR: M(
        "在 signatures: 下面另起一行写 - {{name: 姓名, as: 检查人}}；后面有 [] 的先删掉 []"
    ),
    Signatory.SCHOOL: M(
        "在 signatures: 下面另起一行写 - {{name: 姓名, as: 学校}}；后面有 [] 的先删掉 []；学校不签就用 --unsigned-reason 原因"
    ),
}


def hindrances(copy: WorkingCopy, unsigned_reason: str | None) -> tuple[Problem, ...]:
    """Return everything that stands in the way of sealing this file."""
    if (already := closed(copy)) is not None:
        return (already,)
    if copy.record is None:
        return stops(copy)
    signatures = _signatures(copy, copy.record, unsigned_reason)
    return (*stops(copy), *copy.unanswered, *signatures)


def refuse(copy: WorkingCopy, found: tuple[Problem, ...]) -> None:
    """Raise what stops the file: exit 3 when it is sealed, 4 when only decisions are missing, else 1."""
    codes = {problem.code for problem in found}
    if codes & {Code.SEALED_ALREADY, Code.RULE_STATUS}:
        raise UserError(*found, exit=Exit.REFUSED)
    if found:
        raise UserError(*found, exit=Exit.UNDECIDED if codes == {Code.CONFLICT} else Exit.PROBLEMS)
    if copy.record is None or copy.school is None:
        raise UserError(*copy.problems)


def stops(copy: WorkingCopy) -> tuple[Problem, ...]:
    """Return what is wrong with the file itself, and the conflicts in it."""
    return (*copy.errors, *(p for p in copy.undecided if p.code is Code.CONFLICT))


def _signatures(
    copy: WorkingCopy, record: Record, unsigned_reason: str | None
) -> Iterator[Problem]:
    """Yield a problem for each signature that is missing; a reason stands for the school's (FORMATS §6)."""
    there = {signed.as_ for signed in record.signatures}
    for needed in NEEDED:
        if needed in there or (needed is Signatory.SCHOOL and unsigned_reason):
            continue
        yield Problem(
            code=Code.SIGNATURE_MISSING,
            file=copy.shown,
            line=record.lines.get("signatures"),
            what=M("{as_}还没有签字", as_=Msg(needed.label)),
            remedy=SIGN[needed],
        )


def closed(copy: WorkingCopy) -> Problem | None:
    """Return the problem that says that the inspection is sealed or discarded; None while it is open."""
    if copy.known is None or copy.known.status is InspectionStatus.OPEN:
        return None
    sealed = copy.known.status is InspectionStatus.SEALED
    return Problem(
        code=Code.SEALED_ALREADY if sealed else Code.RULE_STATUS,
        file=copy.shown,
        what=M("这份检查已经封存了") if sealed else M("这份检查已经作废了"),
        remedy=M("要更正：ducha amend {file} --reason 理由", file=copy.shown)
        if sealed
        else M("先恢复这份检查，或另开一份：ducha new … --another"),
    )


def not_sealed(copy: WorkingCopy) -> Problem:
    """Return the problem that says that only what is sealed can be amended."""
    return Problem(
        code=Code.RULE_STATUS,
        file=copy.shown,
        what=M("这份检查还没有封存，不用更正"),
        remedy=M("改好文件后：ducha seal {file}", file=copy.shown),
    )
