"""The door of a district: one delivery can carry a certificate and what its device wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from inspections.admission import Register
from inspections.blocks import Block, encode_update
from inspections.certificates import Authority
from inspections.door import sort
from inspections.door_answers import Against, Sorted
from inspections.errors import Code
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, EventId, sha256_hex
from inspections.keys import SigningKey
from inspections.ledger import Ledger
from inspections.vocabulary import Role
from tests.inspections.drafts import a_chain

ROOT, REGISTRAR, BUREAU, THIEF = (SigningKey.from_seed(bytes([n]) * 32) for n in range(4))


def said(key: SigningKey, kind: str, subject: str, n: int = 0, **body: Any) -> Block:
    """Return an event of `key`, alone in session `n`."""
    [block] = a_chain(
        1, key=key, session=f"{n:032x}", doc=DISTRICT, kind=kind, subject=subject, role=Role.ROOT, body=body
    )  # fmt: skip
    return block


def certifies(by: SigningKey, key: SigningKey, n: int, roles: Iterable[str] = ("bureau",)) -> Block:
    return said(by, "device_certified", f"d:device/{key.public_hex}", n, person="wangmin",
                roles=list(roles), scope={}, **{"from": "2022-01-01", "until": None})  # fmt: skip


def retires(key: SigningKey, n: int) -> Block:
    [block] = a_chain(1, key=key, session=f"{n:032x}", doc=DISTRICT, kind="person_retired",
                      subject="d:person/liqiang", role=Role.BUREAU, body={"reason": "退休"})  # fmt: skip
    return block


OPENED = said(ROOT, "district_opened", "d:settings", name="云岭区", root_key=ROOT.public_hex)
APPOINTED = said(ROOT, "registrar_certified", f"d:device/{REGISTRAR.public_hex}", 1,
                 **{"from": "2022-01-01", "until": None})  # fmt: skip
CERTIFIED = certifies(REGISTRAR, BUREAU, 2)
RETIRED = retires(BUREAU, 3)


def at_the_door(
    *blocks: Block, held: Iterable[Block] = (), root: SigningKey = ROOT, doc: DocId = DISTRICT,
    authority: Authority | None = None,
) -> Sorted:  # fmt: skip
    ledger = Ledger(doc)
    ledger.apply(encode_update(held))
    events = [decode(block.value) for block in held]
    known = authority or Authority.of(events)
    return sort(ledger, blocks, Register(doc, events, known, root.public_hex, delivered=blocks))


def test_one_delivery_carries_root_registrar_device_and_what_it_wrote() -> None:
    found = at_the_door(RETIRED, CERTIFIED, APPOINTED, OPENED)
    assert [b.id for b in found.accepted] == [b.id for b in (OPENED, APPOINTED, CERTIFIED, RETIRED)]


def test_what_a_device_wrote_waits_until_its_certificate_comes() -> None:
    found = at_the_door(RETIRED, APPOINTED, held=[OPENED])
    assert [w.device for w in found.waiting] == [BUREAU.public_hex]
    assert at_the_door(RETIRED, CERTIFIED, held=[OPENED, APPOINTED]).waiting == ()


def test_a_district_of_another_root_does_not_get_in() -> None:
    other = said(
        THIEF, "district_opened", "d:settings", 5, name="云岭区", root_key=THIEF.public_hex
    )
    assert at_the_door(other, certifies(THIEF, BUREAU, 6)).accepted == ()
    assert at_the_door(other, certifies(THIEF, BUREAU, 6), held=[OPENED]).accepted == ()


def test_a_certificate_from_a_device_that_may_not_give_any_is_turned_away() -> None:
    held = [OPENED, APPOINTED, CERTIFIED]
    [away] = at_the_door(certifies(BUREAU, THIEF, 7), held=held).turned_away
    assert away.why is Against.CERTIFICATE
    assert away.problem and away.problem.code is Code.CERTIFICATE_ISSUER


def test_what_a_revoked_key_wrote_is_let_in_so_that_documents_never_part() -> None:
    revoked = said(
        ROOT, "device_revoked", f"d:device/{BUREAU.public_hex}", 8, reason="丢失", keep={}
    )
    held = [OPENED, APPOINTED, CERTIFIED, revoked]
    assert [b.id for b in at_the_door(RETIRED, held=held).accepted] == [RETIRED.id]


def test_so_is_what_a_device_wrote_that_a_stolen_registrar_certified() -> None:
    end = said(
        ROOT, "device_revoked", f"d:device/{REGISTRAR.public_hex}", 9, reason="被盗", keep={}
    )
    for order in ([end, CERTIFIED, RETIRED], [CERTIFIED, RETIRED, end]):
        found = at_the_door(*order, held=[OPENED, APPOINTED])
        assert {b.id for b in found.accepted} == {b.id for b in order}
        events = [decode(b.value) for b in (OPENED, APPOINTED, *found.accepted)]
        retired = next(e for e in found.events if e.id == RETIRED.id)
        assert Authority.of(events).void(retired)


SERVER = SigningKey.from_seed(b"s" * 32)
SERVES = said(ROOT, "device_certified", f"d:device/{SERVER.public_hex}", 20, person="server", roles=["server"],
              scope={}, **{"from": "2022-01-01", "until": None})  # fmt: skip
YL3X = DocId("yl3x")
KNOWN = [OPENED, APPOINTED, CERTIFIED, SERVES]


def receipt(names: Block, key: SigningKey = SERVER, doc: DocId = YL3X) -> Block:
    refused = [{"id": names.id, "code": "rule.subject", "remedy": "先收下全部记录"}]
    body = {"n": 1, "server_time": "2022-04-12T20:00:00+08:00", "ids": [], "refused": refused}
    [block] = a_chain(1, key=key, session="c" * 32, doc=doc, kind="received", subject="", by="server",
                      role=Role.SERVER, body=body, seen=frozenset())  # fmt: skip
    return block


[UNROOTED] = a_chain(
    1, key=BUREAU, session="d" * 32, role=Role.BUREAU
)  # nothing of its issue was seen


def at_the_school(*blocks: Block, held: Iterable[Block] = ()) -> Sorted:
    authority = Authority.of([decode(block.value) for block in KNOWN])
    return at_the_door(*blocks, held=held, doc=YL3X, authority=authority)


def test_without_a_receipt_the_judge_turns_it_away() -> None:
    assert [away.why for away in at_the_school(UNROOTED).turned_away] == [Against.REFUSED]


def test_what_a_receipt_names_comes_in_whatever_the_judge_says() -> None:
    told = receipt(UNROOTED)
    for blocks, held in ([(UNROOTED, told), []], [(told, UNROOTED), []], [(UNROOTED,), [told]]):
        assert UNROOTED.id in {b.id for b in at_the_school(*blocks, held=held).accepted}


def test_a_receipt_by_another_key_lets_nothing_in() -> None:
    [away] = at_the_school(UNROOTED, receipt(UNROOTED, THIEF)).turned_away
    assert away.block.id == UNROOTED.id


def test_a_receipt_with_a_wrong_signature_lets_nothing_in() -> None:
    told = receipt(UNROOTED)
    broken = told.value[:1] + bytes(64) + told.value[65:]
    forged = Block(told.client, told.clock, EventId(sha256_hex(broken)), broken)
    assert UNROOTED.id not in {b.id for b in at_the_school(UNROOTED, forged).accepted}


@pytest.mark.parametrize("session", range(20, 26))
def test_one_delivery_carries_the_server_s_certificate_its_receipt_and_what_that_names(
    session: int,
) -> None:
    """Whichever of them the door looks at first: that depends on the sessions."""
    serves = said(ROOT, "device_certified", f"d:device/{SERVER.public_hex}", session, person="server",
                  roles=["server"], scope={}, **{"from": "2022-01-01", "until": None})  # fmt: skip
    [odd] = a_chain(1, key=BUREAU, session="d" * 32, doc=DISTRICT, kind="person_retired", role=Role.BUREAU,
                    subject="d:nobody/x", body={"reason": "退休"})  # fmt: skip
    blocks = [odd, receipt(odd, doc=DISTRICT), serves]
    found = at_the_door(*blocks, held=[OPENED, APPOINTED, CERTIFIED])
    assert {b.id for b in found.accepted} == {b.id for b in blocks}
    assert (found.waiting, found.turned_away) == ((), ())
