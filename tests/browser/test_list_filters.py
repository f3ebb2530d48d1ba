"""The filters of a list in a real Chromium: kept in the address, over all rows of the list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from inspections.deadline import WorkCalendar
from inspections.vocabulary import Status
from site_builder.listings import ALL, listings
from site_builder.material import Material
from site_builder.policy import Audience
from tests.browser.web import tab_of, write
from tests.site_builder import factory
from tests.site_builder.trees import tree

pytestmark = pytest.mark.browser
COUNTY, MANY = factory.county(), factory.many(250)
ROWS = "#filtered tbody tr"


@pytest.fixture(scope="module")
def folder(trees: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("督查 filters")
    (root / "county").symlink_to(trees / "bureau", target_is_directory=True)
    write(root / "many", tree(MANY))
    return root


def go(tab: Any, folder: Path, tree: str, name: str, filters: str = "") -> None:
    """Open a list; with filters, wait until they are applied."""
    tab.goto("about:blank")
    tab.goto((folder / tree / "lists" / f"{name}.html").as_uri() + filters)
    if not filters:
        tab.click("summary:text-is('筛选')")
    tab.wait_for_selector("html[data-list=ready]")


def said(tab: Any) -> str:
    return str(tab.locator("#filters [role=status]").inner_text())


def test_a_filter_in_the_address_shows_its_rows_and_their_number(tab: Any, folder: Path) -> None:
    go(tab, folder, "county", "all", "#status=closed")
    assert said(tab) == "符合条件2条，共16条"
    assert tab.locator(ROWS).count() == 2
    assert not tab.locator("#rows").is_visible()


def test_filters_look_through_the_rows_of_all_pages(tab: Any, folder: Path) -> None:
    wanted = Counter(issue.status for issue in MANY.issues)[Status.NOTIFIED]
    for name in ("all", "all-p3"):
        go(tab, folder, "many", name, "#status=notified")
        assert tab.locator(ROWS).count() == wanted


def test_several_filters_all_count(tab: Any, folder: Path) -> None:
    go(tab, folder, "county", "all", "#overdue=overdue&severity=severe&area=城区片")
    assert tab.locator(ROWS).count() == 1
    assert "燃气报警装置未检修" in tab.locator(ROWS).inner_text()


def test_choosing_writes_the_address_and_back_takes_it_back(tab: Any, folder: Path) -> None:
    go(tab, folder, "county", "all")
    assert tab.locator("#rows").is_visible()
    tab.select_option("#f-status", "closed")
    tab.select_option("#f-severity", "severe")
    assert tab.url.endswith("#status=closed&severity=severe")
    assert tab.locator(ROWS).count() == 1
    tab.go_back()
    tab.wait_for_function("document.querySelectorAll('#filtered tbody tr').length === 2")
    assert tab.input_value("#f-severity") == "*"
    tab.go_back()
    tab.wait_for_selector("#rows", state="visible")


def test_a_filter_survives_a_reload_and_the_way_back_from_an_issue(tab: Any, folder: Path) -> None:
    go(tab, folder, "county", "all", "#status=closed")
    tab.reload()
    tab.wait_for_selector(ROWS)
    assert tab.locator(ROWS).count() == 2
    tab.locator(ROWS).first.locator("th a").click()
    tab.wait_for_url("**/issues/*.html")
    tab.go_back()
    tab.wait_for_selector(ROWS)
    assert tab.locator(ROWS).count() == 2
    assert tab.input_value("#f-status") == "closed"


def test_clearing_shows_the_page_as_it_was(tab: Any, folder: Path) -> None:
    go(tab, folder, "county", "all", "#status=closed")
    tab.click("text=清除筛选")
    tab.wait_for_selector("#rows", state="visible")
    assert tab.locator(ROWS).count() == 0


@pytest.mark.parametrize(
    "filters", ["#status=closed&severity=minor", "#area=没有这个片区", "#status=%3Cb%3E"]
)
def test_no_row_is_said_in_words(tab: Any, folder: Path, filters: str) -> None:
    go(tab, folder, "county", "all", filters)
    assert "没有符合条件的问题" in tab.locator("#filtered").inner_text()
    assert said(tab) == "符合条件0条，共16条"


def test_a_value_that_no_row_has_today_is_still_said_in_words(tab: Any, folder: Path) -> None:
    go(tab, folder, "county", "all", "#overdue=gt20")
    assert tab.locator("#filters summary").inner_text() == "筛选 · 剩余20个工作日以上"


def test_an_anchor_of_the_page_is_no_filter(tab: Any, folder: Path) -> None:
    tab.goto((folder / "county" / "lists" / "all.html").as_uri() + "#closed")
    tab.click("summary:text-is('筛选')")
    tab.wait_for_selector("html[data-list=ready]")
    assert tab.locator("#rows").is_visible()


def test_words_filter_the_rows_and_typing_leaves_one_step_in_the_history(
    tab: Any, folder: Path
) -> None:
    go(tab, folder, "county", "all")
    before = tab.evaluate("history.length")
    tab.locator("#f-q").press_sequentially("第1号灭火器")
    assert tab.locator(ROWS).count() == 1
    assert tab.evaluate("history.length") == before


def test_each_choice_says_how_many_rows_it_leaves(tab: Any, folder: Path) -> None:
    go(tab, folder, "county", "all", "#severity=severe&status=closed")
    words = tab.locator("#f-status option").all_text_contents()
    assert words == ["全部", "整改中 1", "已销号 1"]


def test_rows_of_the_script_are_those_of_the_page(tab: Any, folder: Path) -> None:
    """Filtered by what all have in common, the list must read as it stands."""
    go(tab, folder, "county", "area-x6f2586bc0775", "#area=城区片")
    read = "[...document.querySelectorAll('{} tr')].map(r => [...r.cells].map(c => c.innerText.trim().replace(/\\s+/g, ' ') + '|' + [...c.querySelectorAll('a')].map(a => a.href)))"
    made = tab.evaluate(read.format("#filtered"))
    tab.evaluate("document.getElementById('rows').hidden = false")
    assert made == tab.evaluate(read.format("#rows"))
    assert len(made) > 15


def test_every_list_holds_the_same_rows_with_and_without_the_script(tab: Any, folder: Path) -> None:
    """Asked of the search itself, so that it is one page and not one a list."""
    lists = listings(
        Material(
            view=COUNTY, audience=Audience.BUREAU, as_of=factory.AS_OF, calendar=WorkCalendar()
        )
    )
    wanted = {
        name: sorted(issue.id for part in one.parts.values() for issue in part)
        for name, one in lists.by_name.items()
    }
    go(tab, folder, "county", ALL)
    held = tab.evaluate(
        """names => Object.fromEntries(names.map(name => [name, ducha.search.issues("", {}, name)
        .map(row => ducha.search.issue(row).path.slice(7, -5)).sort()]))""",
        list(wanted),
    )
    assert held == wanted


def test_a_long_result_comes_a_hundred_rows_at_a_time(tab: Any, folder: Path) -> None:
    go(tab, folder, "many", "all", "#category=fire_gas")
    section = tab.locator("#filtered section", has_text="正在整改，未到期")
    counted = int(section.locator("h2 .count").inner_text())
    assert counted > 100
    assert section.locator("tbody tr").count() == 100
    section.locator("button").click()
    assert section.locator("tbody tr").count() == counted
    assert tab.evaluate("document.activeElement.tagName") == "A"


def test_without_script_a_list_stands_as_it_is(chromium: Any, folder: Path) -> None:
    with tab_of(chromium, [], java_script_enabled=False) as tab:
        tab.goto((folder / "county" / "lists" / "all.html").as_uri() + "#status=closed")
        assert tab.locator("#rows tbody tr").count() == 16
        assert not tab.locator("#filters").is_visible()


def test_axe_finds_nothing_in_an_open_filter(chromium: Any, folder: Path) -> None:
    import axe_core_python as axe

    with tab_of(chromium, [], viewport={"width": 320, "height": 800}) as tab:
        go(tab, folder, "county", "all", "#status=closed")
        tab.click("summary:text-is('筛选 · 已销号')")
        tab.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        faults = tab.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        over = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in faults] == []
        assert tab.evaluate(over) <= 0
