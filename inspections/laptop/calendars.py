"""Reads the yearly calendars of a workspace, `calendar/<year>.yml`. Only reads: clerks write them with any editor."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from inspections.calendar_yaml import read_calendar
from inspections.errors import Code, M, Problem

FOLDER: Final = "calendar"
BYTES_MAX: Final = 1_000_000
_YEAR: Final = re.compile(r"(19|20|21)\d\d")

Announced = dict[int, tuple[frozenset[date], frozenset[date]]]


def read_calendars(root: Path) -> tuple[Announced, tuple[Problem, ...]]:
    """Return year -> (workdays, holidays) of the files that are right, and every problem of all of them.

    The first is a layer for `deadline.work_calendar`. One wrong file never stops the others.
    """
    announced: Announced = {}
    problems: list[Problem] = []
    for path in sorted((root / FOLDER).glob("*.yml")):
        name = path.relative_to(root).as_posix()
        if not _YEAR.fullmatch(path.stem):
            problems.append(_not_a_year(name))
            continue
        try:
            with path.open("rb") as file:
                data = file.read(BYTES_MAX + 1)  # the reader names a file over its cap
        except OSError:
            problems.append(_unreadable(name))
            continue
        reading = read_calendar(data, int(path.stem), name)
        problems.extend(reading.problems)
        if reading.days:
            announced[int(path.stem)] = (reading.days.workdays, reading.days.holidays)
    return announced, tuple(problems)


def _not_a_year(name: str) -> Problem:
    return Problem(
        code=Code.CALENDAR_FIELD,
        what=M("日历文件应以年份命名"),
        remedy=M("改名为 2027.yml 这样；不是日历的文件请移出 calendar 文件夹"),
        file=name,
    )


def _unreadable(name: str) -> Problem:
    return Problem(
        code=Code.FILE_UNREADABLE,
        what=M("日历文件读不出来"),
        remedy=M("检查文件是否被别的程序占用、是否允许读取"),
        file=name,
    )
