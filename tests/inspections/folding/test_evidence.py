"""The files of an issue: a set where adding wins and striking reaches only what was seen (FORMATS §5)."""

from __future__ import annotations

import pytest

from inspections.timeline import Effect
from tests.stories_of_events import Story, effect, notified, photo, submitted


def test_evidence_is_gathered_from_all_acts_with_its_part() -> None:
    story = Story()
    story.tell("raised", "wang", photos=[photo("a.jpg")])
    story.tell("confirmed", "qian")
    story.tell("notified", "qian", due="2022-04-20")
    story.tell("submitted", "xiao", photos_before=[photo("b.jpg")], photos_after=[photo("c.jpg")],
               files=[photo("d.pdf")])  # fmt: skip
    story.tell("evidence_added", "xiao", files=[photo("e.jpg")], note="补")
    shown = [(e.file.name, e.role) for e in story.issue.evidence]
    assert shown == [
        ("a.jpg", "found"), ("b.jpg", "before"), ("c.jpg", "after"), ("d.pdf", "document"),
        ("e.jpg", "added"),
    ]  # fmt: skip
    assert [file.name for file in story.issue.photos] == ["a.jpg"]


def test_evidence_is_struck_by_who_gave_it() -> None:
    story = notified()
    story.tell("evidence_added", "xiao", files=[photo("e.jpg")])
    strike = story.tell("evidence_struck", "xiao", file="e.jpg", reason="拍错")
    (shown,) = story.issue.evidence
    assert shown.struck == strike


@pytest.mark.parametrize(("by", "struck"), [("qian", True), ("wang", False), ("zhao", False)])
def test_of_others_only_the_bureau_strikes_evidence(by: str, struck: bool) -> None:
    story = notified()
    story.tell("evidence_added", "xiao", files=[photo("e.jpg")])
    strike = story.tell("evidence_struck", by, file=photo("e.jpg")["sha256"], reason="拍错")
    (shown,) = story.issue.evidence
    assert (shown.struck is not None) == struck
    assert effect(story.issue, strike) is (Effect.FACT if struck else Effect.NO_EFFECT)


def test_a_strike_does_not_reach_what_it_has_not_seen() -> None:
    story = notified()
    notice = story.events[-1]
    added = story.tell("evidence_added", "xiao", seen=[notice], files=[photo("e.jpg")])
    blind = story.tell("evidence_struck", "qian", seen=[notice], file="e.jpg", reason="拍错")
    assert effect(story.issue, blind) is Effect.NO_EFFECT
    story.tell("evidence_struck", "qian", seen=[added], file="e.jpg", reason="拍错")
    again = story.tell("evidence_added", "xiao", seen=[notice], files=[photo("e.jpg")])
    assert [(e.event.id, bool(e.struck)) for e in story.issue.evidence] == [
        (added.id, True),
        (again.id, False),
    ]


def test_the_evidence_of_a_late_answer_counts_and_that_of_an_impossible_one_does_not() -> None:
    story = notified()
    notice = story.events[-1]
    story.tell("submitted", "xiao", photos_after=[photo("a.jpg")])
    story.tell("passed", "wang")
    story.tell("submitted", "xiao", seen=[notice], photos_after=[photo("b.jpg")])
    story.tell("submitted", "xiao", from_="verified", photos_after=[photo("c.jpg")])
    assert [e.file.name for e in story.issue.evidence] == ["a.jpg", "b.jpg"]


def test_the_private_file_of_a_step_against_a_person_is_no_evidence() -> None:
    story = submitted()
    story.tell(
        "escalated", "qian", step="talk", target="person", person=photo("p.pdf"), reason="拖延"
    )
    assert story.issue.evidence == ()
