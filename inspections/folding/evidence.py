"""The files put forward for an issue: a set where adding wins, and striking reaches only what was seen (FORMATS §5).

Who added a file, or the bureau, may strike it. Refuses to lose anything: what is struck stays, with the strike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspections.errors import Code, M
from inspections.folding import bodies
from inspections.folding.graph import RAISING, Course
from inspections.folding.guards import Refusal
from inspections.folding.past import bits
from inspections.ids import PersonId
from inspections.view import Evidence, File
from inspections.vocabulary import Role

CARRIED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "raised": (("photos", "found"), ("photos_after", "after")),
    "raised_fixed": (("photos", "found"), ("photos_after", "after")),
    "submitted": (("photos_before", "before"), ("photos_after", "after"), ("files", "document")),
    "passed": (("photos", "added"),),
    "returned": (("photos", "added"),),
    "reopened": (("photos", "added"),),
    "looked_back": (("photos", "added"),),
    "progressed": (("photos", "after"),),
    "evidence_added": (("files", "added"),),
    "consulted": (("letter", "document"),),
    "consult_answered": (("files", "document"),),
    "transferred": (("letter", "document"),),
    "objected": (("files", "document"),),
    "up_answered": (("files", "document"),),
}
"""kind -> (field, as what its files count). The private blob of `escalated` is not among them."""


@dataclass
class _Added:
    n: int
    file: File
    role: str
    struck: int | None = None


def evidence(
    result: Course, facts: int
) -> tuple[tuple[Evidence, ...], tuple[File, ...], dict[int, Refusal]]:
    """Return all evidence, the photos of what was found (none struck), and the strikes without effect."""
    added = [
        _Added(n, file, "after" if _fixed(result, n) else role)
        for n in bits(result.legal | facts)
        for field, role in CARRIED.get(result.acts[n].kind, ())
        for file in bodies.files(result.acts[n].body, field)
    ]
    refusals: dict[int, Refusal] = {}
    for n in bits(facts):
        if result.acts[n].kind == "evidence_struck":
            refusal = _strike(result, n, added)
            if refusal:
                refusals[n] = refusal
    events = result.history.events
    shown = tuple(
        Evidence(
            file=a.file,
            role=a.role,
            event=events[a.n],
            struck=None if a.struck is None else events[a.struck],
        )
        for a in added
    )
    raised = (a for a in added if result.acts[a.n].kind in RAISING and a.struck is None)
    return shown, tuple(dict.fromkeys(a.file for a in raised)), refusals


def _fixed(result: Course, n: int) -> bool:
    """Whether the act is `sealed` with an item fixed on site: its photos count as taken afterwards (FORMATS §6)."""
    act = result.acts[n]
    return act.kind == "raised_fixed" and act.event.kind != act.kind


def _strike(result: Course, n: int, added: list[_Added]) -> Refusal | None:
    act, event_of = result.acts[n], result.history.events
    named = bodies.text(act.body, "file")
    seen = [a for a in added if result.history.past[n] >> a.n & 1]
    offered = ((a.file, event_of[a.n].by) for a in seen)
    refusal = judge_strike(named, act.event.by, act.event.role, offered)
    if refusal is None:
        for a in seen:
            if _may_strike(named, act.event.by, act.event.role, a.file, event_of[a.n].by):
                a.struck = n if a.struck is None else a.struck
    return refusal


def judge_strike(
    named: str | None, by: PersonId, role: Role, offered: Iterable[tuple[File, PersonId]]
) -> Refusal | None:
    """Return why `by` may not strike the file `named` (by name or hash) from those `offered`, each with its giver."""
    offered = tuple(offered)
    if any(_may_strike(named, by, role, file, giver) for file, giver in offered):
        return None
    if any(named in (file.sha256, file.name) for file, _ in offered):
        why = M("佐证只能由提供人或者督导室剔除")
        return Refusal(code=Code.RULE_ROLE, why=why)
    return Refusal(code=Code.RULE_FIELD, why=M("没有找到要剔除的佐证“{file}”", file=named or ""))


def _may_strike(named: str | None, by: PersonId, role: Role, file: File, giver: PersonId) -> bool:
    return named in (file.sha256, file.name) and (role is Role.BUREAU or giver == by)
