"""Deadlines in Chinese working days: the day to whose end, days left, overdue, buckets, traffic light (FORMATS §11).

A year that nobody has announced yet is counted by its weekends alone, and what depends on it is marked provisional
(暂定); it is never passed off as known. Reads no clock: the day of today is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from inspections.vocabulary import Labelled

DAYS_MAX: Final = 2_000
YELLOW_DAYS: Final = 3
_ONE: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True)
class YearDays:
    """What was announced for a year: days off that are no plain weekend, and weekend days worked instead."""

    workdays: frozenset[date]
    holidays: frozenset[date]


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked: `announced` years first, then those that the library knows, then weekends alone."""

    announced: Mapping[int, YearDays] = field(default_factory=dict)

    def year(self, year: int) -> YearDays | None:
        """Return what is known about a year, or None if it was not announced."""
        return self.announced.get(year) or _from_library(year)

    def is_workday(self, day: date) -> bool:
        """Return whether the day is worked, by what is known."""
        known = self.year(day.year)
        if known and day in known.workdays:
            return True
        return day.weekday() < _SATURDAY and not (known and day in known.holidays)


@dataclass(frozen=True)
class Deadline:
    """The day to whose end something is due; provisional (暂定) while a year it was counted through is not announced."""

    day: date
    provisional: bool


class Bucket(Labelled):
    """How an issue of the ledger stands to its deadline (FORMATS §8 `due_buckets`)."""

    CLOSED = "closed", "已销号"
    OVERDUE = "overdue", "已逾期"
    LE10 = "le10", "剩余10个工作日以内"
    LE20 = "le20", "剩余11至20个工作日"
    GT20 = "gt20", "剩余20个工作日以上"


class Light(Labelled):
    """The traffic light beside a deadline."""

    DONE = "done", "已销号"
    RED = "red", "逾期"
    YELLOW = "yellow", "临期"
    GREEN = "green", "正常"
    NONE = "none", "未定时限"


def work_calendar(*layers: Mapping[int, tuple[frozenset[date], frozenset[date]]]) -> WorkCalendar:
    """Return the calendar of these announced years, (workdays, holidays) each; a later layer wins, year by year.

    The order in use: the workspace's yearly files, then `District.calendars` (what the bureau signed stands).
    """
    announced = {year: YearDays(*days) for layer in layers for year, days in layer.items()}
    return WorkCalendar(announced)


def add_working_days(day0: date, days: int, calendar: WorkCalendar) -> Deadline:
    """Return the `days`-th working day after `day0`; 0 is `day0` itself (立即), worked or not.

    Raises ValueError for a negative number or one over DAYS_MAX.
    """
    if not 0 <= days <= DAYS_MAX:
        raise ValueError(f"a deadline has 0 to {DAYS_MAX} working days, not {days}")
    day, left, provisional = day0, days, False
    while left:
        day += _ONE
        provisional = provisional or calendar.year(day.year) is None
        left -= calendar.is_workday(day)
    return Deadline(day, provisional)


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Return the working days after `start` up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.is_workday(day) for day in between)


def working_days_left(due: date, today: date, calendar: WorkCalendar) -> int:
    """Return the working days from tomorrow to the due day; 0 on the day itself, negative once it has passed."""
    return working_days_between(today, due, calendar)


def overdue(due: date | None, today: date) -> bool:
    """Return whether the due day has ended: the deadline runs to its end, in the district's time zone."""
    return due is not None and today > due


def bucket(due: date | None, today: date, calendar: WorkCalendar, *, closed: bool) -> Bucket | None:
    """Return the bucket of a requirement; None for an unclosed one without a deadline yet."""
    if closed:
        return Bucket.CLOSED
    if due is None:
        return None
    if overdue(due, today):
        return Bucket.OVERDUE
    left = working_days_left(due, today, calendar)
    return Bucket.LE10 if left <= 10 else Bucket.LE20 if left <= 20 else Bucket.GT20


def traffic_light(due: date | None, today: date, calendar: WorkCalendar, *, closed: bool) -> Light:
    """Return green, yellow (YELLOW_DAYS working days or fewer left) or red (overdue); done or none without one."""
    if closed:
        return Light.DONE
    if due is None:
        return Light.NONE
    if overdue(due, today):
        return Light.RED
    near = working_days_left(due, today, calendar) <= YELLOW_DAYS
    return Light.YELLOW if near else Light.GREEN


@lru_cache(maxsize=64)
def _from_library(year: int) -> YearDays | None:
    from chinese_calendar import constants  # 12 ms, and only for what has a deadline

    holidays = frozenset(day for day in constants.holidays if day.year == year)
    workdays = frozenset(day for day in constants.workdays if day.year == year)
    return YearDays(workdays, holidays) if holidays else None
