"""The usual course of a problem, from a few words: confirmed, notified, answered, looked at again, closed.

A story that goes another way tells its acts one by one (`story`); here only what was asked, done, seen and concluded is
told, and each step that has no words has not happened yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from inspections.deadline import work_calendar
from inspections.laptop.demo.cast import Cast, Institution
from inspections.laptop.demo.story import Plain

CLERK, CHIEF = "zengyuhe", "fangzhihua"
"""Who sends the notices, and who closes, at the bureau."""
WORDS = frozenset({"ask", "days", "done", "after", "how", "look", "close", "severe"})


def acts_of(
    cast: Cast, one: Institution, day: date, issues: Mapping[str, Plain]
) -> dict[str, Plain]:
    """Return the acts of each issue found on `day`, in the words of the commands. ValueError for an unknown word."""
    return {
        key: _course(cast, one, day, told) if isinstance(told, dict) else told
        for key, told in issues.items()
    }


def _course(cast: Cast, one: Institution, day: date, told: Mapping[str, Plain]) -> Plain:
    if strange := set(told) - WORDS:
        raise ValueError(f"{one.code}: {strange} in the course of a problem")
    if "ask" not in told:
        return [{_head(_later(day, 1), "09:40", "@lead", "close"): told["close"]}]
    answerer = cast.who("@school", one.code)
    own = answerer != one.inspector
    noticed, after = _later(day, 1), int(str(told.get("after", "2")))
    answered = _later(noticed, after)
    looked = _later(answered, 1 if after > 3 else 2)
    asked: dict[str, Plain] = {"requirement": told["ask"]}
    if "days" in told or "severe" not in told:
        asked["days"] = told.get("days", str(max(3, after + 2)))
    acts: list[Plain] = [
        {_head(noticed, "09:20", "@lead", "confirm"): asked},
        {_head(noticed, "15:10", CLERK, "notify"): {}},
    ]
    if "done" in told:
        answer: dict[str, Plain] = {"measures": told["done"], "done-on": answered.isoformat()}
        if not own:
            answer |= {"behalf": one.principal, "how": told.get("how", "phone"),
                       "happened-on": answered.isoformat()}  # fmt: skip
        acts.append({_head(answered, "16:20", answerer, "submit"): answer})
    if "look" in told:
        method, _, note = str(told["look"]).partition(" ")
        who = "@inspector" if own else "@lead"
        acts.append({_head(looked, "10:30", who, "pass"): {"method": method, "note": note}})
    if "close" in told:
        closed = _later(looked, 1)
        if told.get("severe"):
            acts.append({_head(closed, "09:10", "@lead", "propose-close"): told["severe"]})
        acts.append({_head(closed, "15:30", CHIEF, "close"): told["close"]})
    return acts


def _head(day: date, clock: str, who: str, command: str) -> str:
    return f"{day:%m-%d} {clock} {who} {command}"


def _later(day: date, workdays: int) -> date:
    """Return the day that many working days later."""
    calendar = work_calendar()
    while workdays:
        day += timedelta(days=1)
        workdays -= calendar.is_workday(day)
    return day
