"""Told: people. A stolen key, a changed checklist, every attack of a hostile inspector, the courier's ways, old pages."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from inspections.laptop.working_copy import read_copy
from tests.simulation import courier, faults_people, filling, hostile
from tests.simulation.attacks import LIES, NEVER
from tests.simulation.hostile import Forger
from tests.simulation.telling_worlds import Tale, notified, tale


def test_what_a_stolen_key_writes_has_no_effect_anywhere_until_it_is_adopted() -> None:
    with tale() as story:
        notified(story)
        faults_people.revoke(story.world, "wangmin")
        assert story.does(story.at("wang"), "submit", *_by_phone(story, "wang")) == []
        story.carry(story.at("wang"), "bureau", "area")
        story.carry(story.at("bureau"), "area", "school")
        assert {story.issue(story.laptop(one)).status.value for one in ("bureau", "area")} == {
            "notified"
        }
        story.world.chance = random.Random(1)
        faults_people.acts_are_adopted(story.world)
        story.carry(story.at("bureau"), "area")
        assert story.issue(story.laptop("area")).status == "submitted"


def test_what_a_stolen_key_wrote_before_it_was_revoked_stays() -> None:
    with tale() as story:
        notified(story)
        story.does(story.at("wang"), "submit", *_by_phone(story, "wang"))
        story.carry(story.at("wang"), "bureau")
        faults_people.revoke(story.world, "wangmin")
        story.carry(story.at("bureau"), "area", "school")
        assert story.issue(story.laptop("school")).status == "submitted"


def test_a_checklist_changed_offline_is_named_and_what_was_sealed_stays_as_it_was() -> None:
    with tale() as story:
        program, wang = story.at("wang"), story.laptop("wang")
        program.run("new", "yl3x", "small", "--team", "t1", "--date", "2026-03-02")
        path = story.file(wang)
        filling.answer(story.world, wang, path, "duty", "不符合")
        filling.sign(path, "王敏")
        faults_people.change_checklist(story.world, wang)
        assert "checklist.changed" in {
            p.code for p in read_copy(story.at("wang").workspace, path).problems
        }
        words = (str(path.relative_to(wang.root)), "--unsigned-reason", "校长外出")
        assert story.at("wang").run("seal", *words) == ()
        before = [issue.title for issue in story.issues(wang)]
        faults_people.change_checklist(story.world, wang)
        story.carry(story.at("wang"), "bureau")
        assert (
            [issue.title for issue in story.issues(story.laptop("bureau"))]
            == before
            == ["值班记录缺失"]
        )


@pytest.mark.parametrize("attack", [*NEVER, *LIES], ids=lambda attack: attack.__name__)
def test_an_attack_keeps_no_innocent_out_and_changes_nothing_that_counts(
    attack: Callable[[Forger], None],
) -> None:
    with tale() as story:
        notified(story)
        story.does(story.at("school"), "submit")
        story.carry(story.at("school"), "dark")
        parcel = hostile.strike(story.world, attack, story.laptop("bureau"))
        assert parcel is not None
        told = courier.deliver(story.world, parcel)
        acts = {
            e.event.kind for issue in story.issues(story.laptop("bureau")) for e in issue.timeline
        }
        assert "submitted" in acts
        if attack in NEVER and attack.__name__ != "sees_nothing":
            waits = story.laptop("bureau").log.waiting("yl3x")
            assert told or waits
        story.carry(story.at("bureau"), "wang")


def test_bundles_may_arrive_in_any_order_and_twice() -> None:
    with tale() as story:
        notified(story)
        parcels = []
        for act in ("comment", "add-evidence", "comment"):
            story.does(story.at("wang"), act)
            parcels += story.packed(
                story.at("wang"), "bureau", more=("--since", story.world.now.date().isoformat())
            )
        for parcel in (*reversed(parcels), *parcels):
            courier.deliver(story.world, parcel)
        assert len(story.issue(story.laptop("bureau")).timeline) == 6


def test_a_tail_waits_until_its_beginning_has_come() -> None:
    """Its first act has seen nothing that is missing, only the act before it on the same device is."""
    with tale() as story:
        notified(story)
        story.does(story.at("wang"), "comment")
        story.laptop("wang").off()
        story.world.now += timedelta(days=2)
        story.does(story.at("wang"), "raise")
        tail = ("--since", story.world.now.date().isoformat())
        story.carry(story.at("wang"), "bureau", more=tail)
        assert len(story.issues(story.laptop("bureau"))) == 1
        assert len(story.laptop("bureau").log.waiting("yl3x")) == 1
        story.carry(story.at("wang"), "bureau")
        assert len(story.issues(story.laptop("bureau"))) == 2


def test_an_answer_that_arrives_months_later_reopens_nothing() -> None:
    with tale() as story:
        notified(story)
        story.does(story.at("school"), "submit")
        late = story.packed(story.at("school"), "bureau")
        for act in ("submit", "pass"):
            words = _by_phone(story, "wang") if act == "submit" else ()
            story.does(story.at("wang"), act, *words)
        story.carry(story.at("wang"), "bureau")
        story.does(story.at("area", "zhaolei"), "comment")
        story.does(story.at("bureau"), "pass")
        assert story.does(story.at("bureau"), "close") == []
        story.world.now += timedelta(days=150)
        courier.deliver(story.world, late[0])
        assert story.issue(story.laptop("bureau")).status == "closed"
        assert not story.issue(story.laptop("bureau")).in_conflict


def test_in_conflict_is_never_closed_until_somebody_who_saw_both_decides() -> None:
    with tale() as story:
        notified(story)
        story.does(story.at("school"), "submit")
        story.carry(story.at("school"), "bureau", "wang")
        story.does(story.at("wang"), "return")
        story.does(story.at("bureau"), "pass")
        story.does(story.at("bureau"), "close")
        story.carry(story.at("wang"), "bureau")
        bureau = story.laptop("bureau")
        assert story.issue(bureau).in_conflict
        assert story.issue(bureau).status != "closed"
        assert story.does(story.at("bureau", "sunli"), "close") == ["rule.conflict"]
        assert (
            story.does(
                story.at("bureau", "sunli"), "decide", story.issue(bureau).id, "--stands", "closed"
            )
            == []
        )
        assert story.issue(bureau).status == "closed"


def test_issues_merged_into_each_other_count_once() -> None:
    with tale() as story:
        for _ in range(2):
            story.does(story.at("wang"), "raise")
        story.carry(story.at("wang"), "bureau", "area")
        one, other = (issue.id for issue in story.issues(story.laptop("wang")))
        story.does(story.at("bureau"), "merge", one, "--into", other, "--reason", "同一处")
        story.does(story.at("area", "zhaolei"), "merge", other, "--into", one, "--reason", "同一处")
        story.carry(story.at("area", "zhaolei"), "bureau")
        counted = [issue.counted.value for issue in story.issues(story.laptop("bureau"))]
        assert sorted(counted) == ["excluded", "unconfirmed"]


def _by_phone(story: Tale, name: str) -> tuple[str, ...]:
    return story.issue(story.laptop(name)).id, "--behalf", "周老师", "--how", "phone"
