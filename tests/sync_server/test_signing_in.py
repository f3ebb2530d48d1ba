from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from inspections.errors import Code, UserError
from sync_server import accounts, sessions, signing_in
from sync_server.attempts import FIRST_WAIT, wait_after
from sync_server.audit import Did, entries
from sync_server.schema_people import ACCOUNTS, SESSIONS
from sync_server.signing_in import sign_in
from tests.sync_server.people import NOW, a_database, enter, later
from tests.sync_server.postgres import ON_BOTH

pytestmark = ON_BOTH


def refused(database, *, at=NOW, name="yl3x", password="wrong-wrong", address="10.0.0.1") -> Code:
    with pytest.raises(UserError) as caught:
        sign_in(database, at, name, password, address)
    return caught.value.problems[0].code


def test_the_right_password_begins_a_session_in_any_spelling_of_the_name(tmp_path: Path):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            password = enter(connection)
        entered = sign_in(database, NOW, " ＹＬ3x", password, "10.0.0.1")
        with database.reading() as connection:
            held = sessions.held(connection, NOW, entered.cookie)
        assert held is not None
        assert held[0].account == "yl3x"


def test_no_secret_stands_in_the_database(tmp_path: Path):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            password = enter(connection)
        entered = sign_in(database, NOW, "yl3x", password, "")
        with database.reading() as connection:
            told = str(connection.execute(select(ACCOUNTS)).all())
            told += str(connection.execute(select(SESSIONS)).all())
        assert password not in told
        assert entered.cookie not in told


def test_a_wrong_password_and_a_name_that_does_not_exist_are_refused_alike(tmp_path: Path):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            enter(connection)
        assert refused(database) is Code.ACCOUNT_REFUSED
        assert refused(database, name="nobody") is Code.ACCOUNT_REFUSED


@pytest.mark.parametrize("name", ["yl3x", "nobody"])
def test_guessing_shuts_a_name_out_until_time_has_passed(tmp_path: Path, name: str):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            password = enter(connection)
        for _ in range(signing_in.NAME_FREE):
            assert refused(database, name=name) is Code.ACCOUNT_REFUSED
        assert refused(database, name=name, password=password) is Code.ACCOUNT_LOCKED
        after = NOW + FIRST_WAIT + timedelta(seconds=1)
        assert refused(database, name=name, at=after) is Code.ACCOUNT_REFUSED


def test_the_bureau_lets_a_name_in_again_before_its_time(tmp_path: Path):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            password = enter(connection)
        for _ in range(signing_in.NAME_FREE):
            refused(database)
        with database.writing() as connection:
            signing_in.forgive(connection, "yl3x")
        assert sign_in(database, NOW, "yl3x", password, "10.0.0.1").account.id == "yl3x"


def test_a_right_password_makes_failures_forgotten(tmp_path: Path):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            password = enter(connection)
        for _ in range(signing_in.NAME_FREE - 1):
            refused(database)
        sign_in(database, NOW, "yl3x", password, "10.0.0.1")
        assert refused(database) is Code.ACCOUNT_REFUSED
        assert sign_in(database, NOW, "yl3x", password, "10.0.0.1")


def test_an_address_that_tries_many_names_is_shut_out_whatever_name_it_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(signing_in, "ADDRESS_FREE", 3)
    with a_database(tmp_path) as database:
        for n in range(3):
            assert refused(database, name=f"name{n}") is Code.ACCOUNT_REFUSED
        assert refused(database, name="name9") is Code.ACCOUNT_LOCKED
        assert refused(database, name="name9", address="10.0.0.2") is Code.ACCOUNT_REFUSED


def test_a_locked_account_is_refused_with_its_right_password_and_its_sessions_end(tmp_path: Path):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            password = enter(connection)
        cookie = sign_in(database, NOW, "yl3x", password, "").cookie
        with database.writing() as connection:
            accounts.lock(connection, NOW, "yl3x", "换人", "console")
        assert refused(database, password=password) is Code.ACCOUNT_LOCKED
        assert refused(database) is Code.ACCOUNT_REFUSED  # who only guesses is not told
        with database.reading() as connection:
            assert sessions.held(connection, NOW, cookie) is None


def test_a_session_ends_unused_and_after_its_longest_time(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        cookie, session = sessions.begin(connection, NOW, "yl3x")
        assert sessions.held(connection, later(hours=2), cookie)
        assert sessions.held(connection, later(hours=2, seconds=1), cookie) is None
        for hour in range(1, 13):
            sessions.touch(connection, later(hours=hour), session)
        assert sessions.held(connection, later(hours=12), cookie)
        assert sessions.held(connection, later(hours=12, seconds=1), cookie) is None


def test_a_cookie_that_nobody_was_given_is_no_session(tmp_path: Path):
    with a_database(tmp_path) as database, database.writing() as connection:
        _, session = sessions.begin(connection, NOW, "yl3x")
        assert sessions.held(connection, NOW, session.hash) is None
        assert sessions.held(connection, NOW, "") is None


def test_the_wait_doubles_up_to_an_hour():
    minutes = [wait_after(n).total_seconds() / 60 for n in (-1, 0, 1, 2, 5, 6, 7, 1000)]
    assert minutes == [0, 1, 2, 4, 32, 60, 60, 60]


def test_signing_in_and_failing_stand_in_the_log_without_the_password(tmp_path: Path):
    with a_database(tmp_path) as database:
        with database.writing() as connection:
            password = enter(connection)
        refused(database, password="geheimes-wort")
        sign_in(database, NOW, "yl3x", password, "10.0.0.1")
        with database.reading() as connection:
            told = entries(connection)
        assert [one.act for one in told][:2] == [Did.SIGNED_IN, Did.REFUSED]
        assert "geheimes-wort" not in str(told)
        assert password not in str(told)
