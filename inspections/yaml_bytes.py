"""Bytes to text: size, encoding and characters of a file, before anybody looks for YAML in it.

Refuses what is not UTF-8 (GBK and UTF-16 are recognised and named, never guessed into text), what is larger than
1 MB, and characters that no editor shows. Lines are counted as editors count them: LF, CRLF, CR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspections.errors import Code, M, Msg, Problem

BYTES_MAX = 1_000_000
PROBLEMS_MAX = 100

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n|\r|\n")
# besides control characters: breaks that only YAML sees (NEL, LS, PS), a BOM inside the text, text direction marks
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Decoded:
    """The text without BOM, its lines without their ends, and what was wrong with the bytes."""

    text: str
    lines: tuple[str, ...]
    problems: tuple[Problem, ...]


def decode(data: bytes) -> Decoded:
    """Return the text of a file's bytes; empty, with one problem, where it cannot be had."""
    problem = _too_large(data) or _wrong_encoding(data)
    if problem:
        return Decoded("", (), (problem,))
    text = data.removeprefix(_BOM).decode("utf-8")
    lines = tuple(_LINE_END.split(text))
    return Decoded(text, lines, _invisible(text, lines))


def _too_large(data: bytes) -> Problem | None:
    if len(data) <= BYTES_MAX:
        return None
    return Problem(
        code=Code.FILE_TOO_LARGE,
        what=M("文件太大，超过 1 MB"),
        remedy=M("确认是不是放错了文件；照片放进旁边的文件夹，不要写进文件里"),
    )


def _wrong_encoding(data: bytes) -> Problem | None:
    if data.startswith(_UTF16):
        return _encoding(M("文件是 UTF-16 编码，不是 UTF-8"), None)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(re.findall(rb"\r\n|\r|\n", data[: error.start])) + 1
        if _is_gb18030(data):
            return _encoding(M("文件是 GBK（GB18030）编码，不是 UTF-8"), line)
        return _encoding(M("文件不是 UTF-8 编码"), line)
    return None


def _is_gb18030(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _encoding(what: Msg, line: int | None) -> Problem:
    return Problem(
        code=Code.FILE_ENCODING,
        what=what,
        remedy=M("用编辑器打开，选“另存为”，编码选 UTF-8，再保存"),
        line=line,
    )


def _invisible(text: str, lines: tuple[str, ...]) -> tuple[Problem, ...]:
    if not INVISIBLE.search(text):
        return ()
    found = (
        Problem(
            code=Code.FILE_CONTROL,
            what=M("有看不见的控制字符 U+{code}", code=f"{ord(hit.group()):04X}"),
            remedy=M("删掉这个字符，照下面一行写"),
            line=number,
            column=hit.start() + 1,
            mended=INVISIBLE.sub("", line),
        )
        for number, line in enumerate(lines, 1)
        if (hit := INVISIBLE.search(line))
    )
    return tuple(problem for problem, _ in zip(found, range(PROBLEMS_MAX), strict=False))
