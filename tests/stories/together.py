"""Several laptops made from one prepared folder, and bundles between them: what the stories of filling together share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from inspections.events_json import decode
from inspections.folding import fold_district, fold_school
from inspections.ids import DISTRICT, DocId, SchoolId
from inspections.inspection import flat
from inspections.inspection_yaml import read_record
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from inspections.view import Inspection, SchoolView
from tests.inspections.laptop.office import NOW, RECORD, Office, Said

YL3X = SchoolId("yl3x")


@dataclass
class Laptop(Office):
    """One of the laptops, and who mostly works at it."""

    who: str = "wangmin"
    now: str = NOW

    def does_as(self, *words: str | Path) -> Said:
        """Run a command as the laptop's own person; it must succeed."""
        return self.does(*words, "--as", self.who, now=self.now)

    def begin(self, *more: str) -> None:
        self.does_as("new", "yl3x", "small", *more)

    @property
    def text(self) -> str:
        return (self.root / RECORD).read_text("utf-8")

    def type_in(self, **answers: str) -> None:
        """Type answers behind their keys, as a person does in an editor."""
        text = self.text
        for key, value in answers.items():
            text, found = re.subn(rf"(?m)^  {key}:.*(\n    .*)*$", f"  {key}: {value}", text)
            assert found == 1, key
        self.write(text)

    def put(self, old: str, new: str) -> None:
        assert self.text.count(old) == 1, (old, self.text)
        self.write(self.text.replace(old, new))

    def export(self, name: str = "out.ducha", *more: str | Path) -> Path:
        self.does_as("bundle", "export", name, *more)
        return self.root / name

    def take(self, *bundles: Path) -> Said:
        return self.does_as("bundle", "import", *bundles)

    def answers(self) -> dict[str, object]:
        """What the file says, conflicts with their sides."""
        workspace = self.workspace()
        record, problems = read_record(self.text.encode(), RECORD, workspace.shelf.checklist)
        workspace.close()
        assert record is not None, problems
        told: dict[str, object] = dict(flat(record))
        return told | {path: c.sides for path, c in record.conflicts.items()}

    def view(self) -> SchoolView:
        """The school as this laptop's ledger makes it, read afresh."""
        with Store(self.root / LEDGER) as store:
            values = {doc: store.load(DocId(doc)).values() for doc in (DISTRICT, "yl3x")}
        events = {doc: [decode(v, i) for i, v in held.items()] for doc, held in values.items()}
        district = fold_district(events[DISTRICT])
        return fold_school(district.schools[YL3X], events["yl3x"], district)

    def inspection(self) -> Inspection:
        (found,) = self.view().inspections
        return found

    def ids(self) -> set[str]:
        return {event.id for event in self.events()}


def laptop(office: Office, name: str, who: str) -> Laptop:
    """Return a laptop prepared by copying the workspace folder, as laptops are until they enrol themselves."""
    minute = {"wangmin": "00"}.get(who, "05")
    return Laptop(
        office.copy(office.root.parent / name).root,
        who=who,
        now=NOW.replace(":00:00", f":{minute}:00"),
    )


def meet(*laptops: Laptop) -> None:
    """Carry a bundle of each laptop to all others."""
    bundles = [one.export(f"{n}.ducha") for n, one in enumerate(laptops)]
    for one in laptops:
        one.take(*(b for b in bundles if b.parent != one.root))
