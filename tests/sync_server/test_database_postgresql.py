"""What PostgreSQL does otherwise than SQLite, and must not show: settings, texts, locks, lines that break, words for it all."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from inspections.errors import Code, UserError
from inspections.ids import sha256_hex
from sync_server.database import Database, add_missing, alone, beside, get_meta, put_meta
from sync_server.schema import META, NOTICES
from sync_server.schema_people import AUDIT
from tests.sync_server.postgres import ON_POSTGRESQL, postgres

pytestmark = ON_POSTGRESQL


@pytest.fixture
def name() -> str:
    return postgres().create()


@pytest.fixture
def database(name: str) -> Iterator[Database]:
    database = Database(postgres().url(name))
    yield database
    database.close()


def refused(url: str) -> Code:
    with pytest.raises(UserError) as told:
        Database(url, busy_seconds=0.05)
    return told.value.problems[0].code


def test_acknowledged_means_durable_where_the_habit_is_another(name: str) -> None:
    postgres().run(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with Database(postgres().url(name)).writing() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def test_hosts_that_open_an_empty_database_at_once_make_its_tables_once(name: str) -> None:
    made = list[Database]()

    def open_it() -> None:
        made.append(Database(postgres().url(name)))

    hosts = [threading.Thread(target=open_it) for _ in range(4)]
    for host in hosts:
        host.start()
    for host in hosts:
        host.join()
    assert len(made) == 4
    for database in made:
        database.close()


def test_texts_stand_in_the_order_of_their_code_points_as_on_sqlite(database: Database) -> None:
    given = ["b", "A", "a", "B", "-", "督", "教"]
    with database.writing() as connection:
        add_missing(connection, META, *({"name": one, "value": ""} for one in given))
        found = connection.execute(select(META.c.name).where(META.c.name.in_(given)).order_by(META.c.name)).scalars()  # fmt: skip
        assert list(found) == sorted(given)


def test_a_text_that_only_sqlite_would_hold_fails_nobody(database: Database) -> None:
    with database.writing() as connection:
        put_meta(connection, "a\0b", "x\0")
        assert get_meta(connection, "a\0b") == "x\ufffd"


def test_a_notice_whose_name_is_longer_than_a_key_may_be_is_found_again(database: Database) -> None:
    # of letters that cannot be packed: an index packs what repeats
    long = "".join(sha256_hex(bytes([n])) for n in range(200))
    row = {"notice": long, "series": "督", "year": 2026, "n": 1, "doc": "yl3x"}
    with database.writing() as connection:
        connection.execute(insert(NOTICES).values(**row))
        asked = select(NOTICES.c.n)
        assert connection.execute(asked.where(NOTICES.c.notice == long)).scalars().all() == [1]
        assert not connection.execute(asked.where(NOTICES.c.notice == long + "x")).scalars().all()


@pytest.mark.parametrize("doing", ["UPDATE audit SET who = ''", "DELETE FROM audit"])
def test_the_audit_log_keeps_what_it_has(database: Database, doing: str) -> None:
    with database.writing() as connection:
        connection.execute(insert(AUDIT).values(at="", who="a", address="", act="", subject="", detail="{}"))  # fmt: skip
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.exec_driver_sql(doing)


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(UserError) as told, database.reading() as connection:
        put_meta(connection, "x", "1")
    assert told.value.problems[0].code is Code.STORE_READONLY


def test_writers_are_beside_each_other_but_not_beside_one_that_is_alone(name: str) -> None:
    database = Database(postgres().url(name), busy_seconds=0.05)
    with database.writing() as one, database.writing() as other:
        beside(one)
        beside(other)
        with pytest.raises(UserError) as told, database.writing() as third:
            alone(third)
    assert told.value.problems[0].code is Code.STORE_BUSY
    with database.writing() as one:
        alone(one)
        with pytest.raises(UserError), database.writing() as other:
            beside(other)
    database.close()


def test_two_that_wait_for_each_other_are_told_to_try_again_and_one_goes_on(
    database: Database,
) -> None:
    with database.writing() as connection:
        add_missing(connection, META, {"name": "a", "value": ""}, {"name": "b", "value": ""})
    both, told = threading.Barrier(2), list[Code]()

    def write(first: str, second: str) -> None:
        try:
            with database.writing() as connection:
                for name, wait in ((first, True), (second, False)):
                    connection.execute(update(META).where(META.c.name == name).values(value=first))
                    if wait:
                        both.wait()
        except UserError as error:
            told.append(error.problems[0].code)

    threads = [threading.Thread(target=write, args=order) for order in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [Code.STORE_BUSY]


def test_a_line_that_breaks_in_the_middle_leaves_nothing_and_the_next_goes_on(
    name: str, database: Database
) -> None:
    with pytest.raises(UserError) as told, database.writing() as connection:
        put_meta(connection, "x", "1")
        postgres().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # fmt: skip
        get_meta(connection, "x")
    assert told.value.problems[0].code is Code.STORE_BUSY
    with database.reading() as connection:
        assert get_meta(connection, "x") is None


def test_lines_that_broke_while_nobody_used_them_are_made_anew(
    name: str, database: Database
) -> None:
    postgres().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # fmt: skip
    with database.writing() as connection:
        put_meta(connection, "x", "1")


def test_a_database_that_cannot_hold_chinese_is_refused(store: str) -> None:
    latin = postgres().create("template0", ENCODING="LATIN1", LOCALE="C")
    assert refused(postgres().url(latin)) is Code.USAGE


def test_a_standby_is_refused(name: str) -> None:
    postgres().run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert refused(postgres().url(name)) is Code.STORE_BUSY


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", Code.STORE_BUSY),
        ("mysql://localhost/x", Code.USAGE),
        ("no address", Code.USAGE),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_words(store: str, url: str, code: Code) -> None:
    assert refused(url) is code


def test_a_password_is_never_shown(store: str) -> None:
    with pytest.raises(UserError) as told:
        Database("postgresql://ducha:secret@127.0.0.1:1/none")
    [problem] = told.value.problems
    assert "secret" not in f"{problem.what}{problem.remedy}"


def test_without_the_driver_it_says_what_to_install(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refused(postgres().url(name)) is Code.USAGE
