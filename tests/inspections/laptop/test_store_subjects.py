"""Which document speaks of an issue: always what the log gives, whoever wrote it and however."""

import sqlite3
from pathlib import Path

import pytest

from inspections.blocks import encode_update
from inspections.ids import DISTRICT, DocId, IssueId
from inspections.laptop import store_subjects
from inspections.laptop.store import Store
from tests.inspections.drafts import a_chain

YL3X = DocId("yl3x")
FINDINGS = [{"issue": "AAAAAA1"}, {"issue": 7}, "x", {}]
SEALED = encode_update(a_chain(1, kind="sealed", subject="i:v", body={"findings": FINDINGS}))
AMENDED = encode_update(
    a_chain(1, kind="amended", subject="i:v", session="1" * 32, body={"findings_added": [{"issue": "AAAAAB2"}]})
)  # fmt: skip
COMMENT = encode_update(a_chain(1, subject="q:BBBBBB3", session="2" * 32))
ALL = ["i:v", "q:AAAAAA1", "q:AAAAAB2", "q:BBBBBB3"]


def write(path: Path, *updates: bytes, doc: DocId = YL3X) -> None:
    with Store(path, new=True) as store, store.transaction() as writing:
        for update in updates:
            writing.append(doc, update)


def subjects(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return [row[0] for row in connection.execute("SELECT subject FROM subjects ORDER BY 1")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ledger.sqlite"
    write(made, SEALED, AMENDED, COMMENT)
    return made


def test_it_holds_what_events_stand_under_and_what_sealings_raise(path: Path) -> None:
    assert subjects(path) == ALL


def test_the_register_is_not_in_it(path: Path) -> None:
    write(path, encode_update(a_chain(1, doc=DISTRICT, subject="d:settings")), doc=DISTRICT)
    assert subjects(path) == ALL


def test_a_transaction_that_fails_leaves_nothing_in_it(path: Path) -> None:
    with Store(path) as store:
        with pytest.raises(KeyboardInterrupt), store.transaction() as writing:
            writing.append(YL3X, encode_update(a_chain(1, subject="q:CCC", session="3" * 32)))
            raise KeyboardInterrupt
        assert store.issues_from("CCC") == ()


def test_a_file_of_an_older_version_gets_it_from_its_log(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE subjects")
        connection.execute("PRAGMA user_version = 3")
    with Store(path):
        assert subjects(path) == ALL


def test_an_update_that_is_damaged_does_not_keep_an_older_file_closed(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO log VALUES ('yl3x', 9, x'00ff')")
        connection.execute("DROP TABLE subjects")
        connection.execute("PRAGMA user_version = 3")
    with Store(path):
        assert subjects(path) == ALL


@pytest.mark.parametrize("change", ["DELETE FROM subjects WHERE subject = 'i:v'",
                                    "INSERT INTO subjects VALUES ('q:X', 'yl3x')"])  # fmt: skip
def test_a_row_too_few_or_too_many_is_a_fault_and_filling_mends_it(path: Path, change: str) -> None:
    with sqlite3.connect(path) as connection:
        assert store_subjects.faults(connection) == 0
        connection.execute(change)
        assert store_subjects.faults(connection) == 1
        store_subjects.fill(connection)
        assert store_subjects.faults(connection) == 0


def test_issues_are_found_by_their_first_letters(path: Path) -> None:
    with Store(path) as store:
        found = [issue for issue, doc in store.issues_from("AAAAA") if doc == YL3X]
        assert found == ["AAAAAA1", "AAAAAB2"]
        assert (store.issues_from("AAAAAB2"), store.issues_from("i")) == ((("AAAAAB2", YL3X),), ())


def test_the_neighbours_of_an_issue_are_the_ids_beside_it(path: Path) -> None:
    with Store(path) as store:
        assert store.beside(IssueId("AAAAAB2")) == ("AAAAAA1", "BBBBBB3")
        assert store.beside(IssueId("AAAAAA1")) == ("AAAAAB2",)
