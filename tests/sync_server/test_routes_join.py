"""`POST /api/v1/join` asked by strangers, by invited devices, and by those who have part of what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import Response

from inspections.blocks import read_update
from inspections.device_request import DeviceRequest, write_request
from inspections.ids import DISTRICT
from inspections.join_protocol import (
    ASK_BYTES_MAX,
    JOIN_PATH,
    JOINING,
    Ask,
    Standing,
    Told,
    read_told,
    write_ask,
)
from inspections.keys import SigningKey
from inspections.laptop.clock import Clock
from inspections.laptop.recorder import Act
from inspections.sync_json import read_fault
from inspections.sync_wire import authorization
from sync_server import accounts, joining, pending_devices
from sync_server.audit import CONSOLE, entries
from sync_server.inviting import invite
from sync_server.service import ZONE
from tests.inspections.laptop.office import NOW
from tests.sync_server.browsing import House, a_house
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import held

pytestmark = ON_BOTH

KEY, OTHER = (SigningKey.from_seed(bytes(31) + letter) for letter in (b"j", b"k"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


def invited(house: House, person: str = "liqiang") -> str:
    service = house.service
    with service.database.writing() as connection:
        return invite(service, connection, service.clock.now(ZONE), CONSOLE, person).code


def request(person: str = "liqiang", key: SigningKey = KEY, district: str | None = None) -> bytes:
    wish = DeviceRequest(key=key.public_hex, person=person, name="李强", at=NOW, district=district)
    return write_request(wish, key)


def send(house: House, body: bytes, key: SigningKey = KEY, signed_for: str = JOINING) -> Response:
    signature = authorization(key, "ab" * 16, signed_for, "POST", JOIN_PATH, body)
    return house.browser().client.post(JOIN_PATH, content=body, headers={"Authorization": signature})  # fmt: skip


def ask(house: House, code: str, data: bytes = b"", key: SigningKey = KEY, district: str | None = None) -> Response:  # fmt: skip
    return send(house, write_ask(Ask(code=code, request=data, district=district)), key)


def told(said: Response) -> Told:
    assert said.status_code == 200, said.text
    return read_told(said.content)


def refused(said: Response) -> tuple[int, str]:
    return said.status_code, read_fault(said.content).code


def confirm(house: House, *, yes: bool = True, key: SigningKey = KEY) -> None:
    service = house.service
    with service.database.reading() as connection:
        account = accounts.get(connection, "yanghui")
    pending_devices.decide(service, account, key.public_hex, yes=yes)


def log(house: House) -> list[tuple[str, str, str]]:
    with house.service.database.reading() as connection:
        return [(e.act, e.subject, e.detail.get("why", "")) for e in entries(connection)]


def at(house: House, **later: float) -> None:
    moment = house.service.clock.now(ZONE) + timedelta(**later)
    house.service.clock = Clock.from_text(moment.isoformat())


def test_a_code_says_for_whom_it_is_and_is_not_used_by_that(house: House) -> None:
    code = invited(house)
    found = told(ask(house, code, key=OTHER))
    assert (found.person, found.called, found.standing) == ("liqiang", "李强", Standing.INVITED)
    assert found.district == house.service.root_key
    assert told(ask(house, code, request())).standing is Standing.WAITING


def test_the_district_comes_once_the_bureau_has_said_yes_and_the_root_key_was_compared(
    house: House,
) -> None:
    code, root = invited(house), house.service.root_key
    assert told(ask(house, code, request(), district=root)).update == b""
    confirm(house)
    found = told(ask(house, code, request()))
    assert (found.standing, found.update) == (Standing.CONFIRMED, b"")
    update = told(ask(house, code, request(), district=root)).update
    assert {b.id for b in read_update(update)} == set(held(house.service, DISTRICT))


def test_codes_that_were_never_made_are_used_or_are_over_look_the_same(house: House) -> None:
    used, over = invited(house), invited(house, "wangmin")
    told(ask(house, used, request()))
    at(house, days=3, seconds=1)
    answers = {ask(house, "AAAA-AAAA-AAAA-AAAA", request(key=OTHER), OTHER).content}
    answers |= {ask(house, used, request(key=OTHER), OTHER).content, ask(house, used, key=OTHER).content}  # fmt: skip
    answers |= {ask(house, over, request("wangmin", OTHER), OTHER).content, ask(house, "").content}
    assert len(answers) == 1
    assert told(ask(house, used, request())).standing is Standing.WAITING


def test_nobody_asks_with_a_request_that_another_key_signed(house: House) -> None:
    code = invited(house)
    assert refused(ask(house, code, request(), OTHER)) == (401, "device.unknown")
    body = write_ask(Ask(code=code, request=request()))
    assert refused(send(house, body, signed_for=house.service.root_key)) == (401, "device.unknown")
    assert house.browser().client.post(JOIN_PATH, content=body).status_code == 401
    assert told(ask(house, code, request(key=OTHER), OTHER)).standing is Standing.WAITING


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", (400, "wire.unreadable")),
        (b"\x1f\x8b\x08\x00", (400, "wire.unreadable")),
        (b"[" * 20_000, (400, "wire.unreadable")),
        (b'{"protocol":1,"code":"A","request":"AA"}', (400, "wire.unreadable")),
        (b'{"protocol":2,"code":"A"}', (400, "wire.unreadable")),
        (b" " * (ASK_BYTES_MAX + 1), (413, "wire.too_large")),
        (write_ask(Ask(code="A", request=b"{}")), (400, "device.request")),
        (write_ask(Ask(code="A", request=b"\xff" * 9000)), (400, "device.request")),
        (write_ask(Ask(code="A", district="b" * 64)), (403, "server.district")),
    ],
)
def test_hostile_bodies_are_refused_in_words(
    house: House, body: bytes, answer: tuple[int, str]
) -> None:
    assert refused(send(house, body)) == answer


def test_guessing_shuts_an_address_out_and_a_code_but_never_the_device_whose_code_it_is(
    house: House,
) -> None:
    code = invited(house)
    told(ask(house, code, request()))
    for _ in range(joining.CODE_FREE):
        assert refused(ask(house, code, key=OTHER)) == (403, "invitation.unknown")
    assert refused(ask(house, code, key=OTHER)) == (429, "rule.limit")
    for n in range(joining.ADDRESS_FREE - joining.CODE_FREE):
        assert refused(ask(house, f"AAAA-{n:04}")) == (403, "invitation.unknown")
    fresh = invited(house, "wangmin")
    assert refused(ask(house, fresh, key=OTHER)) == (429, "rule.limit")
    confirm(house)
    assert told(ask(house, code, request())).standing is Standing.CONFIRMED
    at(house, minutes=1, seconds=1)
    assert told(ask(house, fresh, key=OTHER)).person == "wangmin"


def test_what_fails_and_what_is_used_stands_in_the_log_without_the_code(house: House) -> None:
    code = invited(house)
    ask(house, "AAAA-AAAA-AAAA-AAAA", request())
    ask(house, code, request("wangmin"))
    ask(house, code, request())
    confirm(house)
    assert log(house)[:4] == [
        ("device_confirmed", KEY.public_hex, ""), ("invitation_used", KEY.public_hex, ""),
        ("join_refused", KEY.public_hex, "device.request"), ("join_refused", KEY.public_hex, "invitation.unknown"),
    ]  # fmt: skip
    with house.service.database.reading() as connection:
        assert code[:9] not in str(entries(connection))


def test_who_was_denied_may_ask_again_with_a_new_code_only(house: House) -> None:
    code = invited(house)
    told(ask(house, code, request()))
    confirm(house, yes=False)
    assert told(ask(house, code, request())).standing is Standing.DENIED
    assert told(ask(house, invited(house), request())).standing is Standing.WAITING
    confirm(house)
    assert told(ask(house, code, request())).standing is Standing.CONFIRMED


def test_a_key_that_is_somebody_else_s_or_has_ended_is_not_let_in(house: House) -> None:
    hers = house.hall.key("wangmin")
    said = ask(house, invited(house), request(key=hers), hers)
    assert refused(said) == (403, "certificate.person")


def test_a_server_that_certifies_nobody_says_so_and_uses_up_no_code(house: House) -> None:
    code, key = invited(house), house.service.signer.key
    house.service.signer.key = OTHER
    assert refused(ask(house, code, request())) == (403, "device.request")
    house.service.signer.key = key
    assert told(ask(house, code, request())).standing is Standing.WAITING


def test_a_device_that_the_bureau_certified_at_its_laptop_is_confirmed_too(house: House) -> None:
    from inspections.laptop.actor import find_actor, office_recorder
    from inspections.laptop.certify import certificate_act
    from inspections.vocabulary import Role
    from sync_server.pushing import push

    code = invited(house)
    told(ask(house, code, request()))
    workspace = house.hall.office.workspace()
    act: Act = certificate_act(workspace, "liqiang", KEY.public_hex, [Role.INSPECTOR])  # type: ignore[arg-type]
    office_recorder(workspace, find_actor(workspace, "chenjing")).record([act])
    workspace.close()
    push(house.service, DISTRICT, house.hall.blocks(DISTRICT), KEY.public_hex)
    assert told(ask(house, code, request())).standing is Standing.CONFIRMED
    with house.service.database.reading() as connection:
        district = house.service.documents.district(connection)
        assert pending_devices.waiting(connection, district) == []
