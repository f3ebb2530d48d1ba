"""May somebody do this to the issue that is shown? The same rules as the fold's (`guards`), asked of a view.

For commands, forms and screens, before recording. Refuses to know roles' scopes and `behalf`: these stand with the
person's certificate and the body, not in the issue.
"""

from __future__ import annotations

from collections.abc import Iterable

from inspections.events import Event
from inspections.folding.evidence import judge_strike
from inspections.folding.graph import RAISING
from inspections.folding.guards import Attempt, Before, Refusal, judge, judge_fact
from inspections.ids import PersonId
from inspections.lifecycle import FACTS, MOVES
from inspections.timeline import COUNTING, Effect
from inspections.view import Issue
from inspections.vocabulary import Role, Severity, Status


def refusal(
    issue: Issue,
    kind: str,
    by: PersonId,
    role: Role,
    stands: str | None = None,
    *,
    file: str | None = None,
) -> Refusal | None:
    """Return why a move or fact of `kind` would have no effect (or be late) now, with its code; None if it may be.

    Of a body count `stands` of `decided`, the id of the side that is adopted (without it any side that `by` may adopt
    will do), and `file` of `evidence_struck`. Raises KeyError for a kind that is neither move nor fact.
    """
    before = before_act(issue)
    if kind in FACTS:
        found = judge_fact(kind, role, before.sides)
        if kind == "evidence_struck" and file is not None and found is None:
            offered = ((e.file, e.event.by) for e in issue.evidence)
            return judge_strike(file.strip(), by, role, offered)
        return found
    froms: list[Status | None] = [*before.sides] or [None]
    if kind == "decided" and stands is not None:
        froms = [side.status for side in issue.sides if side.event.id == stands] or [None]
    MOVES[kind]
    verdicts = [judge(Attempt(kind=kind, by=by, role=role, from_=f), before) for f in froms]
    if any(isinstance(verdict, Status) for verdict in verdicts):
        return None
    return next(verdict for verdict in verdicts if isinstance(verdict, Refusal))


def possible(issue: Issue, by: PersonId, roles: Iterable[Role]) -> tuple[str, ...]:
    """Return the moves and facts that `by` may record now in one of `roles`, in table order; `raised` never."""
    roles = tuple(roles)
    return tuple(
        kind
        for kind in (*MOVES, *FACTS)
        if kind not in RAISING and any(refusal(issue, kind, by, role) is None for role in roles)
    )


def before_act(issue: Issue) -> Before:
    """Return what somebody who sees the whole issue has seen."""
    legal = [e for e in issue.timeline if e.effect in (Effect.MOVED, Effect.ABSORBED)]
    sides: dict[Status, frozenset[PersonId]] = {}
    for side in issue.sides:
        sides[side.status] = sides.get(side.status, frozenset()) | {side.event.by}
    if legal and not sides:
        sides = {issue.status: frozenset()}

    def authors(*kinds: str) -> frozenset[PersonId]:
        return frozenset(e.event.by for e in legal if e.event.kind in kinds)

    return Before(
        sides=sides,
        answerers=authors("submitted"),
        proposers=authors("close_proposed"),
        finders=frozenset(issue.raised_by),
        severe=issue.severity is Severity.SEVERE,
    )


def unanswered(issue: Issue, kind: str, *answered_by: str) -> tuple[Event, ...]:
    """Return the facts of `kind` that no fact of `answered_by` names, oldest first.

    `unanswered(issue, "extension_requested", "extended", "extension_denied")` are the open requests; the same serves
    `objected` with `objection_decided`, and `reported_up` with `up_answered`.
    """
    counting = [e.event for e in issue.timeline if e.effect in COUNTING]
    named = {
        e.body.get("answers")
        for e in counting
        if e.kind in answered_by and isinstance(e.body.get("answers"), str)
    }
    return tuple(e for e in counting if e.kind == kind and e.id not in named)
