"""What a person changed since the file was last written: by path, photos by content, nothing decided."""

from __future__ import annotations

from hypothesis import given, settings

from inspections.inspection import Record, flat
from inspections.inspection_write import write
from inspections.inspection_yaml import read_record
from inspections.merging import Changes, Shown, changes
from tests.inspections.test_inspection_write import CHANGES, CHECKLIST, TEXT, read

CONFLICT = "stock:\n    conflict:\n      - {by: 王敏, value: 20}\n      - {by: 李强, value: 40, note: 实点}"
A, B, C = "a" * 64, "b" * 64, "c" * 64


def edited(old: str, new: str, text: str = TEXT) -> Record:
    assert text.count(old) == 1
    return read(text.replace(old, new))


def changed(base: Record | None, now: Record) -> Changes:
    return changes(Shown(base) if base else None, Shown(now))


def test_a_file_that_was_not_touched_says_nothing() -> None:
    assert not changed(read(TEXT), read(TEXT))


def test_a_comment_is_no_change() -> None:
    assert not changed(read(TEXT), edited("# 2 库存", "# 2 库存，数了两遍"))


def test_only_what_was_changed_is_said() -> None:
    assert changed(read(TEXT), edited("stock: 30", "stock: 31")).values == {"stock": "31"}


def test_an_answer_taken_out_is_said_as_null() -> None:
    assert changed(read(TEXT), edited("stock: 30", "stock:")).values == {"stock": None}


def test_without_a_base_everything_is_said() -> None:
    assert changed(None, read(TEXT)).values == flat(read(TEXT))


def test_a_path_in_conflict_says_nothing_yet() -> None:
    assert not changed(read(TEXT), edited("stock: 30", CONFLICT))


def test_a_conflict_left_as_it_is_says_nothing() -> None:
    record = edited("stock: 30", CONFLICT)
    assert not changed(record, record)


def test_a_conflict_made_one_answer_says_it_and_drops_the_notes_of_the_sides() -> None:
    said = changed(edited("stock: 30", CONFLICT), read(TEXT)).values
    assert said == {"stock": "30", "stock.note": None}


def test_a_conflict_made_one_answer_with_a_note_keeps_that_note() -> None:
    now = edited("stock: 30", "stock:\n    value: 40\n    note: 再点过")
    said = changed(edited("stock: 30", CONFLICT), now).values
    assert said == {"stock": "40", "stock.note": "再点过"}


def test_a_row_deleted_without_a_reason_is_no_change_but_named() -> None:
    found = changed(read(TEXT), edited("    - row: b\n      name: 口罩\n", ""))
    assert (found.values, found.rows_gone) == ({}, ("goods.b",))


def test_a_row_struck_out_with_a_reason_is_a_change() -> None:
    found = changed(read(TEXT), edited("name: 口罩", "name: 口罩\n      removed: 重复"))
    assert (found.values, found.rows_gone) == ({"goods.b.removed": "重复"}, ())


def test_a_photo_is_its_content_not_its_name() -> None:
    record = read(TEXT)
    base = Shown(record, {"duty": {"a.jpg": A, "b.jpg": B}})
    renamed = Shown(record, {"duty": {"x.jpg": A, "b.jpg": B}})
    retaken = Shown(record, {"duty": {"a.jpg": C, "b.jpg": B}})
    assert not changes(base, renamed)
    assert changes(base, retaken).photos_added == {"duty": ("a.jpg",)}
    assert changes(base, retaken).photos_gone == (("duty", A),)


@settings(max_examples=40, deadline=None)
@given(CHANGES)
def test_what_was_written_is_what_was_changed(
    written: dict[str, str | tuple[str, ...] | None],
) -> None:
    now, _ = read_record(
        write(TEXT, CHECKLIST, written).encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get
    )
    assert now is not None
    before, found = flat(read(TEXT)), changed(read(TEXT), now)
    after = {**before, **{p: v for p, v in found.values.items() if v is not None}}
    for path, value in found.values.items():
        if value is None:
            after.pop(path)
    assert after == flat(now)
