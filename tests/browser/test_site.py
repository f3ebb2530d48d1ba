"""Every type of page of every audience in a real Chromium, opened from the file system as by a double click."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from site_builder.policy import Audience
from tests.browser.looking import A4, Look, papers
from tests.browser.sampling import of_the_tree
from tests.browser.web import serving, tab_of
from tests.site_builder import factory

pytestmark = pytest.mark.browser
TOLD = factory.county().issues[2].id
AUDIENCES = [audience.value for audience in Audience]
Looks = Mapping[str, tuple[Look, ...]]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_page_complains(looks: Looks, audience: str) -> None:
    assert [(look.page, look.faults) for look in looks[audience] if look.faults] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_page_asks_for_anything_outside_its_tree(looks: Looks, audience: str) -> None:
    outside = [(look.page, look.asked - {"file", "data"}) for look in looks[audience]]
    assert [one for one in outside if one[1]] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_page_is_wider_than_the_window_or_the_paper(looks: Looks, audience: str) -> None:
    assert [(look.page, look.over) for look in looks[audience] if look.over] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_axe_finds_nothing(looks: Looks, audience: str, scheme: str) -> None:
    found = [(look.page, look.axe[scheme]) for look in looks[audience] if scheme in look.axe]
    assert len(found) > 3
    assert [one for one in found if one[1]] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_page_complains_under_the_strictest_policy_of_a_server(
    chromium: Any, trees: Path, audience: str
) -> None:
    faults: list[object] = []
    with (
        serving(trees / audience) as web,
        tab_of(chromium, faults, service_workers="block") as tab,
    ):
        for page in of_the_tree(trees / audience):
            tab.goto(web.address(page), wait_until="load")
    assert [fault for fault in faults if "blocked by Playwright" not in str(fault)] == []


@pytest.mark.parametrize("audience", ["school", "public"])
def test_after_one_visit_pages_read_without_the_server(
    chromium: Any, trees: Path, audience: str
) -> None:
    with serving(trees / audience) as web, tab_of(chromium, []) as tab:
        tab.goto(web.address())
        tab.wait_for_selector("html[data-offline=ready]", state="attached")
        web.cut()
        for page in of_the_tree(trees / audience):
            assert tab.goto(web.address(page)).status == 200, page
            tab.wait_for_selector(".offline:visible")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_search_finds_and_leads_to_a_page(tab: Any, trees: Path, audience: str) -> None:
    tab.goto((trees / audience / "search.html").as_uri())
    tab.fill("#find", "第三小学")
    tab.locator("#found a").first.click()
    tab.wait_for_selector("h1")
    assert "第三小学" in tab.locator("main").inner_text()


def test_a_principal_sees_first_what_to_do_by_when_and_how_without_scrolling(
    chromium: Any, trees: Path
) -> None:
    with tab_of(chromium, [], viewport={"width": 360, "height": 640}) as tab:
        tab.goto((trees / "school/index.html").as_uri())
        for text in ("燃气报警装置未检修", "逾期5个工作日", "怎样答复"):
            box = tab.get_by_text(text).first.bounding_box()
            assert box, text
            assert box["y"] + box["height"] <= 640, text


def test_photos_are_seen_and_the_large_one_is_behind_them(tab: Any, trees: Path) -> None:
    tab.goto((trees / f"bureau/issues/{TOLD}.html").as_uri())
    image = tab.locator(".photos img").first
    image.scroll_into_view_if_needed()
    assert image.evaluate("async i => (await i.decode(), i.naturalWidth)") == 480
    image.click()
    assert tab.locator("img").evaluate("i => i.naturalWidth") == 800


def test_photos_far_down_are_on_paper_too(chromium: Any, trees: Path) -> None:
    seen = (
        "[...document.querySelectorAll('.photos img')].map(i => i.complete && i.naturalWidth > 0)"
    )
    with tab_of(chromium, [], viewport={"width": 800, "height": 200}) as tab:
        tab.goto((trees / f"bureau/issues/{TOLD}.html").as_uri())
        assert tab.evaluate(seen).count(True) == tab.locator(".photos img").count() > 0
        assert tab.locator("img[loading=lazy]").count() == 0  # never scrolled to, printed blank


@pytest.mark.parametrize(
    ("page", "sheets"),
    [("bureau/index.html", 2), (f"bureau/issues/{TOLD}.html", 2), ("school/index.html", 1), ("public/index.html", 1)],
)  # fmt: skip
def test_a_page_prints_on_as_many_sheets_of_a4_as_it_needs(
    tab: Any, trees: Path, page: str, sheets: int
) -> None:
    tab.goto((trees / page).as_uri())
    found = papers(tab)
    assert sheets <= len(found) <= 6
    assert set(found) == {A4}
