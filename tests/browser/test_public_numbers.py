"""The public tree in a real Chromium: each number leads to as many rows as it says, also through the filters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from site_builder.public_tree import render_public
from tests.browser.web import write
from tests.site_builder import factory
from tests.site_builder.test_public_tree import release

pytestmark = pytest.mark.browser
PAGES = ("index.html", "statistics.html")
FIRST = release(1, factory.county())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = render_public([FIRST], district="云岭区")
    return write(tmp_path_factory.mktemp("公开"), texts)


def filtered(tab: Any, address: str) -> int:
    """Open a filtered list and return how many rows it shows."""
    tab.goto("about:blank")
    tab.goto(address)
    tab.wait_for_selector("html[data-list=ready]")
    found: int = tab.locator("#filtered tbody tr").count()
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_number_that_leads_to_a_filtered_list_is_how_many_rows_it_shows(
    tab: Any, folder: Path, page: str
) -> None:
    tab.goto((folder / page).as_uri())
    numbers = tab.eval_on_selector_all("main a", "all => all.map(a => [a.textContent, a.href])")
    said = {
        href: int(text)
        for text, href in numbers
        if text.isdecimal() and "#" in href and "=" in href
    }
    assert said
    assert {href: filtered(tab, href) for href in said} == said


def test_the_search_finds_a_published_issue_by_its_title_and_leads_to_its_page(
    tab: Any, folder: Path
) -> None:
    tab.goto((folder / "search.html").as_uri() + "#q=门卫")
    tab.wait_for_selector("html[data-search=ready]")
    assert tab.locator("#in-issues tbody tr").count() == len(FIRST.rows)
    tab.click("#in-issues tbody a")
    assert "门卫脱岗" in tab.inner_text("h1")
