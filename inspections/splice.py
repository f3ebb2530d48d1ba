"""One value of a YAML text replaced, put in or taken out, and not one byte touched elsewhere (FORMATS §12).

The places come from PyYAML's marks. Comment and blank lines above a key belong to that key and stay; a comment
behind a one-line value stays behind the new one. What is written is read again: if anything but the one value
differs, `SpliceError` is raised and nothing is returned. Refuses to write into brackets (`FlowError`): the caller
then replaces the bracket whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from inspections.yaml_lines import LOADER

BOM = "\ufeff"
_LINE = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|$)")
_END = re.compile("(?:\r\n|[\n\r\x85\u2028\u2029])$")
_TAIL = re.compile(r"\s+#.*$")


class SpliceError(ValueError):
    """The text cannot be changed there without touching something else."""


class FlowError(SpliceError):
    """The place lies inside brackets."""


def splice(text: str, path: Sequence[str], lines: Sequence[str], order: Sequence[str] = ()) -> str:
    """Return `text` with the value at `path` written as `lines` (`key: value`, not indented); none removes it.

    A step of `path` is a key, or the `row` or `id` of an entry of a list (whose lines carry no dash). A key not
    there yet is put after the nearest of its predecessors in `order` that is there, else at the end.
    Raises SpliceError if the parent is missing, the text does not read, or more than this value would change.
    """
    bom, body = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    root = _compose(body)
    source = [m.group() for m in _LINE.finditer(body) if m.group()]
    where = _find(root, path, source, order)
    for comments_too in (False, True):
        changed = "".join(_replace(source, where, list(lines), comments_too))
        if _only_this_changed(body, changed, path, lines):
            return bom + changed
    raise SpliceError(f"writing {'.'.join(path)} would change more than that")


def tree(text: str) -> object:
    """Return what a YAML text holds, every scalar as text. Raises SpliceError if it does not read."""
    try:
        return yaml.load(text.removeprefix(BOM), Loader=LOADER)
    except yaml.YAMLError as error:
        raise SpliceError(str(error)) from error


class _Place:
    """Lines `start` to `end` (`deep`: with the deeper comments below) are replaced, indented by `column`.

    `dash` is the column of the dash of a list entry; `prefix` what stands before the key on its line; `opens` that
    the parent's line must lose its empty brackets.
    """

    def __init__(self, start: int, end: int, column: int, *, dash: bool = False) -> None:
        self.start, self.end, self.deep, self.column, self.dash = start, end, end, column, dash
        self.prefix = ""
        self.opens: int | None = None


def _compose(body: str) -> yaml.MappingNode:
    try:
        root = yaml.compose(body, Loader=LOADER)
    except yaml.YAMLError as error:
        raise SpliceError(str(error)) from error
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise SpliceError("the text is not a block mapping")
    return root


def _find(root: yaml.Node, path: Sequence[str], source: list[str], order: Sequence[str]) -> _Place:
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


def _existing(parent: yaml.Node, found: tuple[yaml.Node, yaml.Node], source: list[str]) -> _Place:
    key, value = found
    if parent.flow_style:
        raise FlowError("the value stands inside brackets")
    listed = isinstance(parent, yaml.SequenceNode)
    start = key.start_mark.line
    place = _Place(
        start, max(start + 1, _end_of(value, source)), key.start_mark.column, dash=listed
    )
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
    if node.flow_style or not node.value:
        return int(node.end_mark.line) + 1
    entry = node.value[-1]
    if isinstance(entry, tuple):
        return max(entry[0].end_mark.line + 1, _end_of(entry[1], source))
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
) -> _Place:
    """Return where a new key or entry goes: after its nearest predecessor, else at the end of its parent."""
    if isinstance(parent, yaml.ScalarNode) and parent.value:
        raise SpliceError("a text stands where a block is needed")
    entries = parent.value
    if not entries:
        return _in_empty(parent, key, indent, source)
    if parent.flow_style:
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
    return _Place(at, at, nodes[0][0].start_mark.column, dash=listed)


def _in_empty(parent: yaml.Node, key: yaml.Node, indent: int, source: list[str]) -> _Place:
    """Return the place of the first entry of a parent that is empty: the line below its key."""
    line = key.start_mark.line
    if isinstance(parent, yaml.MappingNode) and not parent.flow_style:
        raise SpliceError("the text is empty")
    listed = isinstance(parent, yaml.SequenceNode)
    place = _Place(line + 1, line + 1, indent + (2 if listed else 0), dash=listed)
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


def _replace(source: list[str], place: _Place, lines: list[str], comments_too: bool) -> list[str]:
    out, end = list(source), place.deep if comments_too else place.end
    first = source[place.start] if place.start < place.end else ""
    if place.opens is not None:
        row, at = place.start - 1, place.opens
        out[row] = out[row][:at].rstrip(" ") + re.sub(r"^(\[\s*\]|\{\s*\})", "", out[row][at:])
    prefix = (
        place.prefix
        if place.start < place.end
        else " " * (place.column - 2) + "- "
        if place.dash
        else " " * place.column
    )
    if not lines and prefix.strip() and not place.dash:
        lines = [re.sub(r":.*", ":", first[place.column :].rstrip("\r\n"))]
    if len(lines) == 1 and place.end == place.start + 1 and (tail := _comment_behind(first)):
        lines[0] += tail
    ending = _ending(source, place)
    new = [
        (prefix if i == 0 else " " * place.column) + line if line else ""
        for i, line in enumerate(lines)
    ]
    written = [line + ending for line in new]
    at_end = end == len(source) and not _END.search(source[-1] if source else "\n")
    if at_end and written:
        if place.start == place.end:
            out[place.start - 1] += ending
        written[-1] = new[-1]
    return out[: place.start] + written + out[end:]


def _comment_behind(line: str) -> str:
    """Return the comment behind a one-line value with the blanks before it, or nothing."""
    bare = _END.sub("", line)
    try:
        for match in re.finditer(r"\s+#", bare):
            before = bare[: match.start()]
            if yaml.load(before.lstrip(" -"), Loader=LOADER) == yaml.load(
                bare.lstrip(" -"), Loader=LOADER
            ):
                return bare[match.start() :]
    except yaml.YAMLError:
        return ""
    return ""


def _ending(source: list[str], place: _Place) -> str:
    for line in (*source[place.start : place.end], *reversed(source[: place.start]), *source):
        if match := _END.search(line):
            return match.group()
    return "\n"


def _only_this_changed(before: str, after: str, path: Sequence[str], lines: Sequence[str]) -> bool:
    try:
        old, new = tree(before), tree(after)
        entry = tree("\n".join(lines)) if lines else None
    except SpliceError:
        return False
    wanted = _without(old, path)
    got = _without(new, path)
    value = _at(new, path)
    if not lines:
        return wanted == got and not value
    named = isinstance(entry, dict) and (entry.get("row") or entry.get("id")) == path[-1]
    if isinstance(entry, dict) and not (named and value == entry):
        entry = entry.get(path[-1])
    return wanted == got and value == entry


def _at(data: object, path: Sequence[str]) -> object:
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list):
            data = next((e for e in data if _entry_name(e) == step), None)
        else:
            return None
    return data


def _without(data: object, path: Sequence[str]) -> object:
    """Return the data without what stands at `path`; an empty parent counts as empty text."""
    if isinstance(data, dict):
        kept = {
            k: _without(v, path[1:]) if k == path[0] else v
            for k, v in data.items()
            if not (k == path[0] and len(path) == 1)
        }
        return kept or ""
    if isinstance(data, list):
        rows = [
            _without(e, path[1:]) if _entry_name(e) == path[0] else e
            for e in data
            if not (_entry_name(e) == path[0] and len(path) == 1)
        ]
        return rows or ""
    return data


def _entry_name(entry: object) -> object:
    return (entry.get("row") or entry.get("id")) if isinstance(entry, dict) else None
