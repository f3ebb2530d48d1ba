"""Which document speaks of an issue or inspection: a table derived from the log, so that one issue folds one school.

Filled in the transaction that appends to the log; made anew by a migration and by `ducha doctor`. It holds every
subject that an event stands under, and every issue that a sealed or amended inspection lists: all that a fold can show,
at times more. Refuses to be truth: whatever it says is looked up in the documents themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from inspections.blocks import BadUpdateError, Block, read_update
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, IssueId

TABLE = """
    CREATE TABLE subjects (subject TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (subject, doc)) STRICT, WITHOUT ROWID;
"""
_ISSUE, _AFTER = "q:", "\uffff"
_FINDINGS = ("findings", "findings_added")
Row = tuple[str, str]


def subjects_of(event: Event) -> Iterator[str]:
    """Yield what an event of a school is about: its subject, and the issues that it raises from findings."""
    yield event.subject
    for name in _FINDINGS:
        listed = event.body.get(name)
        for finding in listed if isinstance(listed, list | tuple) else ():
            if isinstance(finding, Mapping) and isinstance(finding.get("issue"), str):
                yield f"{_ISSUE}{finding['issue']}"


def rows_of(doc: DocId, blocks: Iterable[Block]) -> set[Row]:
    """Return the rows of some events of a document; the register's own are looked up by nobody."""
    if doc == DISTRICT:
        return set()
    events = (decode(block.value, block.id) for block in blocks)
    return {(one, doc) for event in events if isinstance(event, Event) for one in subjects_of(event)}  # fmt: skip


def note(connection: sqlite3.Connection, doc: DocId, blocks: Iterable[Block]) -> None:
    """Enter what new events are about; sorted, so that the same acts leave the same bytes in every process."""
    found = sorted(rows_of(doc, blocks))
    connection.executemany("INSERT OR IGNORE INTO subjects VALUES (?, ?)", found)


def rows(connection: sqlite3.Connection) -> frozenset[Row]:
    """Return what the table holds."""
    held = connection.execute("SELECT subject, doc FROM subjects")
    return frozenset((str(subject), str(doc)) for subject, doc in held)


def faults(connection: sqlite3.Connection) -> int:
    """Return how many rows differ from what the log gives."""
    return len(rows(connection) ^ set(from_log(connection)))


def fill(connection: sqlite3.Connection) -> None:
    """Make the table anew from the log."""
    found = sorted(set(from_log(connection)))
    connection.execute("DELETE FROM subjects")
    connection.executemany("INSERT INTO subjects VALUES (?, ?)", found)


def from_log(connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the rows that the log gives; a damaged update gives none, and is named by the store's own check."""
    for doc, data in connection.execute("SELECT doc, data FROM log"):
        with suppress(BadUpdateError):
            yield from rows_of(DocId(doc), read_update(data))


def issues_from(connection: sqlite3.Connection, letters: str) -> tuple[tuple[IssueId, DocId], ...]:
    """Return the issues whose id begins with `letters`, each with the document that speaks of it, sorted."""
    found = connection.execute(
        "SELECT subject, doc FROM subjects WHERE subject >= ? AND subject < ? ORDER BY subject, doc",
        (f"{_ISSUE}{letters}", f"{_ISSUE}{letters}{_AFTER}"),
    )
    return tuple((IssueId(subject[len(_ISSUE) :]), DocId(doc)) for subject, doc in found)


def documents_about(connection: sqlite3.Connection, subject: str) -> tuple[DocId, ...]:
    """Return the documents that speak of a subject; under the empty one stand the server's receipts."""
    found = connection.execute(
        "SELECT doc FROM subjects WHERE subject = ? ORDER BY doc", (subject,)
    )
    return tuple(DocId(str(row[0])) for row in found)


def beside(connection: sqlite3.Connection, issue: IssueId) -> tuple[IssueId, ...]:
    """Return the issue before and the issue after this one in the order of ids: what its spoken form must differ from."""
    found = []
    for sign, order in (("<", "DESC"), (">", "ASC")):
        rows = connection.execute(
            f"SELECT subject FROM subjects WHERE subject {sign} ? AND subject >= ? AND subject < ?"
            f" ORDER BY subject {order} LIMIT 1",
            (f"{_ISSUE}{issue}", _ISSUE, f"{_ISSUE}{_AFTER}"),
        )
        found += [IssueId(str(row[0])[len(_ISSUE) :]) for row in rows]
    return tuple(found)
