"""The search in a real Chromium, from the file system as by a double click."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from inspections.deadline import WorkCalendar
from site_builder.listings import listings
from site_builder.material import Material
from site_builder.policy import Audience
from site_builder.search import search_rows
from site_builder.search_coding import search_files
from tests.browser.web import tab_of, write
from tests.site_builder import factory, plain_search
from tests.site_builder.trees import tree

pytestmark = pytest.mark.browser
COUNTY = factory.county()
DRAWN = "#found tbody tr, #found li"


@pytest.fixture
def folder(trees: Path) -> Path:
    return trees


def search(tab: Any, folder: Path, query: str) -> list[str]:
    """Open the search page, type, and return the text of every row found."""
    tab.goto((folder / "search.html").as_uri())
    tab.fill("#find", query)
    tab.wait_for_selector("html[data-search=ready]")
    return [row.inner_text() for row in tab.locator(DRAWN).all()]


@pytest.mark.parametrize(
    "query", ["燃气报", "报警", "燃气报警装置未检修", "灶间", "一楼 报警", "警装"]
)
def test_any_part_of_a_word_finds_the_issue(tab: Any, folder: Path, query: str) -> None:
    found = search(tab, folder / "bureau", query)
    assert len(found) == 1
    assert "燃气报警装置未检修" in found[0]


def test_all_words_must_be_there(tab: Any, folder: Path) -> None:
    assert search(tab, folder / "bureau", "报警 口罩") == []
    assert "没有找到" in tab.locator("#found [role=status]").inner_text()


def test_letters_are_found_in_either_case_and_width(tab: Any, folder: Path) -> None:
    spoken = COUNTY.issues[0].spoken
    wide = "".join(chr(ord(c) + 0xFEE0) for c in spoken.lower())
    for query in (spoken.lower(), spoken.upper(), wide):
        found = search(tab, folder / "bureau", query)
        assert len(found) == 1
        assert spoken in found[0]


def test_schools_and_inspections_are_found_with_their_links(tab: Any, folder: Path) -> None:
    search(tab, folder / "bureau", "实验小学")
    tab.click("#in-schools a")
    assert tab.url.endswith("/schools/clean.html")
    search(tab, folder / "bureau", "第一中学 专项")
    tab.click("#in-inspections a")
    assert tab.url.endswith("/inspections/ylyz-2026-04-01-special_safety-t1.html")


def test_markup_in_a_title_stays_text(tab: Any, folder: Path) -> None:
    assert "<script>alert(1)</script>“引号”🔥" in search(tab, folder / "bureau", "alert")[0]


def test_a_schools_tree_finds_nothing_of_another_school(tab: Any, folder: Path) -> None:
    assert search(tab, folder / "school", "第一中学") == []
    assert len(search(tab, folder / "school", "灭火器过期")) == 1


def test_what_is_found_is_what_a_plain_scan_finds(tab: Any, folder: Path, tmp_path: Path) -> None:
    """A hundred queries cut out of what is written there, and of what is not; also from data in many files."""
    m = Material(
        view=COUNTY, audience=Audience.BUREAU, as_of=factory.AS_OF, calendar=WorkCalendar()
    )
    rows = search_rows(m, listings(m))
    chance = random.Random(6)
    texts = sorted({text for issue in m.issues for text in plain_search.issue_texts(m, issue)})
    queries = ["", " ", "没有的词", "校长 13900001111"]
    for _ in range(100):
        words = []
        for text in chance.sample([text for text in texts if text], chance.choice((1, 1, 2))):
            start = chance.randrange(len(text))
            words.append(text[start : start + chance.randrange(1, 6)])
        queries.append(" ".join(words))
    wanted = [
        [
            [one.id for one in rows.issues if one.id in plain_search.found_issues(m, query)],
            sorted(plain_search.found_schools(rows.schools, query)),
        ]
        for query in queries
        if plain_search.fold(query).split()
    ]
    for file_bytes_max in (1_000_000, 3_000):
        write(tmp_path, {**tree(COUNTY), **search_files(rows, file_bytes_max=file_bytes_max)})
        tab.goto((tmp_path / "search.html").as_uri())
        tab.wait_for_selector("html[data-search=ready]")
        found = tab.evaluate(
            """queries => queries.filter(q => ducha.search.terms(q).length).map(q => [
            ducha.search.issues(q).map(row => ducha.search.issue(row).path.slice(7, -5)),
            ducha.search.schools(q).map(n => ducha.search.school(n).path).sort()])""",
            queries,
        )
        assert found == wanted
    assert sum(len(issues) for issues, _ in wanted) > 100


def test_the_number_of_hits_stands_above_them(tab: Any, folder: Path) -> None:
    search(tab, folder / "bureau", "第一中学")
    assert tab.locator("#found [role=status]").inner_text() == "问题 11 · 学校 1 · 督查记录 1"
    assert tab.locator("#in-issues tbody tr").count() == 11


def test_the_query_stands_in_the_address_and_works_from_there(tab: Any, folder: Path) -> None:
    search(tab, folder / "bureau", "报警")
    address = tab.url
    tab.goto("about:blank")
    tab.goto(address)
    tab.wait_for_selector(DRAWN)
    assert tab.input_value("#find") == "报警"
    assert tab.locator(DRAWN).count() == 1


def test_the_form_of_a_page_without_script_leads_to_the_same_search(tab: Any, folder: Path) -> None:
    tab.goto((folder / "bureau" / "search.html").as_uri() + "?q=%E6%8A%A5%E8%AD%A6")
    tab.wait_for_selector(DRAWN)
    assert tab.locator(DRAWN).count() == 1


def test_without_script_the_page_says_where_else_to_look(chromium: Any, folder: Path) -> None:
    with tab_of(chromium, [], java_script_enabled=False) as tab:
        tab.goto((folder / "bureau" / "search.html").as_uri())
        assert "脚本" in tab.locator("noscript").inner_text()
        tab.click("noscript a >> nth=0")
        assert tab.url.endswith("/lists/all.html")


def test_keys_alone_lead_to_an_issue(tab: Any, folder: Path) -> None:
    tab.goto((folder / "bureau" / "guide.html").as_uri())
    tab.keyboard.press("/")
    tab.wait_for_selector("html[data-search=ready]")
    tab.keyboard.type("报警")
    tab.wait_for_selector("#findings a")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/issues/*.html")
    assert tab.locator("h1").inner_text().startswith("燃气报警装置未检修")


def test_escape_goes_back_to_the_box_and_then_closes(tab: Any, folder: Path) -> None:
    tab.goto((folder / "bureau" / "lists" / "all.html").as_uri())
    tab.keyboard.press("/")
    tab.keyboard.type("小学")
    tab.wait_for_selector("#findings a")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.id") == "find"
    tab.keyboard.press("Escape")
    assert not tab.locator("#findings").is_visible()


def test_enter_in_the_box_of_any_page_shows_everything_found(tab: Any, folder: Path) -> None:
    tab.goto((folder / "bureau" / "schools" / "ylyz.html").as_uri())
    tab.fill("#find", "第一中学")
    tab.wait_for_selector("#findings a")
    assert tab.locator("#findings section").first.locator("li").count() == 5
    tab.press("#find", "Enter")
    tab.wait_for_selector("#in-issues tbody tr")
    assert tab.locator("#in-issues tbody tr").count() == 11


def test_nothing_is_loaded_before_somebody_searches(tab: Any, folder: Path) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    tab.goto((folder / "bureau" / "index.html").as_uri())
    assert [name for name in asked if name.endswith(".js")] == ["ducha.js"]
    tab.focus("#find")
    tab.wait_for_selector("html[data-search=ready]")
    assert "search-data.js" in asked


def test_what_an_input_method_composes_is_not_searched_yet(tab: Any, folder: Path) -> None:
    search(tab, folder / "bureau", "报警")
    tab.evaluate(
        """() => { const box = document.getElementById('find'); box.value = "bao'jing";
        box.dispatchEvent(new InputEvent('input', {isComposing: true})); }"""
    )
    assert tab.locator(DRAWN).count() == 1


@pytest.mark.parametrize("width", [961, 1280])
def test_what_the_box_finds_lies_on_the_page(chromium: Any, folder: Path, width: int) -> None:
    with tab_of(chromium, [], viewport={"width": width, "height": 640}) as tab:
        tab.goto((folder / "bureau" / "index.html").as_uri())
        tab.fill("#find", "小学")
        tab.wait_for_selector("#findings a")
        root = "document.scrollingElement"
        assert tab.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0
        box = tab.locator("#findings").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_a_page_too_narrow_for_the_box_leads_to_the_search_page(
    chromium: Any, folder: Path
) -> None:
    with tab_of(chromium, [], viewport={"width": 320, "height": 640}) as tab:
        tab.goto((folder / "bureau" / "index.html").as_uri())
        tab.keyboard.press("/")
        tab.wait_for_url("**/search.html")
        tab.fill("#find", "小学")
        tab.wait_for_selector(DRAWN)
        root = "document.scrollingElement"
        assert tab.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0


@pytest.mark.parametrize(
    ("scheme", "options"),
    [("light", {"resultTypes": ["violations"]}), ("dark", {"runOnly": ["color-contrast"]})],
)
def test_axe_finds_nothing_in_what_the_search_shows(
    chromium: Any, folder: Path, scheme: str, options: dict[str, object]
) -> None:
    import axe_core_python as axe

    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    found: list[object] = []
    with tab_of(chromium, [], color_scheme=scheme) as tab:
        for page, shown in (("search.html", DRAWN), ("index.html", "#findings a")):
            tab.goto((folder / "bureau" / page).as_uri())
            tab.fill("#find", "小学")
            tab.wait_for_selector(shown)
            tab.evaluate(script)
            faults = tab.evaluate("options => axe.run(options)", options)["violations"]
            found += [(page, one["id"], one["nodes"][0]["html"][:120]) for one in faults]
    assert found == []
