"""What people get wrong in YAML, found line by line, with the line as it should be (FORMATS §15.3).

A parser stops at the first fault and often names the line below it. Here every line is looked at for the common
ones: a full-width colon, no blank after a colon, tabs, an indent that fits nothing, an answer and its note mixed up.
Only called where the parser failed or a key may hide in a text; a guess, so it never touches quoted or block texts.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from inspections.errors import Code, M, Problem
from inspections.yaml_bytes import PROBLEMS_MAX
from inspections.yaml_failure import Failure
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
        bare = line.strip()
        if block is not None and bare and (line[0] == "\t" or len(_indent(line)) <= block):
            block = None
        spoken = block is None and number not in verbatim and bare and not bare.startswith("#")
        if not spoken:
            out.append(line)
            continue
        fault = None
        if failure is not None or number in doubtful:
            fault = _fault(number, line, failure)
        if fault is None and failure and failure.line == number and not problems:
            fault = _indent_fault(number, line, above)
        mended = line
        if fault is not None and len(problems) < PROBLEMS_MAX:
            problems.append(fault)
            mended = line if fault.mended is None else fault.mended
        out.append(mended)
        above = mended
        if _BLOCK_TEXT.search(mended):
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
        remedy=M("文字里的逗号用中文的“，”，或者不用花括号，一项一行地写"),
        line=key.line,
        column=key.column,
        mended=mended,
    )


def _fault(number: int, line: str, failure: Failure | None) -> Problem | None:
    """Return the fault that a line shows by itself, mended."""
    indent = _indent(line)
    if "\t" in indent or any(blank in indent for blank in _WIDE_BLANKS):
        return _blank_indent(number, line, indent)
    near = failure is not None and failure.since - 1 <= number <= failure.line
    hit = _KEY.match(line) or (_WORD_KEY.match(line) if near else None)
    if hit is None or hit["key"].isdigit():
        return None
    stuck = hit["rest"][:1] not in ("", " ", "\t") and not hit["rest"].startswith("//")
    if hit["colon"] == ":" and not stuck:
        return None
    value = hit["rest"].lstrip(" \t" + _WIDE_BLANKS)
    mended = f"{hit['lead']}{hit['key']}: {value}".rstrip()
    return _colon(number, hit.start("colon") + 1, hit["colon"], mended)


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


def _indent_fault(number: int, line: str, line_above: str | None) -> Problem | None:
    """Return the fault of a key line that stands deeper or less deep than the line above it allows."""
    here, hit = _KEY.match(line), _KEY.match(line_above or "")
    depth, before = len(_indent(line)), len(_indent(line_above or ""))
    if here is None or hit is None or depth == before:
        return None
    key = here["key"]
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
