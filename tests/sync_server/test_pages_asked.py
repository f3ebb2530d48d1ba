"""Every page and form of `permits`, asked by Schemathesis as a stranger, a school, the bureau: never a fault of the server.

Pages stand in no OpenAPI; what is needed to ask them is made here from the table of permits. A long run:
`DUCHA_EXAMPLES=2000 pytest tests/sync_server/test_pages_asked.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, GenerationMode

from inspections.ids import PersonId, SchoolId
from sync_server import accounts, sessions
from sync_server.accounts import Account, AccountRole
from sync_server.audit import CONSOLE
from sync_server.page_headers import COOKIE
from sync_server.permits import PERMITS
from sync_server.service import ZONE, Service
from tests.sync_server.calling import AT_WILL, Nobody
from tests.sync_server.serving import YL3X, Hall, Running, sends

EXAMPLES: Final = int(os.environ.get("DUCHA_EXAMPLES", "2"))
PHASES: Final = [Phase.explicit, Phase.generate] if EXAMPLES >= 100 else [Phase.generate]
"""Explicit: every boundary of every field in turn, a minute of requests."""
SLOWLY = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES < 100, database=None,
    phases=PHASES, suppress_health_check=list(HealthCheck),
)  # fmt: skip
ISSUE: Final = "theissueofthistest"
GIVEN: Final[Mapping[str, list[str]]] = {
    "school": ["yl3x", "yl5x"], "issue": [ISSUE], "kind": ["submitted", "acknowledged", "commented"],
    "account": ["yl3x"], "name": ["ducha.css"], "verdict": ["confirm", "deny"], "path": ["index.html", "a/b.js"],
}  # fmt: skip
FIELDS: Final = (
    "csrf", "name", "password", "next", "old", "new", "again", "seen", "measures", "done_on", "person", "text",
    "reason", "due", "about", "photos_after", "files",
)  # fmt: skip
ANSWERS: Final = frozenset({200, 301, 303, 304, 400, 401, 403, 404, 405, 409, 413, 422, 429, 503})
PEOPLE: Final = {
    "yl3x": Account(id="yl3x", name="三小", role=AccountRole.SCHOOL, person=PersonId("yl3x"), schools=(SchoolId("yl3x"),)),
    "yanghui": Account(id="yanghui", name="杨辉", role=AccountRole.BUREAU, person=PersonId("yanghui")),
}  # fmt: skip


def parameter(name: str) -> dict[str, Any]:
    words = {"type": "string", "minLength": 1, "maxLength": 80}
    told = {"anyOf": [{"enum": GIVEN[name]}, words]} if name in GIVEN else words
    return {"name": name, "in": "path", "required": True, "schema": told}


def operation(method: str, path: str) -> dict[str, Any]:
    told: dict[str, Any] = {"parameters": [parameter(n) for n in re.findall(r"{(\w+)", path)]}
    told["responses"] = {str(status): {"description": ""} for status in ANSWERS}
    if method == "POST":
        words = {"type": "string", "maxLength": 200}
        form = {"schema": {"type": "object", "properties": dict.fromkeys(FIELDS, words)}}
        told["requestBody"] = {
            "content": {"application/x-www-form-urlencoded": form, "multipart/form-data": form}
        }
    elif "before" not in path:
        query = {"in": "query", "schema": {"type": "string", "maxLength": 80}}
        told["parameters"] += [{"name": name, **query} for name in ("next", "done", "before")]
    return told


def described() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for (method, path), permit in PERMITS.items():
        if permit.scope is None:
            plain = re.sub(r":\w+}", "}", path)
            paths.setdefault(plain, {})[method.lower()] = operation(method, path)
    return {"openapi": "3.1.0", "info": {"title": "pages", "version": "1"}, "paths": paths}


schema = schemathesis.openapi.from_dict(described())
schema.config.update(base_url="http://127.0.0.1:9")
schema.config.generation.update(modes=[GenerationMode.POSITIVE])


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    hall = Hall(tmp_path_factory.mktemp("hall"))
    service = hall.opened()
    now = service.clock.now(ZONE)
    with service.database.writing() as connection:
        for account in PEOPLE.values():
            accounts.add(connection, now, account, CONSOLE)
            accounts.choose_password(connection, now, accounts.get(connection, account.id), "一二三四五六七八九十一二")  # fmt: skip
    service.close()
    return hall


@pytest.fixture(scope="module")
def server(hall: Hall) -> Iterator[Running]:
    issue = hall.office.issues()[0]["id"]
    for act in ("confirm", "notify"):
        hall.office.does("issue", act, issue, "--as", "yanghui")
    with Running(hall, AT_WILL) as server:
        server.ask(yl3x=sends(*hall.blocks(YL3X)))
        yield server


@pytest.fixture(scope="module")
def keeper(hall: Hall, server: Running) -> Iterator[Service]:
    """The server's database, to begin sessions there."""
    service = hall.opened()
    yield service
    service.close()


def asked(hall: Hall, server: Running, keeper: Service, case: Case, name: str | None) -> None:
    """Send what was generated in somebody's session, with the token that their forms carry."""
    cookies = {}
    if (case.path_parameters or {}).get("issue") == ISSUE:
        case.path_parameters["issue"] = hall.office.issues()[0]["id"]
    if name is not None:
        with keeper.database.writing() as connection:
            cookie, session = sessions.begin(connection, keeper.clock.now(ZONE), name)
        cookies = {COOKIE: cookie}
        if isinstance(case.body, dict):
            case.body = {**case.body, "csrf": session.csrf}
    said = case.call(server.url, auth=Nobody(), cookies=cookies, allow_redirects=False)
    assert said.status_code in ANSWERS
    assert said.status_code != 503 or case.path.startswith("/site/")
    assert said.headers["x-content-type-options"] == ["nosniff"]


@schema.parametrize()
@SLOWLY
def test_a_stranger_meets_no_fault(
    hall: Hall, server: Running, keeper: Service, case: Case
) -> None:
    asked(hall, server, keeper, case, None)


@schema.parametrize()
@SLOWLY
def test_a_school_meets_no_fault(hall: Hall, server: Running, keeper: Service, case: Case) -> None:
    asked(hall, server, keeper, case, "yl3x")


@schema.parametrize()
@SLOWLY
def test_the_bureau_meets_no_fault(
    hall: Hall, server: Running, keeper: Service, case: Case
) -> None:
    asked(hall, server, keeper, case, "yanghui")
