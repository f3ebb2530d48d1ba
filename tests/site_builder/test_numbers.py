"""Every number leads to exactly the rows that it counts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from inspections.deadline import WorkCalendar
from inspections.laptop.language import translator
from inspections.statistics import FIVE, SUBSETS, sentence, statistics
from site_builder import links
from site_builder.figures import sentence_parts
from site_builder.listings import ALL, PARTS, Listing, listings
from site_builder.material import Material
from site_builder.policy import Audience
from tests.site_builder import factory

VIEW = factory.county()
MATERIAL = Material(
    view=VIEW, audience=Audience.BUREAU, as_of=factory.AS_OF, calendar=WorkCalendar()
)
LISTS = listings(MATERIAL)
STATS = statistics(VIEW, as_of=factory.AS_OF, calendar=WorkCalendar())


def rows(listing: Listing, number: str) -> int:
    """How many rows one of the five numbers leads to."""
    parts = {
        "requirements": ("overdue", "in_progress", "closed"),
        "in_progress": ("overdue", "in_progress"),
    }.get(number, (number,))
    return sum(len(listing.parts[part]) for part in parts)


@pytest.mark.parametrize("table", ["category", "severity", "area", "mode", "stage"])
def test_each_table_counts_what_its_lists_hold(table: str) -> None:
    for key, numbers in STATS[f"by_{table}"].items():
        name = f"{table}-{key if table == 'severity' else links.slug(key)}"
        assert {n: rows(LISTS.by_name[name], n) for n in FIVE} == numbers, key


def test_the_register_holds_what_the_sentence_counts() -> None:
    assert {n: rows(LISTS.by_name[ALL], n) for n in FIVE} == {n: STATS[n] for n in FIVE}


def test_each_bucket_and_each_subset_counts_what_its_list_holds() -> None:
    counted = {f"due-{name}": n for name, n in STATS["due_buckets"].items()}
    counted |= {f"set-{name}": STATS[name] for name in (*SUBSETS, "fixed_on_site")}
    held = {name: LISTS.by_name[name].total if name in LISTS.by_name else 0 for name in counted}
    assert held == counted


@pytest.mark.parametrize("part", ["overdue", "in_progress", "closed", "unconfirmed", "excluded"])
def test_a_part_on_a_later_page_is_led_to_there(part: str) -> None:
    view = factory.many(600)
    lists = listings(
        Material(
            view=view, audience=Audience.BUREAU, as_of=date(2026, 4, 28), calendar=WorkCalendar()
        )
    )
    register = lists.by_name[ALL]
    order = [name for name, _ in PARTS]
    before = sum(len(register.parts[name]) for name in order[: order.index(part)])
    number, there = before // links.ROWS_PER_PAGE + 1, bool(register.parts[part])
    expected = f"{links.list_path(ALL, number)}#{part}" if there else links.list_path(ALL)
    assert lists.href(ALL, part) == expected


@pytest.mark.parametrize(
    "numbers",
    [
        {"in_progress": 0, "overdue": 0},
        {"in_progress": 4, "overdue": 0},
        {"in_progress": 4, "overdue": 1},
        {"requirements": 0},
    ],
)
def test_the_pieces_of_the_sentence_are_the_sentence_and_every_number_leads_to_its_rows(
    numbers: dict[str, int],
) -> None:
    figures = {**STATS, "requirements": 45, "closed": 41, "schools": 8, **numbers}
    parts = sentence_parts(MATERIAL, figures, LISTS)
    whole = str(sentence(figures))
    assert "".join(part.text for part in parts) == whole
    assert [part.text for part in parts if part.path] == re.findall(r"\d+", whole)


def test_the_sentence_of_an_english_site_is_english() -> None:
    english = replace(MATERIAL, translate=translator("en"))
    text = "".join(part.text for part in sentence_parts(english, STATS, LISTS))
    assert re.search(r"^\d+ rectification requirements at \d+ schools", text)
