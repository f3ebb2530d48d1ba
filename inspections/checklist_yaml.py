"""Text of a checklist -> its model, with all problems at once, each at its line (FORMATS §11).

Nothing is guessed: a checklist with an error gives no model. Unknown keys are named with the nearest known one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from inspections.checklist import Checklist
from inspections.checklist_breach import Breach, Steps
from inspections.checklist_errors import is_empty, said, walk
from inspections.checklist_rules import breaches
from inspections.errors import Code, Level, M, Problem
from inspections.ids import sha256_hex
from inspections.text_yaml import Mapping, Node, Scalar, Sequence, read

_BOM = b"\xef\xbb\xbf"
# faults after which nothing else can be said about the same line
_UNREADABLE_LINE = frozenset(
    {Code.YAML_SYNTAX, Code.YAML_COLON, Code.YAML_TAB, Code.YAML_ANCHOR, Code.YAML_TAG}
)


def read_checklist(data: bytes, file: str) -> tuple[Checklist | None, tuple[Problem, ...]]:
    """Return the checklist that the bytes hold, None if there is an error, and all problems, placed in `file`."""
    reading = read(data)
    problems = list(reading.problems)
    checklist = None
    if isinstance(reading.root, Mapping):
        checklist, found = _checked(reading.root)
        problems += found
    elif not problems:
        problems.append(_no_checklist())
    lines = {problem.line for problem in reading.problems if problem.code in _UNREADABLE_LINE}
    kept = [p for p in problems if p in reading.problems or p.line not in lines]
    if any(problem.level is Level.ERROR for problem in kept):
        checklist = None
    source = re.split(r"\r\n|\r|\n", reading.text)
    placed = (_with_source(problem.at(file), source) for problem in kept)
    return checklist, tuple(sorted(placed, key=lambda p: (p.line or 0, p.column or 0)))


def checklist_hash(data: bytes) -> str:
    """Return the hash that records pin: SHA-256 of the text without BOM, its lines ended by LF (FORMATS §6)."""
    text = data.removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return sha256_hex(text)


def _checked(root: Mapping) -> tuple[Checklist | None, list[Problem]]:
    """Return the model and the problems of a tree.

    The rules are tried on what is sound: unknown keys left out, an item with an error replaced by a note of its id.
    """
    plain = _plain(root, keep_empty=False)
    empty = _errors(_plain(root, keep_empty=True))
    unknown = [error for error in empty if error["type"] == "extra_forbidden"]
    errors = [error for error in _errors(plain) if error["type"] != "extra_forbidden"]
    problems = said(root, [*unknown, *errors])
    sound = _without(plain, {tuple(error["loc"]) for error in unknown})
    for error in errors:
        _set_aside(sound, error["loc"])
    try:
        checklist = Checklist.model_validate(sound)
    except ValidationError:
        return None, problems
    found = breaches(checklist, with_expressions=not errors)
    return checklist, [*problems, *(_breach(root, breach) for breach in found)]


def _set_aside(plain: Any, loc: Steps) -> None:
    """Replace the item that `loc` lies in by a note, so that the others can be looked at."""
    if len(loc) > 4 and loc[0] == "sections" and loc[2] == "items":
        items = plain["sections"][loc[1]]["items"]
        item = items[loc[3]]
        name = item.get("id") if isinstance(item, dict) else None
        items[loc[3]] = {"id": name or f"item_{loc[1]}_{loc[3]}", "label": "…", "type": "note"}


def _errors(plain: object) -> list[ErrorDetails]:
    try:
        Checklist.model_validate(plain)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _plain(node: Node, *, keep_empty: bool) -> Any:
    """Return the tree as dicts, lists and texts; a key without a value counts as not written unless kept."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item, keep_empty=keep_empty) for item in node.items]
    return {
        key.text: _plain(value, keep_empty=keep_empty)
        for key, value in node.entries
        if keep_empty or not is_empty(value)
    }


def _without(plain: Any, paths: set[Steps], here: Steps = ()) -> Any:
    if isinstance(plain, dict):
        return {
            key: _without(value, paths, (*here, key))
            for key, value in plain.items()
            if (*here, key) not in paths
        }
    if isinstance(plain, list):
        return [_without(value, paths, (*here, n)) for n, value in enumerate(plain)]
    return plain


def _breach(root: Mapping, breach: Breach) -> Problem:
    """Return a broken rule at the line of what broke it."""
    _, node = walk(root, breach.path)
    column = node.column
    if breach.within and isinstance(node, Scalar) and "\n" not in node.text:
        column += breach.within - 1 + (0 if node.plain else 1)
    return Problem(
        code=breach.code,
        what=breach.what,
        remedy=breach.remedy,
        level=breach.level,
        line=node.line,
        column=column,
    )


def _with_source(problem: Problem, lines: list[str]) -> Problem:
    if problem.source is not None or not problem.line or problem.line > len(lines):
        return problem
    line = lines[problem.line - 1]
    return replace(problem, source=line) if len(line) <= 300 else problem


def _no_checklist() -> Problem:
    return Problem(
        code=Code.YAML_SHAPE,
        what=M("这不是检查清单"),
        remedy=M("照样例写：id、version、title、mode、sections 各一行"),
        line=1,
        column=1,
    )
