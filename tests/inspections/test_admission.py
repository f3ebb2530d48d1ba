"""The door of a district: one delivery can carry a certificate and what its device wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inspections.admission import Register
from inspections.blocks import Block, encode_update
from inspections.certificates import Authority
from inspections.door import sort
from inspections.door_answers import Against, Sorted
from inspections.errors import Code
from inspections.events_json import decode
from inspections.ids import DISTRICT
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


def at_the_door(*blocks: Block, held: Iterable[Block] = (), root: SigningKey = ROOT) -> Sorted:
    ledger = Ledger(DISTRICT)
    ledger.apply(encode_update(held))
    events = [decode(block.value) for block in held]
    register = Register(DISTRICT, events, Authority.of(events), root.public_hex)
    return sort(ledger, blocks, register)


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
