"""Every route × every role, from the application's own table of routes: a new route is asked here without a new test."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from sync_server import tokens
from sync_server.accounts import AccountRole
from sync_server.app import ROUTERS
from sync_server.asking import signed
from sync_server.audit import CONSOLE
from sync_server.page_headers import HEADERS
from sync_server.page_route import PageRoute
from sync_server.permits import PERMITS, Permit
from sync_server.routes_join import joiner
from sync_server.service import ZONE
from sync_server.tokens import Scope
from tests.sync_server.browsing import ACCOUNTS, Browser, House, a_house

OPEN_TO_ALL = {"/", "/sign-in", "/assets/portal/{name}", "/site/public/{path:path}"}
"""Routes that ask nobody who they are, written down a second time on purpose."""
MACHINES: set[str] = {"/api/v1/health", "/api/v1/ready", "/healthz", "/readyz", "/metrics"}
WHO = (None, *(name for name, *_ in ACCOUNTS))
ROLE = {name: AccountRole(role) for name, role, *_ in ACCOUNTS}
ROUTES = [
    (method, route)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
PAGES = [(method, route.path) for method, route in ROUTES if isinstance(route, PageRoute)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as house:
        house.notify()
        yield house


@pytest.fixture(scope="module")
def browsers(house: House) -> dict[str | None, Browser]:
    return {who: house.browser(who) for who in WHO}


def filled(house: House, path: str) -> str:
    given = {"name": "ducha.css", "school": "yl3x", "issue": house.issue, "kind": "commented", "account": "yl3x"}  # fmt: skip
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: given.get(found[1], "0" * 64), path)


def calls(dependant: Dependant) -> set[object]:
    return {dependant.call, *(one for part in dependant.dependencies for one in calls(part))}


def allowed(permit: Permit, who: str | None) -> bool:
    return permit.everybody or (who is not None and ROLE[who] in permit.roles)


@pytest.mark.parametrize(("method", "route"), ROUTES, ids=[f"{m} {r.path}" for m, r in ROUTES])
def test_every_route_asks_for_a_permit_or_a_devices_signature(method: str, route: APIRoute):
    if isinstance(route, PageRoute):
        assert (method, route.path) in PERMITS
    elif route.path not in MACHINES:
        # a device that is not certified yet signs too; what it may is the invitation's to say
        assert {signed, joiner} & calls(route.dependant)


def test_the_table_holds_no_route_that_is_not_there():
    assert set(PERMITS) == set(PAGES)


def test_nothing_is_open_to_everybody_but_what_is_written_down_here_too():
    assert {path for method, path in PAGES if PERMITS[method, path].everybody} <= OPEN_TO_ALL


@pytest.mark.parametrize("who", WHO, ids=str)
@pytest.mark.parametrize(("method", "path"), PAGES, ids=[f"{m} {p}" for m, p in PAGES])
def test_every_page_lets_in_whom_the_table_names_and_nobody_else(
    house: House, browsers: dict[str | None, Browser], method: str, path: str, who: str | None
):
    permit, client = PERMITS[method, path], browsers[who].client
    said = client.request(method, filled(house, path), follow_redirects=False)
    if allowed(permit, who) and method == "GET":
        mine = "{school}" not in path or who != "yl5x"
        there = (200, 303) if mine and "{digest}" not in path else (404,)
        assert said.status_code in ((200, 303, 404, 503) if "{path" in path else there), said.text
        assert permit.everybody or said.headers.get("location") != "/sign-in"
    elif method == "POST" and allowed(permit, who):
        assert said.status_code in (400, 403)  # nothing was sent, not even the form's token
    elif permit.scope is not None:
        assert said.status_code == 401
    elif who is None:
        assert (said.status_code, said.headers["location"][:8]) == (303, "/sign-in")
    else:
        assert said.status_code == 403


@pytest.mark.parametrize(("method", "path"), PAGES, ids=[f"{m} {p}" for m, p in PAGES])
def test_every_answer_carries_the_headers(house: House, browsers, method: str, path: str):
    for who in (None, "yl3x"):
        said = browsers[who].client.request(method, filled(house, path), follow_redirects=False)
        told = {name: said.headers.get(name) for name in HEADERS}
        kept = "/site/" in path or "/assets/" in path
        assert told == dict(HEADERS) or (kept and None not in told.values())


@pytest.mark.parametrize(("method", "path"), PAGES, ids=[f"{m} {p}" for m, p in PAGES])
def test_no_page_that_holds_a_forms_secret_goes_packed(
    house: House, browsers, method: str, path: str
):
    if "/site/" not in path and "/assets/" not in path:
        for who in (None, "yl3x", "yanghui"):
            said = browsers[who].client.request(method, filled(house, path), headers={"Accept-Encoding": "gzip"})  # fmt: skip
            assert "content-encoding" not in said.headers


def test_no_page_has_a_script_a_style_of_its_own_or_anything_from_elsewhere(house: House, browsers):
    for who, browser in browsers.items():
        for method, path in PAGES:
            if method == "GET" and "/site/" not in path and allowed(PERMITS[method, path], who):
                text = browser.client.get(filled(house, path)).text
                assert "<script" not in text
                assert " style=" not in text and "<style" not in text
                assert "http://" not in text and "https://" not in text
                assert " on" + "click" not in text


@pytest.mark.parametrize("path", [p for (_, p), permit in PERMITS.items() if permit.scope])
def test_a_token_opens_what_its_scope_names_in_its_accounts_sight(house: House, path: str):
    database, now = house.service.database, house.service.clock.now(ZONE)
    with database.writing() as connection:
        made = {scope: tokens.make(connection, now, "yl5x", [scope], 1, CONSOLE) for scope in Scope}
    client = house.browser().client
    for scope, text in made.items():
        said = client.get(path, headers={"Authorization": f"Bearer {text}"})
        right = PERMITS["GET", path].scope is scope
        assert said.status_code == (200 if right else 401)
        if right and scope is Scope.ISSUES:
            assert said.json() == []  # the other school's issues are not yl5x's
    opened = client.get("/my", headers={"Authorization": f"Bearer {made[Scope.ISSUES]}"}, follow_redirects=False)  # fmt: skip
    assert opened.status_code == 303


def test_who_has_a_temporary_password_finds_nothing_but_the_page_to_choose_one(house: House):
    from sync_server import accounts

    now = house.service.clock.now(ZONE)
    with house.service.database.writing() as connection:
        password = accounts.reset(connection, now, "wangmin", CONSOLE)
    browser = house.browser()
    browser.sign_in("wangmin", password)
    assert browser.last.url.path == "/password"
    for method, path in PAGES:
        permit = PERMITS[method, path]
        if not permit.temporary and not permit.everybody and permit.scope is None and method == "GET":  # fmt: skip
            said = browser.client.get(filled(house, path), follow_redirects=False)
            assert said.status_code in (303, 403)
            assert said.headers.get("location", "/password") == "/password"
