"""Facts of FORMATS §5: several of a kind, late ones, evidence, badges."""

from __future__ import annotations

from inspections.folding import unanswered
from inspections.timeline import Effect
from inspections.view import Responsible
from inspections.vocabulary import Badge, Category, Role, Severity, Status
from tests.stories_of_events import (
    Story,
    closed,
    effect,
    notified,
    verified,
)


def badges(story: Story) -> frozenset[Badge]:
    return story.issue.badges


def test_of_blind_extensions_the_earliest_date_counts() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("extended", "qian", seen=[notice], due="2022-05-10", reason="采购")
    story.tell("extended", "sun", seen=[notice], due="2022-05-06", reason="采购")
    assert story.issue.due.isoformat() == "2022-05-06"
    assert story.issue.variants["due"] == ("2022-05-10",)
    assert Badge.EXTENDED in badges(story)


def test_the_newest_extension_counts_even_if_it_is_later() -> None:
    story = notified()
    story.tell("extended", "qian", due="2022-05-06", reason="采购")
    story.tell("extended", "qian", due="2022-05-10", reason="缺货")
    assert story.issue.due.isoformat() == "2022-05-10"
    assert "due" not in story.issue.variants


def test_a_return_sets_a_new_deadline_and_ends_the_extension() -> None:
    story = notified()
    story.tell("extended", "qian", due="2022-05-06", reason="采购")
    story.tell("submitted", "xiao")
    story.tell("returned", "wang", due="2022-05-20", done="到货一半", remaining="另一半")
    assert story.issue.due.isoformat() == "2022-05-20"
    assert Badge.EXTENDED not in badges(story)
    assert Badge.PARTIAL in badges(story)


def test_open_requests_are_those_that_nobody_answered() -> None:
    story = notified()
    first = story.tell("extension_requested", "xiao", due="2022-05-06", reason="采购")
    second = story.tell("extension_requested", "xiao", due="2022-05-09", reason="缺货")
    story.tell("extension_denied", "qian", answers=first.id, reason="不予")
    found = unanswered(story.issue, "extension_requested", "extended", "extension_denied")
    assert found == (second,)


def test_an_objection_is_open_until_it_is_decided() -> None:
    story = notified()
    objection = story.tell("objected", "xiao", about="fact", text="有货")
    assert Badge.OBJECTION_OPEN in badges(story)
    story.tell("objection_decided", "qian", answers=objection.id, result="rejected", reason="查无")
    assert Badge.OBJECTION_OPEN not in badges(story)


def test_blind_decisions_that_differ_leave_an_objection_open() -> None:
    story = notified()
    objection = story.tell("objected", "xiao", about="fact", text="有货")
    for by, result in (("qian", "rejected"), ("sun", "upheld")):
        story.tell("objection_decided", by, seen=[objection], answers=objection.id, result=result)
    assert Badge.OBJECTION_OPEN in badges(story)
    story.tell("objection_decided", "qian", answers=objection.id, result="partly", reason="部分")
    assert Badge.OBJECTION_OPEN not in badges(story)


def test_a_decision_about_another_objection_settles_nothing() -> None:
    story = notified()
    one = story.tell("objected", "xiao", about="fact", text="有货")
    story.tell("objected", "xiao", about="deadline", text="太紧")
    story.tell("objection_decided", "qian", answers=one.id, result="rejected", reason="查无")
    assert Badge.OBJECTION_OPEN in badges(story)


def test_a_correction_shows_its_value() -> None:
    story = notified()
    story.tell("corrected", "zhao", field="category", value="gate", reason="归错类")
    story.tell("corrected", "zhao", field="title", value="口罩不足三十天", reason="写清")
    story.tell("corrected", "zhao", field="responsible", value="总务处/张三", reason="更换")
    issue = story.issue
    assert (issue.category, issue.title) == (Category.GATE, "口罩不足三十天")
    assert issue.responsible == Responsible(unit="总务处", person="张三")


def test_blind_corrections_are_both_shown() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("corrected", "zhao", seen=[notice], field="place", value="东库", reason="写清")
    story.tell("corrected", "qian", seen=[notice], field="place", value="西库", reason="写清")
    assert {story.issue.place, *story.issue.variants["place"]} == {"东库", "西库"}
    story.tell("corrected", "qian", field="place", value="东西两库", reason="核实")
    assert (story.issue.place, "place" in story.issue.variants) == ("东西两库", False)


def test_of_blind_severities_the_higher_counts() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("corrected", "zhao", seen=[notice], field="severity", value="severe", reason="隐患")
    story.tell("corrected", "qian", seen=[notice], field="severity", value="minor", reason="轻微")
    assert (story.issue.severity, story.issue.variants["severity"]) == (Severity.SEVERE, ("minor",))


def test_a_correction_to_severe_that_was_seen_asks_for_a_second_person() -> None:
    story = verified()
    story.tell("corrected", "zhao", field="severity", value="severe", reason="隐患")
    closing = story.tell("closed", "qian")
    assert effect(story.issue, closing) is Effect.NO_EFFECT


def test_a_correction_to_severe_that_was_not_seen_does_not_undo_a_closing() -> None:
    story = verified()
    passed = story.events[-1]
    story.tell("closed", "qian")
    story.tell("corrected", "zhao", seen=[passed], field="severity", value="severe", reason="隐患")
    assert (story.issue.status, story.issue.severity) == (Status.CLOSED, Severity.SEVERE)


def test_a_correction_by_a_school_has_no_effect() -> None:
    story = notified()
    event = story.tell("corrected", "xiao", field="severity", value="minor", reason="轻微")
    assert effect(story.issue, event) is Effect.NO_EFFECT
    assert story.issue.severity is Severity.ORDINARY


def test_confirming_writes_the_fields_that_it_carries() -> None:
    story = Story()
    story.tell("raised", "wang")
    story.tell("confirmed", "qian", severity="minor", days=10, requirement="补足并登记",
               responsible={"unit": "总务处", "person": None})  # fmt: skip
    issue = story.issue
    assert (issue.severity, issue.days, issue.requirement) == (Severity.MINOR, 10, "补足并登记")
    assert issue.responsible == Responsible(unit="总务处")


def test_transferring_names_the_unit_and_is_shown() -> None:
    story = notified()
    story.tell(
        "transferred", "qian", responsible={"unit": "财政局", "person": "李某"}, reason="经费"
    )
    assert story.issue.responsible == Responsible(unit="财政局", person="李某")
    assert Badge.TRANSFERRED in badges(story)


def test_what_a_school_did_in_time_is_shown_as_badges() -> None:
    story = notified()
    story.tell("acknowledged", "xiao", name="肖")
    story.tell("planned", "xiao", measures="采购", person="张三", more={"by": "2022-04-18"})
    assert badges(story) == {Badge.ACKNOWLEDGED, Badge.PLANNED}
    story.tell("progressed", "xiao", done="到货一半", remaining="另一半", photos=[])
    assert Badge.PARTIAL in badges(story)
    story.tell("submitted", "xiao")
    assert badges(story) == {Badge.ACKNOWLEDGED}


def test_a_reopened_issue_starts_its_round_without_the_old_badges() -> None:
    story = notified()
    story.tell("acknowledged", "xiao", name="肖")
    story.tell("progressed", "xiao", done="到货一半", remaining="另一半", photos=[])
    story.tell("passed", "wang")
    story.tell("closed", "qian")
    story.tell("reopened", "wang", cause="relapse")
    story.tell("notified", "qian", due="2022-06-01")
    assert badges(story) == {Badge.REOPENED}


def test_a_fact_blind_to_a_move_away_is_kept_and_flagged() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("passed", "wang")
    ack = story.tell("acknowledged", "xiao", seen=[notice], name="肖")
    assert effect(story.issue, ack) is Effect.LATE_FACT
    assert {Badge.LATE, Badge.ACKNOWLEDGED} <= badges(story)


def test_a_fact_that_a_later_move_has_seen_is_not_late() -> None:
    story = notified()
    ack = story.tell("acknowledged", "xiao", name="肖")
    story.tell("submitted", "xiao")
    story.tell("passed", "wang")
    assert effect(story.issue, ack) is Effect.FACT


def test_a_fact_recorded_in_a_status_of_no_row_is_kept_and_flagged() -> None:
    story = notified()
    event = story.tell("looked_back", "wang", method="on_site")
    assert effect(story.issue, event) is Effect.LATE_FACT


def test_the_role_and_not_the_name_decides_who_may() -> None:
    story = closed()
    event = story.tell("reopened", "qian", role=Role.SCHOOL, cause="relapse")
    assert effect(story.issue, event) is Effect.NO_EFFECT


def test_closed_on_is_the_day_it_happened() -> None:
    from datetime import date

    story = verified()
    story.tell("closed", "qian", on=date(2022, 4, 11))
    assert story.issue.closed_on == date(2022, 4, 11)


def test_a_late_fact_is_no_longer_pointed_out_when_a_move_has_seen_it() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("passed", "wang")
    story.tell("acknowledged", "xiao", seen=[notice], name="肖")
    story.tell("closed", "qian")
    assert Badge.LATE not in badges(story)


def test_the_deadline_of_an_absorbed_notice_does_not_count() -> None:
    story = notified()
    confirmed = story.events[1]
    story.tell("submitted", "xiao")
    late = story.tell("notified", "sun", seen=[confirmed], due="2022-04-15")
    assert effect(story.issue, late) is Effect.ABSORBED
    assert story.issue.due.isoformat() == "2022-04-20"
