"""Rules 1 to 5 of FORMATS §5 "The fold" said again, as slowly and plainly as the words: sets of sets, no bit masks.

Shares nothing with `inspections.folding`: the guards, too, are written out from the text. Only the tables of who may
do what from where (`lifecycle`, tested by themselves) are read. Returns plain names, so that a test can compare.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from inspections.events import Event
from inspections.lifecycle import MOVES

# FORMATS §3, copied by hand
CAUTION = {
    "found": 3, "fixed": 2, "confirmed": 9, "consulting": 8, "notified": 7, "submitted": 6,
    "verified": 5, "closing": 4, "closed": 0, "merged": 1, "withdrawn": 1,
}  # fmt: skip
HEAVY = ["minor", "ordinary", "severe"]


@dataclass(frozen=True)
class Outcome:
    status: str | None
    sides: frozenset[str]
    tips: frozenset[str]
    absorbed: frozenset[str]


class Telling:
    """All events of one issue, none of them garbage."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.event = {e.id: e for e in events}
        self._past: dict[str, frozenset[str]] = {}
        self._legal: dict[str, bool] = {}
        self._outcome: dict[frozenset[str], Outcome] = {}

    def past(self, i: str) -> frozenset[str]:
        """Rule 1: everything reachable by `seen`."""
        if i not in self._past:
            seen = [j for j in self.event[i].seen if j in self.event]
            self._past[i] = frozenset(seen).union(*(self.past(j) for j in seen))
        return self._past[i]

    @cached_property
    def whole(self) -> Outcome:
        return self.outcome(frozenset(self.event))

    @cached_property
    def without_effect(self) -> frozenset[str]:
        return frozenset(i for i, e in self.event.items() if e.kind in MOVES and not self.legal(i))

    def leads_to(self, i: str) -> str:
        e = self.event[i]
        return {"raised": "found", "raised_fixed": "fixed", "decided": e.from_}.get(e.kind) or next(
            to for to in MOVES[e.kind].to.values()
        )

    def legal(self, i: str) -> bool:
        """Rule 2: from the status reached in its own past, by somebody who may, no guard against it."""
        if i not in self._legal:
            self._legal[i] = self._is_legal(i)
        return self._legal[i]

    def _is_legal(self, i: str) -> bool:
        e, known = self.event[i], self.past(i)
        seen = self.outcome(known)
        if e.role not in MOVES[e.kind].who:
            return False
        if len(seen.sides) > 1:
            return (
                e.kind == "decided" and e.from_ in seen.sides and self._may_decide(e, known, seen)
            )
        if e.kind == "decided" or e.from_ != seen.status:
            return False
        return e.from_ in MOVES[e.kind].to and self._guards_hold(e, known)

    def outcome(self, ids: frozenset[str]) -> Outcome:
        """Rules 3 and 4: peel what is absorbed; what nobody else has seen are the tips."""
        if ids not in self._outcome:
            self._outcome[ids] = self._peeled(
                {i for i in ids if self.event[i].kind in MOVES and self.legal(i)}
            )
        return self._outcome[ids]

    def _peeled(self, moves: set[str]) -> Outcome:
        absorbed: set[str] = set()
        while True:
            went_on = {x for x in moves if any(x in self.past(y) for y in moves)}
            newest = moves - went_on
            gone = {m for m in newest if any(self._does_it(x, m, went_on) for x in moves - {m})}
            if not gone:
                break
            moves, absorbed = moves - gone, absorbed | gone
        ends = {self.leads_to(m) for m in newest}
        if len(ends) < 2:
            status = next(iter(ends), None)
        else:
            among = ends | {f for m in newest if (f := self.event[m].from_)}
            status = sorted(among, key=lambda s: (CAUTION[s], s))[-1]
        return Outcome(status, frozenset(ends), frozenset(newest), frozenset(absorbed))

    def _does_it(self, x: str, m: str, went_on: set[str]) -> bool:
        """Rule 3: whether x, on another branch, is the same act as m and went on (a `passed` judges any answer)."""
        if x in self.past(m) or m in self.past(x):
            return False
        there, here = self.event[x], self.event[m]
        if here.kind == "submitted":
            return there.kind == "passed" or (there.kind == "submitted" and x in went_on)
        return there.kind == here.kind and there.from_ == here.from_ and x in went_on

    def _people(self, known: frozenset[str], *kinds: str) -> set[str]:
        return {self.event[i].by for i in known if self.event[i].kind in kinds and self.legal(i)}

    def severe(self, known: frozenset[str]) -> bool:
        """Highest among the newest severities."""
        told = {}
        for i in known:
            e = self.event[i]
            if e.kind in ("raised", "raised_fixed", "confirmed") and self.legal(i):
                told[i] = e.body.get("severity")
            elif (
                e.kind == "corrected"
                and e.body.get("field") == "severity"
                and e.role in ["area_lead", "bureau"]
            ):
                told[i] = e.body.get("value")
        told = {i: s for i, s in told.items() if s in HEAVY}
        newest = [s for i, s in told.items() if not any(i in self.past(j) for j in told)]
        return max(newest, key=HEAVY.index, default="ordinary") == "severe"

    def _guards_hold(self, e: Event, known: frozenset[str]) -> bool:
        if e.kind == "advised":
            return not self.severe(known)
        if e.kind in ("passed", "close_proposed", "closed") and e.by in self._people(
            known, "submitted"
        ):
            return False
        if e.kind != "closed":
            return True
        if e.from_ == "fixed" and e.by in self._people(known, "raised", "raised_fixed"):
            return False
        if e.from_ == "closing" and e.by in self._people(known, "close_proposed"):
            return False
        return e.from_ == "closing" or not self.severe(known)

    def _may_decide(self, e: Event, known: frozenset[str], seen: Outcome) -> bool:
        own = {self.event[t].by for t in seen.tips if self.leads_to(t) == e.from_}
        answered = e.from_ == "closed" and e.by in self._people(known, "submitted")
        return e.by not in own and not answered
