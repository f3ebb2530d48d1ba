"""What a push leaves: events, their receipt, what waits, what was turned away; and nothing of a push that failed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inspections.blocks import Block
from inspections.district import District
from inspections.errors import Code, UserError
from inspections.ids import DISTRICT, EventId, PersonId, sha256_hex
from inspections.laptop.actor import root_recorder
from inspections.laptop.certify import certificate_act
from inspections.vocabulary import Role
from sync_server.documents import Held
from sync_server.entering import waiting_blocks
from sync_server.pushing import push
from sync_server.schema import QUARANTINE
from sync_server.service import Service
from sync_server.signing import Pen
from tests.inspections.drafts import KEY, a_chain
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import YL3X, Hall, ask, held, receipts, sends

pytestmark = ON_BOTH


def test_a_push_is_received_in_its_own_transaction_with_number_time_and_ids(
    hall: Hall, service: Service
) -> None:
    [said] = hall.comments("已看")
    ask(service, hall, yl3x=sends(said))
    last = receipts(service)[-1]
    assert (last.body["n"], last.body["ids"], last.body["refused"]) == (2, [said.id], [])
    assert last.body["server_time"] == "2026-03-02T09:00:00+08:00"


def test_the_first_receipt_of_a_server_names_everything_it_was_made_with(service: Service) -> None:
    first = receipts(service)[0]
    assert set(first.body["ids"]) == set(held(service)) - {first.id}


def test_a_push_sent_again_changes_nothing_and_gets_the_same_answer(
    hall: Hall, service: Service
) -> None:
    [said] = hall.comments("已看")
    first, again = (ask(service, hall, yl3x=sends(said)) for _ in range(2))
    assert again.documents[YL3X] == first.documents[YL3X]
    assert [e.body["n"] for e in receipts(service)] == [1, 2]


def test_an_event_ahead_of_its_predecessor_waits_outside_the_document_until_that_comes(
    hall: Hall, service: Service
) -> None:
    first, second = hall.comments("一", "二")
    answer = ask(service, hall, yl3x=sends(second))
    assert [(w.id, w.needs) for w in answer.documents[YL3X].waiting] == [(second.id, first.id)]
    assert second.id not in held(service)
    ask(service, hall, yl3x=sends(first))
    assert {first.id, second.id} <= set(held(service))
    assert receipts(service)[-1].body["ids"] == [first.id, second.id]
    with service.database.reading() as connection:
        assert waiting_blocks(connection, YL3X) == ()


def test_an_act_that_the_judge_refuses_comes_in_and_its_receipt_says_why(
    hall: Hall, service: Service
) -> None:
    [odd] = a_chain(
        1, key=hall.key("wangmin"), by=PersonId("wangmin"), subject="q:NOBODYHASSEENTHIS"
    )
    ask(service, hall, yl3x=sends(odd))
    assert odd.id in held(service)
    [refused] = receipts(service)[-1].body["refused"]
    assert (refused["id"], refused["code"]) == (odd.id, Code.RULE_SUBJECT)
    assert refused["remedy"]


def test_a_forged_event_is_turned_away_and_kept_aside_while_the_rest_goes_in(
    hall: Hall, service: Service
) -> None:
    [good] = hall.comments("好的")
    [forged] = a_chain(1, key=hall.key("liqiang"), by=PersonId("liqiang"))
    value = forged.value[:-1] + b"!"
    bad = Block(forged.client, forged.clock, EventId(sha256_hex(value)), value)
    answer = ask(service, hall, yl3x=sends(good, bad))
    assert [(a.id, a.why) for a in answer.documents[YL3X].turned_away] == [(bad.id, "damaged")]
    assert good.id in held(service)
    assert bad.id not in held(service)


def test_what_an_unknown_device_wrote_waits_for_its_certificate(
    hall: Hall, service: Service
) -> None:
    [strange] = a_chain(1, key=KEY)
    answer = ask(service, hall, yl3x=sends(strange))
    assert [(w.id, w.device) for w in answer.documents[YL3X].waiting] == [
        (strange.id, KEY.public_hex)
    ]
    assert strange.id not in held(service)


def test_what_waited_for_a_certificate_comes_in_with_the_push_that_brings_it(
    hall: Hall, service: Service
) -> None:
    sealed = next(e for e in held(service).values() if e.kind == "sealed")
    issue = f"q:{hall.office.issues()[0]['id']}"
    [late] = a_chain(1, key=KEY, subject=issue, seen=frozenset({sealed.id}))
    ask(service, hall, yl3x=sends(late))
    assert late.id not in held(service)
    ask(service, hall, "yanghui", district=sends(*certificate_of(hall, KEY.public_hex)))
    assert late.id in held(service)
    assert receipts(service)[-1].body["ids"] == [late.id]


def certificate_of(hall: Hall, key: str) -> list[Block]:
    """Certify at the bureau a second laptop of wangmin's; return the new events of the register."""
    workspace = hall.office.workspace()
    known = set(workspace.store.load(DISTRICT).values())
    recorder, _ = root_recorder(workspace, PersonId("chenjing"))
    recorder.record([certificate_act(workspace, PersonId("wangmin"), key, [Role.INSPECTOR])])
    return [b for b in hall.blocks(DISTRICT) if b.id not in known]


def test_a_revoked_device_is_refused_what_it_wrote_after_its_end(
    hall: Hall, service: Service
) -> None:
    [said] = hall.comments("丢了以后写的", by="wangmin")
    before = {b.id for b in hall.blocks(DISTRICT)}
    hall.office.does("device", "revoke", hall.key("wangmin").public_hex, "--reason", "丢失", "--keep-none", "--as", "chenjing")  # fmt: skip
    new = [b for b in hall.blocks(DISTRICT) if b.id not in before]
    ask(service, hall, "yanghui", district=sends(*new), yl3x=sends(said))
    [refused] = receipts(service)[-1].body["refused"]
    assert (refused["id"], refused["code"]) == (said.id, "certificate.revoked")


def test_a_device_beyond_its_share_of_the_day_is_told_so_and_nothing_comes_in(hall: Hall) -> None:
    service = hall.opened(device_events_a_day_max=1)
    with pytest.raises(UserError) as told:
        ask(service, hall, yl3x=sends(*hall.comments("一", "二")))
    assert told.value.problems[0].code is Code.RULE_LIMIT
    assert len(receipts(service)) == 1
    service.close()


def test_a_push_whose_acts_cannot_be_written_leaves_nothing_behind(
    hall: Hall, service: Service
) -> None:
    [said] = hall.comments("已看")

    def breaks(*_: object) -> None:
        raise RuntimeError("at the last moment")

    session, before = service.signer.session, set(held(service))
    with pytest.raises(RuntimeError):
        push(service, YL3X, [said], "0" * 64, breaks)
    assert set(held(service)) == before
    assert service.signer.session != session
    ask(service, hall, yl3x=sends(said))
    assert receipts(service)[-1].body["ids"] == [said.id]


def test_two_servers_on_one_database_see_each_others_commits_and_write_no_slot_twice(
    hall: Hall, service: Service
) -> None:
    other = hall.opened()
    first, second, third = hall.comments("一", "二", "三")
    ask(service, hall, yl3x=sends(first))
    ask(other, hall, yl3x=sends(second))
    ask(service, hall, yl3x=sends(third))
    assert [e.body["n"] for e in receipts(other)] == [1, 2, 3, 4]
    assert len({(e.session, e.seq) for e in receipts(other)}) == 4
    other.close()


def test_of_two_acts_that_one_device_signed_for_one_place_the_first_stands_and_the_bureau_gets_the_other(
    hall: Hall, service: Service
) -> None:
    sealed = next(e for e in held(service).values() if e.kind == "sealed")
    about = {"subject": f"q:{hall.office.issues()[0]['id']}", "seen": frozenset({sealed.id})}
    one, other = (
        a_chain(1, key=hall.key("wangmin"), body={"text": text}, **about)[0]
        for text in ("一", "二")
    )
    ask(service, hall, yl3x=sends(one))
    answer = ask(service, hall, yl3x=sends(other))
    assert [(a.id, a.why) for a in answer.documents[YL3X].turned_away] == [(other.id, "fork")]
    assert (one.id in held(service), other.id in held(service)) == (True, False)
    with service.database.reading() as connection:
        kept = connection.execute(select(QUARANTINE.c.value, QUARANTINE.c.why)).all()
    assert [(bytes(value), why) for value, why in kept] == [(other.value, "fork")]


def test_a_notice_is_numbered_in_the_push_that_brings_it_and_its_receipt_names_the_number(
    hall: Hall, service: Service
) -> None:
    issue, before = hall.office.issues()[0]["id"], {b.id for b in hall.blocks()}
    hall.office.does("issue", "confirm", issue, "--as", "yanghui")
    hall.office.does("issue", "notify", issue, "--notice", "n1", "--due", "2026-03-20", "--as", "yanghui")  # fmt: skip
    ask(service, hall, "yanghui", yl3x=sends(*(b for b in hall.blocks() if b.id not in before)))
    [number] = [e for e in held(service).values() if e.kind == "numbered"]
    assert number.body == {"series": "督", "year": 2026, "n": 1, "notice": "n1"}
    assert number.id in receipts(service)[-1].body["ids"]


def test_what_people_without_a_device_do_is_written_and_received_with_the_push(
    hall: Hall, service: Service
) -> None:
    sealed = next(e for e in held(service).values() if e.kind == "sealed")
    issue = f"q:{hall.office.issues()[0]['id']}"

    def compose(_: Held, __: District, pen: Pen) -> None:
        pen.sign("commented", issue, {"text": "我们看到了"}, PersonId("zhoulaoshi"), Role.SCHOOL,
                 account="yl3x", seen=frozenset({sealed.id}))  # fmt: skip

    assert push(service, YL3X, (), service.signer.key.public_hex, compose).accepted == 1
    [said] = [e for e in held(service).values() if e.account == "yl3x"]
    assert receipts(service)[-1].body["ids"] == [said.id]
