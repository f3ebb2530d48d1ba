"""Which issues become rows, with which facts, and which figures a release states."""

from dataclasses import replace
from datetime import date

import pytest

from inspections.deadline import WorkCalendar
from inspections.ids import IssueId, SchoolId
from inspections.release_rows import candidates, figures, gone, rows
from inspections.releases import Manifest, Scope
from inspections.statistics import statistics
from inspections.view import Issue, Side, View
from inspections.vocabulary import Status
from tests.site_builder import factory

EVERYTHING = Scope()


def view(*issues: Issue) -> View:
    school = factory.school("yl3x", "第三小学", area="东片")
    return factory.view(factory.school_view(school, issues))


def left_out(issue: Issue, scope: Scope = EVERYTHING) -> str:
    return candidates(view(issue), scope, factory.AS_OF)[0].left_out


def disputed(n: int = 1) -> Issue:
    side = Side(event=factory.event("passed"), status=Status.VERIFIED)
    return factory.issue(n, sides=(side, side))


def release(n: int, given: View, *chosen: Issue) -> Manifest:
    made = rows(given, {one.id: "门" for one in chosen}, {}, n=n, earlier=())
    return Manifest(
        n=n, on=date(2026, 4, n), as_of=date(2026, 4, n), lang="zh", program="1", district="", title="", text="",
        scope=EVERYTHING, figures={}, schools=(), rows=made,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (Status.FOUND, "unconfirmed"),
        (Status.FIXED, "unconfirmed"),
        (Status.MERGED, "excluded"),
        (Status.WITHDRAWN, "excluded"),
        (Status.CONFIRMED, ""),
        (Status.CLOSING, ""),
        (Status.CLOSED, ""),
    ],
)
def test_what_is_unconfirmed_merged_or_withdrawn_is_left_out(status: Status, why: str) -> None:
    assert left_out(factory.issue(status=status)) == why


def test_what_waits_for_a_decision_is_left_out_and_counted_as_in_progress() -> None:
    issue = disputed()
    assert left_out(issue) == "disputed"
    stated = figures(view(issue), EVERYTHING, factory.AS_OF, WorkCalendar())
    assert (stated["requirements"], stated["in_progress"], stated["closed"]) == (1, 1, 0)


def test_a_scope_of_closed_ones_leaves_out_the_others() -> None:
    assert left_out(factory.issue(), Scope(status="closed")) == "not_closed"
    assert left_out(factory.issue(status=Status.CLOSED), Scope(status="closed")) == ""


def test_a_scope_of_another_area_holds_none_of_them() -> None:
    assert candidates(view(factory.issue()), Scope(area="西片"), factory.AS_OF) == ()


def test_only_chosen_issues_become_rows_numbered_from_one() -> None:
    one, two = factory.issue(1), factory.issue(2)
    made = rows(view(one, two), {two.id: "门"}, {}, n=3, earlier=())
    assert [(row.number, row.issue, row.title) for row in made] == [("3-1", two.id, "门")]


def test_a_photo_that_is_not_of_the_issue_is_no_photo_of_its_row() -> None:
    one = factory.issue(1)
    made = rows(view(one), {one.id: "门"}, {one.id: ["f" * 64]}, n=1, earlier=())
    assert made[0].photos == ()


def test_an_issue_that_is_left_out_later_is_taken_back() -> None:
    one, two = factory.issue(1), factory.issue(2)
    first = release(1, view(one, two), one, two)
    now = view(replace(one, status=Status.WITHDRAWN), two)
    made = rows(now, {two.id: "门"}, {}, n=2, earlier=[first])
    number = next(row.number for row in first.rows if row.issue == one.id)
    assert gone(now, EVERYTHING, factory.AS_OF, made, [first]) == (number,)


def test_what_has_come_into_dispute_stays_as_it_was_published() -> None:
    one = factory.issue(1)
    first = release(1, view(one), one)
    assert gone(view(disputed(1)), EVERYTHING, factory.AS_OF, (), [first]) == ()


def test_a_release_about_something_else_takes_nothing_back() -> None:
    one = factory.issue(1)
    first = release(1, view(one), one)
    assert gone(view(one), Scope(area="西片"), factory.AS_OF, (), [first]) == ()


def test_the_figures_are_those_of_the_statistics_without_what_the_public_may_not_know() -> None:
    given = factory.county()
    stated = figures(given, EVERYTHING, factory.AS_OF, WorkCalendar())
    whole = statistics(given, as_of=factory.AS_OF, calendar=WorkCalendar())
    assert {
        key: whole[key] for key in ("requirements", "closed", "overdue", "schools")
    }.items() <= stated.items()
    assert (
        not {"unconfirmed", "objected", "conflicts", "merged", "withdrawn", "by_school"}
        & stated.keys()
    )
    assert all(
        set(row) == {"requirements", "closed", "in_progress", "overdue"}
        for row in stated["by_category"].values()
    )


def test_a_row_does_not_depend_on_what_else_is_published() -> None:
    given = factory.county()
    titles = {issue.id: "门" for issue in given.issues}
    everything = {
        row.issue: replace(row, number="") for row in rows(given, titles, {}, n=1, earlier=())
    }
    for issue in given.issues:
        alone = rows(given, {IssueId(issue.id): "门"}, {}, n=1, earlier=())
        assert [replace(row, number="") for row in alone] == [everything[issue.id]]
    assert SchoolId("yl3x") in {row.school for row in everything.values()}
