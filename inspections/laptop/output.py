"""How problems and answers look on a screen: the problem line of FORMATS §9, the mended line below it, and JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from inspections.errors import Level, Problem, Translate


def make_printable(*streams: TextIO) -> None:
    """Let a console that cannot show a character print `?` instead of failing (GBK consoles and “✓”)."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def problem_line(problem: Problem, translate: Translate) -> str:
    """Return `file:line:column: code what → remedy`, and below it the line as it should be, if that is known."""
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part)
    level = translate("警告：") if problem.level is Level.WARNING else ""
    text = f"{problem.code} {level}{problem.what.render(translate)} → {problem.remedy.render(translate)}"
    line = f"{place}: {text}" if place else text
    if problem.mended is None:
        return line
    shown = [line]
    if problem.source is not None:
        shown.append(f"    - {problem.source.rstrip()}")
    return "\n".join([*shown, f"    + {problem.mended.rstrip()}"])


def problem_json(problem: Problem, translate: Translate) -> dict[str, Any]:
    """Return the problem as the JSON object of FORMATS §9."""
    return {
        "code": problem.code.value,
        "level": problem.level.value,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "what": problem.what.render(translate),
        "remedy": problem.remedy.render(translate),
        "mended": problem.mended,
    }


def print_problems(problems: Iterable[Problem], translate: Translate, as_json: bool) -> None:
    """Print problems on stderr, one line each (JSON: one object a line)."""
    for problem in problems:
        if as_json:
            line = json.dumps(problem_json(problem, translate), ensure_ascii=False)
        else:
            line = problem_line(problem, translate)
        print(line, file=sys.stderr)  # noqa: T201


def print_json(value: Any) -> None:
    """Print one JSON value on stdout, at once: who started a server waits for its address."""
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)  # noqa: T201


def print_text(text: str, *, stderr: bool = False) -> None:
    """Print a line for people, at once: some commands go on for hours."""
    print(text, file=sys.stderr if stderr else sys.stdout, flush=True)
