"""A server made on PostgreSQL: in an empty database, by its key, and nothing recorded when the database is not there."""

from __future__ import annotations

from sync_server.service import opened
from tests.sync_server.postgres import ON_POSTGRESQL, postgres
from tests.sync_server.serving import DISTRICT, YL3X, Hall, held

pytestmark = ON_POSTGRESQL


def init(hall: Hall, folder: str, url: str) -> tuple[int, str]:
    """Make another server of the hall's workspace; return the exit status and what was said."""
    arguments = ["serve", "--init", hall.folder / folder, "--as", "chenjing", "--database", url]
    said = hall.office.ducha(*arguments)
    return said.status, said.err


def certificates(hall: Hall) -> int:
    return sum(event.kind == "device_certified" for event in hall.office.events(DISTRICT))


def test_a_database_that_is_not_there_leaves_no_certificate_behind(hall: Hall) -> None:
    before = certificates(hall)
    status, said = init(hall, "other", postgres().url("nowhere"))
    assert (status, "Traceback" in said) == (5, False)
    assert certificates(hall) == before
    assert not (hall.folder / "other" / "server.json").exists()


def test_a_database_that_has_a_server_is_left_alone(hall: Hall) -> None:
    service = hall.opened()
    before = held(service)
    url = service.database.engine.url.render_as_string(hide_password=False)
    assert init(hall, "other", url)[0] == 2
    assert held(service) == before
    service.close()


def test_what_was_cut_off_goes_on_in_the_same_database(hall: Hall) -> None:
    url = postgres().url(postgres().create())
    assert init(hall, "other", url)[0] == 0
    settings = hall.folder / "other" / "server.json"
    assert settings.stat().st_mode & 0o777 == 0o600
    settings.unlink()
    before = certificates(hall)
    assert init(hall, "other", url)[0] == 0
    assert certificates(hall) == before
    service = opened(hall.folder / "other")
    assert len(held(service, YL3X)) > 0
    service.close()
