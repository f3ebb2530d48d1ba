"""A server goes from one database to another by its backup: every row is there, and the counters go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select

from inspections.errors import Code, UserError
from sync_server import audit
from sync_server.backing_up import back_up, restore
from sync_server.service import Service, opened
from sync_server.table_copy import TABLES
from tests.sync_server.people import NOW, enter
from tests.sync_server.postgres import ON_BOTH, postgres
from tests.sync_server.serving import YL3X, Hall, ask, receipts, sends

pytestmark = ON_BOTH


def rows(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but `meta`, in the order of their keys."""
    with service.database.reading() as connection:
        return {t.name: [tuple(row) for row in connection.execute(select(t).order_by(*t.primary_key))]
                for t in TABLES if t.name != "meta"}  # fmt: skip


def elsewhere(store: str) -> str | None:
    """An empty database of the kind on which the server is not."""
    return postgres().url(postgres().create()) if store == "sqlite" else None


def test_a_server_put_back_on_the_other_database_has_every_row_and_goes_on(
    hall: Hall, store: str
) -> None:
    service = hall.opened()
    with service.database.writing() as connection:
        enter(connection)
    ask(service, hall, yl3x=sends(*hall.comments("一")))
    back_up(service, hall.folder / "backup", photos=True)
    before = rows(service)
    service.close()
    restore(hall.folder / "backup", hall.folder / "new", elsewhere(store))
    new = opened(hall.folder / "new", service.clock)
    assert new.database.on_sqlite == (store == "postgresql")
    assert rows(new) == before
    [said] = hall.comments("二")
    ask(new, hall, yl3x=sends(said))
    assert len(receipts(new)) == len(receipts(new, YL3X)) == 2
    with new.database.writing() as connection:
        audit.note(connection, NOW, "console", audit.Did.SIGNED_IN)
        assert [entry.n for entry in audit.entries(connection)] == [2, 1]
    new.close()


def test_no_table_is_left_out(hall: Hall) -> None:
    service = hall.opened()
    with service.database.reading() as connection:
        assert set(inspect(connection).get_table_names()) == {table.name for table in TABLES}
    service.close()


def test_a_database_that_has_a_server_is_not_filled(hall: Hall, tmp_path: Path) -> None:
    service = hall.opened()
    back_up(service, hall.folder / "backup", photos=False)
    taken = str(service.database.engine.url)
    service.close()
    with pytest.raises(UserError) as told:
        restore(hall.folder / "backup", hall.folder / "new", taken)
    assert told.value.problems[0].code is Code.WORKSPACE_EXISTS
    assert not (hall.folder / "new" / "server.json").exists()
