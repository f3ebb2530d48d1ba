"""Whose an issue is: found by them, at their school, or theirs to re-inspect; by id, or by a name that is only theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inspections.ids import PersonId
from inspections.selection import Filter, chosen_issues
from inspections.view import View
from tests.inspections.views import a_school, a_view, an_event, an_inspection, an_issue, entries

PEOPLE = {"sunli": "孙莉", "wangmin": "王敏"}


def mine(view: View, person: str) -> int:
    return len(chosen_issues(view, Filter(mine=PersonId(person)), date(2022, 4, 30)))


def told(persons: dict[str, str] = PEOPLE, **changes: Any) -> View:
    issue = an_issue(raised_by=(PersonId("other"),), **changes.pop("issue", {}))
    inspection = an_inspection(inspectors=changes.pop("inspectors", ()))
    return a_view([issue], [inspection], [a_school(**changes)], persons)


@pytest.mark.parametrize("word", ["sunli", "孙莉"])
def test_what_was_found_by_them_or_is_theirs_to_look_at_again(word: str) -> None:
    found_by = told(inspectors=(PersonId(word),))
    assigned = an_event("reinspection_assigned", body={"person": word})
    theirs = told(issue={"timeline": entries(assigned)})
    for view in (found_by, theirs):
        assert (mine(view, "sunli"), mine(view, "wangmin")) == (1, 0)


def test_what_stands_at_their_school() -> None:
    view = told(inspector=PersonId("sunli"))
    assert (mine(view, "sunli"), mine(view, "wangmin")) == (1, 0)


def test_a_name_that_two_have_is_nobodys() -> None:
    view = told({"sunli": "孙莉", "sunli2": "孙莉"}, inspectors=(PersonId("孙莉"),))
    assert (mine(view, "sunli"), mine(view, "sunli2")) == (0, 0)


def test_what_was_raised_by_them() -> None:
    view = told()
    assert (mine(view, "other"), mine(view, "sunli")) == (1, 0)
