"""Who sees which field, where a rule needs more than the table (its shape is tested with the other small parts)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspections.events import Event
from inspections.timeline import Effect
from inspections.view import Issue, Side
from inspections.vocabulary import Status
from site_builder.policy import Audience, Shown, Sight, author_shown, sides_of, sight
from tests.site_builder import factory
from tests.site_builder.trees import own_tree, tree

DAY = date(2026, 4, 9)


def after(event: Event, *seen: Event) -> Event:
    return replace(event, seen=frozenset(one.id for one in seen))


def forked() -> tuple[Issue, dict[str, Event]]:
    """submitted, seen by all; then one returns, another passes and closes without knowing of it."""
    first = factory.entry("submitted", DAY, Status.SUBMITTED, by="principal")
    told = {"submitted": first.event}
    told["returned"] = after(factory.event("returned", DAY, by="liqiang"), first.event)
    told["passed"] = after(factory.event("passed", DAY, by="wangmin"), first.event)
    told["talk"] = after(factory.event("commented", DAY, by="zhaohong"), told["passed"])
    told["closed"] = after(
        factory.event("closed", DAY, by="zhaohong"), told["passed"], told["talk"]
    )
    to = {"returned": Status.NOTIFIED, "passed": Status.VERIFIED, "closed": Status.CLOSED}
    entries = [
        factory.entry(
            "x", DAY, to=to.get(name), effect=Effect.FACT if name == "talk" else Effect.MOVED
        )
        for name in told
    ]
    timeline = tuple(
        replace(entry, event=event) for entry, event in zip(entries, told.values(), strict=True)
    )
    sides = (
        Side(event=told["returned"], status=Status.NOTIFIED),
        Side(event=told["closed"], status=Status.CLOSED),
    )
    return factory.issue(1, sides=sides, timeline=timeline), told


def test_the_sides_of_a_conflict_are_all_moves_that_the_other_side_did_not_know_of() -> None:
    issue, told = forked()
    assert sides_of(issue) == {told[name].id for name in ("returned", "passed", "closed")}


def test_an_issue_without_conflict_has_no_sides() -> None:
    issue, _ = forked()
    assert sides_of(replace(issue, sides=())) == frozenset()


@pytest.mark.parametrize("audience", [Audience.SCHOOL, Audience.BUREAU])
def test_only_the_bureau_sees_who_stands_on_a_side(audience: Audience) -> None:
    issue, _ = forked()
    sides = sides_of(issue)
    shown = [e.event.kind for e in issue.timeline if author_shown(e, audience, sides)]
    whole = ["submitted", "returned", "passed", "commented", "closed"]
    assert shown == (whole if audience is Audience.BUREAU else ["submitted", "commented"])


@pytest.mark.parametrize("effect", [Effect.NO_EFFECT, Effect.ABSORBED, Effect.LATE_FACT])
def test_of_what_came_late_or_had_no_effect_a_school_does_not_see_who(effect: Effect) -> None:
    entry = factory.entry("passed", DAY, effect=effect)
    assert not author_shown(entry, Audience.SCHOOL)
    assert author_shown(entry, Audience.BUREAU)


def test_the_pages_of_a_school_do_not_name_who_disagrees() -> None:
    issue, _ = forked()
    view = factory.view(factory.school_view(factory.school("yl3x", "三小"), (issue,)))
    path = f"issues/{issue.id}.html"
    for name in ("李强（督学）", "赵红（片区督学主任）"):
        assert name in tree(view)[path]
    mine = own_tree(view)[path]
    assert "李强" not in mine
    assert mine.count("赵红") == 1  # who commented
    assert "待裁定" in mine


def test_the_public_sees_nothing_that_was_not_released() -> None:
    seen = {what for what in Shown if sight(what, Audience.PUBLIC) is not Sight.NO}
    assert seen == {Shown.PHOTOS}
    assert sight(Shown.PHOTOS, Audience.PUBLIC) is Sight.TICKED
