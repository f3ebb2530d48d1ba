"""PyYAML's events built into our nodes, and what YAML allows but we refuse: named, each with its place.

Only events are used, so no text is ever typed. An anchor, a tag or a second key of one name is a problem, but the
rest of the tree stands; depth, number of nodes and a fault of syntax end the reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from inspections.errors import Problem
from inspections.yaml_bytes import INVISIBLE, PROBLEMS_MAX
from inspections.yaml_failure import Failure
from inspections.yaml_faults import colon_key, comma_key
from inspections.yaml_nodes import Mapping, Node, Scalar, Sequence
from inspections.yaml_refusals import Refused

DEPTH_MAX = 16
NODES_MAX = 50_000

_LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)
_BLOCK = ("|", ">")
_KEY_MARK = re.compile(r"(?:^|[\n{\[,]|- ) *\?[ \n]$")  # YAML's own mark of a key, not a question's


@dataclass(frozen=True)
class Tree:
    """The root, if one could be built; the problems; the failure of syntax that ended the reading.

    `verbatim` are the lines inside quoted and block texts, `doubtful` those of plain texts that begin a line, where
    a key without a proper colon may hide. Lines count from 1.
    """

    root: Node | None
    problems: tuple[Problem, ...]
    failure: Failure | None
    verbatim: frozenset[int]
    doubtful: frozenset[int]


@dataclass(slots=True)
class _Open:
    """A collection still being read: its start, its place, in flow style or not, the children so far."""

    event: Any
    line: int
    column: int
    flow: bool
    mapping: bool
    children: list[Node] = field(default_factory=list)
    starts: list[Any] = field(default_factory=list)


def parse(text: str, lines: tuple[str, ...]) -> Tree:
    """Return the tree of `text`; `lines` are its lines. Raises nothing, whatever the text."""
    builder = _Builder(text, lines)
    failure = None
    loader = None
    try:
        loader = _LOADER(text)
        builder.take_all(loader)
    except yaml.YAMLError as error:
        failure = Failure.of(error, lines)
    finally:
        if loader is not None:
            loader.dispose()
    root = None if failure or builder.too_much else builder.root
    return Tree(
        root,
        tuple(builder.problems),
        failure,
        frozenset(builder.verbatim),
        frozenset(builder.doubtful),
    )


class _Builder:
    """Builds nodes from events, on a stack of its own."""

    def __init__(self, text: str, lines: tuple[str, ...]) -> None:
        self.text = text
        self.lines = lines
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.verbatim: set[int] = set()
        self.doubtful: set[int] = set()
        self.stopped = self.too_much = False
        self._stack: list[_Open] = []
        self._nodes = 0
        self._documents = 0

    def take_all(self, loader: Any) -> None:
        """Take events until the end, or until a limit is passed."""
        take = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        while not self.stopped:
            event = loader.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return
            handler = take.get(type(event))
            if handler is not None:
                handler(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if event.version or event.tags:
            self._refuse(Refused.DIRECTIVE, event)
        if self._documents > 1:
            self._refuse(Refused.DOCUMENTS, event)
            self.stopped = True

    def _scalar(self, event: Any) -> None:
        mark, style = event.start_mark, event.style
        self._count(event)
        if event.tag is not None or event.anchor is not None:
            self._refuse_extras(event)
        end = event.end_mark
        if style is None or style == "":
            own_line = end.line > mark.line or self._begins_line(mark)
            if own_line and event.value:
                self.doubtful.update(range(mark.line + 1, end.line + 2))
        elif end.line > mark.line:
            last = end.line + (0 if style in _BLOCK and end.column == 0 else 1)
            self.verbatim.update(range(mark.line + 2, last + 1))
        if style == '"' and INVISIBLE.search(event.value):
            self._refuse(Refused.ESCAPE, event)
        self._add(Scalar(event.value, mark.line + 1, mark.column + 1, not style), event)

    def _begins_line(self, mark: Any) -> bool:
        before = self.lines[mark.line][: mark.column] if mark.line < len(self.lines) else ""
        return not before.strip(" -")

    def _start(self, event: Any) -> None:
        mark = event.start_mark
        self._count(event)
        if event.tag is not None or event.anchor is not None:
            self._refuse_extras(event)
        if len(self._stack) >= DEPTH_MAX:
            self.stopped = self.too_much = True
            self._refuse(Refused.DEPTH, event, n=DEPTH_MAX)
            return
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(
            _Open(event, mark.line + 1, mark.column + 1, bool(event.flow_style), mapping)
        )

    def _end(self, event: Any) -> None:
        done = self._stack.pop()
        if done.mapping:
            self._add(Mapping(self._entries(done), done.line, done.column), done.event)
        else:
            self._add(Sequence(tuple(done.children), done.line, done.column), done.event)

    def _entries(self, done: _Open) -> tuple[tuple[Scalar, Node], ...]:
        """Return the entries of a mapping without those that are refused."""
        entries: dict[str, tuple[Scalar, Node]] = {}
        pairs = zip(done.children[::2], done.children[1::2], done.starts[::2], strict=True)
        for key, value, event in pairs:
            if not isinstance(key, Scalar):
                self._refuse(Refused.KEY, event)
            elif key.text in entries:
                first = entries[key.text][0].line
                self._refuse(Refused.DUPLICATE, event, key=key.text, first=first, second=key.line)
            elif not self._odd_key(key, value, event, done):
                entries[key.text] = (key, value)
        return tuple(entries.values())

    def _odd_key(self, key: Scalar, value: Node, event: Any, done: _Open) -> bool:
        """Report a key that cannot be meant as one; return whether there was a problem."""
        if key.text == "<<" and key.plain:
            self._refuse(Refused.MERGE, event)
            return True
        before = self.text[max(0, event.start_mark.index - 200) : event.start_mark.index]
        if not key.text.strip() or "\n" in key.text or _KEY_MARK.search(before):
            self._refuse(Refused.KEY, event)
            return True
        if len(self.problems) >= PROBLEMS_MAX:
            return False
        line = self.lines[key.line - 1] if key.line <= len(self.lines) else ""
        empty = isinstance(value, Scalar) and not value.text and value.plain
        rest = self.text[event.end_mark.index : event.end_mark.index + 1]
        problem = colon_key(key, line, empty and rest != ":") if key.plain else None
        if problem is None and done.flow and empty and rest in (",", "}", "\n", "\r", " "):
            after = self.text[event.end_mark.index : event.end_mark.index + 200].lstrip()
            problem = comma_key(key, line) if not after.startswith(":") else None
        if problem is not None:
            self.problems.append(problem)
        return problem is not None

    def _alias(self, event: Any) -> None:
        self._count(event)
        self._refuse(Refused.ALIAS, event)
        mark = event.start_mark
        self._add(Scalar("", mark.line + 1, mark.column + 1), event)

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(Refused.ANCHOR, event)
        if event.tag is not None:
            self._refuse(Refused.TAG, event)

    def _count(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > NODES_MAX and not self.stopped:
            self.stopped = self.too_much = True
            self._refuse(Refused.NODES, event, n=NODES_MAX)

    def _add(self, node: Node, event: Any) -> None:
        if self._stack:
            top = self._stack[-1]
            top.children.append(node)
            if top.mapping:
                top.starts.append(event)
        elif self.root is None and not (isinstance(node, Scalar) and not node.text and node.plain):
            self.root = node

    def _refuse(self, refused: Refused, event: Any, **args: object) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            mark = event.start_mark
            self.problems.append(refused.problem(mark.line + 1, mark.column + 1, **args))
