"""The words beside a status, derived from the acts of an issue and never stored (FORMATS §5).

已签收, 整改中（有方案）, 部分整改, 已移交 and 已上报 speak of the present round: what came before the last reopening
or restoring does not count. 屡查屡犯 and the doubled merge need the other issues; see `school`.
"""

from __future__ import annotations

from inspections.folding import bodies
from inspections.folding.graph import Course
from inspections.folding.past import bits, mask_of
from inspections.folding.texts import STARTS_ANEW
from inspections.vocabulary import Badge, Status

_ENDED = frozenset({Status.CLOSED, Status.MERGED, Status.WITHDRAWN})


def badges(result: Course, facts: int, late: int, extended: bool) -> frozenset[Badge]:
    """Return the badges of an issue; `facts` and `late` (late facts) are masks."""
    acts, status = result.acts, result.status
    counting = (result.legal & ~result.absorbed & ~result.fallen) | facts
    anew = mask_of(n for n in bits(counting) if acts[n].kind in STARTS_ANEW)
    fresh = counting & ~result.history.seen_in(anew)
    kinds = {acts[n].kind for n in bits(fresh)}
    being_rectified = status is Status.NOTIFIED
    told = {
        Badge.ACKNOWLEDGED: "acknowledged" in kinds,
        Badge.PLANNED: being_rectified and "planned" in kinds,
        Badge.PARTIAL: being_rectified and _partly(result, fresh),
        Badge.EXTENDED: extended,
        Badge.OBJECTION_OPEN: bool(open_objections(result, facts)),
        Badge.TRANSFERRED: "transferred" in kinds,
        Badge.REPORTED_UP: "reported_up" in kinds,
        Badge.REOPENED: status not in _ENDED
        and any(acts[n].kind == "reopened" for n in bits(counting)),
        Badge.CONFLICT: len(result.sides) > 1,
        Badge.LATE: bool((late | result.absorbed) & ~result.history.seen_in(result.tips)),
    }
    return frozenset(badge for badge, holds in told.items() if holds)


def open_objections(result: Course, facts: int) -> tuple[int, ...]:
    """Return the objections that no decision settles; blind decisions that differ settle nothing."""
    acts = result.acts
    of_kind = {
        kind: [n for n in bits(facts) if acts[n].kind == kind]
        for kind in ("objected", "objection_decided")
    }
    still_open = []
    for n in of_kind["objected"]:
        about = mask_of(m for m in of_kind["objection_decided"] if _answers(result, m, n))
        results = {
            acts[m].body.get("result")
            for m in bits(result.history.newest(about))
            if bodies.text(acts[m].body, "result")
        }
        if len(results) != 1:
            still_open.append(n)
    return tuple(still_open)


def _answers(result: Course, decision: int, objection: int) -> bool:
    """Whether a decision is about an objection: it names it, or names none and has seen it."""
    named = bodies.text(result.acts[decision].body, "answers")
    if named is not None:
        return named == result.acts[objection].event.id
    return bool(result.history.past[decision] >> objection & 1)


def _partly(result: Course, fresh: int) -> bool:
    return any(
        result.acts[n].kind == "progressed"
        or (result.acts[n].kind == "returned" and bodies.text(result.acts[n].body, "done"))
        for n in bits(fresh)
    )
