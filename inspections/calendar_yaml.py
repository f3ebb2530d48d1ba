"""The yearly calendar that a clerk can add, `calendar/2027.yml`: days off and weekend days worked instead.

    holidays: [2027-01-01, 2027-02-05 至 2027-02-11]     # 放假
    workdays: [2027-01-30]                               # 调休上班

Everything wrong is named with its line; a file with errors counts for nothing, so that no deadline is computed from
half a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from inspections.deadline import YearDays
from inspections.errors import Code, Level, M, Problem
from inspections.faults import Faults
from inspections.text_yaml import Mapping, Node, Scalar, Sequence, read

KEYS: Final = {
    "holidays": "holidays",
    "workdays": "workdays",
    "放假日": "holidays",
    "调休上班日": "workdays",
}
RANGE_DAYS_MAX: Final = 31
_DAYS: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:至|到|~|\.\.)\s*(\d{4}-\d\d-\d\d))?")
_LOOSE: Final = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_SATURDAY: Final = 5


@dataclass(frozen=True)
class CalendarReading:
    """What a yearly file says: `days` is None if anything in it is wrong."""

    days: YearDays | None
    problems: tuple[Problem, ...]


def read_calendar(data: bytes, year: int, file: str) -> CalendarReading:
    """Return the days of a yearly file and every problem in it. Never raises, whatever the bytes are."""
    reading = read(data)
    faults = Faults(file, reading.text)
    lists: dict[str, dict[date, Scalar]] = {"holidays": {}, "workdays": {}}
    if isinstance(reading.root, Mapping):
        for key, value in reading.root.entries:
            name = KEYS.get(key.text)
            if name is None:
                faults.unknown_key(
                    Code.CALENDAR_FIELD,
                    key,
                    value,
                    KEYS,
                    M("日历里没有“{key}”这一项", key=key.text),
                )
            else:
                lists[name] |= dict(_days(value, year, faults))
    if not lists["holidays"] and not reading.problems and not faults.problems:
        faults.add(
            Code.CALENDAR_FIELD, reading.root or 1, M("日历文件里没有放假日"),
            M("写两项：holidays: [2027-01-01] 是放假日，workdays: [2027-01-30] 是调休上班日"),
        )  # fmt: skip
    _weigh(lists["holidays"], lists["workdays"], faults)
    problems = (*(problem.at(file) for problem in reading.problems), *faults.problems)
    if any(problem.level is Level.ERROR for problem in problems):
        return CalendarReading(None, problems)
    return CalendarReading(
        YearDays(frozenset(lists["workdays"]), frozenset(lists["holidays"])), problems
    )


def _days(value: Node, year: int, faults: Faults) -> Iterator[tuple[date, Scalar]]:
    for node in value.items if isinstance(value, Sequence) else (value,):
        if not isinstance(node, Scalar):
            faults.add(
                Code.CALENDAR_FIELD,
                node,
                M("这里应是日期"),
                M("写成 {year}-01-01 这样，每行一个", year=year),
            )
            continue
        for day in _span(node, year, faults):
            yield day, node


def _span(node: Scalar, year: int, faults: Faults) -> list[date]:
    matched = _DAYS.fullmatch(node.text.strip())
    try:
        first, last = (date.fromisoformat(t) for t in (matched[1], matched[2] or matched[1])) if matched else (None, None)  # fmt: skip
    except ValueError:
        first = last = None
    if first is None or last is None:
        faults.add(
            Code.CALENDAR_FIELD, node, M("“{text}”不是日期", text=node.text),
            M("写成 {year}-01-01，连续几天写成 {year}-02-05 至 {year}-02-11", year=year), _tidied(node.text),
        )  # fmt: skip
        return []
    if (first.year, last.year) != (year, year):
        faults.add(
            Code.CALENDAR_FIELD, node, M("“{text}”不在 {year} 年", text=node.text, year=year),
            M("这个文件只写 {year} 年的日期；别的年份写到同名年份的文件里", year=year),
        )  # fmt: skip
        return []
    if not first <= last < first + timedelta(days=RANGE_DAYS_MAX):
        faults.add(
            Code.CALENDAR_FIELD, node, M("“{text}”的起止日期不对", text=node.text),
            M("先写开始日期，再写结束日期，最多 {days} 天", days=RANGE_DAYS_MAX),
        )  # fmt: skip
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _weigh(holidays: dict[date, Scalar], workdays: dict[date, Scalar], faults: Faults) -> None:
    for day, node in workdays.items():
        if day in holidays:
            faults.add(
                Code.CALENDAR_FIELD, node, M("{day} 既写成放假日，又写成调休上班日", day=day),
                M("对照放假通知，只留下正确的一处"),
            )  # fmt: skip
        elif day.weekday() < _SATURDAY:
            faults.add(
                Code.CALENDAR_FIELD, node, M("{day} 不是周六、周日，本来就上班", day=day),
                M("对照放假通知核对；如无误，可删去这一天"), level=Level.WARNING,
            )  # fmt: skip


def _tidied(text: str) -> str | None:
    matched = _LOOSE.fullmatch(text.strip())
    return f"{matched[1]}-{int(matched[2]):02}-{int(matched[3]):02}" if matched else None
