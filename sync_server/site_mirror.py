"""A workspace that mirrors the server, so that the ordinary `ducha watch` can make the sites from it (decision 22).

It holds what the database's log holds, document by document, and the folder of public blobs by a link; no key and no
private answer, so nothing there can sign and nothing private can reach a tree. It is never truth: one that does not fit
together is thrown away and made anew. Refuses nothing: what was accepted is mirrored as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select

from inspections.blocks import Block, encode_update, read_update
from inspections.district import District
from inspections.ids import DocId, EventId
from inspections.laptop.files import write_whole
from inspections.laptop.settings import FILE, Settings
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from sync_server.schema import DOCUMENTS, LOG, SNAPSHOTS
from sync_server.service import ZONE, Service

MIRROR: Final = "mirror"
"""The workspace inside the server's folder."""
COPIED: Final = ("checklists", "calendar")
"""Folders of a bureau's workspace that no event carries; an administrator may lay files into them later."""


class _AstrayError(Exception):
    """The mirror holds what the server does not: a backup was restored beside it."""


class Mirror:
    """The mirror of one server, and how far it has come since this program began."""

    def __init__(self, service: Service) -> None:
        self.root = service.folder / MIRROR
        self._service = service
        self._pushes: dict[str, int] = {}
        self._rows: dict[str, int] = {}

    def catch_up(self) -> int:
        """Take in what the server has accepted since the last time; return how many documents grew.

        Raises UserError (disk full, busy), OSError. What was cut off is done again at the next call.
        """
        with self._service.database.reading() as connection:
            rows = connection.execute(select(DOCUMENTS.c.doc, DOCUMENTS.c.pushes)).all()
            grown = [(doc, pushes) for doc, pushes in rows if self._pushes.get(doc) != pushes]
            if not grown:
                return 0
            self._lay_out(self._service.documents.district(connection))
            try:
                count = self._take_all(connection, [DocId(doc) for doc, _ in grown])
            except _AstrayError:
                self._throw_away()
                count = self._take_all(connection, [DocId(doc) for doc, _ in rows])
                grown = [(doc, pushes) for doc, pushes in rows]
        self._pushes.update((doc, pushes) for doc, pushes in grown)
        return count

    def _throw_away(self) -> None:
        for name in (LEDGER.name, f"{LEDGER.name}-wal", f"{LEDGER.name}-shm"):
            (self.root / LEDGER).with_name(name).unlink(missing_ok=True)
        self._pushes.clear()
        self._rows.clear()

    def _take_all(self, connection: Connection, docs: Iterable[DocId]) -> int:
        with Store(self.root / LEDGER, new=True) as store:
            return sum(self._take(connection, store, doc) for doc in docs)

    def _take(self, connection: Connection, store: Store, doc: DocId) -> bool:
        after = self._rows.get(doc, 0)
        at, updates = _since(connection, doc, after)
        with store.transaction() as transaction:
            held = set(store.load(doc).values())
            blocks = [one for update in updates for one in read_update(update, hashes=False)]
            if not after and held - {block.id for block in blocks}:
                raise _AstrayError(doc)
            new = list(_new(blocks, held))
            if new:
                transaction.append(doc, encode_update(new))
        self._rows[doc] = at
        return bool(new)

    def _lay_out(self, district: District) -> None:
        """Have the folder's files stand: settings as the district says them, the link to the blobs."""
        (self.root / LEDGER).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        blobs, link = self._service.folder / "blobs", self.root / LEDGER.parent / "blobs"
        blobs.mkdir(exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(Path("..", "..", blobs.name), target_is_directory=True)
        text = Settings(name=district.name, zone=_zone(district)).text().encode()
        path = self.root / FILE
        if not path.is_file() or path.read_bytes() != text:
            write_whole(path, text)


def seed(workspace: Path, folder: Path) -> None:
    """Copy into a new server's mirror what no event carries: the bureau's own checklists and calendars."""
    for name in COPIED:
        for path in sorted((workspace / name).glob("*.yml")):
            target = folder / MIRROR / name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _since(connection: Connection, doc: DocId, after: int) -> tuple[int, list[bytes]]:
    """Return the last row of a document's log, and the updates behind row `after`; a snapshot where rows are gone."""
    updates: list[bytes] = []
    last = select(SNAPSHOTS.c.upto, SNAPSHOTS.c.data).where(SNAPSHOTS.c.doc == doc, SNAPSHOTS.c.upto > after)  # fmt: skip
    for upto, data in connection.execute(last.order_by(SNAPSHOTS.c.upto.desc()).limit(1)).all():
        after, updates = upto, [bytes(data)]
    rows = select(LOG.c.n, LOG.c.data).where(LOG.c.doc == doc, LOG.c.n > after).order_by(LOG.c.n)
    for n, data in connection.execute(rows).all():
        after = n
        updates.append(bytes(data))
    return after, updates


def _new(blocks: Iterable[Block], held: set[EventId]) -> Iterator[Block]:
    for block in blocks:
        if block.id not in held:
            held.add(block.id)
            yield block


def _zone(district: District) -> ZoneInfo:
    try:
        return ZoneInfo(str(district.settings.get("time_zone") or ZONE.key))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZONE
