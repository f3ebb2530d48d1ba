"""What a revoked key wrote or a receipt refused stays in the view without effect, and keeps nobody else back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspections.certificates import Authority
from inspections.district import District
from inspections.events import Event
from inspections.folding import fold_alone, fold_district, fold_school
from inspections.folding.effective import split
from inspections.ids import DISTRICT, InspectionId
from inspections.timeline import Effect
from inspections.vocabulary import Role, Status
from tests.inspections.certified import DEVICE, OPENED, act, certified, revoked, seeing
from tests.inspections.test_receipts import SERVED, SERVER, receipt
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


SERVING = fold_district([OPENED, SERVED, certified(roles=["inspector", "bureau"])])
CONFIRMED = act("confirmed", 5, subject=SUBJECT, seen=seeing(RAISED), from_="found", role=Role.BUREAU)  # fmt: skip
BLIND = act("withdrawn", 6, subject=SUBJECT, seen=seeing(CONFIRMED), from_="confirmed", role=Role.BUREAU)  # fmt: skip


def statuses(*events: Event, district: District = SERVING) -> list[Status]:
    return [issue.status for issue in fold_school(a_school(), events, district).issues]


def test_a_move_that_a_receipt_refused_leads_nowhere_and_says_what_to_do() -> None:
    told = receipt(1, RAISED, refused=[CONFIRMED])
    view = fold_school(a_school(), [RAISED, CONFIRMED, told], SERVING)
    assert [issue.status for issue in view.issues] == [Status.FOUND]
    [entry] = view.set_aside(SUBJECT)
    assert (entry.event.id, entry.effect) == (CONFIRMED.id, Effect.NO_EFFECT)
    assert (
        entry.why
        and {"code": "rule.role", "remedy": "请督导室办理"}.items() <= entry.why.args.items()
    )


def test_what_rests_on_a_refused_act_rests_on_what_that_rested_on() -> None:
    honest = replace(HONEST, seen=seeing(CONFIRMED))
    assert statuses(RAISED, CONFIRMED, honest, receipt(1, refused=[CONFIRMED])) == [Status.CONFIRMED]  # fmt: skip


def test_what_a_receipt_accepted_keeps_its_effect_when_the_key_is_revoked() -> None:
    ended = fold_district([OPENED, SERVED, certified(roles=["bureau"]), revoked()])
    given_ = [RAISED, CONFIRMED, receipt(1, RAISED, CONFIRMED)]
    assert statuses(*given_, district=ended) == [Status.CONFIRMED]
    assert statuses(*given_[:2], district=ended) == []


def test_a_receipt_of_somebody_else_has_no_effect() -> None:
    forged = receipt(1, refused=[CONFIRMED], by=DEVICE)
    view = fold_school(a_school(), [RAISED, CONFIRMED, forged], SERVING)
    assert [issue.status for issue in view.issues] == [Status.CONFIRMED]
    assert [e.effect for e in view.others] == [Effect.NO_EFFECT]


def test_two_receipts_with_one_number_are_both_kept_and_say_so() -> None:
    view = fold_school(a_school(), [RAISED, receipt(1, RAISED), receipt(1)], SERVING)
    assert [(e.effect, e.why is None) for e in view.others] == [(Effect.FACT, False)] * 2


def test_in_the_district_a_refused_act_has_no_effect_either() -> None:
    retired = act("person_retired", 7, doc=DISTRICT, subject="d:person/liqiang", role=Role.BUREAU)
    told = receipt(1, refused=[retired], doc=DISTRICT)
    district = fold_district([OPENED, SERVED, certified(roles=["bureau"]), retired, told])
    assert {e.event.id: e.effect for e in district.timeline if e.event.device in (DEVICE, SERVER)} == {
        retired.id: Effect.NO_EFFECT, told.id: Effect.FACT,
    }  # fmt: skip


STOOD = [
    RAISED, CONFIRMED, BLIND, HONEST, receipt(1, RAISED, refused=[CONFIRMED]), receipt(2, BLIND),
    receipt(2, CONFIRMED, refused=[BLIND]),
]  # fmt: skip


@given(st.permutations(STOOD), st.integers(0, len(STOOD)))
def test_the_view_is_a_function_of_what_has_come_in_whatever_the_order(
    order: list[Event], count: int
) -> None:
    came = order[:count]
    sorted_ = sorted(came, key=lambda e: e.id)
    assert fold_school(a_school(), came, SERVING) == fold_school(a_school(), sorted_, SERVING)
