from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.deadline import (
    DAYS_MAX,
    Bucket,
    Deadline,
    Light,
    WorkCalendar,
    add_working_days,
    bucket,
    overdue,
    traffic_light,
    work_calendar,
    working_days_between,
)

PLAIN = WorkCalendar()
DAYS = st.dates(date(2015, 1, 1), date(2099, 12, 31))
NUMBERS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("day0", "days", "due"),
    [
        (date(2022, 4, 12), 3, date(2022, 4, 15)),  # Tuesday to Friday
        (date(2022, 4, 15), 1, date(2022, 4, 18)),  # over a weekend
        (date(2022, 4, 22), 2, date(2022, 4, 25)),  # 24 April 2022 was a Sunday worked for May Day
        (date(2022, 4, 29), 1, date(2022, 5, 5)),  # over May Day, 30 April to 4 May
        (date(2022, 4, 12), 0, date(2022, 4, 12)),  # 立即
        (date(2022, 4, 16), 0, date(2022, 4, 16)),  # 立即, on a Saturday
        (date(2022, 4, 16), 1, date(2022, 4, 18)),  # issued on a Saturday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # National Day 2026
    ],
)
def test_a_deadline_is_the_nth_working_day_after(day0: date, days: int, due: date) -> None:
    assert add_working_days(day0, days, PLAIN) == Deadline(due, provisional=False)


def test_a_year_not_yet_announced_makes_a_deadline_provisional() -> None:
    assert add_working_days(date(2098, 6, 2), 1, PLAIN) == Deadline(
        date(2098, 6, 3), provisional=True
    )


def test_a_deadline_before_the_unknown_year_is_certain() -> None:
    unknown = date.max.year - 1
    calendar = work_calendar({unknown - 1: (frozenset(), frozenset())})
    assert not add_working_days(date(unknown - 1, 12, 20), 3, calendar).provisional
    assert add_working_days(date(unknown - 1, 12, 30), 3, calendar).provisional


def test_counting_through_an_unknown_year_stays_provisional_in_the_next() -> None:
    calendar = work_calendar({2099: (frozenset(), frozenset())})
    assert add_working_days(date(2098, 12, 30), 5, calendar).provisional


def test_an_announced_year_makes_it_certain() -> None:
    announced = {2098: (frozenset({date(2098, 6, 7)}), frozenset({date(2098, 6, 6)}))}
    # Friday 6 June off, Saturday 7 June worked instead
    assert add_working_days(date(2098, 6, 5), 1, work_calendar(announced)) == Deadline(
        date(2098, 6, 7), provisional=False
    )


def test_what_the_bureau_signed_stands_above_the_file_and_the_library() -> None:
    file = {2022: (frozenset[date](), frozenset({date(2022, 4, 13)}))}
    signed = {2022: (frozenset[date](), frozenset({date(2022, 4, 14)}))}
    calendar = work_calendar(file, signed)
    assert [calendar.is_workday(date(2022, 4, d)) for d in (13, 14, 24)] == [True, False, False]


@pytest.mark.parametrize("days", [-1, DAYS_MAX + 1])
def test_a_number_of_days_out_of_bounds_is_refused(days: int) -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2022, 4, 12), days, PLAIN)


@given(DAYS, NUMBERS)
def test_one_day_more_is_always_later(day0: date, days: int) -> None:
    assert add_working_days(day0, days, PLAIN).day < add_working_days(day0, days + 1, PLAIN).day


@given(DAYS, st.integers(0, 40), NUMBERS)
def test_a_later_start_never_ends_earlier(day0: date, later: int, days: int) -> None:
    start = day0 + timedelta(days=later)
    assert add_working_days(day0, days, PLAIN).day <= add_working_days(start, days, PLAIN).day


@given(DAYS, NUMBERS)
def test_as_many_working_days_are_left_as_were_given(day0: date, days: int) -> None:
    due = add_working_days(day0, days, PLAIN).day
    assert working_days_between(day0, due, PLAIN) == days


@given(DAYS, st.integers(1, 60))
def test_a_deadline_falls_on_a_working_day(day0: date, days: int) -> None:
    assert PLAIN.is_workday(add_working_days(day0, days, PLAIN).day)


@given(DAYS, DAYS)
def test_counting_back_is_counting_with_the_other_sign(a: date, b: date) -> None:
    b = a + (b - a) / 30
    assert working_days_between(a, b, PLAIN) == -working_days_between(b, a, PLAIN)


def test_a_deadline_runs_to_the_end_of_its_day() -> None:
    due = date(2022, 4, 15)
    assert [overdue(due, date(2022, 4, d)) for d in (14, 15, 16)] == [False, False, True]
    assert not overdue(None, due)


TODAY = date(2022, 6, 6)  # a Monday; no holiday but 3 June in the weeks around it


@pytest.mark.parametrize(
    ("due", "closed", "expected"),
    [
        (date(2022, 6, 2), True, Bucket.CLOSED),
        (date(2022, 6, 5), False, Bucket.OVERDUE),
        (date(2022, 6, 6), False, Bucket.LE10),
        (date(2022, 6, 20), False, Bucket.LE10),  # 10 working days
        (date(2022, 6, 21), False, Bucket.LE20),
        (date(2022, 7, 4), False, Bucket.LE20),  # 20 working days
        (date(2022, 7, 5), False, Bucket.GT20),
        (None, False, None),
    ],
)
def test_buckets_are_cut_at_10_and_20_working_days(
    due: date | None, closed: bool, expected: Bucket | None
) -> None:
    assert bucket(due, TODAY, PLAIN, closed=closed) is expected


@pytest.mark.parametrize(
    ("due", "closed", "expected"),
    [
        (date(2022, 6, 2), True, Light.DONE),
        (date(2022, 6, 5), False, Light.RED),
        (date(2022, 6, 6), False, Light.YELLOW),
        (date(2022, 6, 9), False, Light.YELLOW),
        (date(2022, 6, 10), False, Light.GREEN),
        (None, False, Light.NONE),
    ],
)
def test_the_light_turns_yellow_three_working_days_before(
    due: date | None, closed: bool, expected: Light
) -> None:
    assert traffic_light(due, TODAY, PLAIN, closed=closed) is expected
