"""The bureau's page of devices: inviting, seeing who waits, saying yes or no; and who may be invited at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspections.check_code import check_code
from inspections.errors import Code, UserError
from sync_server import invitations
from sync_server.audit import CONSOLE, entries
from sync_server.inviting import invite
from sync_server.pending_devices import ask
from sync_server.service import ZONE
from tests.sync_server.browsing import Browser, House, a_house
from tests.sync_server.test_routes_join import KEY, OTHER, request

CODE = re.compile(r'<span class="code">([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})</span>')


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


def bureau(house: House) -> Browser:
    browser = house.browser("yanghui")
    browser.open("/office/devices")
    return browser


def invited(house: House) -> list[str]:
    with house.service.database.reading() as connection:
        now = house.service.clock.now(ZONE)
        return [one.person for one in invitations.open_ones(connection, now)]


@pytest.mark.parametrize("typed", ["李强", "liqiang", " liqiang "])
def test_the_bureau_invites_by_name_or_id_and_sees_the_code_once(house: House, typed: str) -> None:
    browser = bureau(house)
    browser.send("/office/invitations", person=typed)
    found = CODE.search(browser.text)
    assert found is not None
    assert f"ducha join http://testserver {found[1]}" in browser.text
    assert ask(house.service, found[1], request()).value == "waiting"
    browser.open("/office/devices")
    assert found[1] not in browser.text


def test_the_page_says_both_codes_that_are_read_over_the_telephone(house: House) -> None:
    with house.service.database.writing() as connection:
        now = house.service.clock.now(ZONE)
        code = invite(house.service, connection, now, CONSOLE, "liqiang").code
    ask(house.service, code, request())
    browser = bureau(house)
    for key in (KEY.public_hex, house.service.root_key):
        assert check_code(key) in browser.text


def test_who_invited_whom_stands_in_the_log_with_the_address(house: House) -> None:
    bureau(house).send("/office/invitations", person="liqiang")
    with house.service.database.reading() as connection:
        newest = entries(connection, 1)[0]
    assert (newest.act, newest.who, newest.subject, newest.address) == (
        "invited", "yanghui", "liqiang", "testclient",
    )  # fmt: skip


@pytest.mark.parametrize("person", ["", "没有这个人", "x" * 5000, "<b>"])
def test_somebody_who_is_not_on_the_roster_gets_no_code(house: House, person: str) -> None:
    browser = bureau(house)
    said = browser.send("/office/invitations", person=person)
    assert (said.status_code, CODE.search(browser.text)) == (400, None)
    assert ("“<b>”" in said.text, "x" * 101 in said.text) == (False, False)
    assert 'href="#f-person"' in said.text
    assert invited(house) == []


def test_a_form_without_its_token_invites_nobody(house: House) -> None:
    browser = bureau(house)
    said = browser.client.post("/office/invitations", data={"person": "liqiang"})
    assert (said.status_code, invited(house)) == (403, [])


def refused(house: House, name: str) -> Code:
    with pytest.raises(UserError) as caught, house.service.database.writing() as connection:
        invite(house.service, connection, house.service.clock.now(ZONE), CONSOLE, name)
    assert invited(house) == []
    return caught.value.problems[0].code


def test_what_could_not_be_certified_is_refused_before_a_code_is_made(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        office = house.hall.office
        rows = "gone,走了,inspector,,\nnoschool,没校,school,,\n"
        (office.root / "more.csv").write_text(f"人员代码,姓名,角色,学校,片区\n{rows}", "utf-8")
        office.does("person", "import", "more.csv", "--as", "yanghui")
        _bring(house)
        assert refused(house, "noschool") is Code.RULE_SCOPE
        assert refused(house, "nobody") is Code.PERSON_UNKNOWN
        house.service.signer.key = OTHER
        assert refused(house, "wangmin") is Code.DEVICE_REQUEST


def _bring(house: House) -> None:
    from inspections.ids import DISTRICT
    from sync_server.pushing import push

    push(house.service, DISTRICT, house.hall.blocks(DISTRICT), KEY.public_hex)
