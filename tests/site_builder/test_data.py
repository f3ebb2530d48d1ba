"""The register as files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.register import COLUMNS
from inspections.vocabulary import Status
from site_builder import links
from site_builder.data import FORMULA, defused
from tests.site_builder import factory
from tests.site_builder.trees import Texts, own_tree, tree

COUNTY = factory.county()
BUREAU, OWN = tree(COUNTY), own_tree(COUNTY)


def table(texts: Texts) -> list[list[str]]:
    return list(csv.reader(io.StringIO(texts[links.LEDGER_CSV].removeprefix("\ufeff"))))


def records(texts: Texts) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(texts[links.LEDGER_JSON])["rows"]
    return found


def test_the_csv_has_the_23_columns_and_a_line_for_each_issue() -> None:
    rows = table(BUREAU)
    assert rows[0] == [str(heading) for heading in COLUMNS.values()]
    assert len(rows) - 1 == len(COUNTY.issues)
    assert {len(row) for row in rows} == {23}


def test_a_spreadsheet_knows_the_csv_as_utf_8_with_windows_line_ends() -> None:
    text = BUREAU[links.LEDGER_CSV]
    assert text.startswith("\ufeff序号,")
    assert text.endswith("\r\n")


@given(st.text(max_size=20))
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert not FORMULA.match(defused(cell))
    assert defused(cell) in (cell, f"'{cell}")


@pytest.mark.parametrize("typed", ["=1+1", "+86", "-2", "@x", "\t=1", "＝1"])
def test_a_title_that_is_a_formula_is_text_in_the_csv_and_as_typed_in_the_json(typed: str) -> None:
    issue = factory.issue(1, title=typed)
    texts = tree(factory.view(factory.school_view(factory.school("yl3x", "三小"), (issue,))))
    assert table(texts)[1][7] == f"'{typed}"
    assert records(texts)[0]["title"] == typed


def test_the_json_gives_the_ids_behind_the_words() -> None:
    assert {row["status_id"] for row in records(BUREAU)} == {status.value for status in Status}
    assert {row["id"] for row in records(BUREAU)} == {issue.id for issue in COUNTY.issues}


def test_a_schools_register_has_only_its_own_rows() -> None:
    assert {row["school_id"] for row in records(OWN)} == {"yl3x"}
    assert len(table(OWN)) - 1 == len(records(OWN)) == 4


def test_of_a_conflict_a_school_learns_that_it_is_not_who_stands_on_a_side() -> None:
    (mine,) = [row for row in records(OWN) if "待裁定" in row["remarks"]]
    (whole,) = [row for row in records(BUREAU) if row["id"] == mine["id"]]
    assert whole["reinspector"]
    assert (mine["reinspector"], mine["reinspected_on"]) == ("", "")


def test_who_looked_again_is_told_to_a_school_where_nobody_disagrees() -> None:
    told = [row for row in records(OWN) if row["reinspector"]]
    assert [row["reinspector"] for row in told] == ["李强"]


def test_the_register_of_nobody_is_its_heading() -> None:
    empty = tree(factory.view())
    assert len(table(empty)) == 1
    assert records(empty) == []
