"""YAML read as text: every scalar stays what was typed, with its place; and nothing that surprises is let in.

PyYAML's C events are used, never its typing. Refused, each with a problem of its own: anchors, aliases, tags,
duplicate keys, more than one document, depth over 16, over 50,000 nodes, over 1 MB, merge markers, tabs as indent,
text that is not UTF-8 (GBK is recognised and named).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from inspections.errors import Code, M, Problem
from inspections.yaml_bytes import PROBLEMS_MAX, decode
from inspections.yaml_faults import mend, merge_marks
from inspections.yaml_nodes import Mapping, Node, Scalar, Sequence
from inspections.yaml_tree import parse

__all__ = ["Mapping", "Node", "Reading", "Scalar", "Sequence", "read"]

SHOWN_LETTERS_MAX = 300

READINGS_KEPT = 4


@dataclass(frozen=True)
class Reading:
    """What a file holds: its text (BOM removed), the root node or None, and every problem met.

    Where common faults of syntax could be guessed away, the root is that of the mended text, so that further
    problems can be named in the same go. Nothing may be written back into a text with problems.
    """

    text: str
    root: Node | None
    problems: tuple[Problem, ...]


@lru_cache(maxsize=READINGS_KEPT)
def read(data: bytes) -> Reading:
    """Return what the bytes hold. Never raises for any bytes; bounded in time and memory (DESIGN §8).

    The last few readings are kept: sealing looks at the same file several times, and nothing in one can change.
    """
    decoded = decode(data)
    text, lines = decoded.text, decoded.lines
    first = decoded.problems or merge_marks(lines)
    if first:
        return Reading(text, None, _shown(first, lines))
    tree = parse(text, lines)
    problems = tree.problems
    if tree.failure or tree.doubtful:
        mended = mend(lines, tree.verbatim, tree.doubtful, tree.failure)
        if mended.problems:
            again = parse("\n".join(mended.lines), mended.lines)
            failure = (again.failure.problem(),) if again.failure else ()
            problems = _one_a_line(mended.problems, again.problems, problems, failure)
            tree = again
        elif tree.failure:
            problems = (*problems, tree.failure.problem())
    if tree.root is None and not problems:
        problems = (_empty_file(),)
    return Reading(text, tree.root, _shown(problems, lines))


def _one_a_line(*groups: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems of all groups, of an earlier group only on lines where a later one would repeat it."""
    seen: set[int | None] = set()
    kept: list[Problem] = []
    for group in groups:
        fresh = [problem for problem in group if problem.line not in seen]
        kept += fresh
        seen |= {problem.line for problem in fresh}
    return tuple(kept)


def _shown(problems: tuple[Problem, ...], lines: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return the problems in the order of their lines, each with the line it speaks of unless that is very long."""
    placed = (_with_source(problem, lines) for problem in problems[:PROBLEMS_MAX])
    return tuple(sorted(placed, key=lambda p: (p.line or 0, p.column or 0)))


def _with_source(problem: Problem, lines: tuple[str, ...]) -> Problem:
    if not problem.line or problem.line > len(lines):
        return problem
    source = lines[problem.line - 1]
    if len(source) > SHOWN_LETTERS_MAX:
        return replace(problem, mended=None)
    return replace(problem, source=source)


def _empty_file() -> Problem:
    return Problem(
        code=Code.YAML_SHAPE,
        what=M("文件是空的"),
        remedy=M("从备份里找回这份文件，或删掉它，重新开一份"),
    )
