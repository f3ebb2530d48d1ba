"""Marks planted in every field of every kind of act: no byte of a tree, zip or download holds one that it must not.

Who may see what is FORMATS §16, said here once more and apart from `policy`: a mistake there must not hide itself.
"""

from __future__ import annotations

import pytest

from inspections.fields import Holds
from inspections.kinds import BODIES, DISTRICT_KINDS
from inspections.lifecycle import FACTS, MOVES
from site_builder.policy import Audience
from tests.site_builder.conftest import Planted
from tests.site_builder.planted import AGAINST_PERSON, NOT_PLANTED
from tests.site_builder.searching import marks_below, pictures_below

BUREAU, SCHOOL = Audience.BUREAU, Audience.SCHOOL
NOWHERE = frozenset({"EXIF", "content of a file", "a field of a newer version", "private"})
SAID = frozenset({Holds.TEXT, Holds.FILE, Holds.FILES, Holds.RESPONSIBLE, Holds.OBJECT, Holds.LIST})
"""What a field holds in which somebody can write something."""


def may_see(what: tuple[str, ...]) -> frozenset[Audience]:
    """Return whose trees may hold the mark of `what`, by FORMATS §16: the bureau's, those of its own school."""
    kind, *within = what
    private = any(field.private for field in BODIES.get(kind, ()) if field.name in within)
    if private or kind == AGAINST_PERSON or NOWHERE & set(within) or what == ("school", "phone"):
        return frozenset()
    if (kind in DISTRICT_KINDS and within != ["title"]) or "open" in within:
        return frozenset({BUREAU})
    return frozenset({BUREAU, SCHOOL})


@pytest.mark.parametrize("tree", ["bureau", "school"])
def test_no_byte_of_a_tree_or_zip_holds_what_its_audience_must_not_see(
    planted: Planted, tree: str
) -> None:
    own = (planted.schools / "yl3x", planted.schools / "yl3x.zip")
    seen = marks_below(*([planted.bureau] if tree == "bureau" else own))
    leaked = {
        "/".join(planted.marks.of[mark]): place
        for mark, place in seen.items()
        if Audience(tree) not in may_see(planted.marks.of[mark])
    }
    assert leaked == {}


def test_no_byte_of_the_public_tree_or_its_previews_holds_any_mark(planted: Planted) -> None:
    for tree in (planted.public, planted.root / "preview1", planted.root / "preview2"):
        assert (tree / "index.html").is_file()
        assert marks_below(tree) == {}


def test_another_schools_tree_and_zip_hold_nothing_of_it(planted: Planted) -> None:
    seen = marks_below(planted.schools / "yl5x", planted.schools / "yl5x.zip")
    assert {planted.marks.of[mark]: place for mark, place in seen.items()} == {}


def test_what_may_be_seen_is_seen_so_that_looking_for_it_means_something(planted: Planted) -> None:
    texts = {
        (kind, field.name)
        for kind in (*MOVES, *FACTS)
        for field in BODIES[kind]
        if field.holds is Holds.TEXT
    } | {("school", "principal"), ("person", "wangmin"), ("record", "note")}
    for tree in (planted.bureau, planted.schools / "yl3x.zip"):
        assert texts - {planted.marks.of[mark] for mark in marks_below(tree)} == set()


def test_every_field_in_which_something_can_be_written_is_planted(planted: Planted) -> None:
    fields = {
        (kind, field.name)
        for kind in (*MOVES, *FACTS, *DISTRICT_KINDS)
        for field in BODIES[kind]
        if field.holds in SAID and not kind.startswith(NOT_PLANTED)
    }
    assert fields - {what[:2] for what in planted.marks.of.values()} == set()


def test_photos_of_every_tree_and_zip_have_no_metadata_and_no_other_file_comes_along(
    planted: Planted,
) -> None:
    assert pictures_below(planted.bureau) > 20
    assert pictures_below(planted.schools) > 20
    assert (
        pictures_below(planted.public) > 2
    )  # those that were ticked, of the issues that are public
