"""What somebody could send us: every row is answered, changes nothing that is held, and keeps nobody innocent out."""

from __future__ import annotations

import json
from datetime import date

import pytest

from inspections.blocks import Block
from inspections.district import School
from inspections.door import EVENT_BYTES_MAX, FORKS_MAX
from inspections.door_answers import Against
from inspections.errors import Code
from inspections.events_json import MARK, decode, signed_value
from inspections.folding import fold_district, fold_school
from inspections.ids import DocId, EventId, PersonId, sha256_hex
from inspections.keys import SigningKey
from inspections.slots import Client, client_of
from inspections.timeline import Effect
from inspections.vocabulary import Role, Status
from tests.inspections.drafts import SESSION
from tests.inspections.hostile_world import (
    DISTRICT_SAYS,
    ELSEWHERE,
    EXPIRED,
    HONEST,
    OTHER_SESSION,
    RAISED,
    STOLEN,
    STRANGER,
    WANG,
    Hostile,
    chain_of,
    deliver,
    signed_text,
    with_body,
    with_json,
    with_value,
    written,
)
from tests.inspections.views import a_school

NESTED = "[" * 30_000 + "]" * 30_000
SHALLOW_BUT_TOO_DEEP = json.loads("[" * 300 + "]" * 300)
TURNED_AWAY: dict[str, tuple[Hostile, Against]] = {
    "a flipped bit in the value": ((HONEST._replace(value=HONEST.value[:-1] + b"?"),), Against.HASH),
    "a flipped bit and the right hash": ((with_value(HONEST, HONEST.value[:-1] + b"?"),), Against.DAMAGED),
    "right hash, signature of nobody": (
        (with_value(HONEST, MARK + bytes(64) + HONEST.value[65:]),), Against.SIGNATURE),
    "right hash, signature of another": (
        (with_value(HONEST, signed_value(HONEST.value[65:], STRANGER)),), Against.SIGNATURE),
    "right signature in the wrong slot": ((HONEST._replace(client=Client(7)),), Against.SLOT),
    "right signature in a victim's slot": ((HONEST._replace(client=RAISED.client, clock=1),), Against.SLOT),
    "another number than its slot": ((written(seq=1, prev=None), written(seq=2)._replace(clock=0)), Against.SLOT),
    "a used slot with another event": ((written(session=SESSION),), Against.FORK),
    "a link that leads elsewhere": (chain_of({}, {"prev": RAISED.id}), Against.CHAIN),
    "nesting 30,000 deep": ((signed_text(NESTED),), Against.DAMAGED),
    "nesting 30,000 deep in a body": ((signed_text('{"body":' + NESTED + "}"),), Against.DAMAGED),
    "nesting that only walkers would fall over": ((with_body(SHALLOW_BUT_TOO_DEEP),), Against.DAMAGED),
    "nesting 33 deep": ((with_body(json.loads("[" * 31 + "]" * 31)),), Against.DAMAGED),
    "blanks in the JSON": ((with_json(separators=(", ", ": ")),), Against.DAMAGED),
    "keys in another order": ((with_json(lambda t: dict(reversed(t.items())), sort_keys=False),), Against.DAMAGED),
    "letters spelled as escapes": ((with_json(ensure_ascii=True),), Against.DAMAGED),
    "a key twice": ((signed_text(HONEST.value[65:-1].decode() + ',"v":1}'),), Against.DAMAGED),
    "a float": ((with_body(1.5),), Against.DAMAGED),
    "not a number": ((with_body(float("nan")),), Against.DAMAGED),
    "a huge integer": ((with_body(10**400),), Against.DAMAGED),
    "an integer of 2^53": ((with_body(2**53),), Against.DAMAGED),
    "half a letter": ((signed_text('{"a":"\\ud800"}'),), Against.DAMAGED),
    "no JSON": ((signed_text("hello"),), Against.DAMAGED),
    "no object": ((signed_text("[]"),), Against.DAMAGED),
    "a field missing": ((with_json(lambda t: t.pop("by") and t),), Against.DAMAGED),
    "a field too many": ((with_json(lambda t: t.update(x=1)),), Against.DAMAGED),
    "a negative number": ((with_json(lambda t: t.update(seq=-1)),), Against.DAMAGED),
    "a time that is none": ((with_json(lambda t: t.update(at="yesterday")),), Against.DAMAGED),
    "a seen twice": ((with_json(lambda t: t.update(seen=t["seen"] * 2)),), Against.DAMAGED),
    "an empty value": ((with_value(HONEST, b""),), Against.DAMAGED),
    "an event of 10 MB": ((with_value(HONEST, HONEST.value + b" " * 10 * EVENT_BYTES_MAX),), Against.SIZE),
    "an event of another school": ((written(doc=DocId("yl5x")),), Against.DOCUMENT),
}  # fmt: skip
REFUSED: dict[str, tuple[Hostile, Code]] = {
    "a certificate for another school": ((written(ELSEWHERE),), Code.CERTIFICATE_SCOPE),
    "the name of somebody else": ((written(by=PersonId("liqiang")),), Code.CERTIFICATE_PERSON),
    "a role that the certificate lacks": ((written(role=Role.BUREAU),), Code.CERTIFICATE_ROLE),
    "a role that may not": (
        (written(kind="withdrawn", from_="found", body={"cause": "other", "reason": "x"}),), Code.RULE_ROLE),
    "an issue nobody raised": ((written(subject="q:" + "0" * 26),), Code.RULE_SUBJECT),
    "an inspection of another school": ((written(subject="i:yl5x-2022-04-12-small-t1"),), Code.RULE_SUBJECT),
    "a path for a subject": ((written(subject="i:../../etc"),), Code.RULE_SUBJECT),
    "a text without end": ((written(body={"text": "字" * 30_000}),), Code.RULE_LIMIT),
    "a body without its field": ((written(body={}),), Code.RULE_FIELD),
    "an answer for a school that does not say for whom": (
        (written(kind="submitted", from_="notified", body={"measures": "x", "done_on": "2022-04-12"}),),
        Code.RULE_BEHALF),
}  # fmt: skip
WAITING: dict[str, Hostile] = {
    "no certificate": (written(SigningKey.from_seed(b"?" * 32)),),
    "a certificate by an unknown root": (written(STRANGER),),
    "a seen that does not exist": (written(seen=frozenset({EventId("0" * 64)})),),
    "a seen of another school": (written(seen=frozenset({written(doc=DocId("yl5x")).id})),),
    "a link that does not exist": (written(prev=EventId("0" * 64)),),
    "a gap in the clock": (chain_of({}, {}, {})[0], chain_of({}, {}, {})[2]),
    "a clock at the end of the world": (HONEST._replace(clock=2**32 - 1),),
    "bytes of a newer program": (with_value(HONEST, b"\x02" + HONEST.value[1:]),),
    "a newer version": (with_json(lambda t: t.update(v=2)),),
}


@pytest.mark.parametrize("name", TURNED_AWAY)
def test_it_is_turned_away(name: str) -> None:
    hostile, why = TURNED_AWAY[name]
    assert [away.why for away in deliver(*hostile).turned_away] == [why]


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_words_for_its_author(name: str) -> None:
    hostile, code = REFUSED[name]
    [away] = deliver(*hostile).turned_away
    assert away.problem and (away.problem.code, bool(str(away.problem.remedy))) == (code, True)


@pytest.mark.parametrize("name", WAITING)
def test_it_waits_outside_the_document(name: str) -> None:
    hostile = WAITING[name]
    found = deliver(*hostile)
    assert (hostile[-1].id, found.turned_away) == (found.waiting[-1].block.id, ())


def test_an_event_that_sees_itself_cannot_be_made() -> None:
    """The id is the hash of what holds `seen`: whoever names it names an id that never comes."""
    guess = EventId(sha256_hex(b"my own id"))
    assert [w.needs for w in deliver(written(seen=frozenset({guess}))).waiting] == [guess]


def test_a_certificate_that_has_expired_counts_by_the_day_of_receipt_alone() -> None:
    late = written(EXPIRED)
    assert deliver(late).turned_away == ()
    [away] = deliver(late, received_on=date(2020, 1, 2)).turned_away
    assert away.problem and away.problem.code is Code.CERTIFICATE_TIME


def shown(*delivery: Block) -> tuple[list[Status], list[Effect]]:
    """Return the statuses of the school's issues after a delivery, and what its last event did."""
    events = [decode(b.value) for b in (RAISED, *deliver(*delivery).accepted)]
    school: School = a_school()
    view = fold_school(school, events, fold_district(DISTRICT_SAYS))
    lines = [*(e for i in view.issues for e in i.timeline), *view.others]
    return [i.status for i in view.issues], [
        e.effect for e in lines if e.event.id == delivery[-1].id
    ]


def test_what_a_revoked_key_writes_comes_in_and_has_no_effect() -> None:
    stolen = written(STOLEN, kind="close_proposed", from_="verified", body={"conclusion": "好"})
    assert shown(stolen) == ([Status.FOUND], [Effect.NO_EFFECT])


def test_a_from_that_lies_has_no_effect() -> None:
    lie = written(kind="close_proposed", from_="verified", body={"conclusion": "好"})
    assert shown(lie) == ([Status.FOUND], [Effect.NO_EFFECT])


def test_an_unsigned_event_in_a_victim_s_slot_does_not_keep_the_victim_s_out() -> None:
    mine = written(session=SESSION, seq=1, prev=RAISED.id)
    forged = [
        with_value(mine, mark + bytes(64) + mine.value[65:] + tail)
        for mark in (b"\x01", b"\x02", b"\x00")
        for tail in (b"", b" ", b"  ")
    ]
    assert mine.id in {block.id for block in deliver(*forged, mine).accepted}


def test_a_device_that_signs_one_place_over_and_over_keeps_a_few_of_them_waiting() -> None:
    missing = EventId("0" * 64)
    forks = [
        written(seen=frozenset({RAISED.id, missing}), body={"text": f"第 {n} 种说法"})
        for n in range(3 * FORKS_MAX)
    ]
    found = deliver(*forks)
    assert len(found.waiting) == FORKS_MAX
    assert [away.why for away in found.turned_away] == [Against.FORK] * 2 * FORKS_MAX


def test_what_waited_for_a_place_that_is_taken_is_told_too() -> None:
    newer = [with_value(HONEST, bytes([mark]) + HONEST.value[1:]) for mark in range(2, 12)]
    found = deliver(*newer, HONEST)
    assert {away.block.id for away in found.turned_away} == {block.id for block in newer}
    assert found.waiting == ()


def test_twenty_thousand_chains_of_nobody_wait_and_the_innocent_comes_in() -> None:
    session, zeros = "e" * 32, bytes(64)
    text = HONEST.value[65:].decode().replace(OTHER_SESSION, session)
    blocks = []
    for n in range(20_000):
        device = f"{n:064x}"
        value = MARK + zeros + text.replace(WANG.public_hex, device).encode()
        blocks.append(Block(client_of(device, session), 0, EventId(sha256_hex(value)), value))
    assert len(deliver(*blocks).waiting) == 20_000
