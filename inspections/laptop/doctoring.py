"""`ducha doctor` as a value: the truth examined, the files beside it, what was mended of what is derived.

Refuses to mend truth: a damaged ledger, a wrong signature, a missing photo are told, with what to do, and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from inspections.errors import M, Msg, UserError
from inspections.ids import DocId
from inspections.laptop.doctoring_copies import WAITS, copies, reason, turned_away, waiting
from inspections.laptop.doctoring_files import broken_blobs, remove_leftovers, rosters
from inspections.laptop.examination import Examination, Progress, examine
from inspections.laptop.private_erasing import erase_due, private_faults
from inspections.laptop.refusals import refusals
from inspections.laptop.workspace import Workspace


@dataclass(frozen=True)
class Checkup:
    """What was looked at; what waits and what was turned away, per document; what people should know; what was mended."""

    examined: Examination
    waiting: Mapping[DocId, Mapping[str, int]]
    turned_away: Mapping[DocId, Mapping[str, int]]
    notes: tuple[Msg, ...]
    mended: tuple[Msg, ...]


def check_up(workspace: Workspace, progress: Progress, *, repair: bool = False) -> Checkup:
    """Look at everything and return what was found; derived data is mended, roster files only with `repair`.

    Raises UserError only when there is no ledger to look at.
    """
    examined = examine(workspace, progress)
    mended = list(_mend(workspace, examined))
    problems, notes = [*examined.problems], list[Msg]()
    waits: Mapping[DocId, Mapping[str, int]] = {}
    away: Mapping[DocId, Mapping[str, int]] = {}
    try:
        problems += broken_blobs(workspace, examined.named)
        problems += workspace.keyring.faults()
        problems += refusals(workspace)
        problems += private_faults(workspace)
        if not workspace.store.read_only:
            due = erase_due(workspace)
            problems += due.problems
            mended += (
                M("销毁了 {about} 的 {n} 份不公开内容", about=subject.partition(":")[2], n=n)
                for subject, n in due.blobs.items()
                if n
            )
        waits, away = waiting(workspace), turned_away(workspace)
        for says, written in rosters(workspace, repair=repair):
            (mended if written else notes).append(says)
        notes += [*copies(workspace), *_outside(waits, away), *_void(examined)]
    except (
        UserError
    ) as error:  # a damaged ledger has been named above; what hangs on it cannot be looked at
        problems += [p for p in error.problems if p not in problems]
    return Checkup(replace(examined, problems=tuple(problems)), waits, away, tuple(notes), tuple(mended))  # fmt: skip


def _mend(workspace: Workspace, examined: Examination) -> Iterator[Msg]:
    """Mend what is derived, and yield each in words; nothing where it cannot be written."""
    store = workspace.store
    if store.read_only:
        return
    try:
        wrong = 0 if store.subject_rows() == examined.subjects else store.mend_subjects()
    except UserError:  # damaged, which has been named, or somebody is writing
        return
    if wrong:
        yield M("重建了“问题在哪所学校”的索引（{n} 处不对）", n=wrong)
    yield from remove_leftovers(workspace)


def _outside(
    waits: Mapping[DocId, Mapping[str, int]], away: Mapping[DocId, Mapping[str, int]]
) -> Iterator[Msg]:  # fmt: skip
    for doc, counted in waits.items():
        for what, n in counted.items():
            yield M("台账 {doc} 外有 {n} 条记录等着：{why}", doc=doc, n=n, why=WAITS[what])
    for doc, reasons in away.items():
        for code, n in reasons.items():
            yield M(
                "台账 {doc} 有 {n} 条记录没有收下，已另存：{why}", doc=doc, n=n, why=reason(code)
            )


def _void(examined: Examination) -> Iterator[Msg]:
    if examined.void:
        yield M(
            "{n} 条记录是设备吊销以后写的，未生效；属实的用 ducha device adopt 追认",
            n=examined.void,
        )
