"""A workspace: the folder of plain files of FORMATS §10 with the ledger beside them, and what is read out of it.

The ledger is the truth; without one (a copied folder, a first look) roster and records can still be read and checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inspections.errors import Code, Exit, M, Problem, UserError
from inspections.events import Event, Unreadable
from inspections.events_json import decode
from inspections.ids import DISTRICT, DocId, EventId, InspectionId, SchoolId
from inspections.laptop import settings as settings_file
from inspections.laptop.blobs import Blobs
from inspections.laptop.clock import Clock
from inspections.laptop.first_step import no_ledger
from inspections.laptop.keyring import Keyring
from inspections.laptop.passphrase import Opener
from inspections.laptop.private_store import PrivateStore
from inspections.laptop.settings import Settings, read_settings
from inspections.laptop.shelf import Shelf

if TYPE_CHECKING:
    from inspections.deadline import WorkCalendar
    from inspections.district import District, School
    from inspections.laptop.calendars import Announced
    from inspections.laptop.store import Store
    from inspections.view import Inspection, SchoolView, View

LEDGER = Path("ledger") / "ledger.sqlite"


@dataclass
class Workspace:
    """The folder at `root`, seen through `clock`; `seed` makes keys and sessions repeatable (tests, demo).

    `opener` opens its keys: it asks for passphrases, or takes them from whoever runs the command.
    """

    root: Path
    clock: Clock
    seed: str | None = None
    opener: Opener = field(default_factory=Opener)
    _decoded: dict[EventId, Event | Unreadable] = field(default_factory=dict)

    @staticmethod
    def find(
        start: Path,
        clock: Clock | None = None,
        seed: str | None = None,
        opener: Opener | None = None,
    ) -> Workspace:
        """Return the workspace that `start` lies in. Raises UserError (exit 2) when it lies in none."""
        here = start.resolve()
        for folder in (here, *here.parents):
            if (folder / settings_file.FILE).is_file():
                return Workspace(folder, clock or Clock(), seed, opener or Opener())
        raise UserError(
            Problem(
                code=Code.WORKSPACE_MISSING,
                file=str(start),
                what=M("这里不是督查工作区（没有 district.yml）"),
                remedy=M("进入工作区文件夹，或用 -C 文件夹；新建用 ducha init 文件夹 --name 名称"),
            ),
            exit=Exit.USAGE,
        )

    @cached_property
    def settings(self) -> Settings:
        """The settings of `district.yml`."""
        return read_settings(self.root)

    @property
    def keyring(self) -> Keyring:
        """The keys of the people who work here."""
        return Keyring(self.root / ".ducha" / "keys", self.seed, self.opener)

    @property
    def blobs(self) -> Blobs:
        """The photos and files that events name."""
        return Blobs(self.root / "ledger" / "blobs")

    @property
    def private(self) -> PrivateStore:
        """The salted blobs of private answers."""
        return PrivateStore(self.root / "ledger" / "private", self.seed)

    @cached_property
    def shelf(self) -> Shelf:
        """The checklists that can be used here."""
        return Shelf(self.root / "checklists", self.root)

    @property
    def has_ledger(self) -> bool:
        """Whether this workspace keeps a ledger yet."""
        return (self.root / LEDGER).exists()

    @cached_property
    def store(self) -> Store:
        """The ledger's store. Raises UserError (exit 2) when there is none."""
        from inspections.laptop.store import Store

        if not self.has_ledger:
            raise self._no_ledger()
        return Store(self.root / LEDGER)

    def _no_ledger(self) -> UserError:
        has_keys = bool(self.keyring.people())
        return no_ledger(LEDGER.as_posix(), self.settings.name, has_keys=has_keys)

    def close(self) -> None:
        """Close the store, if it was opened; the next use opens it again."""
        store = self.__dict__.pop("store", None)
        if store is not None:
            store.close()

    def events(self, doc: DocId) -> tuple[Event | Unreadable, ...]:
        """Return the events of one document as the store holds them now; each is read from its bytes only once."""
        found: list[Event | Unreadable] = []
        for event_id, value in self.store.load(doc).values().items():
            found.append(self._decoded.get(event_id) or decode(value, event_id))
        self._decoded.update((event.id, event) for event in found)
        return tuple(found)

    @cached_property
    def district(self) -> District:
        """The district as the ledger says it; without a ledger, as the CSV files beside it say it."""
        from inspections.folding import fold_district

        if self.has_ledger:
            return fold_district(self.events(DISTRICT))
        from inspections.laptop.roster_files import district_of_files

        return district_of_files(self.root)

    def file_problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with `district.yml`, and with the CSV files while there is no ledger to go by."""
        from inspections.laptop.roster_files import roster_problems

        rows = () if self.has_ledger else roster_problems(self.root)
        try:
            read_settings(self.root)
        except UserError as error:
            return (*error.problems, *rows)
        return rows

    def inspection(self, school: SchoolId, inspection: InspectionId) -> Inspection | None:
        """Return one inspection as the ledger has it now, or None; the rest of its school is not folded."""
        from inspections.folding import fold_alone

        return fold_alone(inspection, school, self.events(DocId(school)), self.district)

    def school_view(self, school: SchoolId) -> SchoolView:
        """Return everything of one school of the roster, folded now. Raises UserError when the roster lacks it."""
        from inspections.folding import fold_school

        return fold_school(self.find_school(school), self.events(DocId(school)), self.district)

    def forget(self) -> None:
        """Forget what was folded: the ledger has got events from elsewhere."""
        self.__dict__.pop("district", None)

    def knows(self, school: SchoolId, inspection: InspectionId) -> bool:
        """Return whether the ledger holds anything of this inspection."""
        subject = f"i:{inspection}"
        events = self.events(DocId(school)) if self.has_ledger else ()
        return any(isinstance(event, Event) and event.subject == subject for event in events)

    def find_school(self, name: str) -> School:
        """Return the school with this id or name. Raises UserError when there is none, or several."""
        from inspections.laptop.lookup import school_named

        if not self.has_ledger and not self.district.schools:
            raise self._no_ledger()
        return school_named(self.district, name)

    def view(self, as_of: date | None = None) -> View:
        """Return the whole ledger folded, as of the end of a day or as it stands.

        The roster is always today's: a school entered late has its name in earlier figures too.
        """
        from inspections import folding

        values = {
            doc: tuple(decode(value, event_id) for event_id, value in ledger.values().items())
            for doc, ledger in self.store.load_all().items()
        }
        district = values.pop(DISTRICT, ())
        events: Mapping[SchoolId, tuple[Event | Unreadable, ...]] = {
            SchoolId(doc): found for doc, found in values.items()
        }
        if as_of is not None:
            zone = self.settings.zone
            events = {school: folding.as_of(found, as_of, zone) for school, found in events.items()}
        return folding.fold(district, events)

    def documents(self) -> tuple[DocId, ...]:
        """Return the documents that the ledger holds, sorted."""
        return tuple(sorted(DocId(doc) for doc in self.store.documents()))

    def blob(self, digest: str) -> bytes | None:
        """Return the bytes of a photo or file, or None when they are not here."""
        return self.blobs.get(digest)

    def calendar(self) -> WorkCalendar:
        """Return the working days: the library's years, then the yearly files', then what the bureau signed.

        A faulty yearly file is left out; its problems are in `calendar_problems`.
        """
        from inspections.deadline import work_calendar

        announced, _ = self._calendars
        return work_calendar(announced, self.district.calendars)

    def calendar_problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the yearly files of `calendar/`."""
        return self._calendars[1]

    @cached_property
    def _calendars(self) -> tuple[Announced, tuple[Problem, ...]]:
        from inspections.laptop.calendars import read_calendars

        return read_calendars(self.root)

    def today(self) -> date:
        """Return the date in the district's zone."""
        return self.clock.today(self.settings.zone)

    def as_of(self) -> date:
        """Return the day as of which figures are stated: the settings', else today (FORMATS §8)."""
        return self.settings.as_of or self.today()

    def shown(self, path: Path) -> str:
        """Return a path as people read it: relative to the workspace, with forward slashes."""
        full = path.resolve()
        return (
            full.relative_to(self.root).as_posix() if full.is_relative_to(self.root) else str(path)
        )
