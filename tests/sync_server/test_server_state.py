"""What the server says of itself: that it only collects, has no certificate, no room, no fresh pages, no backup."""

from __future__ import annotations

import json
from collections import namedtuple
from datetime import datetime, timedelta

import pytest

from sync_server import server_state
from sync_server.backing_up import back_up
from sync_server.database import put_meta
from sync_server.entering import COLLECTING
from sync_server.server_state import BAD, GOOD, WATCH, conditions, troubles
from sync_server.service import Service
from sync_server.site_trees import STATE
from tests.inspections.laptop.office import NOW
from tests.sync_server.serving import Hall, revoke_server

MOMENT = datetime.fromisoformat(NOW)


def tones(service: Service, later: timedelta = timedelta()) -> dict[str, str]:
    with service.database.reading() as connection:
        district = service.documents.district(connection)
        found = conditions(service, connection, district, MOMENT + later)
    return dict(
        zip(
            ("receipts", "certificate", "disk", "sites", "backup"),
            (c.tone for c in found),
            strict=True,
        )
    )


def test_a_new_server_lacks_nothing_but_a_backup(service: Service):
    found = tones(service)
    assert {name for name, tone in found.items() if tone != GOOD} == {"backup"}


def test_after_a_backup_it_is_well_for_a_week(hall: Hall, service: Service):
    back_up(service, hall.folder / "b", photos=False)
    assert tones(service)["backup"] == GOOD
    assert tones(service, timedelta(days=8))["backup"] == WATCH


def test_that_it_only_collects_comes_first(service: Service):
    with service.database.writing() as connection:
        put_meta(connection, COLLECTING, "1")
    assert tones(service)["receipts"] == BAD
    with service.database.reading() as connection:
        found = conditions(service, connection, service.documents.district(connection), MOMENT)
    assert [one.tone for one in troubles(found)] == [BAD, WATCH]


def test_a_server_whose_certificate_was_revoked_says_so(hall: Hall, service: Service):
    revoke_server(hall, service)
    assert tones(service)["certificate"] == BAD


@pytest.mark.parametrize(("free", "tone"), [(100 << 20, BAD), (1 << 30, WATCH), (9 << 30, GOOD)])
def test_a_disk_that_fills_up_is_told_in_time(service: Service, monkeypatch, free: int, tone: str):
    usage = namedtuple("usage", "free total")
    monkeypatch.setattr(server_state.shutil, "disk_usage", lambda _: usage(free, 250 << 30))
    assert tones(service)["disk"] == tone


SAID = [
    ({"at": NOW, "why": ""}, timedelta(), GOOD),
    ({"at": NOW, "why": ""}, timedelta(hours=1), GOOD),
    ({"at": NOW, "why": "磁盘已满"}, timedelta(), WATCH),
    ({"at": "2026-03-01T00:00:00+00:00", "why": ""}, timedelta(minutes=1), GOOD),
    ({"at": "2026-03-01T00:00:00+00:00", "why": ""}, timedelta(hours=1), WATCH),
    (None, timedelta(minutes=1), GOOD),
    (None, timedelta(hours=1), WATCH),
    ("nonsense", timedelta(), GOOD),
]


@pytest.mark.parametrize(("said", "later", "tone"), SAID)
def test_pages_that_stand_still_are_told(
    service: Service, said: object, later: timedelta, tone: str
):
    if said is not None:
        (service.folder / STATE).write_text(json.dumps(said), encoding="utf-8")
    assert tones(service, later)["sites"] == tone
