"""A planted workspace built once, with every tree, zip and preview that can be made of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.inspections.laptop.office import Office, found
from tests.site_builder.planted import plant
from tests.site_builder.planting import Marks
from tests.site_builder.released import LATER

AS_BUREAU = ("--as", "yanghui")


@dataclass(frozen=True)
class Planted:
    """The folder of a workspace whose fields all hold marks, those marks, and where its trees lie."""

    root: Path
    marks: Marks

    @property
    def bureau(self) -> Path:
        return self.root / "site/bureau"

    @property
    def schools(self) -> Path:
        return self.root / "site/school"

    @property
    def public(self) -> Path:
        return self.root / "site/public"


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Two releases of everything there is with every photo ticked, the second one withdrawn for a reason; then all trees."""
    office = found(tmp_path_factory.mktemp("planted") / "w")
    marks = plant(office)
    for n in (1, 2):
        _publish(office, f"preview{n}")
    reason = marks("release_withdrawn", "reason")
    office.does("publish", "--withdraw", "2", "--reason", reason, *AS_BUREAU, now=LATER)
    for words in (["bureau"], ["school", "--zip"]):
        office.does("build", "--audience", *words, now=LATER)
    return Planted(office.root, marks)


def _publish(office: Office, preview: str) -> None:
    office.ducha("publish", "--new", *AS_BUREAU, now=LATER)
    draft = office.root / "release.yml"
    lines = draft.read_text(encoding="utf-8").splitlines(keepends=True)
    photos = " " * 6
    ticked = [
        line.replace(": 否", ": 是", 1) if line.startswith(photos) else line for line in lines
    ]
    draft.write_text("".join(ticked), encoding="utf-8")
    office.ducha("publish", "--html", preview, *AS_BUREAU, now=LATER)
    office.does("publish", "--yes", *AS_BUREAU, now=LATER)
