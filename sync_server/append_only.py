"""Triggers by which a table keeps its rows, whoever asks: a fault of our own program must not change what was accepted."""

from __future__ import annotations

from sqlalchemy import Connection

_REFUSES = """
CREATE OR REPLACE FUNCTION ducha_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the table %% is append-only', TG_TABLE_NAME; END $$
"""


def keep(connection: Connection, name: str, table: str, doing: str) -> None:
    """Let the table refuse `doing` (UPDATE or DELETE) on any of its rows, by a trigger of this name."""
    run = connection.exec_driver_sql
    if connection.dialect.name == "sqlite":
        run(
            f"CREATE TRIGGER {name} BEFORE {doing} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the {table} is append-only'); END"
        )
        return
    run(_REFUSES)
    run(
        f"CREATE TRIGGER {name} BEFORE {doing} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ducha_append_only()"
    )
