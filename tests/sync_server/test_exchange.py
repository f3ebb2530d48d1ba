"""One sync from the server's side: who gets which documents, what comes back, what a device that is ahead is told."""

from __future__ import annotations

import pytest

from inspections.blocks import read_update
from inspections.errors import Code
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, EventId
from inspections.keys import SigningKey
from inspections.ledger import Ledger
from inspections.sync_protocol import Offered, Request
from inspections.sync_wire import WireError
from sync_server import answering, portions
from sync_server.access import DeniedError
from sync_server.exchange import exchange
from sync_server.service import Service
from tests.inspections.drafts import a_chain
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import RUN_SESSION, YL3X, YL5X, Hall, ask, held, receipts, sends

pytestmark = ON_BOTH


def test_a_new_device_gets_everything_within_its_scope_and_can_build_it(
    hall: Hall, service: Service
) -> None:
    answer = ask(service, hall)
    ledger = Ledger(YL3X)
    for update in answer.documents[YL3X].updates:
        ledger.apply(update)
    assert set(ledger.values()) == set(held(service))
    assert not answer.more


@pytest.mark.parametrize(
    ("person", "documents"),
    [
        ("wangmin", {DISTRICT, YL3X}),
        ("yanghui", {DISTRICT, YL3X}),
        ("zhaolei", {DISTRICT, YL3X}),
        ("zhoulaoshi", {DISTRICT, YL3X}),
        ("liqiang", {DISTRICT}),
        ("wulaoshi", {DISTRICT}),
    ],
)
def test_a_device_gets_the_district_and_the_schools_of_its_certificate(
    hall: Hall, service: Service, person: str, documents: set[DocId]
) -> None:
    assert set(ask(service, hall, person).documents) == documents


def test_a_document_outside_the_scope_is_denied_and_nothing_of_it_taken_in(
    hall: Hall, service: Service
) -> None:
    [said] = hall.comments("王敏写的")
    answer = ask(service, hall, "liqiang", yl3x=sends(said))
    assert (answer.denied, YL3X in answer.documents) == ((YL3X,), False)
    assert said.id not in held(service)


def test_a_school_that_the_roster_lacks_is_denied(hall: Hall, service: Service) -> None:
    assert ask(service, hall, "yanghui", nosuchschool=Offered()).denied == (DocId("nosuchschool"),)


def test_names_of_documents_that_nobody_knows_take_no_room_in_memory(
    hall: Hall, service: Service
) -> None:
    named = [DocId(f"invented{n}") for n in range(5)]
    answer = ask(service, hall, **{doc: sends(*a_chain(1, doc=doc)) for doc in named})
    assert set(answer.denied) == set(named)
    assert not set(service.documents._kept) & set(named)


def test_a_receipt_that_was_invented_takes_no_room_in_memory(hall: Hall, service: Service) -> None:
    for n in range(3):
        ask(service, hall, yl3x=Offered(receipt=(n, EventId("a" * 64))))
    assert not service.documents._kept[YL3X]._reached


def test_an_unknown_device_is_refused_before_anything_is_looked_at(
    hall: Hall, service: Service
) -> None:
    stranger = SigningKey.from_seed(b"x" * 32).public_hex
    request = Request(district=service.root_key, device=stranger, session=RUN_SESSION)
    with pytest.raises(DeniedError) as told:
        exchange(service, request)
    assert told.value.status == 403


def test_a_revoked_device_is_told_that_it_was(hall: Hall, service: Service) -> None:
    before = {b.id for b in hall.blocks(DISTRICT)}
    key = hall.key("wangmin").public_hex
    hall.office.does("device", "revoke", key, "--reason", "丢失", "--as", "chenjing")
    new = [b for b in hall.blocks(DISTRICT) if b.id not in before]
    ask(service, hall, "yanghui", district=sends(*new))
    with pytest.raises(DeniedError) as told:
        ask(service, hall, "wangmin")
    assert told.value.problems[0].code is Code.CERTIFICATE_REVOKED


def test_nothing_new_costs_no_document_in_memory(hall: Hall, service: Service) -> None:
    marks = {d: one.receipt for d, one in ask(service, hall).documents.items()}
    fresh = hall.opened()
    answer = ask(fresh, hall, **{d: Offered(receipt=mark) for d, mark in marks.items()})
    assert {d: one.receipt for d, one in answer.documents.items()} == marks
    assert not any(one.updates for one in answer.documents.values())
    assert set(fresh.documents._kept) == {DISTRICT}
    fresh.close()


def test_a_device_behind_gets_only_what_came_after_its_receipt(
    hall: Hall, service: Service
) -> None:
    mark = ask(service, hall).documents[YL3X].receipt
    [said] = hall.comments("后来的")
    ask(service, hall, yl3x=sends(said))
    back = ask(service, hall, "yanghui", yl3x=Offered(receipt=mark)).documents[YL3X]
    assert {b.id for u in back.updates for b in read_update(u)} == {
        said.id,
        receipts(service)[-1].id,
    }


def test_what_a_device_has_just_sent_does_not_come_back(hall: Hall, service: Service) -> None:
    mark = ask(service, hall).documents[YL3X].receipt
    [said] = hall.comments("只要回执")
    back = ask(
        service, hall, yl3x=Offered(receipt=mark, update=sends(said).update)
    ).documents[YL3X]  # fmt: skip
    assert [b.id for u in back.updates for b in read_update(u)] == [receipts(service)[-1].id]
    assert back.heads == {said.client: (said.clock, said.id)}


def test_a_receipt_that_the_server_never_gave_leads_astray(hall: Hall, service: Service) -> None:
    back = ask(service, hall, yl3x=Offered(receipt=(99, EventId("a" * 64)))).documents[YL3X]
    assert (back.astray, back.updates) == (True, ())


def test_another_event_at_a_held_place_is_told_as_a_fork(hall: Hall, service: Service) -> None:
    place = next(b for b in hall.blocks() if b.clock == 0)
    head = {place.client: (0, EventId("b" * 64))}
    [fork] = ask(service, hall, yl3x=Offered(heads=head)).documents[YL3X].forks
    assert (fork.client, fork.seq, fork.id) == (place.client, 0, place.id)


def rests_on_itself(ledger: Ledger) -> bool:
    events = [decode(value, i) for i, value in ledger.values().items()]
    needs = [{*e.seen, *filter(None, [e.prev])} for e in events if isinstance(e, Event)]
    return all(one <= set(ledger.values()) for one in needs)


def test_of_more_than_fits_every_portion_can_be_taken_in_and_together_they_are_all(
    hall: Hall, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(service, hall, yl3x=sends(*hall.comments("一", "二", "三")))
    for module in (answering, portions):
        monkeypatch.setattr(module, "ANSWER_BYTES", 3000)
    ledgers = {DISTRICT: Ledger(DISTRICT), YL3X: Ledger(YL3X)}
    for _ in range(60):
        heads = {
            doc: {b.client: (b.clock, b.id) for b in one.blocks()} for doc, one in ledgers.items()
        }
        answer = ask(service, hall, **{d: Offered(heads=h) for d, h in heads.items()})
        for doc, one in answer.documents.items():
            for update in one.updates:
                ledgers[doc].apply(update)
            assert rests_on_itself(ledgers[doc])
        if not answer.more:
            break
    for doc, ledger in ledgers.items():
        assert set(ledger.values()) == set(held(service, doc))


def test_an_update_of_another_shape_is_refused_whole(hall: Hall, service: Service) -> None:
    before = len(receipts(service))
    with pytest.raises(WireError):
        ask(service, hall, yl3x=Offered(update=b"\x01\x01\x00"))
    assert len(receipts(service)) == before


def test_the_register_of_a_school_device_cannot_be_written_by_it(
    hall: Hall, service: Service
) -> None:
    """It may carry the bureau's events; its own act on the register has no certificate."""
    [own] = a_chain(
        1, key=hall.key("zhoulaoshi"), doc=DISTRICT, by="zhoulaoshi", kind="school_set", subject=f"d:school/{YL5X}",
    )  # fmt: skip
    answer = ask(service, hall, "zhoulaoshi", district=sends(own))
    assert [a.why for a in answer.documents[DISTRICT].turned_away] == ["certificate.role"]
    assert own.id not in held(service, DISTRICT)
