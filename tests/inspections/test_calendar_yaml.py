from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.calendar_yaml import read_calendar
from inspections.errors import Code, Level


def days(text: str, year: int = 2027) -> tuple[set[date], set[date]]:
    reading = read_calendar(text.encode(), year, "calendar/2027.yml")
    assert reading.days is not None and reading.problems == ()
    return set(reading.days.workdays), set(reading.days.holidays)


def test_a_calendar_is_two_lists_of_days() -> None:
    text = "# 国办通知\nholidays: [2027-01-01, 2027-05-03]\nworkdays:\n  - 2027-01-30\n"
    assert days(text) == ({date(2027, 1, 30)}, {date(2027, 1, 1), date(2027, 5, 3)})


@pytest.mark.parametrize(
    "span", ["2027-02-05 至 2027-02-08", "2027-02-05~2027-02-08", "2027-02-05到2027-02-08"]
)
def test_several_days_can_be_written_as_a_span(span: str) -> None:
    assert days(f"holidays:\n  - {span}\n")[1] == {date(2027, 2, d) for d in (5, 6, 7, 8)}


def test_chinese_headings_are_accepted() -> None:
    assert days("放假日: [2027-01-01]\n调休上班日: 2027-01-30\n") == (
        {date(2027, 1, 30)},
        {date(2027, 1, 1)},
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("holidays:\n  - 2027-02-30\n", 2),
        ("holidays:\n  - 元旦\n", 2),
        ("holidays:\n  - 2026-12-31\n", 2),
        ("holidays:\n  - 2027-02-11 至 2027-02-05\n", 2),
        ("holidays:\n  - 2027-01-01 至 2027-12-31\n", 2),
        ("holidays:\n  - {day: 2027-01-01}\n", 2),
        ("holidays: [2027-01-01]\nholydays: [2027-01-02]\n", 2),
        ("holidays: [2027-01-02]\nworkdays: [2027-01-02]\n", 2),
        ("- 2027-01-01\n", 1),
        ("workdays: [2027-01-30]\n", 1),
        ("holidays: []\n", 1),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_nothing_counts(text: str, line: int) -> None:
    reading = read_calendar(text.encode(), 2027, "calendar/2027.yml")
    assert reading.days is None
    assert [(p.code, p.line, p.file) for p in reading.problems] == [
        (Code.CALENDAR_FIELD, line, "calendar/2027.yml")
    ]


def test_every_wrong_line_is_named_at_once() -> None:
    reading = read_calendar("holidays: [元旦, 春节]\nfoo: 1\n".encode(), 2027, "2027.yml")
    assert len(reading.problems) == 3


def test_a_date_in_another_spelling_is_shown_mended() -> None:
    reading = read_calendar("holidays:\n  - 2027年1月1日\n".encode(), 2027, "2027.yml")
    assert [p.mended for p in reading.problems] == ["  - 2027-01-01"]


def test_a_weekday_as_moved_workday_is_only_a_warning() -> None:
    reading = read_calendar(b"holidays: [2027-01-01]\nworkdays: [2027-01-04]\n", 2027, "2027.yml")
    assert reading.days is not None
    assert [p.level for p in reading.problems] == [Level.WARNING]


def test_a_gbk_file_is_named_as_such() -> None:
    reading = read_calendar("放假日: [2027-01-01]\n".encode("gbk"), 2027, "2027.yml")
    assert [(p.code, p.file) for p in reading.problems] == [(Code.FILE_ENCODING, "2027.yml")]
    assert reading.days is None


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_reading_never_raises(data: bytes) -> None:
    read_calendar(b"holidays: [" + data, 2027, "2027.yml")
