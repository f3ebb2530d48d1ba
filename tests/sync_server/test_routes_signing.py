from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from sync_server import accounts
from sync_server.page_headers import COOKIE
from sync_server.schema_people import ACCOUNTS
from sync_server.service import ZONE
from tests.sync_server.browsing import PASSWORD, House, a_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


def test_a_session_begins_with_a_cookie_that_no_script_and_no_other_site_gets(house: House):
    browser = house.browser()
    browser.open("/sign-in")
    said = browser.client.post(
        "/sign-in", data={"name": "yl3x", "password": PASSWORD}, follow_redirects=False
    )
    cookie = said.headers["set-cookie"]
    assert said.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_goes_nowhere_else(house: House):
    client = house.browser().client
    client.base_url = "https://testserver"  # type: ignore[assignment]
    said = client.post(
        "/sign-in", data={"name": "yl3x", "password": PASSWORD}, follow_redirects=False
    )
    assert "Secure" in said.headers["set-cookie"]
    assert said.headers["strict-transport-security"]


def test_signing_in_again_gives_another_cookie_and_ends_the_session_before(house: House):
    browser = house.browser("yl3x")
    first = browser.client.cookies[COOKIE]
    browser.open("/sign-in")
    browser.open("/password")  # its form carries the token that a signed-in browser needs
    browser.send("/sign-in", name="yl3x", password=PASSWORD)
    assert browser.client.cookies[COOKIE] != first
    other = house.browser()
    other.client.cookies.set(COOKIE, first)
    assert other.open("/my").url.path == "/sign-in"


def test_a_cookie_that_was_planted_before_signing_in_is_not_taken_over(house: House):
    browser = house.browser()
    browser.client.cookies.set(COOKIE, "planted")
    browser.sign_in("yl3x")
    other = house.browser()
    other.client.cookies.set(COOKIE, "planted")
    assert other.open("/my").url.path == "/sign-in"


def test_signing_out_ends_the_session_at_the_server(house: House):
    browser = house.browser("yl3x")
    cookie = browser.client.cookies[COOKIE]
    browser.open("/password")
    browser.send("/sign-out")
    browser.client.cookies.set(COOKIE, cookie)
    assert browser.open("/my").url.path == "/sign-in"


def test_after_signing_in_one_comes_to_the_page_that_was_asked_for(house: House):
    browser = house.browser()
    browser.open("/my/schools/yl3x/receipts")
    browser.send("/sign-in", name="yl3x", password=PASSWORD)
    assert browser.last.url.path == "/my/schools/yl3x/receipts"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "/a\nb", "evil"],
)
def test_nobody_is_led_to_another_site_after_signing_in(house: House, elsewhere: str):
    said = house.browser().client.post(
        "/sign-in",
        data={"name": "yl3x", "password": PASSWORD, "next": elsewhere},
        follow_redirects=False,
    )
    assert said.headers["location"] == "/my"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_signs_nobody_in(house: House, headers: dict[str, str]):
    said = house.browser().client.post(
        "/sign-in", data={"name": "yl3x", "password": PASSWORD}, headers=headers
    )
    assert said.status_code == 403
    assert "set-cookie" not in said.headers


def test_the_form_of_one_session_is_not_taken_from_another(house: House):
    one, other = house.browser("yl3x"), house.browser("yl5x")
    one.open("/password")
    other.open("/password")
    stolen = one.hidden()["csrf"][0]
    assert other.client.post("/sign-out", data={"csrf": stolen}).status_code == 403
    assert other.client.post("/sign-out", data={"csrf": ""}).status_code == 403
    assert other.open("/my").status_code == 200


def test_a_locked_account_is_out_at_once(house: House):
    browser = house.browser("yl3x")
    with house.service.database.writing() as connection:
        accounts.lock(connection, house.service.clock.now(ZONE), "yl3x", "换人", "console")
    assert browser.open("/my").url.path == "/sign-in"


def test_a_session_that_outlived_the_locking_of_its_account_opens_nothing(house: House):
    browser = house.browser("yl3x")
    with house.service.database.writing() as connection:
        mine = ACCOUNTS.c.id == "yl3x"
        connection.execute(update(ACCOUNTS).where(mine).values(locked="换人"))
    assert browser.open("/my").url.path == "/sign-in"


def test_a_password_is_changed_by_who_knows_the_old_one_only(house: House):
    browser = house.browser("yl3x")
    browser.open("/password")
    new = "新的一句话谁也想不到"
    assert browser.send("/password", old="falsch", new=new, again=new).status_code == 422
    assert browser.send("/password", old=PASSWORD, new=new, again=new + "x").status_code == 422
    assert browser.send("/password", old=PASSWORD, new="kurz", again="kurz").status_code == 422
    other = house.browser("yl3x")
    browser.open("/password")
    assert browser.send("/password", old=PASSWORD, new=new, again=new).url.path == "/my/schools/yl3x"  # fmt: skip
    assert other.open("/my").url.path == "/sign-in"
    assert house.browser().sign_in("yl3x", PASSWORD).status_code == 403
    assert house.browser().sign_in("yl3x", new).status_code == 200


def test_who_guesses_is_told_to_wait_and_the_bureau_lets_them_in(house: House):
    browser = house.browser()
    for _ in range(5):
        assert browser.sign_in("yl3x", "geraten-geraten").status_code == 403
    assert browser.sign_in("yl3x").status_code == 429
    bureau = house.browser("yanghui")
    bureau.open("/office/accounts")
    bureau.send("/office/accounts/yl3x/unlock")
    assert browser.sign_in("yl3x").status_code == 200


def test_a_page_asked_for_in_english_answers_in_english(house: House):
    said = house.browser().open("/sign-in", **{"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="en">' in said.text
