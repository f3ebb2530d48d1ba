"""A file with everything known of it: the checklist, the roster, the ledger, the photos."""

from pathlib import Path
from typing import Any

import pytest

from inspections.errors import Code, Level
from inspections.laptop.comparing import differences
from inspections.laptop.working_copy import WorkingCopy, read_copy, record_files, records_meant
from inspections.laptop.workspace import Workspace
from tests.inspections.laptop.office import CHECKLIST, FILLED, RECORD, Office


def copy_of(office: Office) -> WorkingCopy:
    return read_copy(office.workspace(), office.root / RECORD)


def test_private_siblings_are_no_records(office: Office) -> None:
    office.fill()
    assert record_files(office.workspace()) == (office.root / RECORD,)


def test_a_private_sibling_means_its_record_once() -> None:
    named = [Path("a/x.private.yml"), Path("a/x.yml"), Path("a/y.yml")]
    assert records_meant(named) == (Path("a/x.yml"), Path("a/y.yml"))


def test_a_good_file_has_no_problem(office: Office) -> None:
    office.fill()
    copy = copy_of(office)
    assert (copy.problems, copy.shown, copy.known) == ((), RECORD, None)
    assert copy.school is not None
    assert copy.assessment is not None


def test_what_is_written_while_a_file_is_read_does_not_count_as_held(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.fill()
    whole = Workspace.inspection

    def then_another_writes(self: Workspace, *of: Any) -> Any:
        known = whole(self, *of)
        monkeypatch.undo()
        office.does("--as", "wangmin", "new", "yl3x", "small", "--another")
        return known

    monkeypatch.setattr(Workspace, "inspection", then_another_writes)
    assert copy_of(office).held == 0 < len(office.events())


def test_reading_changes_nothing(office: Office) -> None:
    office.fill(FILLED.replace("masks: 20", "masks：20"))
    before = {
        p: p.read_bytes() for p in office.root.rglob("*") if p.is_file() and p.suffix != ".sqlite"
    }
    copy_of(office)
    assert {p: p.read_bytes() for p in before} == before


def test_required_answers_that_are_missing_are_open_not_wrong(office: Office) -> None:
    office.fill(FILLED.replace("duty: 不符合，两天没有签名", "duty:"))
    copy = copy_of(office)
    assert copy.errors == ()
    assert [p.code for p in copy.unanswered] == [Code.ITEM_REQUIRED]


def test_a_checklist_that_changed_under_an_open_record_is_a_warning(office: Office) -> None:
    office.does("new", "yl3x", "small", "--as", "wangmin")
    office.fill()
    office.write(CHECKLIST.replace("一、全部", "一、全部内容"), "checklists/small.yml")
    found = [(p.code, p.level) for p in copy_of(office).problems]
    assert found == [(Code.CHECKLIST_CHANGED, Level.WARNING)]


def test_nothing_differs_from_what_was_just_sealed(office: Office) -> None:
    office.seal()
    copy = copy_of(office)
    assert copy.known is not None
    assert copy.record is not None
    assert differences(copy.known, copy.record) == ()


def test_every_kind_of_edit_after_sealing_is_seen(office: Office) -> None:
    office.seal()
    office.write(
        FILLED.replace("masks: 20", "masks: 24")  # changed
        .replace("  phone: 08312345678\n", "")  # taken away
        .replace("  drilled: 是\n", "  drilled: 是\n  lessons: 2\n")  # added
    )
    copy = copy_of(office)
    assert copy.known is not None
    assert copy.record is not None
    assert differences(copy.known, copy.record) == ("lessons", "masks", "phone")


def test_a_record_of_a_school_that_left_the_roster_says_so(office: Office) -> None:
    office.fill(FILLED.replace("yl3x", "yl9x"))
    assert Code.RECORD_SCHOOL in {p.code for p in copy_of(office).errors}


def test_an_empty_roster_knows_no_school(office: Office) -> None:
    bare = Office(office.root.parent)
    bare.does("init", "bare", "--name", "空", "--person", "wangmin")
    bare = Office(office.root.parent / "bare")
    bare.write(CHECKLIST, "checklists/small.yml")
    bare.fill()
    assert "record.school" in [code for code, _ in bare.checked()[1]]
    assert bare.refused("seal", RECORD)[0] == 1
