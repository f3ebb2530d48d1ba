from datetime import date
from pathlib import Path

from inspections.deadline import add_working_days, work_calendar
from inspections.errors import Code
from inspections.laptop.calendars import read_calendars


def workspace(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "calendar").mkdir()
    for name, text in files.items():
        (tmp_path / "calendar" / f"{name.strip('_')}.yml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_workspace_without_calendars_has_none(tmp_path: Path) -> None:
    assert read_calendars(tmp_path) == ({}, ())


def test_a_yearly_file_makes_a_deadline_certain(tmp_path: Path) -> None:
    announced, problems = read_calendars(workspace(tmp_path, _2098="holidays: [2098-06-06]\n"))
    due = add_working_days(date(2098, 6, 5), 1, work_calendar(announced))
    assert (due.day, due.provisional, problems) == (date(2098, 6, 9), False, ())


def test_one_wrong_file_never_stops_the_others(tmp_path: Path) -> None:
    root = workspace(
        tmp_path, _2027="holidays: [x]\n", _2028="holidays: [2028-01-03]\n", notes="hello\n"
    )
    (root / "calendar" / "2029.yml").mkdir()
    announced, problems = read_calendars(root)
    assert list(announced) == [2028]
    assert [(p.file, p.code) for p in problems] == [
        ("calendar/2027.yml", Code.CALENDAR_FIELD),
        ("calendar/2029.yml", Code.FILE_UNREADABLE),
        ("calendar/notes.yml", Code.CALENDAR_FIELD),
    ]
