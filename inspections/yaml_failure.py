"""Where PyYAML's parser gave up, and what its messages mean in words of our readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inspections.errors import Code, M, Msg, Problem

_SYNTAX: tuple[tuple[str, Msg, Msg], ...] = (
    (
        "mapping values are not allowed",
        M("这里多了一个冒号，或者缩进和上一行接不上"),
        M("和上面同类的行对齐；文字里有冒号加空格的，整段加引号"),
    ),
    (
        "could not find expected ':'",
        M("这一行没有冒号"),
        M("写成：词: 答案，冒号用英文的 : ，后面空一格"),
    ),
    (
        "cannot start any token",
        M("文字不能以这个符号开头"),
        M("整段文字加引号，例如 '@食堂'"),
    ),
    (
        "did not find expected key",
        M("缩进和上面的行对不齐"),
        M("和上面同类的行对齐，每层缩进两个空格"),
    ),
    (
        "did not find expected '-' indicator",
        M("这一行应以 - 开头，或者缩进和上面的行对不齐"),
        M("和上面以 - 开头的行对齐"),
    ),
    (
        "did not find expected ',' or ']'",
        M("方括号 [ 没有写完"),
        M("在末尾补上 ]，各项之间用英文逗号"),
    ),
    (
        "did not find expected ',' or '}'",
        M("花括号 {{ 没有写完"),
        M("在末尾补上 }}，各项之间用英文逗号"),
    ),
    ("unexpected end of stream", M("引号没有写完"), M("在这段文字末尾补上同样的引号")),
    ("unknown escape character", M("双引号里的 \\ 用错了"), M("双引号改成单引号")),
)
# faults that the parser notices below the line where they were made
_KNOWN_LATE = ("could not find", "end of stream", "expected ',' or")


@dataclass(frozen=True)
class Failure:
    """Where the parser gave up, and what it meant; `since` is the line where the unfinished part began."""

    line: int
    column: int
    since: int
    message: str

    @classmethod
    def of(cls, error: Any, lines: tuple[str, ...]) -> Failure:
        """Return the failure that a YAMLError tells of, its place within `lines`."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        begun = getattr(error, "context_mark", None) or mark
        line = min(mark.line + 1 if mark else 1, len(lines))
        while line > 1 and not lines[line - 1].strip():
            line -= 1
        since = min(begun.line + 1 if begun else line, line)
        message = str(getattr(error, "problem", None) or error)
        column = mark.column + 1 if mark and mark.line + 1 == line else 1
        return cls(line, column, since, message)

    def problem(self) -> Problem:
        """Return the failure in words."""
        what, remedy = next(
            ((what, remedy) for part, what, remedy in _SYNTAX if part in self.message),
            (M("这里读不懂"), M("照空白表的样子写：词: 答案，冒号用英文的 : ，后面空一格")),
        )
        late = any(part in self.message for part in _KNOWN_LATE)
        line, column = (self.since, 1) if late else (self.line, self.column)
        return Problem(code=Code.YAML_SYNTAX, what=what, remedy=remedy, line=line, column=column)
