"""CEL's compile errors in words of our readers, with the column in the expression as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from inspections.cel_text import Prepared
from inspections.errors import M, Msg

_PLACE = re.compile(r"ERROR: <input>:(?P<line>\d+):(?P<column>\d+): (?P<message>[^\n]*)")
_UNDECLARED = re.compile(r"undeclared reference to '(?P<name>[^']*)'")
_OVERLOAD = re.compile(r"no matching overload for '(?P<op>[^']*)' applied to '\((?P<types>.*)\)'")
_OPERATORS = {"!_": "!", "-_": "-", "_[_]": "[ ]", "@in": "in", "_?_:_": "? :"}
_TYPE_WORDS = {"double": M("数"), "int": M("整数"), "string": M("文字"), "bool": M("是否")}


@dataclass(frozen=True)
class Fault:
    """Why an expression cannot be used: the column (from 1) in the written expression, what, what to do."""

    column: int
    what: Msg
    remedy: Msg


def explain(error: str, expr: str, prepared: Prepared, names: Iterable[str]) -> Fault:
    """Return the first fault that CEL names, in words."""
    place = _PLACE.search(error)
    column = prepared.column(_offset(prepared.text, place)) if place else 1
    message = place["message"] if place else error
    if "recursion limit" in error:
        return Fault(1, M("表达式套得太深"), M("少用几层括号，或拆成几个 calc 项"))
    if undeclared := _UNDECLARED.search(message):
        return _undeclared(undeclared["name"], column, expr, names)
    if overload := _OVERLOAD.search(message):
        return _overload(overload["op"], overload["types"], column)
    return Fault(
        min(column, len(expr) + 1),
        M("表达式写错了：{detail}", detail=_short(message)),
        M("检查括号、引号和比较符号；文字用单引号，如 value > '13:00'"),
    )


def _offset(text: str, place: re.Match[str]) -> int:
    """Return the column of `place` counted from the start of the whole text, its lines joined."""
    above = text.splitlines(keepends=True)[: int(place["line"]) - 1]
    return sum(map(len, above)) + int(place["column"])


def _short(message: str) -> str:
    bare = message.removeprefix("Syntax error: ").replace(" [INVALID_ARGUMENT]", "")
    return bare.split(" expecting {")[0][:100]


def _undeclared(name: str, column: int, expr: str, names: Iterable[str]) -> Fault:
    start = expr.rfind(name, 0, column - 1 + len(name))
    near = get_close_matches(name, list(names), n=1, cutoff=0.6)
    remedy = (
        M("是不是 {near}", near=near[0])
        if near
        else M("能用的名字：value、row.…、answers.项的 id、school.…、record.…")
    )
    what = M("没有“{name}”这个名字", name=name)
    return Fault(start + 1 if start >= 0 else column, what, remedy)


def _overload(op: str, types: str, column: int) -> Fault:
    sign = _OPERATORS.get(op, op.strip("_"))
    sides = [_TYPE_WORDS.get(side, side) for side in types.split(", ")]
    if op.startswith("_") and op.endswith("_") and len(sides) == 2 and sides[0] != sides[1]:
        left, right = sides
        what = M(
            "“{sign}”两边不是同一类：左边是{left}，右边是{right}", sign=sign, left=left, right=right
        )
    else:
        what = M("“{sign}”不能用在这里（{types}）", sign=sign, types=types)
    if "int" in types.split(", "):
        return Fault(column, what, M("数个数用 count(…)，不用 size(…)；整数用 double(…) 转成数"))
    return Fault(column, what, M("数和数比，文字和文字比；文字加单引号，日期也是文字"))
