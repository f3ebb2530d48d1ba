from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspections.deadline import WorkCalendar
from site_builder.listings import listings
from site_builder.material import Material
from site_builder.policy import Audience
from site_builder.search import Rows, search_rows
from site_builder.search_coding import DATA, DIGITS, pack, search_files
from tests.site_builder import factory


def rows_of(n: int) -> Rows:
    """A school with `n` issues and the whole county beside it: several areas."""
    county, many = factory.county(), factory.many(n)
    view = factory.view(*county.schools.values(), *many.schools.values())
    m = Material(view=view, audience=Audience.BUREAU, as_of=factory.AS_OF, calendar=WorkCalendar())
    return search_rows(m, listings(m))


def said(script: str) -> Any:
    """What a script hands over, as JSON."""
    return json.loads(script[script.index("(") + 1 : script.rindex(")")])


def unpacked(packed: tuple[int, str]) -> list[int]:
    """The numbers of a column, as the script in the browser reads them."""
    width, text = packed
    digits = [DIGITS.index(c) for c in text]
    return [
        sum(d * len(DIGITS) ** (width - 1 - k) for k, d in enumerate(digits[n : n + width]))
        for n in range(0, len(digits), width)
    ]


def ids(block: dict[str, Any]) -> list[str]:
    width, text = block["id"]
    return [text[n : n + width].rstrip("~") for n in range(0, len(text), width)]


def titles(block: dict[str, Any]) -> list[str]:
    return [block["words"][n] for n in unpacked(block["title"])]


ROWS = rows_of(120)


def test_small_data_is_one_file_with_every_issue_in_order() -> None:
    files = search_files(ROWS)
    assert list(files) == [DATA]
    block = said(files[DATA])["block"]
    assert ids(block) == [one.id for one in ROWS.issues]
    assert titles(block) == [one.line.title for one in ROWS.issues]


def test_large_data_is_cut_by_area_and_no_file_is_larger_than_asked() -> None:
    files = search_files(ROWS, file_bytes_max=4000)
    main = said(files.pop(DATA))
    assert main["block"] is None
    assert sorted(path for _, path in main["shards"]) == sorted(files)
    assert len(files) > len(main["facets"]["area"])  # the large area is more than one file
    assert all(len(text.encode()) <= 4000 for text in files.values())


def test_the_pieces_hold_every_issue_once_at_its_place_and_in_its_area() -> None:
    files = search_files(ROWS, file_bytes_max=4000)
    main = said(files[DATA])
    found: dict[int, str] = {}
    for area, path in main["shards"]:
        block = said(files[path])
        place = 0
        for step, id_ in zip(unpacked(block["rank"]), ids(block), strict=True):
            place += step
            assert place not in found
            found[place] = id_
            assert ROWS.issues[place].values["area"] == main["facets"]["area"][area][0]
    assert [found[n] for n in sorted(found)] == [one.id for one in ROWS.issues]


@given(st.lists(st.integers(0, 10**9)))
@example([90])
@example([89, 8100])
def test_packed_numbers_come_back(values: list[int]) -> None:
    assert unpacked(pack(values)) == values


def test_packed_numbers_need_no_escape_in_a_string() -> None:
    assert json.dumps(DIGITS) == f'"{DIGITS}"'
    assert "<" not in DIGITS


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        pack([3, -1])


def test_ids_of_different_length_come_back_too() -> None:
    rows = replace(ROWS, issues=(ROWS.issues[0], replace(ROWS.issues[1], id="7")), lists={})
    block = said(search_files(rows)[DATA])["block"]
    assert ids(block) == [ROWS.issues[0].id, "7"]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert search_files(rows_of(30)) == search_files(rows_of(30))


def test_each_text_stands_once_in_a_file() -> None:
    block = said(search_files(ROWS)[DATA])["block"]
    assert len(set(block["words"])) == len(block["words"])


def test_no_markup_stands_in_a_script_and_no_character_that_ends_its_line() -> None:
    issue = factory.issue(1, school="s", title="</script><b>\u2028一\u2029二")
    view = factory.view(factory.school_view(factory.school("s", "校"), (issue,)))
    m = Material(view=view, audience=Audience.BUREAU, as_of=factory.AS_OF, calendar=WorkCalendar())
    text = search_files(search_rows(m, listings(m)))[DATA]
    assert not set("<\u2028\u2029") & set(text)
    assert titles(said(text)["block"]) == ["</script><b>\u2028一\u2029二"]


def test_a_tree_without_anything_has_its_data_too() -> None:
    view = factory.view()
    m = Material(view=view, audience=Audience.BUREAU, as_of=factory.AS_OF, calendar=WorkCalendar())
    main = said(search_files(search_rows(m, listings(m)))[DATA])
    assert main["schools"]["path"] == []
    assert ids(main["block"]) == []
