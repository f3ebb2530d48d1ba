"""Text of a checklist -> its model, with all problems at once, each at its line (FORMATS §11).

Nothing is guessed: a checklist with an error gives no model. Unknown keys are named with the nearest known one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from inspections.checklist import (
    AppliesTo,
    Basis,
    Check,
    Checklist,
    Column,
    EvidenceRule,
    Finding,
    Item,
    Model,
    ScoreRule,
    Section,
)
from inspections.checklist_rules import Breach, breaches
from inspections.errors import Code, Level, M, Msg, Problem
from inspections.ids import sha256_hex
from inspections.text_yaml import Mapping, Node, Scalar, Sequence, read

Steps = tuple[int | str, ...]

_BOM = b"\xef\xbb\xbf"
# faults after which nothing else can be said about the same line
_UNREADABLE_LINE = frozenset(
    {Code.YAML_SYNTAX, Code.YAML_COLON, Code.YAML_TAB, Code.YAML_ANCHOR, Code.YAML_TAG}
)
_PARTS: dict[str, type[Model]] = {
    "applies_to": AppliesTo,
    "basis": Basis,
    "sections": Section,
    "items": Item,
    "check": Check,
    "finding": Finding,
    "score": ScoreRule,
    "evidence": EvidenceRule,
    "fields": Column,
}
_SHAPES = {
    "string_type": M("一段文字"),
    "tuple_type": M("一个列表，每行以 - 开头"),
    "dict_type": M("下面缩进的几行“词: 内容”"),
    "model_type": M("下面缩进的几行“词: 内容”"),
    "model_attributes_type": M("下面缩进的几行“词: 内容”"),
    "int_parsing": M("整数，如 3"),
    "int_type": M("整数，如 3"),
    "bool_parsing": M("true 或 false"),
    "bool_type": M("true 或 false"),
}


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
    problems = _said(root, [*unknown, *errors])
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
        if keep_empty or not _is_empty(value)
    }


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text and node.plain


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


def _said(root: Mapping, errors: Listed[ErrorDetails]) -> list[Problem]:
    """Return the errors in words; of several about one value (the kinds that `options` may be) the deepest."""
    chosen: dict[Steps, tuple[int, Problem]] = {}
    for error in errors:
        path, node = _walk(root, tuple(error["loc"]))
        owner = path[: path.index("options") + 1] if "options" in path else path
        key = (*owner, error["loc"][-1]) if error["type"] == "missing" else owner
        problem = _error(root, error, path, node)
        if key not in chosen or len(path) > chosen[key][0]:
            chosen[key] = (len(path), problem)
    return [problem for _, problem in chosen.values()]


def _walk(root: Node, loc: Steps) -> tuple[Steps, Node]:
    """Return how far `loc` leads through the tree, and where; pydantic's own steps (union tags) are passed over."""
    path: list[int | str] = []
    node = root
    for step in loc:
        following: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            following = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            following = node.items[step]
        if following is not None:
            path.append(step)
            node = following
    return tuple(path), node


def _error(root: Mapping, error: ErrorDetails, path: Steps, node: Node) -> Problem:
    """Return one of pydantic's errors as a problem."""
    name = str(error["loc"][-1])
    line, column = node.line, node.column
    if error["type"] == "extra_forbidden":
        return _unknown_key(root, path, node)
    if error["type"] == "missing":
        return Problem(
            code=Code.CHECKLIST_MISSING,
            what=M("缺少“{name}”", name=name),
            remedy=M("补上一行 {name}: …", name=name),
            line=line,
            column=column,
        )
    what, remedy = _wrong_value(error, node, str(path[-1]) if path else "")
    return Problem(code=Code.CHECKLIST_FIELD, what=what, remedy=remedy, line=line, column=column)


def _unknown_key(root: Mapping, path: Steps, node: Node) -> Problem:
    key = str(path[-1])
    names = _known(path[:-1])
    near = get_close_matches(key, names, n=1, cutoff=0.6)
    _, owner = _walk(root, path[:-1])
    keys = owner.keys() if isinstance(owner, Mapping) else ()
    place = next((written for written in keys if written.text == key), node)
    line, column = place.line, place.column
    if _is_empty(node) and not key.isascii():
        remedy = M("花括号里的文字要用中文逗号，或者不用花括号，一项一行地写")
    elif near:
        remedy = M("是不是 {near}", near=near[0])
    else:
        remedy = M("删掉它；这里可以写：{names}", names="、".join(names))
    return Problem(
        code=Code.CHECKLIST_FIELD,
        what=M("不认识“{key}”", key=key),
        remedy=remedy,
        line=line,
        column=column,
    )


def _known(path: Steps) -> list[str]:
    """Return the keys that may stand in the mapping at `path`."""
    named = [step for step in path if isinstance(step, str)]
    model: type[Model] = Checklist
    for step in reversed(named):
        if step in _PARTS:
            model = _PARTS[step]
            break
    return ["self" if name == "self_check" else name for name in model.model_fields]


def _wrong_value(error: ErrorDetails, node: Node, name: str) -> tuple[Msg, Msg]:
    written = node.text if isinstance(node, Scalar) else "…"
    if error["type"] == "enum":
        words = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        near = get_close_matches(written, words, n=1, cutoff=0.6)
        remedy = (
            M("是不是 {near}", near=near[0])
            if near
            else M("可以写：{words}", words="、".join(words))
        )
        return M("{name} 不能写“{written}”", name=name, written=written), remedy
    if error["type"] == "greater_than_equal":
        least = error.get("ctx", {}).get("ge", 0)
        return (
            M("{name} 写的是 {written}，太小", name=name, written=written),
            M("最小写 {least}", least=least),
        )
    shape = _SHAPES.get(error["type"])
    if shape is None:
        return M("“{name}”写得不对", name=name), M("照清单的写法改：{detail}", detail=error["msg"])
    return M("“{name}”写得不对", name=name), M("这里应是{shape}", shape=shape)


def _breach(root: Mapping, breach: Breach) -> Problem:
    """Return a broken rule at the line of what broke it."""
    _, node = _walk(root, breach.path)
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
