"""`ducha doctor` beside the ledger: what is derived is mended and said, what is a person's is told and left alone."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from inspections.ids import DocId, sha256_hex
from inspections.keys import SigningKey
from inspections.laptop.clock import Clock
from inspections.laptop.doctoring_files import remove_leftovers
from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER, Workspace
from tests.inspections.drafts import a_chain
from tests.inspections.laptop.office import FILLED, RECORD, Office


def doctor(office: Office, *words: str) -> dict[str, Any]:
    told: dict[str, Any] = office.ducha("doctor", "--json", *words).json
    return told


def by_hand(office: Office, statement: str) -> None:
    with sqlite3.connect(office.root / LEDGER) as connection:
        connection.execute(statement)


def test_a_sound_workspace_needs_nothing(office: Office) -> None:
    office.seal()
    told = doctor(office)
    assert [told[name] for name in ("problems", "notes", "mended", "waiting", "turned_away")] == [[], [], [], {}, {}]  # fmt: skip


def test_a_wrong_index_is_mended_and_said_once(office: Office) -> None:
    issue = office.seal()["duty"]
    by_hand(office, "DELETE FROM subjects WHERE subject LIKE 'q:%'")
    assert office.ducha("issue", "show", issue).status == 2
    assert [len(doctor(office)["mended"]) for _ in range(2)] == [1, 0]
    office.does("issue", "show", issue)


def test_a_ledger_that_is_damaged_is_named_and_left_alone(office: Office) -> None:
    by_hand(office, "INSERT INTO log VALUES ('yl3x', 99, x'00ff')")
    before = office.bytes_of()
    assert (office.refused("doctor")[0], office.bytes_of()) == (1, before)
    assert doctor(office)["problems"][0]["code"] == "store.damaged"


def test_a_blob_that_no_event_names_is_looked_at_too(office: Office) -> None:
    path = office.root / "ledger/blobs/ab" / ("ab" + "0" * 62)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else")
    assert [p["code"] for p in doctor(office)["problems"]] == ["photo.broken"]
    path.rename(path.with_name(sha256_hex(b"something else")))
    assert doctor(office)["problems"] == []


def test_what_waits_and_what_was_turned_away_is_counted_with_its_reason(office: Office) -> None:
    stranger, known = SigningKey.from_seed(b"x" * 32), office.workspace().keyring.key("wangmin")
    blocks = [*a_chain(2, key=stranger), *a_chain(2, key=known)[1:]]
    with Store(office.root / LEDGER) as store, store.transaction() as writing:
        writing.hold(DocId("yl3x"), blocks)
        writing.quarantine(DocId("yl5x"), "fork", b"x")
        writing.quarantine(DocId("yl5x"), "rule.role", b"y")
    told = doctor(office)
    assert told["waiting"] == {"yl3x": {"certificate": 1, "rests": 2}}
    assert told["turned_away"] == {"yl5x": {"fork": 1, "rule.role": 1}}
    assert (len(told["notes"]), told["problems"]) == (4, [])


LEFT = ["inspections/yl3x/.x.yml.abcd1234", "ledger/blobs/ab/.%s.abcd_234" % ("a" * 40), "ledger/ledger.sqlite.77.new",
        ".schools.csv.abcd1234", ".ducha/keys/.wangmin.key.abcd1234"]  # fmt: skip
OTHERS = ["inspections/yl3x/x.yml", "inspections/yl3x/.notes.abcd1234", ".gitignore", "notes/.x.yml.abcd1234",
          "inspections/yl3x/照片/.x.jpg.abcd1234"]  # fmt: skip


@pytest.mark.parametrize(("hours", "left"), [(2, []), (0, LEFT)])
def test_old_leftovers_of_our_own_writing_go_and_nothing_else(
    tmp_path: Path, hours: int, left: list[str]
) -> None:
    (tmp_path / "district.yml").write_text("name: 云岭区\ntime_zone: Asia/Shanghai\n", "utf-8")
    workspace = Workspace(tmp_path, Clock())
    then = workspace.clock.now(workspace.settings.zone).timestamp() - hours * 3600
    for name in (*LEFT, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
        os.utime(tmp_path / name, (then, then))
    assert len(list(remove_leftovers(workspace))) == len(LEFT) - len(left)
    assert [name for name in (*LEFT, *OTHERS) if (tmp_path / name).exists()] == [*left, *OTHERS]


def test_a_roster_file_is_written_anew_only_when_that_is_asked_for(office: Office) -> None:
    path = office.root / "schools.csv"
    tidy = path.read_text("utf-8-sig")
    typed = tidy.replace("1104", "1200")
    path.write_text(typed, "utf-8-sig")
    assert (len(doctor(office)["notes"]), path.read_text("utf-8-sig")) == (1, typed)
    told = doctor(office, "--repair")
    assert (len(told["notes"]), len(told["mended"]), path.read_text("utf-8-sig")) == (0, 1, tidy)


def test_rows_that_the_ledger_does_not_have_are_never_lost(office: Office) -> None:
    path = office.root / "schools.csv"
    typed = path.read_text("utf-8-sig") + "yl9x,新学校,小学\n"
    path.write_text(typed, "utf-8-sig")
    assert doctor(office, "--repair")["mended"] == []
    assert path.read_text("utf-8-sig") == typed


def test_working_copies_ahead_of_the_ledger_are_named(office: Office) -> None:
    office.fill()
    assert ["yl3x-2026-03-02-small-t1" in note for note in doctor(office)["notes"]] == [True]
    office.seal()
    assert doctor(office)["notes"] == []
    office.write(FILLED + "\n# 又看了一遍\n")
    assert len(doctor(office)["notes"]) == 1
    (office.root / RECORD).unlink()
    assert len(doctor(office)["notes"]) == 1


def test_it_reads_well_for_people(office: Office) -> None:
    office.seal()
    said = office.does("doctor")
    assert (len(said.out.splitlines()), said.err) == (1, "")
