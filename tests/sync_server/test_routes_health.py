"""Whether the server lives, and whether it can take work."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import namedtuple
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from sync_server import routes_health
from sync_server.app import create_app
from sync_server.database import Database, alone
from sync_server.service import DATABASE
from tests.sync_server.postgres import ON_POSTGRESQL
from tests.sync_server.serving import Hall


@pytest.fixture
def web(hall: Hall):
    service = hall.opened()
    yield TestClient(create_app(service))
    service.close()


def test_a_fresh_server_lives_and_is_ready(web: TestClient):
    assert web.get("/healthz").status_code == 200
    said = web.get("/readyz")
    assert (said.status_code, said.json()) == (
        200, {"ready": True, "checks": {"database": True, "certificate": True, "disk": True}},
    )  # fmt: skip


def test_while_somebody_else_holds_the_database_it_lives_and_is_not_ready(hall: Hall):
    service = hall.opened()
    service.database = Database(f"sqlite:///{hall.server / DATABASE}", busy_seconds=0.05)
    web = TestClient(create_app(service))
    with closing(sqlite3.connect(hall.server / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = web.get("/readyz")
        assert (said.status_code, said.json()["checks"]["database"]) == (503, False)
        assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").status_code == 200


def test_behind_a_writer_it_says_no_within_two_seconds_and_yes_once_the_writer_is_done(hall: Hall):
    service = hall.opened()
    web = TestClient(create_app(service))
    with web, closing(sqlite3.connect(hall.server / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        said = web.get("/readyz")
        assert time.monotonic() - begun < 2
        assert (said.status_code, said.json()["checks"]) == (
            503, {"disk": True, "certificate": True, "database": False},
        )  # fmt: skip
        other.execute("ROLLBACK")
        until = time.monotonic() + 10
        while web.get("/readyz").status_code != 200:
            assert time.monotonic() < until


def test_a_hundred_probes_behind_a_writer_are_one_thread(hall: Hall, monkeypatch):
    monkeypatch.setattr(routes_health, "ANSWER_SECONDS", 0.01)
    service = hall.opened()
    web = TestClient(create_app(service))
    with web, closing(sqlite3.connect(hall.server / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = threading.active_count()
        for _ in range(100):
            assert web.get("/readyz").status_code == 503
        assert threading.active_count() <= before + 2
        other.execute("ROLLBACK")


def test_it_lives_without_a_database(hall: Hall):
    service = hall.opened()
    web = TestClient(create_app(service))
    service.close()
    (hall.server / DATABASE).rename(hall.server / "away")
    (hall.server / DATABASE).mkdir()
    assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").json()["checks"]["database"] is False


@ON_POSTGRESQL
def test_on_postgresql_it_is_not_ready_while_another_host_holds_everything(hall: Hall):
    service = hall.opened()
    url = service.database.engine.url.render_as_string(hide_password=False)
    service.database = Database(url, busy_seconds=0.05)
    web = TestClient(create_app(service))
    with hall.opened().database.writing() as other:
        alone(other)
        said = web.get("/readyz")
        assert (said.status_code, said.json()["checks"]["database"]) == (503, False)
    assert web.get("/readyz").status_code == 200


def test_a_disk_that_is_nearly_full_is_told_before_it_is_full(web: TestClient, monkeypatch):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(routes_health.shutil, "disk_usage", lambda _: usage(routes_health.FREE_BYTES_MIN - 1))  # fmt: skip
    assert web.get("/readyz").json()["checks"]["disk"] is False
