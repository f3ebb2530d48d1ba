"""The print of everything that a tree, or a part of it, is made from: the same print, the same bytes.

A school's own pages are made from `Material.alone`, which holds nothing of another school; its print covers every
field of that (a test holds the list), so no page can rest on what its print leaves out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import inspections
import site_builder
from inspections.deadline import WorkCalendar
from inspections.ids import DISTRICT, InspectionId, sha256_hex
from inspections.resources import data_folder
from site_builder.material import Material
from site_builder.plan import site_of
from site_builder.reading import Reading

RENDERS = ("ducha", "jinja2", "markupsafe", "mkdocs", "pillow", "chinesecalendar")
"""What turns the same values into bytes beside our own code."""
CODE = (".py", ".html", ".css", ".js", ".po", ".mo", ".json", ".yml", ".toml")
COVERED = frozenset({"view", "audience", "as_of", "calendar", "school", "translate", "pictures", "checklists"})  # fmt: skip
"""The fields of `Material` that a print covers; its other fields keep what was computed from these."""


@dataclass(frozen=True)
class Inputs:
    """Prints for the parts of one tree: what was read, and the hash of each inspection's checklist."""

    read: Reading
    checklists: Mapping[InspectionId, str]
    common: str

    def of(self, m: Material) -> str:
        """Return the print of everything in a material: of the schools that it holds, and what all trees share."""
        schools = [
            [
                view.school.id,
                self.read.print_of(view.school.id),
                [(issue.id, issue.spoken) for issue in view.issues],
                [(one.id, self.checklists.get(one.id)) for one in view.inspections],
            ]
            for view in m.view.schools.values()
        ]
        pictures = [(p.sha256, p.width, p.height) for p in m.pictures.values()]
        return _print([self.common, m.audience.value, m.school, schools, sorted(pictures)])


def inputs_of(m: Material, read: Reading, checklists: Mapping[InspectionId, str]) -> Inputs:
    """Return the prints for a tree that is made from `m`."""
    calendar = list(_calendar(m.calendar))
    common = [program(), read.print_of(DISTRICT), m.as_of.isoformat(), calendar, repr(site_of(m))]
    return Inputs(read, checklists, _print(common))


@cache
def program() -> str:
    """Return the hash of this program: its code, templates and words, and the version of all that renders with it."""
    roots = [Path(module.__file__ or "").parent for module in (inspections, site_builder)]
    roots.append(data_folder("templates", site_builder.__file__))
    files = [
        (path.relative_to(root).as_posix(), sha256_hex(path.read_bytes()))
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.suffix in CODE
    ]
    return _print([files, sys.version, [(name, _version(name)) for name in RENDERS]])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a folder without its packages' records, as on a stick
        return ""


def _calendar(calendar: WorkCalendar) -> Iterator[tuple[int, list[str], list[str]]]:
    for year, days in sorted(calendar.announced.items()):
        yield year, _days(days.workdays), _days(days.holidays)


def _days(days: Iterable[date]) -> list[str]:
    return sorted(day.isoformat() for day in days)


def _print(value: object) -> str:
    return sha256_hex(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
