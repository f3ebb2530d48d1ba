"""The tables of the lifecycle hang together, and say what FORMATS §3 to §5 print."""

from __future__ import annotations

import pytest

from inspections.lifecycle import ABSORBED_BY, FACTS, LIVE, MOVES, STATUSES, leaves_by
from inspections.rules import Guard
from inspections.vocabulary import Counted, Role, Status

PRINTED = {
    "found": "confirmed, advised, consulted, merged, withdrawn",
    "fixed": "confirmed, close_proposed, closed, merged, withdrawn",
    "confirmed": "advised, consulted, notified, transferred, passed, merged, withdrawn",
    "consulting": "consult_answered, transferred, merged, withdrawn",
    "notified": "consulted, notified, transferred, submitted, passed, returned, merged, withdrawn",
    "submitted": "submitted, passed, returned, merged, withdrawn",
    "verified": "returned, close_proposed, closed, merged, withdrawn",
    "closing": "returned, closed, withdrawn",
    "closed": "reopened, withdrawn",
    "merged": "restored",
    "withdrawn": "restored",
}
WHO = {
    "raised": "I A B S", "raised_fixed": "I A", "confirmed": "A B", "advised": "I A B", "consulted": "B",
    "consult_answered": "B", "notified": "B", "transferred": "B", "submitted": "I A B S", "passed": "I A B",
    "returned": "I A B", "close_proposed": "I A B", "closed": "A B", "reopened": "I A B", "merged": "A B",
    "withdrawn": "B", "restored": "B", "decided": "A B", "acknowledged": "I A B S", "planned": "I A B S",
    "progressed": "I A B S", "extension_requested": "I A B S", "extended": "B", "extension_denied": "B",
    "objected": "I A B S", "objection_decided": "B", "corrected": "A B", "reported_up": "B", "up_answered": "B",
    "reinspection_assigned": "A B", "evidence_added": "I A B S", "evidence_struck": "I A B S",
    "escalated": "B", "looked_back": "I A B", "commented": "I A B S",
}  # fmt: skip
LETTER = {Role.INSPECTOR: "I", Role.AREA_LEAD: "A", Role.BUREAU: "B", Role.SCHOOL: "S"}
STEPS = [
    (kind, from_, to)
    for kind, move in MOVES.items()
    if kind != "decided"
    for from_, to in move.to.items()
]


def reachable(start: Status | None) -> set[Status]:
    reached: set[Status] = set()
    todo: list[Status | None] = [start]
    while todo:
        here = todo.pop()
        for _, from_, to in STEPS:
            if from_ is here and to not in reached:
                reached.add(to)
                todo.append(to)
    return reached


def test_there_are_eleven_statuses_eighteen_moves_and_seventeen_facts() -> None:
    assert (len(STATUSES), len(MOVES), len(FACTS)) == (11, 18, 17)


def test_every_status_can_be_reached_from_nothing() -> None:
    assert reachable(None) == set(Status)


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_left_for_another(status: Status) -> None:
    assert any(from_ is status and to is not status for _, from_, to in STEPS)


@pytest.mark.parametrize("status", [s for s in Status if not STATUSES[s].final])
def test_every_status_that_is_not_final_can_come_to_closed(status: Status) -> None:
    assert Status.CLOSED in reachable(status)


@pytest.mark.parametrize("status", Status)
def test_a_status_is_left_by_the_moves_that_formats_prints(status: Status) -> None:
    assert set(leaves_by(status)) == set(PRINTED[status].split(", "))


@pytest.mark.parametrize("kind", [*MOVES, *FACTS])
def test_a_kind_is_recorded_by_whom_formats_prints(kind: str) -> None:
    row = MOVES.get(kind) or FACTS[kind]
    assert {LETTER[role] for role in row.who} == set(WHO[kind].split())


@pytest.mark.parametrize("kind", [*MOVES, *FACTS])
def test_who_records_for_others_may_record_at_all(kind: str) -> None:
    row = MOVES.get(kind) or FACTS[kind]
    assert row.behalf <= row.who - {Role.SCHOOL}


def test_a_move_leads_to_one_status_whatever_it_came_from() -> None:
    several = {k for k, m in MOVES.items() if len(set(m.to.values())) > 1}
    assert several == {"decided"}


def test_a_decision_lets_any_status_stand() -> None:
    assert dict(MOVES["decided"].to) == {status: status for status in Status}


def test_every_guard_stands_in_the_row_of_some_move() -> None:
    assert {guard for move in MOVES.values() for guard in move.guards} == set(Guard)


def test_no_kind_is_move_and_fact_and_no_command_stands_twice() -> None:
    commands = [row.command for row in (*MOVES.values(), *FACTS.values())]
    assert not MOVES.keys() & FACTS.keys()
    assert len(commands) == len(set(commands))


def test_facts_are_recorded_in_the_statuses_that_formats_prints() -> None:
    everywhere = {"evidence_added", "evidence_struck", "commented"}
    live = {"objected", "objection_decided", "corrected", "reported_up", "up_answered", "escalated"}
    assert {k for k, f in FACTS.items() if f.within == frozenset(Status)} == everywhere
    assert {k for k, f in FACTS.items() if f.within == LIVE} == live
    assert FACTS["looked_back"].within == {Status.CLOSED}
    assert FACTS["acknowledged"].within == FACTS["extension_denied"].within
    assert FACTS["acknowledged"].within == {Status.NOTIFIED, Status.SUBMITTED}


def test_closed_is_the_least_cautious_so_that_no_conflict_shows_it() -> None:
    assert min(Status, key=lambda s: STATUSES[s].caution) is Status.CLOSED
    assert [s for s in Status if STATUSES[s].caution == 0] == [Status.CLOSED]


def test_only_closed_counts_as_closed_and_the_final_ones_are_three() -> None:
    assert [s for s in Status if STATUSES[s].counted is Counted.CLOSED] == [Status.CLOSED]
    assert {s for s in Status if STATUSES[s].final} == {
        Status.CLOSED, Status.MERGED, Status.WITHDRAWN,
    }  # fmt: skip


def test_only_answers_are_absorbed_by_another_kind() -> None:
    assert dict(ABSORBED_BY) == {"submitted": frozenset({"submitted", "passed"})}
