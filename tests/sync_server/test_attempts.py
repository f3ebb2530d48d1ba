from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sync_server.attempts import FORGOTTEN_AFTER, Key, failed, forgive, minutes_left, shut_out_until
from tests.sync_server.people import NOW, a_database, later
from tests.sync_server.postgres import ON_BOTH

pytestmark = ON_BOTH

KEYS = [Key("code:x", 3), Key("address:10.0.0.1", 5)]


def test_free_failures_then_a_wait_that_each_further_one_doubles(tmp_path: Path) -> None:
    with a_database(tmp_path) as database, database.writing() as connection:
        begun = [failed(connection, NOW, KEYS) for _ in range(5)]
        assert begun == [(), (), ("code:x",), (), ("address:10.0.0.1",)]
        assert shut_out_until(connection, NOW, KEYS) == NOW + timedelta(minutes=4)
        assert shut_out_until(connection, NOW, KEYS[1:]) == NOW + timedelta(minutes=1)
        assert shut_out_until(connection, later(minutes=4), KEYS) is None


def test_forgiving_one_key_leaves_the_other(tmp_path: Path) -> None:
    with a_database(tmp_path) as database, database.writing() as connection:
        for _ in range(5):
            failed(connection, NOW, KEYS)
        forgive(connection, "code:x")
        assert shut_out_until(connection, NOW, KEYS[:1]) is None
        assert shut_out_until(connection, NOW, KEYS) is not None


def test_what_nobody_tried_for_a_day_is_forgotten(tmp_path: Path) -> None:
    with a_database(tmp_path) as database, database.writing() as connection:
        for _ in range(2):
            failed(connection, NOW, KEYS)
        after = NOW + FORGOTTEN_AFTER + timedelta(seconds=1)
        assert failed(connection, after, KEYS) == ()
        assert shut_out_until(connection, after, KEYS) is None


def test_whoever_waits_is_told_whole_minutes_and_at_least_one() -> None:
    assert [minutes_left(later(seconds=s), NOW) for s in (1, 60, 61, 3600)] == [1, 1, 2, 60]
