"""The database: what is committed is on the disk, a newer one is left alone, a second writer waits or is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from inspections.errors import Code, UserError
from sync_server.database import Database, add_missing, alone, get_meta, put_meta
from sync_server.schema import LOG, META, STEPS
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import a_url


@pytest.fixture
def url(store: str, tmp_path: Path) -> str:
    return a_url(tmp_path)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def test_every_connection_commits_to_the_disk_before_it_says_so(database: Database) -> None:
    for within in (database.reading, database.writing):
        with within() as connection:
            pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")]  # fmt: skip
        assert pragmas == [2, "wal"]


@ON_BOTH
def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as connection:
        put_meta(connection, "x", "1")
        raise RuntimeError
    with database.reading() as connection:
        assert get_meta(connection, "x") is None


@ON_BOTH
def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    with database.writing() as connection:
        put_meta(connection, "x", "1")
    with database.reading() as reader:
        assert get_meta(reader, "x") == "1"
        with database.writing() as connection:
            put_meta(connection, "x", "2")
        assert get_meta(reader, "x") == "1"
    with database.reading() as reader:
        assert get_meta(reader, "x") == "2"


@ON_BOTH
def test_a_second_writer_is_told_when_it_has_waited_long_enough(
    url: str, database: Database
) -> None:
    impatient = Database(url, busy_seconds=0.05)
    with database.writing() as first:
        alone(first)
        with pytest.raises(UserError) as told, impatient.writing() as second:
            alone(second)
    assert told.value.problems[0].code is Code.STORE_BUSY
    impatient.close()


def test_so_is_another_thread_of_the_same_process(url: str) -> None:
    database, told = Database(url, busy_seconds=0.05), list[Code]()

    def write() -> None:
        try:
            with database.writing():
                pass
        except UserError as error:
            told.append(error.problems[0].code)

    with database.writing():
        other = threading.Thread(target=write)
        other.start()
        other.join()
    write()
    assert told == [Code.STORE_BUSY]
    database.close()


@ON_BOTH
def test_a_database_of_a_newer_version_is_left_alone(url: str, database: Database) -> None:
    with database.writing() as connection:
        connection.execute(update(META).where(META.c.name == "version").values(value=str(len(STEPS) + 1)))  # fmt: skip
    with pytest.raises(UserError) as told:
        Database(url)
    assert told.value.problems[0].code is Code.STORE_NEWER


def test_what_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "server.sqlite").write_bytes(b"nothing of the kind" * 1000)
    with pytest.raises(UserError) as told:
        Database(f"sqlite:///{tmp_path}/server.sqlite")
    assert told.value.problems[0].code is Code.STORE_DAMAGED


@ON_BOTH
def test_opening_it_again_makes_nothing_anew(url: str, database: Database) -> None:
    with database.writing() as connection:
        add_missing(connection, LOG, doc="yl3x", n=1, data=b"x", at="", device="")
    with Database(url).writing() as connection:
        assert connection.execute(delete(LOG)).rowcount == 1
