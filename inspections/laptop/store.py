"""The ledger's file on this laptop, `ledger/ledger.sqlite`: durable before it says so, append-only, versioned.

Holds the log of updates of every document and the kept bases of working copies; and, outside the documents, events
that wait for something not here yet and bytes that were turned away. Refuses: a file of a newer version,
a damaged one, changing or deleting what was written (triggers in the file itself). Several processes may use it at
once; each transaction takes the write lock before it reads, so what it decides on is what it writes upon.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from inspections.blocks import BadUpdateError, Block
from inspections.errors import Code, Problem, UserError
from inspections.ids import DISTRICT, DocId, EventId, InspectionId, IssueId
from inspections.laptop import store_subjects
from inspections.laptop.store_file import VERSION, connect, create, damaged, explained
from inspections.laptop.store_writing import Base, Transaction
from inspections.ledger import Ledger
from inspections.slots import Client

BUSY_SECONDS: Final = 15.0
KEPT_MAX: Final = 64
"""Documents kept in memory, so that the hundredth file of a school does not read its whole log again."""
__all__ = ["VERSION", "Base", "Store", "Transaction"]


class Store:
    """An open ledger file. Every method raises UserError with a STORE_… code when the file cannot serve it."""

    def __init__(
        self, path: Path, *, new: bool = False, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        """Open the file; with `new`, make it first unless it is there (whole or not at all)."""
        self.path = path
        if new:
            create(path)
        self._connection, self.read_only = connect(path, busy_seconds)
        self._kept: dict[DocId, tuple[int, Ledger]] = {}

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Hold the write lock: all of the block is durable when it ends well, nothing of it if it raises.

        Reading inside sees everything that any process has committed before.
        """
        with explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            with explained(self.path):
                yield Transaction(self._connection)
                self._connection.execute("COMMIT")
        except BaseException:
            self._kept.clear()  # what was added to a loaded ledger in vain must not be read again
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[Store]:
        """Read several documents as they stood at one moment, whatever others write meanwhile."""
        with explained(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self
            finally:
                self._connection.execute("ROLLBACK")

    def documents(self) -> tuple[DocId, ...]:
        """Return the documents that hold something: the district first, then the schools by id."""
        rows = self._rows("SELECT DISTINCT doc FROM log")
        return tuple(sorted((DocId(str(row[0])) for row in rows), key=lambda d: (d != DISTRICT, d)))

    def count(self) -> int:
        """Return how many updates were ever written, over all documents."""
        return int(self._rows("SELECT count(*) FROM log")[0][0])

    def counts(self) -> dict[DocId, int]:
        """Return how many updates were ever written to each document; one that has not grown holds the same."""
        rows = self._rows("SELECT doc, count(*) FROM log GROUP BY doc ORDER BY doc")
        return {DocId(str(doc)): int(count) for doc, count in rows}

    def updates(self, doc: DocId, after: int = 0) -> tuple[bytes, ...]:
        """Return the updates of a document after the first `after` ones, in their order."""
        rows = self._rows("SELECT data FROM log WHERE doc = ? AND n > ? ORDER BY n", doc, after)
        return tuple(bytes(row[0]) for row in rows)

    def load(self, doc: DocId) -> Ledger:
        """Return the ledger of a document as the file holds it now, empty if nothing was written to it.

        Only updates that this object has not read before are read. Whoever adds to the ledger appends the update in
        the same transaction; a transaction that fails forgets every ledger.
        """
        count, ledger = self._kept.pop(doc, (0, Ledger(doc)))
        count += self._catch_up(ledger, count)
        self._kept[doc] = count, ledger
        while len(self._kept) > KEPT_MAX:
            del self._kept[next(iter(self._kept))]
        return ledger

    def load_all(self) -> dict[DocId, Ledger]:
        """Return every document, as they stood at one moment, in the order of `documents`."""
        if self._connection.in_transaction:
            return {doc: self._fresh(doc) for doc in self.documents()}
        with self.snapshot():
            return {doc: self._fresh(doc) for doc in self.documents()}

    def issues_from(self, letters: str) -> tuple[tuple[IssueId, DocId], ...]:
        """Return the issues whose id begins with `letters`, each with the document that speaks of it, sorted."""
        with explained(self.path):
            return store_subjects.issues_from(self._connection, letters)

    def documents_about(self, subject: str) -> tuple[DocId, ...]:
        """Return the schools whose documents speak of a subject; under the empty one stand the server's receipts."""
        with explained(self.path):
            return store_subjects.documents_about(self._connection, subject)

    def subject_rows(self) -> frozenset[store_subjects.Row]:
        """Return what the derived table of subjects holds."""
        with explained(self.path):
            return store_subjects.rows(self._connection)

    def mend_subjects(self) -> int:
        """Make the derived table of subjects anew where it differs from the log; return how many rows were wrong."""
        with self.transaction():
            faults = store_subjects.faults(self._connection)
            if faults:
                store_subjects.fill(self._connection)
            return faults

    def beside(self, issue: IssueId) -> tuple[IssueId, ...]:
        """Return the issue before and the one after this in the order of ids, over all documents."""
        with explained(self.path):
            return store_subjects.beside(self._connection, issue)

    def base(self, inspection: InspectionId) -> Base | None:
        """Return the kept base of a working copy, or None."""
        return self._base("bases", inspection)

    def intended(self, inspection: InspectionId) -> Base | None:
        """Return what a working copy was about to become when the program was stopped, or None."""
        return self._base("intended", inspection)

    def private_base(self, inspection: InspectionId) -> tuple[str, ...]:
        """Return the hashes of the private blobs that the sibling showed when it was last written."""
        rows = self._rows("SELECT shown FROM private_bases WHERE inspection = ?", inspection)
        return tuple(str(rows[0][0]).split()) if rows else ()

    def waiting(self, doc: DocId) -> tuple[Block, ...]:
        """Return the events that wait outside the document for something that is not here yet."""
        rows = self._rows(
            "SELECT client, clock, id, value FROM waiting WHERE doc = ? ORDER BY client, clock, id",
            doc,
        )
        return tuple(Block(Client(c), n, EventId(i), bytes(v)) for c, n, i, v in rows)

    def documents_waiting(self) -> tuple[DocId, ...]:
        """Return the documents for which something waits."""
        rows = self._rows("SELECT DISTINCT doc FROM waiting ORDER BY doc")
        return tuple(DocId(str(row[0])) for row in rows)

    def quarantined(self, doc: DocId) -> tuple[tuple[str, bytes], ...]:
        """Return what was turned away from a document: the reason, and the bytes."""
        rows = self._rows(
            "SELECT why, value FROM quarantine WHERE doc = ? ORDER BY why, sha256", doc
        )
        return tuple((str(why), bytes(value)) for why, value in rows)

    def quarantine_counts(self) -> tuple[tuple[DocId, str, int], ...]:
        """Return how many values were turned away from each document, by reason."""
        rows = self._rows(
            "SELECT doc, why, count(*) FROM quarantine GROUP BY doc, why ORDER BY doc, why"
        )
        return tuple((DocId(str(doc)), str(why), int(count)) for doc, why, count in rows)

    def bases(self) -> tuple[InspectionId, ...]:
        """Return the inspections of which a base is kept."""
        rows = self._rows("SELECT inspection FROM bases ORDER BY inspection")
        return tuple(InspectionId(str(row[0])) for row in rows)

    def check(self, *, documents: bool = True) -> tuple[Problem, ...]:
        """Return what is wrong with the file and, unless they are loaded anyway, with its `documents`: all read once."""
        problems: list[Problem] = []
        try:
            found = [str(row[0]) for row in self._rows("PRAGMA integrity_check(5)")]
            problems += [damaged(self.path, says) for says in found if says != "ok"]
            held = self.documents()
        except UserError as error:
            return (*problems, *error.problems)
        for doc in held if documents else ():
            try:
                self._fresh(doc)
            except UserError as error:
                problems += [p for p in error.problems if p.code is Code.STORE_DAMAGED]
        return tuple(problems)

    def _base(self, table: str, inspection: InspectionId) -> Base | None:
        rows = self._rows(
            f"SELECT text, seen, photos FROM {table} WHERE inspection = ?", inspection
        )
        for text, seen, photos in rows:
            return Base(text, frozenset(map(EventId, seen.split())), json.loads(photos))
        return None

    def _fresh(self, doc: DocId) -> Ledger:
        ledger = Ledger(doc)
        self._catch_up(ledger, 0)
        return ledger

    def _catch_up(self, ledger: Ledger, after: int) -> int:
        """Apply the updates after the first `after` ones and return how many they were."""
        updates = self.updates(ledger.doc, after)
        try:
            for update in updates:
                ledger.apply(update)
        except BadUpdateError as error:
            raise UserError(damaged(self.path, ledger.doc)) from error
        return len(updates)

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with explained(self.path):
            return self._connection.execute(statement, values).fetchall()
