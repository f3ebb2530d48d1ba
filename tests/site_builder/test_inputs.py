"""What a part of a tree rests on changes its print; what it does not rest on leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspections.deadline import WorkCalendar, work_calendar
from inspections.ids import DISTRICT, DocId
from inspections.view import View
from site_builder.inputs import inputs_of
from site_builder.material import Material, Picture
from site_builder.policy import Audience
from site_builder.reading import Reading
from tests.site_builder.factory import AS_OF, county

VIEW = county()
SCHOOL = next(school for school in VIEW.schools.values() if len(school.issues) > 1)
PRINTS = {DocId(school): f"print of {school}" for school in VIEW.schools}
PINNED = {one.id: "hash" for one in SCHOOL.inspections}
MATERIAL = Material(view=VIEW, audience=Audience.BUREAU, as_of=AS_OF, calendar=WorkCalendar())


def print_of(
    *, prints: dict[DocId, str] | None = None, pinned: dict[Any, str] | None = None,
    spoken: str = "", **more: Any,
) -> str:  # fmt: skip
    """The print of the school's part, with something else than usual."""
    first, *others = SCHOOL.issues
    issues = (replace(first, spoken=spoken or first.spoken), *others)
    school = replace(SCHOOL, issues=issues)
    view = View(district=more.pop("district", VIEW.district), schools={SCHOOL.school.id: school})
    m = replace(MATERIAL, **{"view": view, **more})
    read = Reading(view=view, prints={**PRINTS, **(prints or {})})
    return inputs_of(m, read, PINNED if pinned is None else pinned).of(m)


def english(text: str) -> str:
    return {"督查": "Inspection"}.get(text, text)


CHANGES: dict[str, Callable[[], str]] = {
    "an event of the school": lambda: print_of(prints={DocId(SCHOOL.school.id): "more"}),
    "an event of the district": lambda: print_of(prints={DISTRICT: "more"}),
    "the day": lambda: print_of(as_of=date(2026, 4, 25)),
    "a holiday": lambda: print_of(
        calendar=work_calendar({2026: (frozenset(), frozenset({date(2026, 4, 27)}))})
    ),
    "a moved workday": lambda: print_of(
        calendar=work_calendar({2026: (frozenset({date(2026, 4, 27)}), frozenset())})
    ),
    "the language": lambda: print_of(translate=english),
    "the audience": lambda: print_of(audience=Audience.SCHOOL, school=SCHOOL.school.id),
    "a photo that can be read now": lambda: print_of(
        pictures={"a": Picture(sha256="a", width=10, height=10)}
    ),
    "a checklist that came": lambda: print_of(pinned={}),
    "an issue that is called by more letters": lambda: print_of(spoken="ABCDEFGH"),
    "the name of the district": lambda: print_of(district=replace(VIEW.district, name="云岭市")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_everything_that_pages_rest_on_changes_the_print(change: str) -> None:
    assert CHANGES[change]() != print_of()


def test_an_event_of_another_school_leaves_the_print_alone() -> None:
    other = next(school for school in VIEW.schools if school != SCHOOL.school.id)
    assert print_of(prints={DocId(other): "more"}) == print_of()


def test_the_print_does_not_depend_on_the_order_of_sets_or_of_photos() -> None:
    a, b = (Picture(sha256=name, width=1, height=1) for name in "ab")
    days = frozenset({date(2026, 4, 27), date(2026, 5, 4), date(2026, 5, 5)})
    one = print_of(pictures={"a": a, "b": b}, calendar=work_calendar({2026: (frozenset(), days)}))
    other = frozenset(sorted(days, reverse=True))
    two = print_of(pictures={"b": b, "a": a}, calendar=work_calendar({2026: (frozenset(), other)}))
    assert one == two
