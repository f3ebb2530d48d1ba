"""Marks planted in every field of every kind of act: the public tree and its preview hold none, whatever is published."""

from __future__ import annotations

import pytest

from tests.inspections.laptop.office import Office, found
from tests.site_builder.planted import plant
from tests.site_builder.released import LATER
from tests.site_builder.searching import marks_below, pictures_below


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two releases of everything there is, every photo ticked; the second one withdrawn, for a reason."""
    made = found(tmp_path_factory.mktemp("planted") / "w")
    marks = plant(made)
    as_bureau = ("--as", "yanghui")
    for preview in ("preview", "preview2"):
        made.ducha("publish", "--new", *as_bureau, now=LATER)
        draft = made.root / "release.yml"
        ticked = [
            line.replace(": 否", ": 是", 1) if line.startswith("      ") else line
            for line in draft.read_text(encoding="utf-8").splitlines(keepends=True)
        ]
        draft.write_text("".join(ticked), encoding="utf-8")
        made.ducha("publish", "--html", preview, *as_bureau, now=LATER)
        made.does("publish", "--yes", *as_bureau, now=LATER)
    reason = marks("release_withdrawn", "reason")
    made.does("publish", "--withdraw", "2", "--reason", reason, *as_bureau, now=LATER)
    return made


def test_no_byte_of_the_public_tree_or_its_preview_holds_any_mark(office: Office) -> None:
    for tree in ("site/public", "preview", "preview2"):
        assert (office.root / tree / "index.html").is_file()
        assert marks_below(office.root / tree) == {}, tree


def test_ticked_photos_are_public_without_metadata_and_nothing_else_comes_along(
    office: Office,
) -> None:
    assert pictures_below(office.root / "site/public") > 2
