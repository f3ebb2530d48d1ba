"""Pydantic's errors about a checklist in words of its authors, each at the line and column it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed
from difflib import get_close_matches

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
from inspections.checklist_breach import Steps
from inspections.errors import Code, M, Msg, Problem
from inspections.text_yaml import Mapping, Node, Scalar, Sequence

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


def said(root: Mapping, errors: Listed[ErrorDetails]) -> list[Problem]:
    """Return the errors in words; of several about one value (the kinds that `options` may be) the deepest."""
    chosen: dict[Steps, tuple[int, Problem]] = {}
    for error in errors:
        path, node = walk(root, tuple(error["loc"]))
        owner = path[: path.index("options") + 1] if "options" in path else path
        key = (*owner, error["loc"][-1]) if error["type"] == "missing" else owner
        problem = _error(root, error, path, node)
        if key not in chosen or len(path) > chosen[key][0]:
            chosen[key] = (len(path), problem)
    return [problem for _, problem in chosen.values()]


def walk(root: Node, loc: Steps) -> tuple[Steps, Node]:
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
    _, owner = walk(root, path[:-1])
    keys = owner.keys() if isinstance(owner, Mapping) else ()
    place = next((written for written in keys if written.text == key), node)
    line, column = place.line, place.column
    if is_empty(node) and not key.isascii():
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
    return M("“{name}”写得不对", name=name), M("这里应写：{shape}", shape=shape)


def is_empty(node: Node) -> bool:
    """Return whether nothing was written."""
    return isinstance(node, Scalar) and not node.text and node.plain
