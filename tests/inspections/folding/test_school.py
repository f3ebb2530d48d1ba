"""What needs more than one issue: duplicates, repeats, spoken forms, order, and events that belong nowhere."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspections import ids
from inspections.events import Unreadable
from inspections.folding import fold, fold_school, spoken_forms
from inspections.ids import EventId, IssueId, SchoolId
from inspections.timeline import Effect
from inspections.view import Issue
from inspections.vocabulary import Badge, Counted, Role, Status
from tests.stories_of_events import DISTRICT, SCHOOL, Story, issue_of, make


def raise_and_confirm(story: Story, *names: str) -> None:
    for name in names:
        story.tell("raised", "wang", subject=f"q:{name}")
        story.tell("confirmed", "qian", subject=f"q:{name}")


def issues(story: Story) -> dict[str, Issue]:
    return {issue.id: issue for issue in story.view.issues}


def counted(story: Story) -> list[str]:
    return sorted(i for i, issue in issues(story).items() if issue.counted is not Counted.EXCLUDED)


def test_a_merged_issue_leaves_the_count_and_names_the_one_that_goes_on() -> None:
    story = Story()
    raise_and_confirm(story, "QA", "QB")
    story.tell("merged", "zhao", subject="q:QA", into="QB", reason="同一问题")
    found = issues(story)["QA"]
    assert (found.status, found.merged_into, found.counted) == (
        Status.MERGED,
        "QB",
        Counted.EXCLUDED,
    )
    assert counted(story) == ["QB"]
    assert Badge.CONFLICT not in found.badges


def test_a_chain_of_merges_that_ends_at_a_live_issue_counts_that_one() -> None:
    story = Story()
    raise_and_confirm(story, "QA", "QB", "QC")
    story.tell("merged", "zhao", subject="q:QA", into="QB", reason="同一问题")
    story.tell("merged", "zhao", subject="q:QB", into="QC", reason="同一问题")
    assert counted(story) == ["QC"]


def test_crosswise_merges_count_once_and_wait_for_a_decision() -> None:
    story = Story()
    raise_and_confirm(story, "QA", "QB")
    story.tell("merged", "zhao", subject="q:QA", into="QB", reason="同一问题")
    story.tell("merged", "qian", subject="q:QB", into="QA", reason="同一问题")
    found = issues(story)
    assert len(counted(story)) == 1
    assert found[counted(story)[0]].counted is Counted.IN_PROGRESS
    assert all(Badge.CONFLICT in issue.badges for issue in found.values())


def test_an_issue_merged_into_a_withdrawn_one_still_counts() -> None:
    story = Story()
    raise_and_confirm(story, "QA", "QB", "QC")
    story.tell("merged", "zhao", subject="q:QA", into="QB", reason="同一问题")
    story.tell("merged", "zhao", subject="q:QC", into="QB", reason="同一问题")
    story.tell("withdrawn", "qian", subject="q:QB", cause="not_a_problem", reason="不是问题")
    assert len(counted(story)) == 1
    assert counted(story) != ["QB"]


def test_an_issue_merged_into_one_of_another_school_still_counts() -> None:
    story = Story()
    raise_and_confirm(story, "QA")
    story.tell("merged", "zhao", subject="q:QA", into="QELSEWHERE", reason="同一问题")
    assert counted(story) == ["QA"]


def test_a_group_counts_as_the_most_cautious_status_that_its_members_came_from() -> None:
    story = Story()
    story.tell("raised", "wang", subject="q:QB")
    story.tell("raised", "wang", subject="q:QA")
    story.tell("confirmed", "qian", subject="q:QA")
    story.tell("merged", "zhao", subject="q:QA", into="QB", reason="同一问题")
    story.tell("merged", "qian", subject="q:QB", into="QA", reason="同一问题")
    assert [issues(story)[i].counted for i in counted(story)] == [Counted.IN_PROGRESS]


def test_restoring_one_of_a_crosswise_pair_ends_the_waiting() -> None:
    story = Story()
    raise_and_confirm(story, "QA", "QB")
    story.tell("merged", "zhao", subject="q:QA", into="QB", reason="同一问题")
    story.tell("merged", "qian", subject="q:QB", into="QA", reason="同一问题")
    story.tell("restored", "qian", subject="q:QB", reason="误并")
    assert counted(story) == ["QB"]
    assert not any(Badge.CONFLICT in issue.badges for issue in issues(story).values())


def closed_then_found_again(story: Story, closed_on: date, again_on: date, category: str) -> Issue:
    story.tell("raised_fixed", "wang", subject="q:QA", on=date(2021, 1, 4), category="fire_gas")
    story.tell("closed", "qian", subject="q:QA", on=closed_on)
    story.tell("raised", "wang", subject="q:QB", on=again_on, category=category)
    return issue_of(story.view, "q:QB")


def test_the_same_category_within_a_year_of_closing_is_a_repeat() -> None:
    found = closed_then_found_again(Story(), date(2021, 4, 12), date(2022, 4, 12), "fire_gas")
    assert Badge.REPEAT in found.badges


def test_a_day_more_than_a_year_or_another_category_is_none() -> None:
    later = closed_then_found_again(Story(), date(2021, 4, 12), date(2022, 4, 13), "fire_gas")
    other = closed_then_found_again(Story(), date(2021, 4, 12), date(2022, 4, 12), "gate")
    assert Badge.REPEAT not in later.badges | other.badges


def test_what_was_found_before_the_closing_is_no_repeat() -> None:
    found = closed_then_found_again(Story(), date(2022, 4, 12), date(2022, 4, 11), "fire_gas")
    assert Badge.REPEAT not in found.badges


def test_issues_come_newest_first() -> None:
    story = Story()
    for name, day in (("QA", 3), ("QB", 5), ("QC", 4)):
        story.tell("raised", "wang", subject=f"q:{name}", on=date(2022, 4, day))
    assert [issue.id for issue in story.view.issues] == ["QB", "QC", "QA"]


def test_a_spoken_form_grows_until_no_other_issue_shares_it() -> None:
    found = spoken_forms([IssueId(i) for i in ("Q7K2MDAA", "Q7K2MDAB", "Q7K2XXXX")])
    assert found == {"Q7K2MDAA": "Q7K2MDAA", "Q7K2MDAB": "Q7K2MDAB", "Q7K2XXXX": "Q7K2XX"}


@given(st.lists(st.text("AB", min_size=8, max_size=9), unique=True, max_size=12))
def test_spoken_forms_are_those_of_ids(names: list[str]) -> None:
    found = spoken_forms(IssueId(i) for i in names)
    assert found == {i: ids.spoken(i, names) for i in names}


def test_spoken_forms_are_unique_over_all_schools() -> None:
    one = make(1, "raised", "wang", (), subject="q:Q7K2MDAA")
    two = make(2, "raised", "wang", (), subject="q:Q7K2MDAB")
    view = fold((), {SchoolId("a"): [one], SchoolId("b"): [two]})
    assert [issue.spoken for issue in view.issues] == ["Q7K2MDAA", "Q7K2MDAB"]


def test_a_school_that_is_not_on_the_roster_is_shown_by_its_id() -> None:
    view = fold((), {SchoolId("neu"): [make(1, "raised", "wang", ())]})
    assert view.schools[SchoolId("neu")].school.name == "neu"
    assert len(view.issues) == 1


def test_what_belongs_nowhere_is_kept() -> None:
    receipt = make(1, "received", "root", (), subject="", role=Role.SERVER, more={"n": 1})
    lost = make(2, "commented", "wang", (), subject="z:1")
    newer = make(3, "greeted", "wang", (), subject="z:2", unknown=True)
    bad = Unreadable(id=EventId("ff"), value=b"\x02", why="版本")
    found = fold_school(SCHOOL, [receipt, lost, newer, bad], DISTRICT)
    assert [e.effect for e in found.others] == [Effect.NO_EFFECT, Effect.NO_EFFECT, Effect.NEWER]
    assert found.unreadable == (bad,)
