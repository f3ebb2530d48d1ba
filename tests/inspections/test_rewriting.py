"""What has to be written into a file so that it says what all say together."""

from __future__ import annotations

from inspections.events import Event
from inspections.inspection import Side
from inspections.inspection_write import write
from inspections.merging import Photos, Shown
from inspections.rewriting import Rewriting, rewriting
from inspections.view import Inspection
from tests.inspections.folding.inspections_told import SUBJECT, answered, inspection, opened, sealed
from tests.inspections.test_inspection_write import CHECKLIST, TEXT, read
from tests.stories_of_events import make, photo

NAMES = {"wang": "王敏", "li": "李强"}
O = opened(inspectors=["wang"], visit=None)  # noqa: E741


def told(known: Inspection, text: str = TEXT, photos: Photos | None = None) -> Rewriting:
    return rewriting(Shown(read(text), photos or {}), known, NAMES)


def written(text: str, wanted: Rewriting) -> str:
    return write(text, CHECKLIST, wanted.values, {}, wanted.conflicts)


def both(**values: tuple[str | None, str | None]) -> tuple[Event, Event]:
    first = {path.replace("__", "."): pair[0] for path, pair in values.items() if pair[0]}
    second = {path.replace("__", "."): pair[1] for path, pair in values.items() if pair[1]}
    return answered(2, "wang", [O], **first), answered(3, "li", [O], **second)


def test_what_all_say_alike_is_written() -> None:
    a, b = both(stock=("31", "31"))
    assert told(inspection(O, a, b)) == Rewriting(values={"stock": "31"})


def test_a_file_that_says_it_already_is_left_alone() -> None:
    assert not told(inspection(O, answered(2, "wang", [O], stock="30")))


def test_a_path_that_the_ledger_does_not_know_stays_as_typed() -> None:
    assert not told(inspection(O))


def test_an_answer_taken_out_by_one_who_saw_it_goes() -> None:
    a = answered(2, "wang", [O], stock="30")
    assert told(inspection(O, a, answered(3, "li", [a], stock=None))).values == {"stock": None}


def test_different_answers_stand_with_names_and_the_note_of_their_side() -> None:
    a, b = both(stock=("20", "40"), stock__note=(None, "实点"))
    wanted = told(inspection(O, a, b))
    assert wanted.conflicts == {"stock": (Side("王敏", "20"), Side("李强", "40", "实点"))}
    assert wanted.values == {}


def test_a_conflict_that_was_written_needs_no_writing() -> None:
    a, b = both(stock=("20", "40"), stock__note=(None, "实点"))
    known = inspection(O, a, b)
    assert not told(known, written(TEXT, told(known)))


def test_a_note_of_somebody_who_is_on_no_side_stays_beside_the_conflict() -> None:
    a, b = both(stock=("20", "40"))
    c = answered(4, "zhao", [O], **{"stock.note": "门卫说的"})
    wanted = told(inspection(O, a, b, c))
    assert wanted.values == {"stock.note": "门卫说的"}


def test_a_decided_conflict_becomes_one_line_again() -> None:
    a, b = both(stock=("20", "40"))
    text = written(TEXT, told(inspection(O, a, b)))
    known = inspection(O, a, b, answered(4, "li", [a, b], stock="40"))
    assert written(text, told(known, text)) == TEXT.replace("stock: 30", "stock: 40")


def test_rows_of_one_win_over_the_none_of_another() -> None:
    a, b = both(goods=("", None), goods__x__name=(None, "手套"))
    a = answered(2, "wang", [O], goods=[])
    assert told(inspection(O, a, b)).values == {"goods.x.name": "手套"}


def test_an_answer_that_came_after_sealing_goes_out_of_the_file() -> None:
    a = answered(2, "wang", [O], words="早")
    late = answered(5, "li", [O], stock="30")
    known = inspection(O, a, sealed(4, "wang", [a], heads=[a.id]), late)
    assert told(known).values == {"stock": None, "words": "早"}


def test_heads_written_blind_are_joined() -> None:
    known = inspection(O, opened(2, "li", inspectors=["li"], visit="unannounced"))
    found = rewriting(Shown(read(TEXT)), known, {"wang": "wang", "li": "李强"})
    assert found.values == {"record.inspectors": ("wang", "li")}


def test_a_conflict_of_the_head_is_not_written() -> None:
    a, b = both(record__visit=("announced", "unannounced"))
    assert told(inspection(O, a, b)).conflicts == {}


def test_photos_are_joined_by_content_whatever_they_are_called_here() -> None:
    add = {"duty": [photo("a"), photo("b")]}
    known = inspection(
        O, make(2, "answered", "wang", [O], subject=SUBJECT, more={"set": {}, "photos_add": add})
    )
    wanted = told(known, photos={"duty": {"mine.jpg": "aba", "old.jpg": "abz"}})
    assert [f.name for f in wanted.photos_new["duty"]] == ["b"]
    assert wanted.photos_gone == {"duty": ("old.jpg",)}
