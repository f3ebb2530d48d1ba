"""Schools, dates and answers drawn at random for a checklist, near the limits that its expressions name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from inspections.checklist import Checklist, Item, ItemType
from inspections.expressions import Environment, Expression, Kind
from inspections.vocabulary import Stage

DAY = date(2026, 3, 18)
NUMBER = re.compile(r"(?<![\w.':])\d+(?![\w.':])")
TIME = re.compile(r"'(\d\d:\d\d)'")


@dataclass(frozen=True)
class World:
    """What one evaluation sees."""

    answers: Mapping[str, object]
    rows: Mapping[str, list[dict[str, object]]]
    school: Mapping[str, object]
    record: Mapping[str, object]


class Worlds:
    """Draws worlds for one checklist; numbers, dates and times lie at, just under and just over named limits."""

    def __init__(self, checklist: Checklist, seed: int) -> None:
        self.checklist, self.random = checklist, Random(seed)
        self.environment = Environment(checklist)
        written = " ".join(expression for _, expression, _ in rules(checklist))
        limits = {int(text) for text in NUMBER.findall(written)}
        self.limits = sorted({n + d for n in limits for d in (-1, 0, 1)} | {0, 1, 2, 5, 50})
        self.pool: Sequence[int] = self.limits
        self.times = sorted({*TIME.findall(written), "05:00", "12:59", "23:59"})

    def draw(self) -> World:
        """Return one more world, calc items calculated."""
        self.pool = self.random.choice(((0, 0, 0, 1), (0, 1, 2, 3), self.limits))
        rows = {i.id: self._rows(i) for i in self.checklist.items if self._has_rows(i)}
        answers: dict[str, object] = {
            item.id: self._value(item)
            for item in self.checklist.items
            if item.type is not ItemType.CALC and not self._has_rows(item)
        }
        for item in self.checklist.items:
            if item.type is ItemType.MATRIX:
                answers[item.id] = dict(zip(item.rows, rows[item.id], strict=True))
            elif item.type is ItemType.REPEAT:
                answers[item.id] = rows[item.id]
        school = {
            "stage": self.random.choice(list(Stage)).value,
            "ownership": "public",
            "boarding": self.random.random() < 0.5,
            "pupils": float(self.random.choice(self.pool)),
            "staff": 40.0,
        }
        world = World(answers, rows, school, {"date": DAY.isoformat(), "visit": "unannounced"})
        for name in self.environment.calc_order():
            item = self.checklist.item(name)
            assert item and item.calc
            compiled = self.environment.compile(item, item.calc, Kind.CALC)
            assert isinstance(compiled, Expression)
            result = compiled.evaluate(answers, school=school, record=world.record)
            answers[name] = result if isinstance(result, float) else None
        return world

    def _has_rows(self, item: Item) -> bool:
        return item.type in (ItemType.MATRIX, ItemType.REPEAT)

    def _rows(self, item: Item) -> list[dict[str, object]]:
        if item.type is ItemType.MATRIX:
            return [
                {c: float(self.random.choice(self.pool)) for c in item.columns} for _ in item.rows
            ]
        return [
            {name: self._typed(f.type, f.options) for name, f in item.fields.items()}
            for _ in range(3)
        ]

    def _value(self, item: Item) -> object:
        words = item.options if isinstance(item.options, tuple) else ()
        return self._typed(item.type, words)

    def _typed(self, type_: ItemType, words: tuple[str, ...]) -> object:
        random = self.random
        if type_ is ItemType.NUMBER:
            return float(self.random.choice(self.pool))
        if type_ is ItemType.DATE:
            sign = random.choice((-1, -1, 1))
            return (DAY + sign * timedelta(days=random.choice(self.limits))).isoformat()
        if type_ is ItemType.TIME:
            return random.choice(self.times)
        if type_ is ItemType.CONFIRM:
            return random.random() < 0.5
        if type_ is ItemType.CHOICE:
            return random.choice(words)
        if type_ is ItemType.MULTI:
            return random.sample(words, random.randint(0, len(words)))
        return random.choice(("pass", "fail"))


def rules(checklist: Checklist) -> list[tuple[Item, str, Kind]]:
    """Return every condition of a checklist with its item and where it stands."""
    found = []
    for item in checklist.items:
        finding = item.finding
        written = [
            (item.when, Kind.WHEN),
            *((check.expr, Kind.CHECK) for check in item.check),
            (finding.when if finding else None, Kind.FINDING),
            (finding.each if finding else None, Kind.EACH),
        ]
        found += [(item, expr, kind) for expr, kind in written if expr]
    return found
