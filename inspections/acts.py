"""An act before it is signed: what is to be recorded, and whether the rules let this person record it now.

Shared by the commands of a laptop and the pages of the server. The rules are asked of the fold (`folding.refusal`), never
stated here; scopes and `behalf` are the caller's, who knows the person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspections import folding
from inspections.errors import M, Msg, Problem, RuleError, listed
from inspections.events import Event
from inspections.ids import DocId, EventId, PersonId
from inspections.kinds import LABELS
from inspections.rules import Fact, Move
from inspections.view import Issue
from inspections.vocabulary import Role


@dataclass(frozen=True, kw_only=True)
class Act:
    """What is to be recorded; the recorder adds who, when and where in the chain."""

    doc: DocId
    kind: str
    subject: str
    role: Role
    body: Mapping[str, Any] | Callable[[Sequence[Event]], Mapping[str, Any]]
    """The body, or what makes it out of the events of the same recording before this one."""
    seen: frozenset[EventId] = frozenset()
    from_: str | None = None
    happened_on: date | None = None
    after: tuple[int, ...] = ()
    """Places, in the same recording, of acts that this one has seen too."""


def act_on(
    issue: Issue,
    row: Move | Fact,
    role: Role,
    body: Mapping[str, Any],
    *,
    seen: frozenset[EventId] | None = None,
    happened_on: date | None = None,
) -> Act:
    """Return the act of somebody who saw the whole issue, or, with `seen`, no more than these events of it."""
    return Act(
        doc=DocId(issue.school),
        kind=row.kind,
        subject=f"q:{issue.id}",
        role=role,
        body=body,
        seen=issue.heads if seen is None else seen,
        from_=_from(issue, row, body),
        happened_on=happened_on,
    )


def allow(
    issue: Issue,
    row: Move | Fact,
    who: PersonId,
    role: Role,
    roles: Collection[Role],
    body: Mapping[str, Any] | None = None,
) -> None:
    """Raise RuleError unless the rules let `who` do this; without a body, as far as they can tell.

    The remedy names what the person can do instead, in any of `roles`.
    """
    stands, file = (body or {}).get("stands"), (body or {}).get("file")
    file = file if row.kind == "evidence_struck" else None
    refused = folding.refusal(issue, row.kind, who, role, stands, file=file)
    if refused is None:
        return
    can = folding.possible(issue, who, roles)
    raise RuleError(
        Problem(
            code=refused.code,
            what=M(
                "{issue}（{status}）现在不能“{act}”：{why}",
                issue=issue.spoken,
                status=Msg(issue.status.label),
                act=Msg(row.label),
                why=refused.why,
            ),
            remedy=M("你现在可以：{words}", words=listed(LABELS[kind] for kind in can)),
        )
    )


def _from(issue: Issue, row: Move | Fact, body: Mapping[str, Any]) -> str | None:
    """Return the status that the author's screen showed; for `decided` that of the side that stands."""
    if isinstance(row, Fact):
        return None
    if row.kind == "decided":
        return next(s.status.value for s in issue.sides if s.event.id == body["stands"])
    return issue.status.value
