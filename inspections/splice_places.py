"""Where in a YAML text a value stands, or where a new one goes: lines, indent, what hangs on them (FORMATS §12).

The places come from PyYAML's marks. Comment and blank lines directly above a key belong to that key, deeper comments
below a value to the value. Refuses to name a place inside brackets (`FlowError`).
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from inspections.yaml_lines import LOADER


class SpliceError(ValueError):
    """The text cannot be changed there without touching something else."""


class FlowError(SpliceError):
    """The place lies inside brackets."""


class Place:
    """Lines `start` to `end` (`deep`: with the deeper comments below) are replaced, indented by `column`.

    `dash` is the column of the dash of a list entry; `prefix` what stands before the key on its line; `opens` that
    the parent's line must lose its empty brackets.
    """

    def __init__(self, start: int, end: int, column: int, *, dash: bool = False) -> None:
        self.start, self.end, self.deep, self.column, self.dash = start, end, end, column, dash
        self.prefix = ""
        self.opens: int | None = None


def compose(body: str) -> yaml.MappingNode:
    """Return the root of the text, a block mapping. Raises SpliceError if it is none or does not read."""
    try:
        root = yaml.compose(body, Loader=LOADER)
    except yaml.YAMLError as error:
        raise SpliceError(str(error)) from error
    if not isinstance(root, yaml.MappingNode) or _in_brackets(root):
        raise SpliceError("the text is not a block mapping")
    return root


def find(root: yaml.Node, path: Sequence[str], source: list[str], order: Sequence[str]) -> Place:
    """Return the place of `path`: of its value, or where it is to be put in."""
    parent, indent = root, 0
    key_node: yaml.Node = root
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        found = _child(parent, step)
        if last:
            return (
                _existing(parent, found, source)
                if found
                else _new(parent, key_node, indent, source, order, step)
            )
        if found is None:
            raise SpliceError(f"no {step} in the text")
        key_node, parent = found
        indent = key_node.start_mark.column + 2
    raise SpliceError("an empty path")


def _child(parent: yaml.Node, step: str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(parent, yaml.MappingNode):
        return next(((k, v) for k, v in parent.value if k.value == step), None)
    if isinstance(parent, yaml.SequenceNode):
        return next(((e, e) for e in parent.value if _name(e) == step), None)
    return None


def _name(entry: yaml.Node) -> str | None:
    if not isinstance(entry, yaml.MappingNode):
        return None
    return next((v.value for k, v in entry.value if k.value in ("row", "id")), None)


def _existing(parent: yaml.Node, found: tuple[yaml.Node, yaml.Node], source: list[str]) -> Place:
    key, value = found
    if _in_brackets(parent):
        raise FlowError("the value stands inside brackets")
    listed = isinstance(parent, yaml.SequenceNode)
    start = key.start_mark.line
    place = Place(start, max(start + 1, _end_of(value, source)), key.start_mark.column, dash=listed)
    place.prefix = source[start][: place.column]
    place.deep = _deeper_comments(source, place.end, place.column - (2 if listed else 0))
    return place


def _end_of(node: yaml.Node, source: list[str]) -> int:
    """Return the line after the node's last one, comments and blank lines behind it not counted."""
    if isinstance(node, yaml.ScalarNode):
        mark, start = node.end_mark, node.start_mark.line
        end = mark.line if mark.column == 0 and mark.line > start else mark.line + 1
        if (
            node.style in ("|", ">")
            and "+" not in source[start].split("#")[0][node.start_mark.column :]
        ):
            while end > start + 1 and not source[end - 1].strip():
                end -= 1
        return int(end)
    if _in_brackets(node) or not node.value:
        return int(node.end_mark.line) + 1
    entry = node.value[-1]
    if isinstance(entry, tuple):
        return max(int(entry[0].end_mark.line) + 1, _end_of(entry[1], source))
    return _end_of(entry, source)


def _deeper_comments(source: list[str], end: int, column: int) -> int:
    """Return the line after the comments that stand below and deeper than `column`."""
    last = line = end
    while line < len(source):
        bare = source[line].strip()
        if bare and not bare.startswith("#"):
            break
        line += 1
        if bare and len(source[line - 1]) - len(source[line - 1].lstrip()) > column:
            last = line
    return last


def _new(
    parent: yaml.Node,
    key: yaml.Node,
    indent: int,
    source: list[str],
    order: Sequence[str],
    step: str,
) -> Place:
    """Return where a new key or entry goes: after its nearest predecessor, else at the end of its parent."""
    if isinstance(parent, yaml.ScalarNode) and parent.value:
        raise SpliceError("a text stands where a block is needed")
    entries = parent.value
    if not entries:
        return _in_empty(parent, key, indent)
    if _in_brackets(parent):
        raise FlowError("the value stands inside brackets")
    listed = isinstance(parent, yaml.SequenceNode)
    before = order[: order.index(step)] if step in order else order
    nodes = [(e, e) for e in entries] if listed else entries
    previous = next((n for k in reversed(before) for n in nodes if n[0].value == k), None)
    first_of_order = step in order and previous is None and not listed
    follower = next((n for k in order[len(before) :] for n in nodes if n[0].value == k), None)
    if (
        first_of_order
        and follower is not None
        and nodes[0] is follower
        and not _prefixed(follower[0], source)
    ):
        at = _above(source, follower[0].start_mark.line)
    else:
        at = _end_of((previous or nodes[-1])[1], source)
        at = max(at, (previous or nodes[-1])[0].start_mark.line + 1)
        at = _deeper_comments(source, at, nodes[0][0].start_mark.column - (2 if listed else 0))
    return Place(at, at, nodes[0][0].start_mark.column, dash=listed)


def _in_empty(parent: yaml.Node, key: yaml.Node, indent: int) -> Place:
    """Return the place of the first entry of a parent that is empty: the line below its key."""
    line = key.start_mark.line
    if isinstance(parent, yaml.MappingNode) and not _in_brackets(parent):
        raise SpliceError("the text is empty")
    listed = isinstance(parent, yaml.SequenceNode)
    place = Place(line + 1, line + 1, indent + (2 if listed else 0), dash=listed)
    if not isinstance(parent, yaml.ScalarNode):
        if parent.end_mark.line != parent.start_mark.line:
            raise FlowError("empty brackets over several lines")
        place.opens = parent.start_mark.column
    return place


def _prefixed(key: yaml.Node, source: list[str]) -> bool:
    return bool(source[key.start_mark.line][: key.start_mark.column].strip())


def _above(source: list[str], line: int) -> int:
    """Return the line from which the comments directly above `line` stand."""
    while line > 0 and source[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _in_brackets(node: yaml.Node) -> bool:
    return bool(getattr(node, "flow_style", False))
