from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from unittest.mock import patch

import pytest

from inspections.check_code import check_code
from inspections.device_request import DeviceRequest, write_request
from inspections.errors import Code, RuleError, UserError
from inspections.ids import DISTRICT
from inspections.join_protocol import Standing
from inspections.keys import SigningKey
from inspections.vocabulary import Role
from sync_server import accounts, pending_devices
from sync_server.access import access
from sync_server.audit import CONSOLE
from sync_server.inviting import invite
from sync_server.pending_devices import ask, decide
from sync_server.service import ZONE
from tests.inspections.laptop.office import NOW
from tests.sync_server.browsing import House, a_house
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import held

pytestmark = ON_BOTH

KEY = SigningKey.from_seed(bytes(31) + b"j")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


def a_request(person: str = "liqiang", district: str | None = None, key: SigningKey = KEY) -> bytes:
    wish = DeviceRequest(
        key=key.public_hex, person=person, name="李强", computer="pc-7", roles=(Role.BUREAU,), at=NOW, district=district
    )  # fmt: skip
    return write_request(wish, key)


def invited(house: House, person: str = "liqiang") -> str:
    with house.service.database.writing() as connection:
        return invite(
            house.service, connection, house.service.clock.now(ZONE), CONSOLE, person
        ).code


def may_sync(house: House, key: SigningKey = KEY) -> bool:
    service = house.service
    with service.database.reading() as connection:
        district = service.documents.district(connection)
    try:
        return bool(access(district, key.public_hex, service.today(district)))
    except UserError:
        return False


def waiting(house: House) -> list[str]:
    service = house.service
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        return [one.request.key for one in pending_devices.waiting(connection, district)]


def test_a_device_with_an_invitation_waits_until_the_bureau_says_yes(house: House):
    code = invited(house)
    assert ask(house.service, code, a_request()) is Standing.WAITING
    assert ask(house.service, code, a_request()) is Standing.WAITING
    assert not may_sync(house)
    bureau = house.browser("yanghui")
    bureau.open("/office/devices")
    assert check_code(KEY.public_hex) in bureau.text
    bureau.send(f"/office/devices/{KEY.public_hex}/confirm")
    assert bureau.last.status_code == 200
    assert may_sync(house)
    assert ask(house.service, code, a_request()) is Standing.CONFIRMED


def test_the_certificate_says_what_the_invitation_says_and_who_confirmed_it(house: House):
    ask(house.service, invited(house), a_request())
    bureau = house.browser("yanghui")
    bureau.open("/office/devices")
    bureau.send(f"/office/devices/{KEY.public_hex}/confirm")
    events = held(house.service, DISTRICT).values()
    (event,) = [e for e in events if e.kind == "device_certified" and e.account]
    assert event.body["roles"] == ["inspector"]  # not the bureau's role that the device wished for
    assert event.body["scope"] == {"schools": ["yl5x"], "areas": []}
    assert (event.by, event.account) == ("yanghui", "yanghui")


def test_two_clerks_who_confirm_at_once_give_one_certificate(house: House):
    ask(house.service, invited(house), a_request())
    with house.service.database.reading() as connection:
        clerk = accounts.get(connection, "yanghui")
    seen = pending_devices.find

    def slowly(connection, device):
        found = seen(connection, device)
        both.wait(10)
        return found

    both = Barrier(2)
    with patch.object(pending_devices, "find", slowly), ThreadPoolExecutor(2) as pool:
        said = [pool.submit(decide, house.service, clerk, KEY.public_hex, yes=True) for _ in (1, 2)]
        assert [one.result().request.key for one in said] == [KEY.public_hex] * 2
    events = held(house.service, DISTRICT).values()
    assert len([e for e in events if e.kind == "device_certified" and e.account]) == 1


def test_a_device_that_the_bureau_denies_stays_out(house: House):
    code = invited(house)
    ask(house.service, code, a_request())
    bureau = house.browser("yanghui")
    bureau.open("/office/devices")
    bureau.send(f"/office/devices/{KEY.public_hex}/deny")
    assert ask(house.service, code, a_request()) is Standing.DENIED
    assert not may_sync(house)
    bureau.open("/password")  # its form carries the token; the page of devices has no form left
    said = bureau.send(f"/office/devices/{KEY.public_hex}/confirm")
    assert (said.status_code, "没有等确认的这台设备" in bureau.text) == (403, True)
    assert not may_sync(house)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (a_request("wangmin"), Code.DEVICE_REQUEST),
        (a_request(district="a" * 64), Code.BUNDLE_DISTRICT),
        (a_request().replace(b"pc-7", b"pc-8"), Code.DEVICE_REQUEST),
        (b"", Code.DEVICE_REQUEST),
        (b"{}" * 20_000, Code.DEVICE_REQUEST),
    ],
)
def test_a_request_of_somebody_else_or_one_that_was_changed_uses_up_no_invitation(
    house: House, data: bytes, code: Code
):
    invitation = invited(house)
    with pytest.raises(UserError) as caught:
        ask(house.service, invitation, data)
    assert caught.value.problems[0].code is code
    assert ask(house.service, invitation, a_request()) is Standing.WAITING


def test_nobody_asks_without_an_invitation(house: House):
    with pytest.raises(RuleError) as caught:
        ask(house.service, "AAAA-AAAA-AAAA-AAAA", a_request())
    assert caught.value.problems[0].code is Code.INVITATION_UNKNOWN
    assert waiting(house) == []


def test_an_invitation_serves_one_device(house: House):
    code, other = invited(house), SigningKey.from_seed(bytes(31) + b"k")
    ask(house.service, code, a_request())
    with pytest.raises(RuleError):
        ask(house.service, code, a_request(key=other))
    assert waiting(house) == [KEY.public_hex]
