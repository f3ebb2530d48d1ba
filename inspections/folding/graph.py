"""The status of an issue from the graph of `seen`: FORMATS §5 rules 2 to 5, over the tables of `lifecycle`.

No clock and no arrival order enters: the same set of acts gives the same course. Refuses to look at texts: of bodies
only the severity counts here, for two guards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspections.errors import Code, M
from inspections.events import Event
from inspections.folding.bodies import Body, choice, member
from inspections.folding.guards import Attempt, Before, Refusal, judge
from inspections.folding.past import History, bits
from inspections.ids import PersonId
from inspections.lifecycle import ABSORBED_BY, FACTS, MOVES, STATUSES
from inspections.vocabulary import Role, Severity, Status

RAISING = frozenset(kind for kind, move in MOVES.items() if None in move.to)
SEVERITY_RANK = {severity: n for n, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Act:
    """An event as it acts on one issue: `sealed` acts as `raised`, with its finding as body and no role to judge."""

    event: Event
    kind: str
    body: Body
    role: Role | None
    from_: str | None

    @property
    def status_from(self) -> Status | None:
        """Return the status that the act starts from; None also for one that this version does not know."""
        return member(self.from_, Status)


@dataclass(kw_only=True)
class Course:
    """What the acts of one issue amount to; keys and bits are positions in `history`.

    `leads` maps each legal move to its status, `refusals` the others to why not; `tips` are the newest that count.
    """

    history: History
    acts: Mapping[int, Act]
    leads: dict[int, Status] = field(default_factory=dict)
    refusals: dict[int, Refusal] = field(default_factory=dict)
    legal: int = 0
    tips: int = 0
    absorbed: int = 0
    fallen: int = 0

    @property
    def sides(self) -> Mapping[Status, frozenset[PersonId]]:
        """Return each status that a tip leads to, with the authors of these tips."""
        return _sides(self, self.tips)

    @property
    def status(self) -> Status:
        """Return the status that is shown: of a conflict the most cautious of the tips and what they came from."""
        ends = {self.leads[n] for n in bits(self.tips)}
        if len(ends) < 2:
            return next(iter(ends), Status.FOUND)
        came_from = {self.acts[n].status_from for n in bits(self.tips)}
        among = [s for s in ends | came_from if s is not None]
        return max(among, key=lambda s: (STATUSES[s].caution, s))

    def at(self, n: int) -> frozenset[Status]:
        """Return the statuses that the author of act `n` saw: none (not registered yet), one, or the sides."""
        tips, _ = newest_counting(self, self.history.past[n] & self.legal)
        return frozenset(self.leads[m] for m in bits(tips))

    def severity(self, mask: int) -> Severity:
        """Return the highest among the newest severities that legal moves and corrections of `mask` wrote."""
        written = {n: s for n in bits(mask) if (s := _severity(self, n)) is not None}
        newest = self.history.newest(sum(1 << n for n in written))
        among = [written[n] for n in bits(newest)] or [Severity.ORDINARY]
        return max(among, key=SEVERITY_RANK.__getitem__)


def course(history: History, acts: Mapping[int, Act]) -> Course:
    """Return what `acts` (position in `history` -> act, all of one issue) amount to."""
    result = Course(history=history, acts=acts)
    moves = [n for n in sorted(acts) if acts[n].kind in MOVES]
    facts = sum(1 << n for n in acts if acts[n].kind in FACTS)
    for n in moves:
        act = acts[n]
        if act.from_ is not None and act.status_from is None:
            verdict: Status | Refusal = _newer_status(act)
        else:
            attempt = Attempt(kind=act.kind, by=act.event.by, role=act.role, from_=act.status_from)
            verdict = judge(attempt, _before(result, history.past[n], facts))
        if isinstance(verdict, Refusal):
            result.refusals[n] = verdict
        else:
            result.leads[n] = verdict
            result.legal |= 1 << n
    result.tips, result.absorbed = newest_counting(result, result.legal)
    result.fallen = _fallen(result)
    return result


def newest_counting(so_far: Course, moves: int) -> tuple[int, int]:
    """Return (tips, absorbed) of the legal `moves` (rules 3 and 4), both as masks.

    A branch is peeled from its end: a newest move is absorbed when another branch holds the same act and went on.
    """
    rest, absorbed = moves, 0
    while True:
        built_on = so_far.history.seen_in(rest) & rest
        ends = rest & ~built_on
        gone = sum(1 << n for n in bits(ends) if _is_absorbed(so_far, n, rest, built_on))
        if not gone:
            return ends, absorbed
        rest &= ~gone
        absorbed |= gone


def _is_absorbed(so_far: Course, n: int, rest: int, built_on: int) -> bool:
    act = so_far.acts[n]
    same = ABSORBED_BY.get(act.kind, frozenset({act.kind}))
    for m in bits(rest & ~so_far.history.past[n] & ~(1 << n)):
        other = so_far.acts[m]
        if other.kind not in same:
            continue
        if other.kind != act.kind:
            return True
        if built_on >> m & 1 and (other.from_ == act.from_ or act.kind in ABSORBED_BY):
            return True
    return False


def _before(so_far: Course, past: int, facts: int) -> Before:
    legal = past & so_far.legal
    tips, _ = newest_counting(so_far, legal)

    def authors(*kinds: str) -> frozenset[PersonId]:
        return frozenset(
            so_far.acts[n].event.by for n in bits(legal) if so_far.acts[n].kind in kinds
        )

    return Before(
        sides=_sides(so_far, tips),
        answerers=authors("submitted"),
        proposers=authors("close_proposed"),
        finders=authors(*RAISING),
        severe=so_far.severity(legal | past & facts) is Severity.SEVERE,
    )


def _sides(so_far: Course, tips: int) -> dict[Status, frozenset[PersonId]]:
    sides: dict[Status, frozenset[PersonId]] = {}
    for n in bits(tips):
        to = so_far.leads[n]
        sides[to] = sides.get(to, frozenset()) | {so_far.acts[n].event.by}
    return sides


def _severity(so_far: Course, n: int) -> Severity | None:
    act = so_far.acts[n]
    if act.kind in RAISING or act.kind == "confirmed":
        return choice(act.body, "severity", Severity)
    if act.kind == "corrected" and act.role in FACTS[act.kind].who:
        return choice(act.body, "value", Severity) if act.body.get("field") == "severity" else None
    return None


def _newer_status(act: Act) -> Refusal:
    why = M("状态“{status}”须用更新的版本才能识别", status=act.from_)
    return Refusal(code=Code.RULE_STATUS, why=why)


def _fallen(result: Course) -> int:
    """Return the branches that a counting `decided` let fall: they stay on record, their bodies no longer speak."""
    open_sides = result.tips if len(result.sides) > 1 else 0
    fallen = 0
    for n in sorted(result.leads, reverse=True):
        act = result.acts[n]
        if act.kind != "decided" or (open_sides | fallen | result.absorbed) >> n & 1:
            continue
        known = result.history.past[n] & result.legal
        tips, _ = newest_counting(result, known)
        stands = sum(1 << m for m in bits(tips) if result.leads[m] is act.status_from)
        falls = tips & ~stands
        kept = stands | result.history.seen_in(stands)
        fallen |= (falls | result.history.seen_in(falls)) & known & ~kept
    return fallen
