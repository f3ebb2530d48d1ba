"""Values as lines of YAML, in the one style of our files: blocks, short lists and table rows in brackets.

A text is quoted only where YAML needs it, and always so that it reads back as it was typed. Whole files are never
written from here: `splice` puts the lines of one value in place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import yaml

Tree: TypeAlias = "str | tuple[str, ...] | Sequence[Tree] | Mapping[str, Tree]"
"""A value as it stands in a file: text, list of texts, list of mappings, mapping."""

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
INDENT = 2
_SIMPLE = re.compile(r"[\w./()（）][\w ./()（）、。；“”%×√+~—–-]*")
_PRINTABLE = re.compile(
    "[\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def lines_of(key: str, value: Tree) -> list[str]:
    """Return the lines of `key: value`, not indented, without line ends."""
    head = f"{scalar(key)}:"
    if isinstance(value, str):
        return _text_lines(head, value)
    if isinstance(value, Mapping):
        if value and all(isinstance(v, str) for v in value.values()) and _is_table_row(value):
            return [f"{head} {flow(value)}"]
        return [head, *(" " * INDENT + line for k, v in value.items() for line in lines_of(k, v))]
    if all(isinstance(entry, str) for entry in value):
        return [f"{head} {flow(value)}"]
    return [head, *(" " * INDENT + line for entry in value for line in entry_lines(entry))]


def entry_lines(entry: Tree) -> list[str]:
    """Return the lines of one entry of a list, the first with its dash."""
    if isinstance(entry, Mapping) and entry:
        lines = [line for key, value in entry.items() for line in lines_of(key, value)]
        return [("  " if i else "- ") + line for i, line in enumerate(lines)]
    return [f"- {flow(entry)}"]


def flow(value: Tree) -> str:
    """Return the value on one line, lists and mappings in brackets."""
    if isinstance(value, str):
        return scalar(value, in_brackets=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(k, True)}: {flow(v)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(flow(v) for v in value) + "]"


def scalar(text: str, in_brackets: bool = False) -> str:
    """Return `text` as a scalar on one line: plain if that reads back the same, else quoted."""
    if text == "":
        return '""' if in_brackets else ""
    if _reads_back(text, text, in_brackets):
        return text
    if "\n" not in text and "\t" not in text and _PRINTABLE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _text_lines(head: str, text: str) -> list[str]:
    """Return a text on one line, or as a block with `|` where that keeps every character."""
    body = text.rstrip("\n")
    kept = len(text) - len(body)
    plain = body.startswith("\n") or body[:1] in (" ", "\t", "") or body.endswith((" ", "\t"))
    if "\n" not in body or plain or "\t" in body or not _PRINTABLE.fullmatch(body):
        return [f"{head} {scalar(text)}".rstrip() if not text else f"{head} {scalar(text)}"]
    if kept > 1:
        return [f"{head} {scalar(text)}"]
    mark = "|" if kept else "|-"
    return [f"{head} {mark}", *(" " * INDENT + line if line else "" for line in body.split("\n"))]


def _is_table_row(value: Mapping[str, Tree]) -> bool:
    """Return whether the mapping is a row of numbers, as `matrix` items have them."""
    return all(re.fullmatch(r"[\d０-９,.，．+-]*", str(v)) for v in value.values())


def _reads_back(written: str, text: str, in_brackets: bool) -> bool:
    if _SIMPLE.fullmatch(text) and not text.endswith(" ") and text not in (".", "..."):
        return not text.startswith("---")
    if not _PRINTABLE.fullmatch(text) or "\n" in text or "：" in text[-1:]:
        return False
    if in_brackets and set(text) & set(",[]{}?:"):
        return False
    try:
        return bool(yaml.load(f"k: {written}\n", Loader=LOADER) == {"k": text})
    except yaml.YAMLError:
        return False


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if _PRINTABLE.fullmatch(char):
        return char
    code = ord(char)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
