"""What may be written into the ledger's file inside a transaction: updates, bases, what waits, what was turned away.

Refuses to change or delete what stands in the log: there is no method for it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inspections.blocks import Block, read_update
from inspections.ids import DocId, EventId, InspectionId, sha256_hex
from inspections.laptop import store_subjects


@dataclass(frozen=True)
class Base:
    """The working copy of an inspection as last written: its text, the newest events that it showed, and the contents
    of its photos (path -> file name -> SHA-256).
    """

    text: str
    seen: frozenset[EventId]
    photos: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Transaction:
    """What may be written; handed out by `Store.transaction`, good until its end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def append(self, doc: DocId, update: bytes) -> None:
        """Put an update at the end of a document's log. Raises BadUpdateError for bytes that are no update of ours."""
        blocks = read_update(update)
        self._connection.execute(
            "INSERT INTO log (doc, n, data) SELECT ?1, coalesce(max(n), 0) + 1, ?2 FROM log WHERE doc = ?1",
            (doc, update),
        )
        store_subjects.note(self._connection, doc, blocks)

    def keep_base(self, inspection: InspectionId, base: Base) -> None:
        """Keep the base of a working copy in place of the one before; nothing is intended any more."""
        self._keep("bases", inspection, base)
        self._connection.execute("DELETE FROM intended WHERE inspection = ?", (inspection,))

    def intend(self, inspection: InspectionId, base: Base) -> None:
        """Keep what a working copy is about to become; its base stays until it has been written."""
        self._keep("intended", inspection, base)

    def keep_private_base(self, inspection: InspectionId, shown: Iterable[str]) -> None:
        """Keep which private blobs the sibling showed when it was last written: their hashes and nothing else."""
        self._connection.execute(
            "INSERT OR REPLACE INTO private_bases (inspection, shown) VALUES (?, ?)",
            (inspection, " ".join(sorted(set(shown)))),
        )

    def hold(self, doc: DocId, blocks: Iterable[Block]) -> None:
        """Keep the events that wait for something outside the document, in place of those that waited before."""
        self._connection.execute("DELETE FROM waiting WHERE doc = ?", (doc,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO waiting (doc, id, client, clock, value) VALUES (?, ?, ?, ?, ?)",
            [(doc, block.id, block.client, block.clock, block.value) for block in blocks],
        )

    def quarantine(self, doc: DocId, why: str, value: bytes) -> None:
        """Keep bytes that were turned away, with the reason; they never enter the document."""
        self._connection.execute(
            "INSERT OR IGNORE INTO quarantine (doc, sha256, why, value) VALUES (?, ?, ?, ?)",
            (doc, sha256_hex(value), why, value),
        )

    def _keep(self, table: str, inspection: InspectionId, base: Base) -> None:
        photos = json.dumps({k: dict(v) for k, v in base.photos.items()}, ensure_ascii=False)
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table} (inspection, text, seen, photos) VALUES (?, ?, ?, ?)",
            (inspection, base.text, " ".join(sorted(base.seen)), photos),
        )
