"""What people get wrong in YAML, found line by line, with the line as it should be (FORMATS §15.3).

A parser stops at the first fault and often names the line below it. Here every line is looked at for the common
ones: a full-width colon, no blank after a colon, tabs, an indent that fits nothing, an answer and its note mixed up.
Only called where the parser failed or a key may hide in a text; a guess, so it never touches quoted or block texts.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from inspections.errors import Code, M, Msg, Problem
from inspections.yaml_bytes import PROBLEMS_MAX
from inspections.yaml_nodes import Scalar

_WIDE_BLANKS = "\u3000\u00a0"
_MERGE_MARK = re.compile(r"(<{7}|>{7}|\|{7})( |$)|={7}$")
_INDENT = re.compile(rf"[ \t{_WIDE_BLANKS}]*")
_KEY = re.compile(
    r"(?P<lead> *(?:- +)*)(?P<key>[A-Za-z_][A-Za-z0-9_]*)(?P<colon>[:：])(?P<rest>.*)"
)
_WORD_KEY = re.compile(r"(?P<lead> *(?:- +)*)(?P<key>\w{1,20})(?P<colon>[:：])(?P<rest>.*)")
_BLOCK_TEXT = re.compile(r"(^|[ :])[|>][-+0-9]{0,2}\s*(#.*)?$")
_LONG_FORM = frozenset(["value", "self", "place", "note", "photos", "finding"])

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


@dataclass(frozen=True)
class Mended:
    """The lines with the faults found guessed away, and these faults."""

    lines: tuple[str, ...]
    problems: tuple[Problem, ...]


def merge_marks(lines: tuple[str, ...]) -> tuple[Problem, ...]:
    """Return a problem for the first conflict that git left in the file, none if there is none."""
    number = next((n for n, line in enumerate(lines, 1) if _MERGE_MARK.match(line)), None)
    if number is None:
        return ()
    return (
        Problem(
            code=Code.YAML_MERGE_MARK,
            what=M("有 git 合并留下的标记，两个人的内容都在"),
            remedy=M("看清两边，留下对的，把 <<<<<<<、=======、>>>>>>> 三种行都删掉"),
            line=number,
            column=1,
        ),
    )


def mend(
    lines: tuple[str, ...],
    verbatim: Container[int],
    doubtful: Container[int],
    failure: Failure | None,
) -> Mended:
    """Return the lines mended where a common fault was recognised.

    Without a failure only the doubtful lines are looked at; near the failure a Chinese word passes for a key, too.
    """
    out: list[str] = []
    problems: list[Problem] = []
    above: str | None = None
    block: int | None = None
    for number, line in enumerate(lines, 1):
        depth = len(_indent(line))
        if block is not None and line.strip() and depth <= block:
            block = None
        fault = None
        looked_at = failure is not None or number in doubtful
        written = block is None and number not in verbatim
        if looked_at and written and line.strip() and not line.lstrip().startswith("#"):
            near = failure is not None and failure.since - 1 <= number <= failure.line
            fault = _fault(number, line, above, near, failure)
        mended = fault.mended if fault and fault.mended is not None else line
        if fault and len(problems) < PROBLEMS_MAX:
            problems.append(fault)
        out.append(mended)
        if written and line.strip() and not line.lstrip().startswith("#"):
            above = mended
            if block is None and _BLOCK_TEXT.search(mended):
                block = len(_indent(mended))
    return Mended(tuple(out), tuple(problems))


def colon_key(key: Scalar, line: str, bare: bool) -> Problem | None:
    """Return the problem of a key that has swallowed its colon: full-width, or (`bare`) none that counts."""
    hit = re.match(r"\s*([^\s:：]+)([:：])(?=.)", key.text)
    if hit is None or (hit[2] == ":" and not (bare and not hit[1].isdigit())):
        return None
    mended = line.replace(hit[0], f"{hit[1]}: ", 1)
    return _colon(key.line, key.column + hit.start(2), hit[2], mended)


def comma_key(key: Scalar, line: str) -> Problem:
    """Return the problem of a word in braces without a colon: a comma in the text before it cut it off."""
    cut = re.compile(r",(\s*)" + re.escape(key.text))
    mended = (
        cut.sub("，" + key.text.replace("\\", r"\\"), line, count=1) if cut.search(line) else None
    )
    return Problem(
        code=Code.YAML_KEY,
        what=M("花括号里的英文逗号把“{word}”切成了单独一项", word=key.text),
        remedy=M("文字里的逗号用中文的 ，，或者不用花括号，一项一行地写"),
        line=key.line,
        column=key.column,
        mended=mended,
    )


def _fault(
    number: int, line: str, above: str | None, near: bool, failure: Failure | None
) -> Problem | None:
    """Return the first common fault of a line, mended as far as it can be guessed."""
    indent = _indent(line)
    if "\t" in indent or any(blank in indent for blank in _WIDE_BLANKS):
        return _blank_indent(number, line, indent)
    hit = _KEY.match(line) or (_WORD_KEY.match(line) if near else None)
    if hit is not None and not hit["key"].isdigit():
        rest = hit["rest"]
        stuck = rest[:1] not in ("", " ", "\t") and not rest.startswith("//")
        if hit["colon"] == "：" or stuck:
            value = rest.lstrip(" \t" + _WIDE_BLANKS)
            mended = f"{hit['lead']}{hit['key']}: {value}".rstrip()
            return _colon(number, hit.start("colon") + 1, hit["colon"], mended)
    at_failure = failure is not None and failure.line == number
    if at_failure and above is not None and hit is not None:
        return _indent_fault(number, line, above, hit["key"])
    return None


def _blank_indent(number: int, line: str, indent: str) -> Problem:
    what = M("行首有制表符（Tab）") if "\t" in indent else M("行首有全角空格")
    blanks = indent
    for wide in "\t" + _WIDE_BLANKS:
        blanks = blanks.replace(wide, "  ")
    return Problem(
        code=Code.YAML_TAB,
        what=what,
        remedy=M("缩进只用半角空格，每层两个"),
        line=number,
        column=1,
        mended=blanks + line[len(indent) :],
    )


def _colon(number: int, column: int, colon: str, mended: str) -> Problem:
    return Problem(
        code=Code.YAML_COLON,
        what=M("冒号用了全角的“：”") if colon == "：" else M("冒号后面没有空格"),
        remedy=M("冒号用英文的 : ，后面空一格"),
        line=number,
        column=column,
        mended=mended,
    )


def _indent_fault(number: int, line: str, above: str, key: str) -> Problem | None:
    """Return the fault of a key line that stands deeper or less deep than the line above it allows."""
    hit = _KEY.match(above)
    depth, before = len(_indent(line)), len(_indent(above))
    if hit is None or depth == before:
        return None
    answered = bool(hit["rest"].strip())
    if depth > before and answered and key in _LONG_FORM and hit["key"] not in _LONG_FORM:
        return Problem(
            code=Code.YAML_SYNTAX,
            what=M(
                "“{item}”的答案已写在冒号后面，下面不能再缩进写“{key}”", item=hit["key"], key=key
            ),
            remedy=M(
                "答案另起一行写：{item}: 后面留空，下一行缩进写 value: {value}",
                item=hit["key"],
                value=hit["rest"].strip(),
            ),
            line=number,
            column=depth + 1,
        )
    return Problem(
        code=Code.YAML_SYNTAX,
        what=M("缩进和上面的行对不齐"),
        remedy=M("和上面同类的行对齐，每层缩进两个空格"),
        line=number,
        column=depth + 1,
        mended=" " * len(hit["lead"]) + line.lstrip(),
    )


def _indent(line: str) -> str:
    hit = _INDENT.match(line)
    return hit.group() if hit else ""
