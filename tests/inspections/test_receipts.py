"""What the server's receipts say: received, accepted, refused, out of step with the clock, doubled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.certificates import Authority
from inspections.events import Event
from inspections.ids import DISTRICT, DocId, PersonId
from inspections.receipts import NONE, REVOKED_CODE, Receipts
from inspections.vocabulary import Role
from tests.inspections.certified import (
    DEVICE,
    OPENED,
    OTHER,
    REGISTRAR,
    act,
    adopted,
    certified,
    registrar,
    revoked,
)  # fmt: skip

SERVER = "5" * 64
SERVED = certified(SERVER, "server", ["server"])
NINE = datetime.fromisoformat("2022-04-12T09:00:00+08:00")


def receipt(
    n: int, *accepted: Event, refused: Sequence[Event] = (), code: str = "rule.role", by: str = SERVER,
    doc: str = "yl3x", time: str = "2022-04-12T20:00:00+08:00", seq: int = 0, **changes: Any,
) -> Event:  # fmt: skip
    body = {
        "n": n, "server_time": time, "ids": [e.id for e in accepted],
        "refused": [{"id": e.id, "code": code, "remedy": "请督导室办理"} for e in refused],
    }  # fmt: skip
    return act(
        "received", seq, device=by, by=PersonId("server"), role=Role.SERVER, subject="", doc=DocId(doc),
        body=body, **changes,
    )  # fmt: skip


def known(*events: Event) -> Authority:
    return Authority.of([OPENED, SERVED, certified(), *events])


def read(*events: Event, authority: Authority | None = None) -> Receipts:
    return (authority or known()).receipts_of(events)


def test_a_receipt_says_which_events_it_took_and_which_it_refused() -> None:
    one, two = act(), act(seq=1)
    found = read(one, two, receipt(7, one, refused=[two]))
    assert (found.received[one.id].n, found.accepted(one.id)) == (7, True)
    assert (found.refused[two.id].code, found.refused[two.id].remedy) == (
        "rule.role",
        "请督导室办理",
    )
    assert not found.accepted(two.id)


def test_what_no_receipt_names_is_not_yet_received() -> None:
    assert act().id not in read(receipt(1, act(seq=1))).received


@pytest.mark.parametrize(
    "other",
    [
        {"by": DEVICE}, {"by": OTHER}, {"role": Role.BUREAU}, {"account": "zhou"}, {"subject": "q:X"},
        {"time": "gestern"}, {"time": "2022-04-12T20:00:00"}, {"n": -1}, {"n": True},
    ],
)  # fmt: skip
def test_what_is_no_receipt_of_the_server_says_nothing(other: dict[str, Any]) -> None:
    one = act()
    told = receipt(
        other.pop("n", 1), one, **{k: other.pop(k) for k in ("by", "time") if k in other}
    )
    assert read(one, replace(told, **other)) == NONE


def test_a_server_is_certified_by_the_root_key_only() -> None:
    by_registrar = certified(SERVER, "server", ["server"], by=REGISTRAR)
    authority = Authority.of([OPENED, registrar(), by_registrar])
    assert not authority.serves(receipt(1))


def test_a_registrar_cannot_end_the_server() -> None:
    attack = revoked(SERVER, by=REGISTRAR)
    assert known(registrar(), attack).serves(receipt(1))


def test_the_root_key_can_and_keeps_what_it_names() -> None:
    ended = known(revoked(SERVER, yl3x=3))
    assert [ended.serves(receipt(n, seq=n)) for n in (3, 4)] == [True, False]


def test_the_smallest_number_is_final() -> None:
    one = act()
    early, late = receipt(3, one), receipt(4, refused=[one])
    assert read(one, late, early).accepted(one.id)
    assert not read(one, receipt(5, one), late).accepted(one.id)


def test_of_two_verdicts_with_one_number_the_refusal_counts_and_both_receipts_are_named() -> None:
    one = act()
    yes, no = receipt(3, one), receipt(3, refused=[one])
    found = read(one, yes, no)
    assert not found.accepted(one.id)
    assert set(found.doubled[3]) == {yes.id, no.id}


def test_a_receipt_that_names_an_event_twice_refuses_it() -> None:
    one = act()
    assert not read(one, receipt(1, one, refused=[one])).accepted(one.id)


@pytest.mark.parametrize(("minutes", "ahead"), [(-600, None), (10, None), (11, 11)])
def test_a_clock_that_is_more_than_ten_minutes_ahead_is_shown(
    minutes: int, ahead: int | None
) -> None:
    one = replace(act(), at=NINE + timedelta(minutes=minutes))
    found = read(one, receipt(1, one, time=NINE.isoformat())).received[one.id].ahead
    assert found == (timedelta(minutes=ahead) if ahead else None)


def test_what_a_receipt_accepted_stays_when_its_key_is_revoked() -> None:
    one, two = act(seq=1), act(seq=2)
    ended = known(revoked())
    receipts = read(one, two, receipt(1, one), authority=ended)
    assert [ended.void(e, receipts) for e in (one, two)] == [False, True]
    assert [ended.doubt(e, None, receipts) is None for e in (one, two)] == [True, False]


@pytest.mark.parametrize(("code", "void"), [(REVOKED_CODE, False), ("rule.role", True)])
def test_an_adoption_takes_back_the_refusal_of_a_revoked_key_s_act_and_no_other(
    code: str, void: bool
) -> None:
    one = act(seq=1)
    ended = known(revoked(), adopted(one))
    assert ended.void(one, read(one, receipt(1, refused=[one], code=code), authority=ended)) is void


def test_a_receipt_has_no_say_about_the_root_key_nor_about_receipts() -> None:
    root, other = certified(OTHER), receipt(1, doc=DISTRICT)
    authority = known(root, other, receipt(2, refused=[root, other], doc=DISTRICT))
    assert OTHER in authority.certificates
    assert not authority.void(other)


def test_a_certificate_that_a_receipt_refused_certifies_nobody() -> None:
    given_ = certified(OTHER, by=REGISTRAR)
    events = [registrar(), given_, receipt(1, refused=[given_], doc=DISTRICT)]
    assert OTHER not in known(*events).certificates
    assert OTHER in known(*events[:2]).certificates


def test_a_certificate_that_a_receipt_accepted_outlives_its_registrar() -> None:
    given_ = replace(certified(OTHER, by=REGISTRAR), seq=9)
    events = [registrar(), given_, revoked(REGISTRAR)]
    assert OTHER not in known(*events).certificates
    assert OTHER in known(*events, receipt(1, given_, doc=DISTRICT)).certificates


def test_a_notice_has_the_number_that_the_server_gave_it() -> None:
    body = {"series": "督", "year": 2022, "n": 12, "notice": "n1"}
    given_ = replace(receipt(1), kind="numbered", body=body)
    assert (read(given_).numbers["n1"].year, read(given_).numbers["n1"].n) == (2022, 12)


@pytest.mark.parametrize("name", ["n", "server_time", "ids", "refused"])
@pytest.mark.parametrize("value", [None, 1, "x", [1], [{"id": 1}], {"x": 1}])
def test_bodies_that_nobody_has_checked_break_nothing(name: str, value: Any) -> None:
    told = receipt(1, act())
    read(replace(told, body={**told.body, name: value}))


ACTS = [act(seq=seq) for seq in range(4)]
TOLD = [
    *ACTS, receipt(1, ACTS[0], refused=[ACTS[1]]), receipt(2, ACTS[1], ACTS[2]), receipt(2, refused=[ACTS[2]]),
    receipt(3, ACTS[0]),
]  # fmt: skip


@given(st.permutations(TOLD))
def test_the_order_in_which_they_come_does_not_matter(order: list[Event]) -> None:
    assert read(*order) == read(*TOLD)
