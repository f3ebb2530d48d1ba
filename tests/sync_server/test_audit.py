from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from sync_server.audit import Did, entries, note, stamp
from sync_server.schema_people import AUDIT
from tests.sync_server.people import NOW, a_database, later
from tests.sync_server.postgres import ON_BOTH

pytestmark = ON_BOTH


def test_the_newest_lines_come_first_and_older_ones_by_their_number(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        for minute in range(3):
            note(connection, later(minutes=minute), f"p{minute}", Did.SIGNED_IN)
        newest = entries(connection, 2)
        assert [one.who for one in newest] == ["p2", "p1"]
        assert [one.who for one in entries(connection, 2, newest[-1].n)] == ["p0"]


@pytest.mark.parametrize("change", [update(AUDIT).values(who="x"), delete(AUDIT)])
def test_no_line_is_ever_changed_or_taken_out(tmp_path: Path, change):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            note(connection, NOW, "p", Did.SIGNED_IN)
        with pytest.raises(DBAPIError), database.writing() as connection:
            connection.execute(change)
        with database.reading() as connection:
            assert [one.who for one in entries(connection)] == ["p"]


def test_what_is_undone_is_not_logged(tmp_path: Path):
    with a_database(tmp_path) as database:
        with pytest.raises(KeyError), database.writing() as connection:
            note(connection, NOW, "p", Did.SIGNED_IN)
            raise KeyError
        with database.reading() as connection:
            assert entries(connection) == []


def test_moments_are_written_in_utc_and_one_without_offset_is_refused():
    assert stamp(NOW) == "2026-03-02T01:00:00+00:00"
    with pytest.raises(ValueError):
        stamp(datetime(2026, 3, 2))  # noqa: DTZ001
