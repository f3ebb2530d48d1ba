import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.deadline import WorkCalendar
from inspections.ids import SchoolId
from inspections.selection import Filter
from inspections.statistics import FIVE, SUBSETS, sentence, statistics
from inspections.timeline import Effect
from inspections.view import Issue, Side, View
from inspections.vocabulary import (
    Badge,
    Category,
    Counted,
    InspectionStatus,
    Mode,
    Severity,
    Stage,
    Status,
)
from tests.inspections.views import a_school, a_view, an_event, an_inspection, an_issue, entries

TODAY = date(2022, 6, 6)
CALENDAR = WorkCalendar()
KEYS = (
    "as_of", "from", "to", "filters", "requirements", "closed", "in_progress", "schools", "schools_closed",
    "overdue", "partial", "returned", "reopened", "extended", "objected", "conflicts", "fixed_on_site",
    "unconfirmed", "merged", "withdrawn", "due_buckets", "inspections", "schools_inspected",
    "schools_on_roster", "documents_seen", "highlights", "by_category", "by_severity", "by_area", "by_mode",
    "by_stage", "by_school", "sentence",
)  # fmt: skip


def numbers(view: View, **filters: Any) -> dict[str, Any]:
    return statistics(view, as_of=TODAY, calendar=CALENDAR, filters=Filter(**filters))


def county(closed: int, running: int, late: int = 0, stage: Stage = Stage.PRIMARY) -> View:
    """Eight schools; the issues go round them."""
    schools = [a_school(f"s{n}", stage=stage) for n in range(8)]
    issues = [
        an_issue(
            f"ISSUE{n}",
            school=SchoolId(f"s{n % 8}"),
            inspection=None,
            status=Status.CLOSED if n < closed else Status.NOTIFIED,
            due=date(2022, 6, 1) if closed <= n < closed + late else None,
        )
        for n in range(closed + running)
    ]
    return a_view(issues, schools=schools)


def test_the_keys_are_those_of_the_format_in_their_order() -> None:
    assert tuple(numbers(a_view())) == KEYS


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (county(41, 4), "提出整改要求45条，涉及学校8所，完成整改41条，其余4条正在整改。"),
        (
            county(41, 4, late=1),
            "提出整改要求45条，涉及学校8所，完成整改41条，其余4条正在整改（其中逾期1条）。",
        ),
        (
            county(41, 4, stage=Stage.KINDERGARTEN),
            "提出整改要求45条，涉及学校（幼儿园）8所，完成整改41条，其余4条正在整改。",
        ),
        (county(45, 0), "提出整改要求45条，涉及学校8所，全部完成整改。"),
        (county(0, 3), "提出整改要求3条，涉及学校3所，完成整改0条，其余3条正在整改。"),
        (a_view(), "没有提出整改要求。"),
    ],
)
def test_the_sentence_says_the_numbers(view: View, sentence: str) -> None:
    assert numbers(view)["sentence"] == sentence


def test_a_kindergarten_without_requirements_does_not_enter_the_sentence() -> None:
    kindergarten = a_school("yy", stage=Stage.KINDERGARTEN)
    assert (
        "幼儿园"
        not in numbers(a_view([an_issue()], schools=[a_school(), kindergarten]))["sentence"]
    )


def test_what_stands_outside_is_given_beside() -> None:
    outside = [Status.FOUND, Status.FIXED, Status.MERGED, Status.WITHDRAWN, Status.WITHDRAWN]
    view = a_view([an_issue(f"I{n}", status=status) for n, status in enumerate(outside)])
    figures = numbers(view)
    assert [figures[k] for k in ("requirements", "unconfirmed", "merged", "withdrawn", "schools")] == [
        0, 2, 1, 2, 0,
    ]  # fmt: skip


def test_a_duplicate_that_counts_is_not_counted_as_merged_too() -> None:
    view = a_view([an_issue(status=Status.MERGED, counted=Counted.IN_PROGRESS)])
    assert [numbers(view)[k] for k in ("in_progress", "merged")] == [1, 0]


def test_a_school_is_closed_when_all_of_its_requirements_are() -> None:
    issues = [
        an_issue("A", school=SchoolId("s1"), status=Status.CLOSED),
        an_issue("B", school=SchoolId("s2"), status=Status.CLOSED),
        an_issue("C", school=SchoolId("s2")),
        an_issue("D", school=SchoolId("s1"), status=Status.FOUND),
    ]
    figures = numbers(a_view(issues, schools=[a_school("s1"), a_school("s2"), a_school("s3")]))
    assert [figures[k] for k in ("schools", "schools_closed", "schools_on_roster")] == [2, 1, 3]


def of(*kinds: str) -> Issue:
    return an_issue(timeline=entries(*(an_event(kind, n) for n, kind in enumerate(kinds))))


@pytest.mark.parametrize(
    ("key", "issue"),
    [
        ("partial", an_issue(badges=frozenset({Badge.PARTIAL}))),
        ("returned", of("submitted", "returned")),
        ("reopened", an_issue(badges=frozenset({Badge.REOPENED}))),
        ("extended", an_issue(badges=frozenset({Badge.EXTENDED}))),
        ("objected", of("objected", "objection_decided")),
        ("conflicts", an_issue(sides=(Side(event=an_event("passed"), status=Status.VERIFIED),))),
        ("conflicts", an_issue(badges=frozenset({Badge.CONFLICT}))),
        ("overdue", an_issue(due=date(2022, 6, 5))),
    ],
)
def test_an_issue_in_progress_is_counted_in_its_subset_and_no_other(key: str, issue: Issue) -> None:
    figures = numbers(a_view([issue, an_issue("PLAIN")]))
    assert {k: figures[k] for k in (*SUBSETS, "overdue") if figures[k]} == {key: 1}


def test_a_closed_issue_stands_in_no_subset_of_what_is_in_progress() -> None:
    closed = an_issue(
        status=Status.CLOSED, due=date(2022, 6, 1), badges=frozenset(Badge),
        timeline=entries(an_event("returned"), an_event("objected")),
    )  # fmt: skip
    figures = numbers(a_view([closed]))
    assert not any(figures[k] for k in (*SUBSETS, "overdue"))


def test_a_return_without_effect_is_not_counted() -> None:
    issue = an_issue(timeline=entries(an_event("returned"), effect=Effect.NO_EFFECT))
    assert numbers(a_view([issue]))["returned"] == 0


def test_fixed_on_site_counts_once_it_is_closed() -> None:
    issues = [
        an_issue("A", status=Status.CLOSED, began_as=Status.FIXED),
        an_issue("B", status=Status.FIXED, began_as=Status.FIXED),
        an_issue("C", status=Status.CLOSED),
    ]
    assert numbers(a_view(issues))["fixed_on_site"] == 1


def test_buckets_hold_requirements_by_working_days_left() -> None:
    dues = [date(2022, 6, 5), date(2022, 6, 20), date(2022, 6, 21), date(2022, 7, 5), None]
    issues = [an_issue(f"I{n}", due=due) for n, due in enumerate(dues)]
    issues += [an_issue("CLOSED", status=Status.CLOSED), an_issue("FOUND", status=Status.FOUND)]
    assert numbers(a_view(issues))["due_buckets"] == {
        "closed": 1, "overdue": 1, "le10": 1, "le20": 1, "gt20": 1,
    }  # fmt: skip


def test_inspections_count_when_they_are_sealed() -> None:
    inspections = [
        an_inspection(
            "i1", documents_seen=(("值班记录", 14), ("食品采购台账", 6)), results={"a": "highlight"}
        ),
        an_inspection(
            "i2", documents_seen=(("值班记录", 2),), results={"a": "pass", "b": "highlight"}
        ),
        an_inspection("i3", status=InspectionStatus.OPEN, documents_seen=(("值班记录", 9),)),
        an_inspection("i4", status=InspectionStatus.DISCARDED),
    ]
    figures = numbers(a_view(inspections=inspections))
    assert (figures["inspections"], figures["schools_inspected"], figures["highlights"]) == (
        2,
        1,
        2,
    )
    assert figures["documents_seen"] == {"值班记录": 16, "食品采购台账": 6}


def test_a_retired_school_is_not_on_the_roster_but_keeps_its_requirements() -> None:
    figures = numbers(a_view([an_issue()], schools=[a_school(retired=True)]))
    assert (figures["schools_on_roster"], figures["requirements"]) == (0, 1)


def test_the_period_is_the_day_of_the_inspection_not_of_the_sealing() -> None:
    view = a_view([an_issue(raised_on=date(2022, 4, 20))], [an_inspection(day=date(2022, 4, 12))])
    inside = numbers(view, from_=date(2022, 4, 12), to=date(2022, 4, 12))
    assert (inside["requirements"], inside["inspections"]) == (1, 1)
    assert numbers(view, from_=date(2022, 4, 13))["requirements"] == 0
    assert numbers(view, to=date(2022, 4, 11))["inspections"] == 0


def test_a_lone_issue_counts_in_the_period_of_its_raising() -> None:
    view = a_view([an_issue(inspection=None, mode=None, raised_on=date(2022, 4, 20))])
    assert numbers(view, from_=date(2022, 4, 20))["requirements"] == 1
    assert numbers(view)["by_mode"] == {
        "": {**dict.fromkeys(FIVE, 0), "requirements": 1, "in_progress": 1}
    }


@pytest.mark.parametrize(
    "filters",
    [
        {"school": SchoolId("yl3x")}, {"area": "东片区"}, {"stage": Stage.PRIMARY}, {"mode": Mode.COMPREHENSIVE},
        {"category": Category.FIRE_GAS}, {"severity": Severity.ORDINARY}, {"campaign": "spring"},
        {"statuses": frozenset({"notified"})}, {"statuses": frozenset({"in_progress"})}, {"overdue": True},
    ],
)  # fmt: skip
def test_each_filter_lets_its_own_through_and_nothing_else(filters: dict[str, Any]) -> None:
    other_school = a_school("other", area="西片区", stage=Stage.JUNIOR)
    mine = an_issue("MINE", due=date(2022, 6, 1))
    other = an_issue(
        "OTHER", school=other_school.id, mode=Mode.SPECIAL, category=Category.DUTY, severity=Severity.SEVERE,
        status=Status.CLOSED, inspection=None,
    )  # fmt: skip
    view = a_view([mine, other], [an_inspection(campaign="spring")], [a_school(), other_school])
    figures = numbers(view, **filters)
    assert (figures["requirements"], figures["in_progress"], numbers(view)["requirements"]) == (
        1,
        1,
        2,
    )
    assert figures["filters"] != {}


@st.composite
def views(draw: st.DrawFn) -> View:
    schools = [
        a_school(
            f"s{n}",
            area=draw(st.sampled_from(["东", "西", ""])),
            stage=draw(st.sampled_from(Stage)),
        )
        for n in range(3)
    ]
    issues = []
    for n in range(draw(st.integers(0, 8))):
        status = draw(st.sampled_from(Status))
        issues.append(
            an_issue(
                f"I{n}",
                school=draw(st.sampled_from(schools)).id,
                status=status,
                inspection=None,
                mode=draw(st.none() | st.sampled_from(Mode)),
                category=draw(st.sampled_from(Category)),
                severity=draw(st.sampled_from(Severity)),
                due=draw(st.none() | st.dates(date(2022, 5, 1), date(2022, 8, 1))),
                badges=draw(st.frozensets(st.sampled_from(Badge), max_size=3)),
            )
        )
    return a_view(issues, schools=schools)


@given(views())
def test_requirements_are_closed_and_in_progress(view: View) -> None:
    figures = numbers(view)
    assert figures["requirements"] == figures["closed"] + figures["in_progress"]
    assert sum(figures[k] for k in ("requirements", "unconfirmed", "merged", "withdrawn")) == len(
        view.issues
    )
    assert all(figures[key] <= figures["in_progress"] for key in (*SUBSETS, "overdue"))


@given(views())
def test_every_table_adds_up_to_the_whole(view: View) -> None:
    figures = numbers(view)
    for name in (key for key in figures if key.startswith("by_")):
        assert {k: sum(row[k] for row in figures[name].values()) for k in FIVE} == {
            k: figures[k] for k in FIVE
        }


@given(views(), st.sampled_from(Mode))
def test_a_filter_gives_the_row_of_its_table(view: View, mode: Mode) -> None:
    filtered = numbers(view, mode=mode)
    row = numbers(view)["by_mode"].get(mode.value, dict.fromkeys(FIVE, 0))
    assert {key: filtered[key] for key in FIVE} == row


@given(views())
def test_the_numbers_are_ready_for_json(view: View) -> None:
    figures = numbers(view)
    assert json.loads(json.dumps(figures)) == figures


def test_the_sentence_can_be_said_in_another_language() -> None:
    words = {
        "提出整改要求{count}条，{where}，完成整改{closed}条，{rest}。": "{count} {where}, {closed}, {rest}",
        "涉及学校{n}所": "at {n}",
        "其余{n}条正在整改": "{n} left",
    }
    figures = {"requirements": 3, "closed": 1, "in_progress": 2, "overdue": 0, "schools": 1}
    assert (
        sentence({**figures, "by_stage": {}}).render(lambda text: words[text])
        == "3 at 1, 1, 2 left"
    )
