"""May this act follow? The one statement of who, from where and under which guards (FORMATS §4, §5).

The fold asks it for every act about what its author had seen; the commands ask it before recording. Refuses to know
events or graphs: what was seen comes in as `Before`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from inspections.errors import Code, M, Msg
from inspections.ids import PersonId
from inspections.lifecycle import FACTS, MOVES, ROLE_ORDER
from inspections.rules import Guard, Move
from inspections.vocabulary import Role, Status


@dataclass(frozen=True, kw_only=True)
class Before:
    """What the author of an act saw: each status that a newest move led to, with those moves' authors.

    No side means that nothing is registered yet, more than one is a conflict. The persons are those of legal moves.
    """

    sides: Mapping[Status, frozenset[PersonId]]
    answerers: frozenset[PersonId] = frozenset()
    proposers: frozenset[PersonId] = frozenset()
    finders: frozenset[PersonId] = frozenset()
    severe: bool = False

    @property
    def in_conflict(self) -> bool:
        """Whether the newest moves disagree."""
        return len(self.sides) > 1


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why an act has no effect (a fact: why it is late), and which kind of rule says so."""

    code: Code
    why: Msg


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A move that somebody makes. `role` None: another table has judged the role (`sealed` acts as `raised`)."""

    kind: str
    by: PersonId
    role: Role | None
    from_: Status | None


def _closes(move: Attempt) -> bool:
    return move.kind != "decided" or move.from_ is Status.CLOSED


def _fails_not_answerer(move: Attempt, before: Before) -> bool:
    return _closes(move) and move.by in before.answerers


def _fails_not_finder(move: Attempt, before: Before) -> bool:
    return move.from_ is Status.FIXED and move.by in before.finders


def _fails_via_closing(move: Attempt, before: Before) -> bool:
    return before.severe and move.from_ is not Status.CLOSING


def _fails_not_proposer(move: Attempt, before: Before) -> bool:
    return move.from_ is Status.CLOSING and move.by in before.proposers


def _fails_not_severe(_: Attempt, before: Before) -> bool:
    return before.severe


def _fails_only_in_conflict(_: Attempt, before: Before) -> bool:
    return not before.in_conflict


def _fails_not_own_side(move: Attempt, before: Before) -> bool:
    return move.from_ is not None and move.by in before.sides.get(move.from_, frozenset())


GUARDS: Mapping[Guard, tuple[Callable[[Attempt, Before], bool], Msg]] = {
    Guard.NOT_ANSWERER: (
        _fails_not_answerer,
        M("报送整改的人不得复查通过、提请销号或者销号，请由另一人办理"),
    ),
    Guard.NOT_FINDER_OF_FIXED: (
        _fails_not_finder,
        M("登记立行立改的人不得自行销号，请由另一人核实后销号"),
    ),
    Guard.SEVERE_VIA_CLOSING: (
        _fails_via_closing,
        M("严重问题须先提请销号，再由第二人销号"),
    ),
    Guard.NOT_PROPOSER: (_fails_not_proposer, M("提请销号的人不得自行销号，请由第二人销号")),
    Guard.NOT_SEVERE: (_fails_not_severe, M("严重问题不得只当场指出，请先确认，再下发整改通知")),
    Guard.ONLY_IN_CONFLICT: (_fails_only_in_conflict, M("没有需要裁定的分歧")),
    Guard.NOT_OWN_SIDE: (
        _fails_not_own_side,
        M("不得裁定采纳自己的意见；可以采纳对方的意见，或者请他人裁定"),
    ),
}


def judge(move: Attempt, before: Before) -> Status | Refusal:
    """Return the status that `move` leads to, or why it has no effect (FORMATS §5 rule 2)."""
    row = MOVES.get(move.kind)
    if row is None:
        return Refusal(code=Code.RULE_STATUS, why=M("“{kind}”不是问题的一步", kind=move.kind))
    if move.role is not None and move.role not in row.who:
        return _wrong_role(row.label, row.who, move.role)
    if before.in_conflict and row.kind != "decided":
        why = M("几份意见不一致，待裁定；请先裁定，再继续办理")
        return Refusal(code=Code.RULE_CONFLICT, why=why)
    froms: frozenset[Status | None] = frozenset(before.sides) or frozenset({None})
    if move.from_ not in froms or move.from_ not in row.to:
        return Refusal(code=Code.RULE_STATUS, why=_wrong_status(row, move.from_, before))
    for guard in row.guards:
        fails, says = GUARDS[guard]
        if fails(move, before):
            return Refusal(code=Code.RULE_GUARD, why=says)
    return row.to[move.from_]


def judge_fact(kind: str, role: Role, statuses: Iterable[Status]) -> Refusal | None:
    """Return why a fact may not be recorded in any of `statuses` (sides of a conflict), or None (FORMATS §5)."""
    row = FACTS[kind]
    if role not in row.who:
        return _wrong_role(row.label, row.who, role)
    statuses = tuple(statuses)
    if not row.within.isdisjoint(statuses):
        return None
    if not statuses:
        return Refusal(code=Code.RULE_STATUS, why=M("记录的人没有看到问题登记"))
    shown = listed(Msg(s.label) for s in statuses)
    within = listed(Msg(s.label) for s in Status if s in row.within)
    why = M(
        "“{act}”只在“{within}”时记录，当时问题是“{status}”",
        act=Msg(row.label), within=within, status=shown,
    )  # fmt: skip
    return Refusal(code=Code.RULE_STATUS, why=why)


def _wrong_role(label: str, who: frozenset[Role], role: Role) -> Refusal:
    able = listed(Msg(r.label) for r in ROLE_ORDER if r in who)
    why = M(
        "{role}不能办理“{act}”，可以办理的是：{who}", role=Msg(role.label), act=Msg(label), who=able
    )
    return Refusal(code=Code.RULE_ROLE, why=why)


def _wrong_status(row: Move, from_: Status | None, before: Before) -> Msg:
    act = Msg(row.label)
    if not before.sides:
        return M("办理“{act}”的人没有看到问题登记", act=act)
    status = listed(Msg(side.label) for side in before.sides)
    if None in row.to:
        return M("问题已经登记，现在是“{status}”", status=status)
    if from_ in before.sides:
        return M("“{status}”的问题不能办理“{act}”", status=status, act=act)
    if from_ is None:
        return M("“{act}”没有写明针对哪个状态，当时问题是“{status}”", act=act, status=status)
    claimed = Msg(from_.label)
    return M("“{act}”针对“{claimed}”，而办理人看到的问题是“{status}”",
             act=act, claimed=claimed, status=status)  # fmt: skip


def listed(names: Iterable[Msg]) -> Msg:
    """Return one message of several names, in their order. Raises TypeError if there are none."""
    return reduce(lambda a, b: M("{a}、{b}", a=a, b=b), names)
