"""What was typed into a sibling since it was written, by the blobs that it showed; and what all say together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspections.inspection import Answer, Conflict, Record, Side
from inspections.merging import Shown
from inspections.private_blobs import Private
from inspections.private_merging import as_private, by_path, merged, news, replaced, standing
from tests.inspections.folding.inspections_told import inspection
from tests.inspections.folding.test_private_answers import OPENED, erasing, told
from tests.inspections.test_inspection_write import TEXT, read

HELD = {d: Private("i:x", "sick", d.upper()) for d in ("aa", "bb", "cc")}
PHOTO = Private("i:x", "sick", name="p.jpg", data=b"pixels")
AT = "sick.photos.0123456789ab"


def sibling(*, photos: dict[str, dict[str, str]] | None = None, **answers: str) -> Shown:
    """A sibling that says this; `a__b` is the path `a.b`."""
    typed = {path.replace("__", "."): Answer(value, 1, 1) for path, value in answers.items()}
    names = {path: tuple(files) for path, files in (photos or {}).items()}
    record: Record = replace(read(TEXT), private=typed, private_photos=names)
    return as_private(record, photos or {})


def in_conflict(*values: str) -> Shown:
    sides = Conflict(tuple(Side("王敏", value) for value in values), 1, 1)
    return as_private(replace(read(TEXT), private_conflicts={"sick": sides}), {})


def test_what_the_sibling_showed_is_no_news() -> None:
    assert not news(sibling(sick="AA"), {"sick": ("aa",)}, {"sick": ("aa",)}, HELD)


def test_another_answer_is_news_and_replaces_what_was_shown() -> None:
    found = news(sibling(sick="XX"), {"sick": ("aa",)}, {"sick": ("aa",)}, HELD)
    assert found.values == {"sick": "XX"}
    assert replaced(found, {"sick": ("aa",)}) == ("aa",)


def test_an_answer_taken_out_is_told_as_null() -> None:
    assert news(sibling(), {"sick": ("aa",)}, {"sick": ("aa",)}, HELD).values == {"sick": None}


def test_what_was_never_shown_is_not_taken_out() -> None:
    assert not news(sibling(), {}, {"sick": ("aa",)}, HELD)


def test_what_is_not_held_is_not_taken_out() -> None:
    assert not news(sibling(), {"sick": ("zz",)}, {"sick": ("zz",)}, HELD)


def test_what_was_typed_beside_an_answer_that_is_not_shown_replaces_nothing() -> None:
    assert replaced(news(sibling(sick="XX"), {}, {"sick": ("aa",)}, HELD), {}) == ()


def test_to_say_what_the_ledger_says_anyway_is_no_news() -> None:
    found = news(sibling(sick="BB"), {"sick": ("aa",)}, {"sick": ("bb",)}, HELD)
    assert (bool(found), found.agreed) == (False, {"sick"})


def test_a_conflict_left_as_it_is_says_nothing() -> None:
    shown = {"sick": ("aa", "bb")}
    assert not news(in_conflict("AA", "BB"), shown, shown, HELD)


def test_a_conflict_made_one_answer_says_it() -> None:
    shown = {"sick": ("aa", "bb")}
    found = news(sibling(sick="AA"), shown, shown, HELD)
    assert (found.values, replaced(found, shown)) == ({"sick": "AA"}, ("aa", "bb"))


def test_a_conflict_with_notes_made_one_answer_drops_the_notes_of_the_sides() -> None:
    held = HELD | {"nn": Private("i:x", "sick.note", "实点")}
    shown = {"sick": ("aa", "bb"), "sick.note": ("nn",)}
    assert not news(in_conflict("AA", "BB"), shown, shown, held)
    assert news(sibling(sick="AA"), shown, shown, held).values == {"sick": "AA", "sick.note": None}


def test_a_photo_is_news_once() -> None:
    now = sibling(photos={"sick": {"p.jpg": PHOTO.content}})
    assert news(now, {}, {}, HELD).photos_added == {"sick": ("p.jpg",)}
    assert not news(now, {AT: ("pp",)}, {AT: ("pp",)}, HELD | {"pp": PHOTO})
    assert not news(now, {}, {AT: ("pp",)}, HELD | {"pp": PHOTO})


def test_a_photo_no_longer_named_is_taken_out() -> None:
    found = news(sibling(), {AT: ("pp",)}, {AT: ("pp",)}, HELD | {"pp": PHOTO})
    assert found.photos_gone == (AT,)


A = told(2, "wang", [OPENED], "aa")


def test_equal_answers_of_two_who_did_not_know_of_each_other_are_one() -> None:
    found = inspection(OPENED, A, told(3, "li", [OPENED], "bb"))
    same = {"aa": Private("i:x", "sick", "同"), "bb": Private("i:x", "sick", "同")}
    assert [one.value for one in merged(found, same, ()).said["sick"]] == ["同"]


def test_answers_that_differ_are_both_said() -> None:
    found = merged(inspection(OPENED, A, told(3, "li", [OPENED], "bb")), HELD, ())
    assert [one.value for one in found.said["sick"]] == ["AA", "BB"]


def test_an_answer_that_is_not_held_says_nothing() -> None:
    found = merged(inspection(OPENED, A), {}, ())
    assert (dict(found.said), found.taken_out) == ({}, frozenset())


def test_an_answer_that_others_took_out_is_taken_out() -> None:
    found = inspection(OPENED, A, told(3, "li", [A], replaces=("aa",)))
    assert merged(found, HELD, ("aa",)).taken_out == {"sick"}


def test_an_erased_answer_is_taken_out() -> None:
    found = inspection(OPENED, A, erasing(3, "qian", [A], "aa"))
    assert standing(found) == ()
    assert merged(found, HELD, ()).taken_out == {"sick"}


def test_each_photo_has_a_path_of_its_own() -> None:
    digest = "0123456789ab" + "0" * 52
    assert by_path([digest, "zz"], {digest: PHOTO}) == {AT: (digest,)}


@given(
    st.dictionaries(
        st.sampled_from(["sick", "sick.note", "temp"]), st.sampled_from(["AA", "BB", "CC"])
    )
)
def test_what_was_recorded_is_no_news_afterwards(answers: dict[str, str]) -> None:
    """Recording what is news and showing it: nothing is news any more."""
    now = sibling(**{path.replace(".", "__"): value for path, value in answers.items()})
    found = news(now, {}, {}, {})
    shown = {path: (f"x{path}",) for path in found.values}
    held = {f"x{path}": Private("i:x", path, value) for path, value in found.values.items()}
    assert dict(found.values) == answers
    assert not news(now, shown, shown, held)
