"""What goes round every answer: headers, and one line in the log that betrays nothing."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from sync_server.app import create_app
from sync_server.around import HEADERS
from tests.sync_server.serving import Hall


@pytest.fixture
def web(tmp_path):
    service = Hall(tmp_path).opened()
    yield TestClient(create_app(service), base_url="https://ducha.example")
    service.close()


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/api/v1/openapi.json", "/api/v1/sync"])
def test_every_answer_has_the_headers_whatever_it_is(web: TestClient, path: str):
    said = web.get(path)
    assert {name: said.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert said.headers["strict-transport-security"].startswith("max-age=")


def test_over_plain_http_nothing_is_promised_about_https(web: TestClient):
    assert "strict-transport-security" not in web.get("http://ducha.example/healthz").headers


def test_the_log_names_the_route_and_no_query_cookie_or_address_that_was_tried(web, caplog):
    with caplog.at_level(logging.INFO, "ducha.request"):
        web.get("/sign-in?next=/geheim", headers={"Cookie": "ducha=geheim", "Authorization": "geheim"})  # fmt: skip
        web.get("/wp-admin/geheim")
    first, second = (vars(record) for record in caplog.records)
    assert (first["route"], first["status"], second["status"]) == ("/sign-in", 200, 404)
    assert "geheim" not in f"{first}{second}"


def test_a_refusal_is_no_fault_and_an_answer_of_500_is_one(web: TestClient, caplog):
    with caplog.at_level(logging.INFO, "ducha.request"):
        web.post("/api/v1/sync")
    assert [record.levelname for record in caplog.records] == ["INFO"]
