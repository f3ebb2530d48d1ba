"""From a filled record to what it says: results, calculated values, findings, score, problems, what is still open.

Pure, and the only place where a checklist is evaluated: what comes out is frozen by `sealed`. A rule whose answers
are missing is undecided, which is neither true nor false; nothing private ever reaches results or findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from inspections.checklist import Checklist, Item, ItemType
from inspections.district import School
from inspections.errors import Msg, Problem
from inspections.expressions import Environment, Expression, Kind, Undecided, Value
from inspections.found import Found, finding_not_listed, finding_of
from inspections.inspection import Record
from inspections.judging import Judge
from inspections.meanings import Meanings, meanings_of, row_values, world
from inspections.scoring import Score, rounded, score_of
from inspections.vocabulary import Result

_FIRING = (Result.FAIL, Result.FIXED_ON_SITE)
_KEPT: dict[int, tuple[Checklist, Environment]] = {}
_KEPT_MAX = 32
_ASKED = frozenset(ItemType) - {ItemType.CALC, ItemType.NOTE}


@dataclass(frozen=True)
class NotYet:
    """A rule of an item (`when`, `calc`, `check` or `finding`, of one `row` or "") that is undecided, and why."""

    item: str
    rule: str
    row: str
    reason: Msg


@dataclass(frozen=True)
class Highlight:
    """Something worth praise: its item (and part), the item's words, what was noted beside it."""

    item: str
    row: str
    label: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What a record says by its checklist.

    `values` are the answers as expressions saw them, `calculated` the calc items as decimal strings, `inactive` the
    ids of items that do not apply (their answers stay in the file), `unanswered` the printed numbers (or labels) of
    items still to be filled, `found` the findings in printed order, those not on the list last.
    """

    results: Mapping[str, Result]
    values: Mapping[str, object]
    calculated: Mapping[str, str]
    found: tuple[Found, ...]
    score: Score | None
    problems: tuple[Problem, ...]
    undecided: tuple[NotYet, ...]
    inactive: tuple[str, ...]
    unanswered: tuple[str, ...]
    highlights: tuple[Highlight, ...]


def assess(
    record: Record,
    checklist: Checklist,
    school: School | None,
    environment: Environment | None = None,
) -> Assessment:
    """Return what the record says. `environment` is the checklist's, handed in to compile its rules only once."""
    return _Assessor(record, checklist, school, environment or environment_of(checklist)).assess()


def environment_of(checklist: Checklist) -> Environment:
    """Return the compiled rules of a checklist, made once and kept for the last few checklists."""
    kept = _KEPT.get(id(checklist))
    if kept is None or kept[0] is not checklist:
        kept = _KEPT[id(checklist)] = (checklist, Environment(checklist))
        while len(_KEPT) > _KEPT_MAX:
            del _KEPT[next(iter(_KEPT))]
    return kept[1]


class _Assessor:
    """The steps of one assessment, each resting on those before it."""

    def __init__(
        self, record: Record, checklist: Checklist, school: School | None, environment: Environment
    ) -> None:
        self.record, self.checklist, self.environment = record, checklist, environment
        self.meanings: Meanings = meanings_of(record, checklist)
        self.school, self.head = world(record.header, school)
        self.values: dict[str, object] = {}
        self.not_yet: dict[tuple[str, str, str], NotYet] = {}
        self.judge = Judge(record, checklist, self.run)

    def assess(self) -> Assessment:
        """Return the assessment."""
        inactive = self._settle()
        items = tuple(item for item in self.checklist.items if item.id not in inactive)
        results: dict[str, Result] = {}
        found: list[Found] = []
        for item in items:
            self.judge.checks(item, self.values)
            if not item.private:
                found += self._findings(item, results)
        self.judge.required(items)
        extra = (
            finding_not_listed(self.record, self.checklist, name) for name in self.record.findings
        )
        found += [finding for finding in extra if finding is not None]
        self.judge.evidence(items, results, self.meanings, found)
        self.judge.conflicts()
        return Assessment(
            results=results,
            values=self.values,
            calculated={i.id: text for i in items if (text := self._shown(i))},
            found=tuple(found),
            score=score_of(self.checklist, tuple(i for i in items if not i.private), results),
            problems=tuple(self.judge.problems),
            undecided=tuple(self.not_yet.values()),
            inactive=tuple(inactive),
            unanswered=tuple(
                item.no or item.label
                for item in items
                if item.type in _ASKED and not self.judge.answered(item)
            ),
            highlights=self._highlights(items),
        )

    def run(self, item: Item, expr: str, kind: Kind, rule: str, row: str = "",
            value: object = None, fields: Mapping[str, object] | None = None) -> Value | None:  # fmt: skip
        """Return what an expression says; None, and a note why, if it is undecided."""
        compiled = self.environment.compile(item, expr, kind)
        if isinstance(compiled, Expression):
            said = compiled.evaluate(
                self.values, value=value, row=fields, school=self.school, record=self.head
            )
        else:
            said = Undecided(compiled.what)
        key = (item.id, rule, row)
        self.not_yet.pop(key, None)
        if not isinstance(said, Undecided):
            return said
        self.not_yet[key] = NotYet(item.id, rule, row, said.reason)
        if said.over_budget:
            self.judge.over_budget(item, said.reason)
        return None

    def _settle(self) -> dict[str, None]:
        """Set the values of the items that apply and return those that do not, until neither changes."""
        inactive: dict[str, None] = {}
        for _ in range(len(self.checklist.sections) + 4):
            self.values = {k: v for k, v in self.meanings.values.items() if k not in inactive}
            self._calculate(inactive)
            now = {
                item.id: None
                for item in self.checklist.items
                if item.when and self.run(item, item.when, Kind.WHEN, "when") is False
            }
            if now.keys() == inactive.keys():
                break
            inactive = now
        for key in [key for key in self.not_yet if key[0] in inactive]:
            del self.not_yet[key]
        return inactive

    def _calculate(self, inactive: Mapping[str, None]) -> None:
        items = {item.id: item for item in self.checklist.items}
        for name in self.environment.calc_order():
            item = items[name]
            if name not in inactive and item.calc:
                value = self.run(item, item.calc, Kind.CALC, "calc")
                if value is not None:
                    self.values[name] = value

    def _findings(self, item: Item, results: dict[str, Result]) -> list[Found]:
        """Return the findings of one item, and note its result."""
        fired: list[tuple[str, Result | None]] = []
        if item.type is ItemType.RESULT:
            value = self.values.get(item.id)
            if isinstance(value, str):
                results[item.id] = Result(value)
            parts = self.meanings.parts.get(item.id)
            states = parts if parts is not None else {"": results.get(item.id)}
            fired = [(part, result) for part, result in states.items() if result in _FIRING]
        elif item.finding is not None and item.finding.each:
            fired = [
                (row, None)
                for row in self.record.rows.get(item.id, ())
                if self._row_fires(item, row)
            ]
        elif item.finding is not None and item.finding.when and item.id in self.values:
            value = self.values[item.id]
            said = self.run(item, item.finding.when, Kind.FINDING, "finding", value=value)
            fired = [("", None)] if said is True else []
        if item.type is not ItemType.RESULT and item.score is not None and self._decided(item):
            results[item.id] = Result.FAIL if fired else Result.PASS
        if item.finding is None:
            return []
        return [
            finding_of(self.record, self.checklist, item.finding, item.id, row, result)
            for row, result in fired
        ]

    def _row_fires(self, item: Item, row: str) -> bool:
        fields = row_values(self.record, item, row)
        rule = item.finding.each if item.finding else None
        return (
            rule is not None
            and self.run(item, rule, Kind.EACH, "finding", row, fields=fields) is True
        )

    def _decided(self, item: Item) -> bool:
        waits = any(key[0] == item.id and key[1] == "finding" for key in self.not_yet)
        return item.id in self.values and not waits

    def _shown(self, item: Item) -> str:
        value = self.values.get(item.id)
        shown = item.type is ItemType.CALC and isinstance(value, float) and not item.private
        return rounded(Decimal(repr(value))) if shown else ""

    def _highlights(self, items: tuple[Item, ...]) -> tuple[Highlight, ...]:
        found = []
        for item in items:
            parts = self.meanings.parts.get(item.id, {"": self.values.get(item.id)})
            for part, result in parts.items():
                if item.type is ItemType.RESULT and result == Result.HIGHLIGHT:
                    path = f"{item.id}.{part}" if part else item.id
                    note = self.record.text(f"{path}.note") or self.record.text(f"{item.id}.note")
                    label = f"{item.label}·{item.parts[part]}" if part else item.label
                    found.append(Highlight(item.id, part, label, note))
        return tuple(found)
