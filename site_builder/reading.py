"""The ledger read again and again: a document that has not grown is neither read, decoded nor folded a second time.

Beside the view it gives the print of each document's events. A school's view is a function of its events and of the
district's, so what rests on both prints alone needs no look into either. Keeps nothing on disk, trusts nothing there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inspections.events import Event, Unreadable
from inspections.events_json import decode
from inspections.folding import as_of, fold_district, fold_school, roster_of, view_of
from inspections.ids import DISTRICT, DocId, SchoolId, sha256_hex
from inspections.view import SchoolView, View

if TYPE_CHECKING:
    from inspections.district import District, School
    from inspections.laptop.store import Store
    from inspections.laptop.workspace import Workspace

NONE = sha256_hex(b"")
"""The print of a document without events."""
Events = tuple[Event | Unreadable, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The whole ledger folded, and per document the SHA-256 of the ids of the events that it was folded from."""

    view: View
    prints: Mapping[DocId, str]

    def print_of(self, doc: DocId | SchoolId) -> str:
        """Return the print of a document; that of no events for one that does not exist."""
        return self.prints.get(DocId(doc), NONE)


@dataclass(frozen=True)
class _Held:
    """A document as it was read: how many updates it had, and its events."""

    count: int
    events: Events
    print: str


class Reader:
    """Reads the ledger of one workspace as often as asked; keeps in memory what it has read."""

    def __init__(self) -> None:
        self._file: tuple[int, int] | None = None
        self._held: dict[DocId, _Held] = {}
        self._district: tuple[str, District] | None = None
        self._folded: dict[SchoolId, tuple[tuple[str, str], SchoolView]] = {}

    def read(self, workspace: Workspace, day: date) -> Reading:
        """Return the ledger as of the end of a day, all of it as it stands at one moment.

        The roster is always today's (as in `Workspace.view`). Raises UserError when there is no ledger.
        """
        self._catch_up(workspace.store)
        zone = workspace.settings.zone
        held = self._held.get(DISTRICT)
        prints = {DISTRICT: held.print if held else NONE}
        district = self._fold_district(held)
        kept: dict[SchoolId, Events] = {}
        for doc, one in self._held.items():
            if doc != DISTRICT:
                events = as_of(one.events, day, zone)
                kept[SchoolId(doc)] = events
                prints[doc] = one.print if events is one.events else _print(events)
        views = {
            school: self._fold(row, kept.get(school, ()), district, prints)
            for school, row in roster_of(district, kept).items()
        }
        return Reading(view=view_of(district, views), prints=prints)

    def _catch_up(self, store: Store) -> None:
        found = store.path.stat()
        if self._file != (found.st_dev, found.st_ino):  # put back from a backup, say
            self._file = found.st_dev, found.st_ino
            self._held.clear()
        with store.snapshot():
            for doc, count in store.counts().items():
                known = self._held.get(doc)
                if known is None or known.count != count:
                    values = store.load(doc).values()
                    events = tuple(decode(value, id_) for id_, value in values.items())
                    self._held[doc] = _Held(count, events, _print(events))

    def _fold_district(self, held: _Held | None) -> District:
        mark = held.print if held else NONE
        if self._district is None or self._district[0] != mark:
            self._district = mark, fold_district(held.events if held else ())
        return self._district[1]

    def _fold(
        self, row: School, events: Events, district: District, prints: Mapping[DocId, str]
    ) -> SchoolView:
        mark = prints[DISTRICT], prints.get(DocId(row.id), NONE)
        known = self._folded.get(row.id)
        if known is None or known[0] != mark:
            known = self._folded[row.id] = mark, fold_school(row, events, district)
        return known[1]


def _print(events: Iterable[Event | Unreadable]) -> str:
    return sha256_hex("\n".join(sorted(event.id for event in events)).encode())
