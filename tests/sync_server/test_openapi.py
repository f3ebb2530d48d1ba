"""The description of the interface is true: Schemathesis asks every route it names, and every answer is one that it names.

`negative_data_rejection` is not asked: every request is signed anew here, so that what Schemathesis holds for wrong may
be right; `test_sync_schema` holds that the reader refuses what the description refuses. Asked as a stranger, as a
certified device that signs whatever is generated, and as a program with each token. A long run (`EXAMPLES` of each way
to ask each route): `DUCHA_EXAMPLES=2000 pytest tests/sync_server/test_openapi.py`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, settings
from requests.auth import AuthBase
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from inspections.ids import PersonId
from inspections.sync_json import read_fault, write_request
from inspections.sync_protocol import BLOBS_PATH, SYNC_PATH
from sync_server import accounts, tokens
from sync_server.accounts import Account, AccountRole
from sync_server.app import ROUTES
from sync_server.asking import signed
from sync_server.audit import CONSOLE
from sync_server.described import ADDRESS, TITLE, VERSION, description
from sync_server.permits import PERMITS
from sync_server.service import ZONE
from sync_server.tokens import Scope
from tests.sync_server.calling import AT_WILL, Bears, Nobody, Signs
from tests.sync_server.serving import Hall, Running

EXAMPLES = int(os.environ.get("DUCHA_EXAMPLES", "4"))
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, unsupported_method, allow_header_conformance,
]  # fmt: skip
SLOWLY = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES < 100, database=None,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip
DESCRIPTION = description(FastAPI(title=TITLE, version=VERSION), ROUTES)


def loosened(told: Any) -> Any:
    """Return a schema without `prefixItems`: Schemathesis 4.32 turns it into draft 7 and then calls that invalid."""
    if isinstance(told, list):
        return [loosened(one) for one in told]
    if not isinstance(told, dict):
        return told
    kept = {key: loosened(one) for key, one in told.items() if key != "prefixItems"}
    return {**kept, "items": {"anyOf": told["prefixItems"]}} if "prefixItems" in told else kept


schema = schemathesis.openapi.from_dict(loosened(json.loads(json.dumps(DESCRIPTION))))
schema.config.update(base_url="http://127.0.0.1:9")
schema.config.generation.update(modes=list(GenerationMode))


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    return Hall(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def server(hall: Hall) -> Iterator[Running]:
    with Running(hall, AT_WILL) as server:
        yield server


@pytest.fixture(scope="module")
def told(server: Running) -> dict[str, Any]:
    found: dict[str, Any] = server.http.get(ADDRESS).json()
    return found


@pytest.fixture(scope="module")
def device(hall: Hall) -> Signs:
    return Signs(hall.key("wangmin"), hall.office.workspace().district.root_key)


@pytest.fixture(scope="module")
def bearers(hall: Hall) -> Mapping[str, Bears]:
    service = hall.opened()
    now = service.clock.now(ZONE)
    bureau = Account(id="yanghui", name="杨辉", role=AccountRole.BUREAU, person=PersonId("yanghui"))
    with service.database.writing() as connection:
        accounts.add(connection, now, bureau, CONSOLE)
        made = {scope.value: Bears(tokens.make(connection, now, "yanghui", [scope], 1, CONSOLE)) for scope in Scope}  # fmt: skip
    service.close()
    return made


def asked(server: Running, case: Case, who: AuthBase) -> None:
    case.call_and_validate(server.url, auth=who, checks=CHECKS)


@schema.parametrize()
@SLOWLY
def test_a_stranger_gets_no_answer_that_is_not_described(server: Running, case: Case) -> None:
    asked(server, case, Nobody())


@schema.parametrize()
@SLOWLY
def test_a_device_gets_no_answer_that_is_not_described(server: Running, case: Case, hall: Hall, device: Signs) -> None:  # fmt: skip
    """What is generated is sent in the device's own name, about its own school and photos, so that it goes deeper."""
    if case.path == SYNC_PATH and isinstance(case.body, dict):
        own = {"district": device.district, "device": device.key.public_hex}
        case.body = {**case.body, **{name: own[name] for name in own if name in case.body}}
    if case.path.startswith(BLOBS_PATH) and "digest" in (case.path_parameters or {}):
        known = next(p.name for p in (hall.server / "blobs").rglob("*") if p.is_file())
        if len(str(case.path_parameters["digest"])) == 64:
            case.path_parameters["digest"] = known
    asked(server, case, device)


@schema.parametrize()
@SLOWLY
def test_a_program_with_a_token_gets_no_answer_that_is_not_described(
    server: Running, case: Case, bearers: Mapping[str, Bears]
) -> None:
    asked(server, case, bearers[Scope.AUDIT.value if "audit" in case.path else Scope.ISSUES.value])


def test_everybody_is_told_the_description_that_the_routes_make(told: dict[str, Any]) -> None:
    assert told == json.loads(json.dumps(DESCRIPTION))
    jsonschema_rs.meta.validate(told["components"]["schemas"]["SyncRequest"])


def test_every_route_for_programs_is_described_and_no_page_is(told: dict[str, Any]) -> None:
    pages = {path for (_, path), permit in PERMITS.items() if permit.scope is None}
    routes = {
        (m.lower(), r.path) for r in ROUTES if isinstance(r, APIRoute) for m in r.methods or ()
    }
    described = {(method, path) for path, here in told["paths"].items() for method in here}
    assert described == {(method, path) for method, path in routes if path not in pages}


def test_who_may_ask_is_described_as_the_routes_have_it(told: dict[str, Any]) -> None:
    for route in ROUTES:
        assert isinstance(route, APIRoute)
        for method in route.methods or ():
            asks = told["paths"].get(route.path, {}).get(method.lower(), {}).get("security")
            permit = PERMITS.get((method, route.path))
            by_token = permit is not None and permit.scope is not None
            by_device = signed in {one.call for one in flat(route.dependant)}
            assert asks == (
                [{"token": []}] if by_token else [{"device": []}] if by_device else None
            )


def flat(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from flat(part)


def test_what_a_laptop_sends_and_is_answered_is_what_the_description_says(
    hall: Hall, server: Running, told: dict[str, Any]
) -> None:
    asked, answered = (told["components"]["schemas"][n] for n in ("SyncRequest", "SyncAnswer"))
    body = write_request(hall.request("wangmin"))
    jsonschema_rs.validate(asked, json.loads(body))
    said = server.send("wangmin", "POST", SYNC_PATH, body).json()
    assert said["documents"]["yl3x"]["receipt"]
    jsonschema_rs.validate(answered, said)


def test_what_may_not_be_asked_names_what_may(server: Running) -> None:
    for path in (SYNC_PATH, BLOBS_PATH + "0" * 64):
        said = server.http.request("DELETE", path)
        allowed = {"POST"} if path == SYNC_PATH else {"GET", "HEAD", "PUT"}
        assert (said.status_code, set(said.headers["allow"].split(", "))) == (405, allowed)


def test_a_401_says_how_to_ask(server: Running) -> None:
    assert server.http.get("/api/v1/issues").headers["www-authenticate"] == "Bearer"
    assert server.http.post(SYNC_PATH).headers["www-authenticate"] == "Ducha-1"


def test_a_part_that_is_not_there_is_refused_as_described(
    hall: Hall, server: Running, told: dict[str, Any]
) -> None:
    known = next(p for p in (hall.server / "blobs").rglob("*") if p.is_file())
    said = server.send(
        "wangmin", "GET", BLOBS_PATH + known.name, Range=f"bytes={known.stat().st_size}-"
    )
    assert (said.status_code, bool(read_fault(said.content).what)) == (416, True)
    assert "416" in told["paths"][BLOBS_PATH + "{digest}"]["get"]["responses"]
