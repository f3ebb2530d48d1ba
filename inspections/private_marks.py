"""Remarks in a sibling, written by the program: that there are answers which are not here, and what was erased.

They are comments that begin with `# ※`. Refuses to change anything that the file says: a text that would read otherwise
with its remarks goes without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from inspections.private_blobs import Private
from inspections.private_merging import standing
from inspections.splice import SpliceError, tree
from inspections.text_yaml import Mapping as Node
from inspections.text_yaml import read
from inspections.view import Inspection

_ABSENT = "# ※ 本机没有："
_ABSENT_LINE = re.compile(rf"(?m)^[ ]*{_ABSENT}.*(\r?\n|\Z)")


def absent(
    inspection: Inspection, held: Collection[str], names: Mapping[str, str]
) -> tuple[str, ...]:
    """Return a remark for each person whose private answers stand and are not held here: who, how many, until when."""
    missing = set(standing(inspection)) - set(held)
    told: dict[str, list[str]] = {}
    for one in inspection.private:
        if one.value in missing:
            event = one.events[0]
            told.setdefault(names.get(event.by, event.by), []).append(event.at.date().isoformat())
    return tuple(
        f"{_ABSENT}{who}填的不公开的答案 {len(days)} 份（{max(days)}）"
        for who, days in sorted(told.items())
    )


def erased(
    inspection: Inspection, held: Mapping[str, Private], names: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return item -> what is to be said in the place of its erased answers: when, by whom and why."""
    found: dict[str, dict[str, None]] = {}
    for digest, event in inspection.erased.items():
        if digest in held:
            reason = " ".join(str(event.body.get("reason", "")).split())
            who, day = names.get(event.by, event.by), event.at.date().isoformat()
            item = held[digest].path.split(".")[0]
            found.setdefault(item, {})[f"# ※ {day} 由{who}销毁，不再保存：{reason}"] = None
    return {item: tuple(texts) for item, texts in found.items()}


def marked(text: str, head: Collection[str], items: Mapping[str, Collection[str]]) -> str:
    """Return the text with the remarks of `head` above its answers, in place of those made before, and those of `items`
    above their keys unless they stand in it.
    """
    bare = _ABSENT_LINE.sub("", text)
    reading = read(bare.encode())
    answers = reading.root.get("answers") if isinstance(reading.root, Node) else None
    if reading.problems or not isinstance(reading.root, Node):
        return text
    lines = bare.splitlines(keepends=True)
    end = "\r\n" if "\r\n" in bare else "\n"
    places = {key.line: tuple(head) for key, _ in reading.root.entries if key.text == "answers"}
    indents = dict.fromkeys(places, 0)
    for key, _ in answers.entries if isinstance(answers, Node) else ():
        new = tuple(remark for remark in items.get(key.text, ()) if remark not in bare)
        places[key.line], indents[key.line] = new, key.column - 1
    for line, remarks in sorted(places.items(), reverse=True):
        lines[line - 1 : line - 1] = [" " * indents[line] + remark + end for remark in remarks]
    made = "".join(lines)
    try:
        return made if tree(made) == tree(text) else text
    except SpliceError:
        return text
