"""The CEL runtime as our expressions use it: types of names, and the functions `days`, `count`, `sum` (FORMATS §11).

The runtime is loaded when the first environment is made, not before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from inspections.cel_text import GUARD

if TYPE_CHECKING:
    from cel_expr_python import cel

ZERO = "division by zero"


def new_environment(names: Mapping[str, str]) -> cel.Env:
    """Return an environment that knows `names` (name -> STRING, DOUBLE, BOOL, STRINGS, ROWS) and our functions."""
    from cel_expr_python import cel

    t = cel.Type
    types = {
        "STRING": t.STRING,
        "DOUBLE": t.DOUBLE,
        "BOOL": t.BOOL,
        "STRINGS": t.List(t.STRING),
        "ROWS": t.List(t.Map(t.STRING, t.DYN)),
    }

    def function(name: str, impl: Any, *parameters: Any) -> cel.FunctionDecl:
        overload = cel.Overload(
            f"ducha_{name}", return_type=t.DOUBLE, parameters=list(parameters), impl=impl
        )
        return cel.FunctionDecl(name, [overload])

    return cel.NewEnv(
        variables={name: types[type_] for name, type_ in names.items()},
        functions=[
            function("days", _days, t.STRING, t.STRING),
            function("count", lambda values: float(len(values)), t.List(t.DYN)),
            function("sum", _sum, t.List(t.DYN)),
            function(GUARD, _nonzero, t.DOUBLE),
        ],
    )


def _days(first: str, second: str) -> float:
    return float((date.fromisoformat(second) - date.fromisoformat(first)).days)


def _sum(values: list[object]) -> float:
    total = 0.0
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("sum of something that is no number")
        total += value
    return total


def _nonzero(divisor: float) -> float:
    if divisor == 0 or not math.isfinite(divisor):
        raise ValueError(ZERO)
    return divisor
