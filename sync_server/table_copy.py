"""Every row of a server's database put into an empty one, whichever of the two is SQLite and which PostgreSQL.

Read as everything stood at one moment while the server runs, written whole or not at all. So a backup has one form, and a
county can go from SQLite to PostgreSQL or back. Refuses to fill a database that has something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, select

from inspections.errors import Code, Exit, M, Problem, UserError
from sync_server.database import Database, alone
from sync_server.schema import DOCUMENTS, META, METADATA
from sync_server.schema_people import AUDIT, PEOPLE

TABLES: Final[tuple[Table, ...]] = (*METADATA.sorted_tables, *PEOPLE.sorted_tables)
ROWS_AT_ONCE: Final = 500


def to_sqlite(source: Database, path: Path) -> None:
    """Write everything of a database into a new SQLite file."""
    with closing(Database(f"sqlite:///{path}")) as target:
        copy(source, target)


def copy(source: Database, target: Database) -> None:
    """Put every row of `source` into `target`. Raises UserError (exit 2) unless that is empty, else as `Database`."""
    with source.reading() as reader, target.writing() as writer:
        alone(writer)
        if writer.execute(select(DOCUMENTS.c.doc).limit(1)).first() is not None:
            raise occupied()
        writer.execute(delete(META))
        for table in TABLES:
            for rows in _rows(reader, table):
                writer.execute(insert(table), rows)
        _count_on(writer)


def occupied() -> UserError:
    """Return the error of a database that is another server's (exit 2)."""
    what, remedy = M("这个数据库里已经有别的服务器"), M("给这台服务器另建一个空的数据库")
    problem = Problem(code=Code.WORKSPACE_EXISTS, what=what, remedy=remedy)
    return UserError(problem, exit=Exit.USAGE)


def _rows(reader: Connection, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    order = list(table.primary_key)
    stream = reader.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table).order_by(*order))  # fmt: skip
    for part in stream.mappings().partitions():
        yield [dict(row) for row in part]


def _count_on(writer: Connection) -> None:
    """Let PostgreSQL's counter of the audit log go on behind the rows that brought their numbers with them."""
    if writer.dialect.name == "postgresql":
        last = func.coalesce(select(func.max(AUDIT.c.n)).scalar_subquery(), 0)
        writer.execute(select(func.setval(func.pg_get_serial_sequence("audit", "n"), last + 1, False)))  # fmt: skip
