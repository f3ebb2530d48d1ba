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

from inspections.splice_places import FlowError, Place, SpliceError, compose, find
from inspections.yaml_lines import LOADER

__all__ = ["BOM", "FlowError", "SpliceError", "splice", "tree"]

BOM = "\ufeff"
_LINE = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|$)")
_END = re.compile("(?:\r\n|[\n\r\x85\u2028\u2029])$")


def splice(text: str, path: Sequence[str], lines: Sequence[str], order: Sequence[str] = ()) -> str:
    """Return `text` with the value at `path` written as `lines` (`key: value`, not indented); none removes it.

    A step of `path` is a key, or the `row` or `id` of an entry of a list (whose lines carry no dash). A key not
    there yet is put after the nearest of its predecessors in `order` that is there, else at the end.
    Raises SpliceError if the parent is missing, the text does not read, or more than this value would change.
    """
    bom, body = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    root = compose(body)
    source = [m.group() for m in _LINE.finditer(body) if m.group()]
    where = find(root, path, source, order)
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


def _replace(source: list[str], place: Place, lines: list[str], comments_too: bool) -> list[str]:
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


def _ending(source: list[str], place: Place) -> str:
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
    return "" if data is None else data


def _entry_name(entry: object) -> object:
    return (entry.get("row") or entry.get("id")) if isinstance(entry, dict) else None
