"""What a revoked key wrote after the last event kept stays in the view without effect, and keeps nobody else back."""

from __future__ import annotations

from dataclasses import replace

from inspections.certificates import Authority
from inspections.events import Event
from inspections.folding import fold_alone, fold_district, fold_school
from inspections.folding.effective import split
from inspections.ids import InspectionId
from inspections.timeline import Effect
from inspections.vocabulary import Role, Status
from tests.inspections.certified import DEVICE, OPENED, act, certified, revoked, seeing
from tests.inspections.views import VISIT, a_school
from tests.stories_of_events import FINDING

SUBJECT = "q:0123456789ABCDEFGHJKMNPQRS"
RAISED = act("raised", 4, subject=SUBJECT, body=FINDING)
STOLEN = act("confirmed", 5, subject=SUBJECT, seen=seeing(RAISED), from_="found", role=Role.BUREAU)
HONEST = act(
    "confirmed", 0, subject=SUBJECT, seen=seeing(STOLEN), from_="found", role=Role.BUREAU, device="e" * 64
)  # fmt: skip
REVOKED = fold_district([OPENED, certified(roles=["inspector", "bureau"]), revoked(yl3x=4)])


def test_a_move_after_the_end_of_its_key_leads_nowhere() -> None:
    view = fold_school(a_school(), [RAISED, STOLEN], REVOKED)
    assert [issue.status for issue in view.issues] == [Status.FOUND]
    assert [(e.event.id, e.effect) for e in view.others] == [(STOLEN.id, Effect.NO_EFFECT)]


def test_an_honest_act_upon_it_rests_on_what_it_rested_on() -> None:
    view = fold_school(a_school(), [RAISED, STOLEN, HONEST], REVOKED)
    assert [issue.status for issue in view.issues] == [Status.CONFIRMED]


def test_without_a_revocation_nothing_is_set_aside() -> None:
    assert split([RAISED, STOLEN], Authority.of([OPENED])) == ([RAISED, STOLEN], [])


def test_an_inspection_folded_alone_leaves_it_out_too() -> None:
    stolen = act("opened", 5, subject=f"i:{VISIT}", body={})
    given: list[Event] = [stolen]
    assert fold_alone(InspectionId(VISIT), a_school().id, given, REVOKED) is None


def test_a_revoked_device_is_no_device_even_if_it_is_certified_again() -> None:
    end = revoked(yl3x=4)
    again = replace(certified(), seen=seeing(end))
    assert DEVICE not in fold_district([OPENED, certified(), end, again]).devices
