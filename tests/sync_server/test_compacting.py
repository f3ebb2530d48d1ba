"""Compaction changes nothing that anybody can see, keeps the snapshot before, and refuses what does not read back."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from inspections.errors import Code, UserError
from inspections.ledger import Ledger
from sync_server.compacting import compact
from sync_server.schema import LOG, SNAPSHOTS
from sync_server.service import Service
from tests.sync_server.postgres import ON_BOTH
from tests.sync_server.serving import YL3X, Hall, ask, held, receipts, sends

pytestmark = ON_BOTH


def rows(service: Service) -> tuple[int, int]:
    """How many rows of the log, and snapshots, there are of the school."""
    with service.database.reading() as connection:
        of = [
            connection.execute(select(func.count()).select_from(t).where(t.c.doc == YL3X))
            for t in (LOG, SNAPSHOTS)
        ]
        return of[0].scalar_one(), of[1].scalar_one()


def test_a_compacted_document_is_the_same_and_goes_on(hall: Hall) -> None:
    service = hall.opened()
    before = held(service)
    assert compact(service, YL3X) == len(before)
    assert held(service) == before
    [said] = hall.comments("以后")
    ask(service, hall, yl3x=sends(said))
    assert set(held(service)) == {*before, said.id, receipts(service)[-1].id}
    assert receipts(service)[-1].body["n"] == 2


def test_the_log_keeps_what_only_the_newest_snapshot_holds(hall: Hall) -> None:
    service = hall.opened(compact_after=1)
    texts = hall.comments("一", "二", "三", "四")
    for one in texts:
        ask(service, hall, yl3x=sends(one))
    assert rows(service)[1] == 2
    assert {b.id for b in texts} <= set(held(service))
    with service.database.reading() as connection:
        uptos = sorted(connection.execute(select(SNAPSHOTS.c.upto).where(SNAPSHOTS.c.doc == YL3X)).scalars())  # fmt: skip
        first = connection.execute(select(func.min(LOG.c.n)).where(LOG.c.doc == YL3X)).scalar_one()
    assert first == uptos[0] + 1


def test_a_snapshot_that_says_something_else_is_never_swapped_in(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = hall.opened()
    before = rows(service)
    monkeypatch.setattr(Ledger, "encode", lambda _: b"\x00\x00")
    with pytest.raises(UserError) as told:
        compact(service, YL3X)
    assert told.value.problems[0].code is Code.STORE_DAMAGED
    assert rows(service) == before


def test_the_log_itself_refuses_to_be_changed(hall: Hall) -> None:
    service = hall.opened()
    with pytest.raises(DBAPIError), service.database.writing() as connection:
        connection.execute(update(LOG).values(data=b"x"))


def test_a_damaged_log_is_said_to_be_damaged_and_serves_nothing_else(hall: Hall) -> None:
    service = hall.opened()
    with service.database.writing() as connection:
        on = "" if service.database.on_sqlite else " ON log"
        connection.exec_driver_sql(f"DROP TRIGGER log_is_never_changed{on}")
        connection.execute(update(LOG).where(LOG.c.doc == YL3X).values(data=b"x"))
    with pytest.raises(UserError) as told:
        ask(service, hall)
    assert told.value.problems[0].code is Code.STORE_DAMAGED


def test_a_row_that_is_missing_in_the_log_is_damage(hall: Hall) -> None:
    service = hall.opened()
    for one in hall.comments("一", "二"):
        ask(service, hall, yl3x=sends(one))
    with service.database.writing() as connection:
        connection.execute(delete(LOG).where(LOG.c.doc == YL3X, LOG.c.n == 2))
    with pytest.raises(UserError) as told:
        held(service)
    assert told.value.problems[0].code is Code.STORE_DAMAGED
