"""The log of a ledger read by other means than ours: plain SQLite, a pattern over the bytes, plain JSON.

What the simulation holds to be in a document comes from here, never from the code that it tries.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_KEY = re.compile(rb"[\x23\x28]\x01\x06events\x40([0-9a-f]{64})")
Told = Mapping[str, Any]
"""An event's JSON as it was signed."""


def values_in(update: bytes) -> dict[str, bytes]:
    """Return id -> stored value of every event in an update."""
    found: dict[str, bytes] = {}
    at = 0
    while match := _KEY.search(update, at):
        at = match.end()
        if update[match.start()] == 0x28:
            at += 2
        length = shift = 0
        while True:
            byte = update[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        found[match[1].decode()] = update[at : at + length]
        at += length
    return found


def told(value: bytes) -> Told:
    """Return what an event says; {} for what is no JSON."""
    try:
        found = json.loads(value[65:])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_whole(event_id: str, value: bytes) -> bool:
    return hashlib.sha256(value).hexdigest() == event_id


@dataclass
class Log:
    """One ledger's file, read anew as far as it grew since the last time."""

    path: Path
    _last: int = 0
    _held: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _connection: sqlite3.Connection | None = None

    def held(self) -> dict[str, dict[str, bytes]]:
        """Return document -> id -> value of all that stands in the log now."""
        new = self._ask(
            "SELECT rowid, doc, data FROM log WHERE rowid > ? ORDER BY rowid", self._last
        )
        for row, doc, data in new:
            self._held.setdefault(doc, {}).update(values_in(data))
            self._last = row
        return self._held

    def rows(self) -> list[tuple[str, int, bytes]]:
        """Return every row of the log: document, number, bytes."""
        return self._ask("SELECT doc, n, data FROM log ORDER BY doc, n")

    def waiting(self, doc: str) -> dict[str, bytes]:
        rows = self._ask("SELECT id, value FROM waiting WHERE doc = ?", doc)
        return {i: bytes(value) for i, value in rows}

    def waits(self) -> bool:
        """Return whether anything waits outside any document."""
        return bool(self._ask("SELECT 1 FROM waiting LIMIT 1"))

    def quarantined(self, doc: str) -> list[tuple[str, bytes]]:
        rows = self._ask(
            "SELECT why, value FROM quarantine WHERE doc = ? ORDER BY why, sha256", doc
        )
        return [(why, bytes(value)) for why, value in rows]

    def quarantine(self) -> dict[str, dict[str, str]]:
        """Return document -> hash of the bytes -> the reason, of all that was turned away."""
        found: dict[str, dict[str, str]] = {}
        for doc, sha, why in self._ask("SELECT doc, sha256, why FROM quarantine ORDER BY why"):
            found.setdefault(doc, {})[sha] = why
        return found

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, statement: str, *values: object) -> list[Any]:
        if self._connection is None:
            self._connection = sqlite3.connect(self.path, isolation_level=None)
        return self._connection.execute(statement, values).fetchall()


def pasts(held: Mapping[str, Told]) -> dict[str, frozenset[str]]:
    """Return id -> everything reachable by `seen` among what is held."""
    found: dict[str, frozenset[str]] = {}

    def past(i: str, way: tuple[str, ...] = ()) -> frozenset[str]:
        if i not in found:
            seen = [j for j in held[i].get("seen", ()) if j in held and j not in way]
            found[i] = frozenset(seen).union(*(past(j, (*way, i)) for j in seen))
        return found[i]

    for i in held:
        past(i)
    return found


def rests_on(event: Told) -> list[str]:
    """Return what an event cannot stand without."""
    return [*event.get("seen", ()), *([event["prev"]] if event.get("prev") else [])]
