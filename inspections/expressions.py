"""Expressions of a checklist: CEL, compiled once, with every name declared by its type (FORMATS §11).

A mistyped name or type is a fault with its column before anything runs. A missing answer, a division by zero, an
infinite result leave an expression undecided, never false; CEL's own `||` and `&&` still decide where they can. Long,
deep and endless expressions are stopped. Nothing here reads a clock, a file or the environment.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inspections.cel_faults import Fault, explain
from inspections.cel_names import WORLD, Kind, answer_types, declared, local_types
from inspections.cel_runtime import ZERO, new_environment
from inspections.cel_text import prepare
from inspections.checklist import Checklist, Item, ItemType
from inspections.errors import M, Msg

if TYPE_CHECKING:
    from cel_expr_python import cel

__all__ = ["Environment", "Expression", "Fault", "Kind", "Undecided", "Value"]

LETTERS_MAX = 2000
# beyond this a few multiplications would become infinite, and infinity compares as if it were a number
NUMBER_MAX = 1e15
Value = bool | float | str
_BUDGET = "budget exceeded"
_LOOPS = re.compile(r"\.\s*(all|exists|exists_one|map|filter)\s*\(")
_SAMPLES: Mapping[str, object] = {
    "DOUBLE": 1.0, "STRING": "2022-03-01", "BOOL": True, "STRINGS": ["甲"], "ROWS": [{}],
}  # fmt: skip


@dataclass(frozen=True)
class Undecided:
    """No answer to be had: why, which names had no value, whether the runtime stopped an endless expression."""

    reason: Msg
    missing: frozenset[str] = frozenset()
    over_budget: bool = False

    def __bool__(self) -> bool:
        """Never true: undecided does not fire. Ask `isinstance` to tell it from false."""
        return False


class Expression:
    """A compiled expression; `names` are the ids of the items whose answers it reads."""

    def __init__(self, written: str, reads: frozenset[str], compiled: cel.Expression) -> None:
        self.written = written
        self.reads = reads
        self.names = frozenset(name.split(".")[1] for name in reads if name.startswith("answers."))
        self.reads_row = any(name.startswith("row.") for name in reads)
        self._compiled = compiled

    def evaluate(
        self,
        answers: Mapping[str, object],
        *,
        value: object = None,
        row: Mapping[str, object] | None = None,
        school: Mapping[str, object] | None = None,
        record: Mapping[str, object] | None = None,
    ) -> Value | Undecided:
        """Return the result, or why there is none; never raises. None and absent are the same: not answered.

        `answers` maps item ids to text, number, bool, list of texts; a matrix to {row: {column: number}}, a repeat to
        a list of {field: value}.
        """
        roots = {
            "answers": answers,
            "row": row or {},
            "school": school or {},
            "record": record or {},
        }
        data = {}
        for name in self.reads:
            found = value if name == "value" else _lookup(roots, name)
            given = _as_cel(found)
            if given is not None:
                data[name] = given
        missing = self.reads - data.keys()
        try:
            result = self._compiled.eval(data=data)
            kind, plain = result.type().name(), result.value()
        except (RuntimeError, ValueError, TypeError, OverflowError) as error:
            return _stopped(str(error), missing)
        if kind == "ERROR":
            return _stopped(str(plain), missing)
        if isinstance(plain, bool | str):
            return plain
        if isinstance(plain, int | float) and math.isfinite(plain):
            return float(plain)
        return Undecided(M("结果不是一个有限的数"))

    def stopped_on(self, data: Mapping[str, object]) -> bool:
        """Return whether the runtime stops the expression as endless on these values, by name."""
        try:
            result = self._compiled.eval(data=dict(data))
            said = str(result.value()) if result.type().name() == "ERROR" else ""
        except (RuntimeError, ValueError, TypeError, OverflowError) as error:
            said = str(error)
        return _BUDGET in said.lower()


class Environment:
    """Compiles the expressions of one checklist; each is compiled once."""

    def __init__(self, checklist: Checklist) -> None:
        self._items = {item.id: item for item in checklist.items}
        self._names = {**WORLD}
        for item in checklist.items:
            self._names |= answer_types(item)
        self._environments: dict[tuple[tuple[str, str], ...], cel.Env] = {}
        self._compiled: dict[tuple[str, str, Kind], Expression | Fault] = {}

    def compile(self, item: Item, expr: str, kind: Kind) -> Expression | Fault:
        """Return the expression compiled for its place in `item`, or its first fault with its column (from 1)."""
        key = (item.id, expr, kind)
        if key not in self._compiled:
            self._compiled[key] = self._compile(item, expr, kind)
        return self._compiled[key]

    def endless(self, item: Item, expression: Expression, kind: Kind) -> bool:
        """Return whether the runtime stops the expression even with one sample answer for each name it reads."""
        if not _LOOPS.search(expression.written):
            return False
        types = self._names | local_types(item, kind)
        return expression.stopped_on({name: _SAMPLES[types[name]] for name in expression.reads})

    def calc_order(self) -> tuple[str, ...]:
        """Return the ids of the calc items, each after those it reads; those in a circle are left out."""
        reads = {}
        for item in self._items.values():
            if item.type is ItemType.CALC and item.calc:
                compiled = self.compile(item, item.calc, Kind.CALC)
                reads[item.id] = compiled.names if isinstance(compiled, Expression) else frozenset()
        order: list[str] = []
        while ready := [
            i
            for i, names in reads.items()
            if i not in order and not (names & reads.keys() - set(order))
        ]:
            order += ready
        return tuple(order)

    def _compile(self, item: Item, expr: str, kind: Kind) -> Expression | Fault:
        if len(expr) > LETTERS_MAX:
            return Fault(
                1,
                M("表达式有 {n} 个字，最多 {most} 个", n=len(expr), most=LETTERS_MAX),
                M("拆成几个 calc 项，再引用它们"),
            )
        prepared = prepare(expr)
        local = local_types(item, kind)
        names = self._names | local
        try:
            compiled = self._environment(local).compile(prepared.text)
        except (RuntimeError, ValueError, TypeError) as error:
            return explain(str(error), expr, prepared, names)
        returns = compiled.return_type().name()
        wanted = "DOUBLE" if kind is Kind.CALC else "BOOL"
        if returns != wanted:
            return Fault(1, *_WRONG_RESULT[wanted])
        return Expression(expr, declared(prepared.names, names), compiled)

    def _environment(self, local: Mapping[str, str]) -> cel.Env:
        key = tuple(sorted(local.items()))
        if key not in self._environments:
            self._environments[key] = new_environment({**self._names, **local})
        return self._environments[key]


_WRONG_RESULT = {
    "BOOL": (M("这里要一个是或否的条件"), M("写成比较，例如 value < 30")),
    "DOUBLE": (M("calc 要算出一个数"), M("用 + - * / 和 count(…)、sum(…)、days(…) 写")),
}


def _lookup(roots: Mapping[str, Any], name: str) -> object:
    root, *path = name.split(".")
    found: object = roots[root]
    for part in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def _as_cel(value: object) -> object:
    """Return numbers as doubles, lists and rows without what was not answered, None for what cannot be a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if -NUMBER_MAX <= value <= NUMBER_MAX else None
    if isinstance(value, list | tuple | set | frozenset):
        return [given for one in value if (given := _as_cel(one)) is not None]
    if isinstance(value, Mapping):
        return {k: given for k, one in value.items() if (given := _as_cel(one)) is not None}
    return value


def _stopped(message: str, missing: frozenset[str]) -> Undecided:
    if _BUDGET in message.lower():
        return Undecided(M("表达式算得太久，已停下"), missing, over_budget=True)
    if missing:
        return Undecided(M("还没有填：{names}", names="、".join(sorted(missing))), missing)
    if ZERO in message:
        return Undecided(M("除数是 0"))
    if message.startswith("NOT_FOUND"):
        return Undecided(M("有的行还没有填全"))
    return Undecided(M("算不出来：{detail}", detail=message[:200]))
