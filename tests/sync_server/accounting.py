"""The account that tests keep of a server's folder, by SQL and the pure judge alone: nothing of `sync_server` is asked.

One truth a function; `audit` asks them all. Raises AssertionError that says which does not hold.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from inspections.blocks import Block, read_update
from inspections.events import Event
from inspections.events_json import decode
from inspections.ids import EventId
from inspections.judge import judge


@dataclass(frozen=True)
class Account:
    """What stands in a server's database."""

    events: dict[str, dict[EventId, Event]]
    """Document -> its events."""
    blobs: frozenset[str]
    wanted: frozenset[str]
    signed_in: int
    bare: dict[str, int] = field(default_factory=dict)
    """Document -> how many events no receipt names."""

    def ids(self) -> set[EventId]:
        return {i for events in self.events.values() for i in events}

    def by_people(self) -> set[EventId]:
        """What people's devices wrote: all but the server's own receipts and numbers."""
        return {
            i for events in self.events.values() for i, e in events.items() if e.role != "server"
        }


def audit(folder: Path, *, receiving: bool = True) -> Account:
    """Check everything that has to hold of the server in `folder` at any moment, and return what stands there.

    `receiving`: every act has its receipt by now; not so while a restored server only collects.
    """
    with closing(sqlite3.connect(folder / "server.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        docs = [doc for (doc,) in database.execute("SELECT doc FROM documents ORDER BY doc")]
        events = {doc: _events(database, doc) for doc in docs}
        bare = {doc: _receipts(doc, events[doc]) for doc in docs}
        if receiving:
            assert not any(bare.values()), f"without a receipt: {bare}"
            for doc in docs:
                _row(database, doc, events[doc])
            _numbers(database, events)
        blobs = frozenset(_blobs(database, folder))
        wanted = frozenset(d for (d,) in database.execute("SELECT sha256 FROM wanted"))
        assert not blobs & wanted, "here, and wanted"
        return Account(events, blobs, wanted, _sessions(database), bare)


def _events(database: sqlite3.Connection, doc: str) -> dict[EventId, Event]:
    """The newest snapshot and the rows behind it fit together, each slot and each act is there once."""
    snapshots = database.execute("SELECT upto, data FROM snapshots WHERE doc = ? ORDER BY upto", [doc]).fetchall()  # fmt: skip
    rows = database.execute("SELECT n, data FROM log WHERE doc = ? ORDER BY n", [doc]).fetchall()
    whole = _read(snapshots, rows)
    for n, _ in snapshots[:-1]:
        older = _read([one for one in snapshots if one[0] <= n], rows)
        assert set(older) == set(whole), f"{doc}: the snapshot before says something else"
    slots = Counter((block.client, block.clock) for block in whole)
    assert max(slots.values(), default=1) == 1, f"{doc}: a slot twice"
    ids = Counter(block.id for block in whole)
    assert max(ids.values(), default=1) == 1, f"{doc}: an act twice"
    for client in {block.client for block in whole}:
        clocks = sorted(block.clock for block in whole if block.client == client)
        assert clocks == list(range(len(clocks))), f"{doc}: a gap in a session"
    found = {block.id: decode(block.value, block.id) for block in whole}
    return {i: event for i, event in found.items() if isinstance(event, Event)}


def _read(snapshots: list[tuple[int, bytes]], rows: list[tuple[int, bytes]]) -> list[Block]:
    upto, data = snapshots[-1] if snapshots else (0, b"")
    after = [(n, update) for n, update in rows if n > upto]
    assert [n for n, _ in after] == list(range(upto + 1, upto + 1 + len(after))), "a gap in the log"
    updates = [data, *(update for _, update in after)] if data else [update for _, update in after]
    return [block for update in updates for block in read_update(update)]


def _receipts(doc: str, events: dict[EventId, Event]) -> int:
    """Receipts count 1, 2, 3 …, name every act at most once, and refuse what the judge refuses; return how many they lack."""
    told = _told(events)
    assert [e.body["n"] for e in told] == list(range(1, len(told) + 1)), (
        f"{doc}: receipts {[e.body['n'] for e in told]}"
    )
    refused = [one["id"] for e in told for one in e.body["refused"]]
    accepted = [i for e in told for i in e.body["ids"]]
    named = Counter([*accepted, *refused])
    assert max(named.values(), default=1) == 1, f"{doc}: received twice"
    acts = {i for i, e in events.items() if e.kind != "received"}
    assert set(named) <= acts, f"{doc}: a receipt of what is not there"
    against = {i for i in named if events[i].role != "server" and judge(events[i], events.get)}
    assert against == set(refused), f"{doc}: the judge says otherwise"
    return len(acts - set(named))


def _row(database: sqlite3.Connection, doc: str, events: dict[EventId, Event]) -> None:
    """What the document's row says of its receipts is so: devices are answered by it alone."""
    row = database.execute("SELECT receipt, receipt_id, bare FROM documents WHERE doc = ?", [doc]).fetchone()  # fmt: skip
    last = _told(events)[-1]
    assert row == (last.body["n"], last.id, 0), f"{doc}: the row says {row}"


def _told(events: dict[EventId, Event]) -> list[Event]:
    return sorted(
        (e for e in events.values() if e.kind == "received"), key=lambda e: int(e.body["n"])
    )


def _numbers(database: sqlite3.Connection, events: dict[str, dict[EventId, Event]]) -> None:
    """Official numbers of a series and year are 1, 2, 3 …, one a notice; table and documents say the same."""
    given = {(e.body["notice"], e.body["series"], e.body["year"], e.body["n"])
             for of in events.values() for e in of.values() if e.kind == "numbered"}  # fmt: skip
    assert given == set(database.execute("SELECT notice, series, year, n FROM notices").fetchall())
    for series, year, last in database.execute("SELECT series, year, last FROM numbers").fetchall():
        counted = sorted(n for _, s, y, n in given if (s, y) == (series, year))
        assert counted == list(range(1, last + 1)), f"{series}{year}: {counted}"


def _blobs(database: sqlite3.Connection, folder: Path) -> Iterator[str]:
    """What is listed is there, whole, and is what its name says."""
    for digest, size in database.execute("SELECT sha256, bytes FROM blobs").fetchall():
        found = [
            p for of in ("blobs", "private") if (p := folder / of / digest[:2] / digest).is_file()
        ]
        assert len(found) == 1, f"{digest}: {found}"
        data = found[0].read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (size, digest)
        yield digest


def _sessions(database: sqlite3.Connection) -> int:
    """Every session stands in the log of the server, and nothing stands there that was not done."""
    acts = [act for (act,) in database.execute("SELECT act FROM audit ORDER BY n")]
    (open_now,) = database.execute("SELECT count(*) FROM web_sessions").fetchone()
    assert acts.count("signed_in") - acts.count("signed_out") == open_now
    return acts.count("signed_in")
