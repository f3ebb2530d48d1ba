"""The story as it is told, before any command runs: texts of their own, in order, on working days."""

from __future__ import annotations

from collections import Counter

from inspections.deadline import work_calendar
from inspections.laptop.demo.story import Picture, visits

WRITTEN = {
    "measures", "reason", "conclusion", "remaining", "done", "note", "text", "question", "reply", "value",
}  # fmt: skip


def test_no_two_texts_that_people_wrote_are_alike() -> None:
    written = [
        value
        for visit in visits()
        for acts in visit.acts.values()
        for act in {(a.at, a.by, a.command): a for a in acts}.values()
        for name, value in act.options.items()
        if name in WRITTEN and isinstance(value, str)
    ]
    assert len(written) > 100
    assert [text for text, n in Counter(written).items() if n > 1] == []


def test_people_act_on_working_days_and_in_order() -> None:
    calendar = work_calendar()
    for visit in visits():
        for acts in visit.acts.values():
            times = [visit.sealed, *(act.at for act in acts)]
            assert times == sorted(times)
            assert [t for t in times if not calendar.is_workday(t.date())] == []


def test_every_photo_taken_is_named_in_its_record() -> None:
    for visit in visits():
        written = "\n".join([*visit.header.values(), *visit.answers.values()])
        assert [p.name for p in visit.pictures if p.name not in written] == []


def test_a_file_name_stands_for_one_picture_of_a_school() -> None:
    sent: dict[tuple[str, str], set[Picture]] = {}
    for visit in visits():
        options = [o for acts in visit.acts.values() for act in acts for o in act.options.values()]
        for picture in (p for o in options if isinstance(o, tuple) for p in o):
            sent.setdefault((visit.school, picture.name), set()).add(picture)
    assert [key for key, pictures in sent.items() if len(pictures) > 1] == []
