"""The token pass over an expression before CEL sees it: whole numbers become doubles, divisors are guarded.

CEL keeps integers and doubles apart and its operators cannot be overloaded, so `value < 30` would not compile and
`5500/184` would be 29 (FORMATS §11). Division by zero would be infinite and compare as if it were a number; here each
divisor is wrapped in `nonzero(...)`, which fails instead. Columns of the written text are kept for messages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:\"(?:\\.|[^"\\])*\"|'(?:\\.|[^'\\])*'))
    |(?P<number>0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?[uU]?|\.\d+(?:[eE][-+]?\d+)?)
    |(?P<name>[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)
    |(?P<blank>\s+|//[^\n]*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_ROOTS = ("value", "answers", "row", "school", "record")
_OPEN, _CLOSE = "([{", ")]}"
GUARD = "nonzero"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression: what it is, its text, where it starts (from 0)."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Prepared:
    """The text for CEL, the names it reads, and the way back from its columns to the written ones."""

    text: str
    names: frozenset[str]
    _starts: tuple[int, ...]
    _origins: tuple[int, ...]

    def column(self, column: int) -> int:
        """Return the written column (from 1) of a column in `text`."""
        at = max(0, bisect_right(self._starts, column - 1) - 1)
        if not self._starts:
            return 1
        return self._origins[at] + max(0, column - 1 - self._starts[at]) + 1


def prepare(expr: str) -> Prepared:
    """Return the expression as CEL is to read it."""
    tokens = [Token(str(m.lastgroup), m.group(), m.start()) for m in _TOKEN.finditer(expr)]
    solid = [i for i, token in enumerate(tokens) if token.kind != "blank"]
    before = {i: f" {GUARD}(" for i, _ in _divisors(tokens, solid)}
    after: dict[int, int] = {}
    for _, end in _divisors(tokens, solid):
        after[end] = after.get(end, 0) + 1
    indexes = _indexes(tokens, solid)
    out: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = 0
    for i, token in enumerate(tokens):
        length += len(before.get(i, ""))
        starts.append(length)
        origins.append(token.start)
        text = before.get(i, "") + _double(token, i in indexes) + ")" * after.get(i, 0)
        out.append(text)
        length += len(text) - len(before.get(i, ""))
    return Prepared("".join(out), _names(tokens, solid), tuple(starts), tuple(origins))


def _double(token: Token, index: bool) -> str:
    if token.kind == "number" and token.text.isdigit() and not index:
        return token.text + ".0"
    return token.text


def _names(tokens: list[Token], solid: list[int]) -> frozenset[str]:
    """Return the names read: roots and all that hangs on them; not the fields of what a bracket returned."""
    found = set()
    for at, i in enumerate(solid):
        name = re.sub(r"\s", "", tokens[i].text)
        dotted = at > 0 and tokens[solid[at - 1]].text == "."
        if tokens[i].kind == "name" and name.split(".")[0] in _ROOTS and not dotted:
            found.add(name)
    return frozenset(found)


def _indexes(tokens: list[Token], solid: list[int]) -> frozenset[int]:
    """Return the numbers that pick from a list, `x[0]`: these stay whole."""
    found = set()
    for at in range(2, len(solid) - 1):
        i = solid[at]
        if tokens[i].kind != "number" or tokens[solid[at - 1]].text != "[":
            continue
        owner = tokens[solid[at - 2]]
        if tokens[solid[at + 1]].text == "]" and (owner.kind == "name" or owner.text in ")]"):
            found.add(i)
    return frozenset(found)


def _divisors(tokens: list[Token], solid: list[int]) -> list[tuple[int, int]]:
    """Return the first and last token of each operand that stands behind a `/`."""
    found = []
    for at, i in enumerate(solid):
        if tokens[i].text == "/" and tokens[i].kind == "mark":
            end = _operand_end(tokens, solid, at + 1)
            if end is not None:
                found.append((solid[at + 1], solid[end]))
    return found


def _operand_end(tokens: list[Token], solid: list[int], at: int) -> int | None:
    """Return where in `solid` the operand that starts at `at` ends: signs, one primary, what hangs on it."""
    while at < len(solid) and tokens[solid[at]].text in ("-", "!"):
        at += 1
    if at >= len(solid):
        return None
    first = tokens[solid[at]]
    if first.kind == "mark":
        closed = _closing(tokens, solid, at) if first.text in _OPEN else None
        if closed is None:
            return None
        at = closed
    while at + 1 < len(solid):
        follows = tokens[solid[at + 1]].text
        if follows in ("(", "["):
            closed = _closing(tokens, solid, at + 1)
            if closed is None:
                return None
            at = closed
        elif follows == "." and at + 2 < len(solid) and tokens[solid[at + 2]].kind == "name":
            at += 2
        else:
            break
    return at


def _closing(tokens: list[Token], solid: list[int], at: int) -> int | None:
    depth = 0
    for here in range(at, len(solid)):
        text = tokens[solid[here]].text
        if tokens[solid[here]].kind == "mark":
            depth += (text in _OPEN) - (text in _CLOSE)
            if depth == 0:
                return here
    return None
