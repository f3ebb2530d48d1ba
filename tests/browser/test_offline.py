"""The service worker in a real Chromium: one visit is enough, an update brings what changed, builds never mix."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from site_builder.offline import BUNDLE, HEAD, MANIFEST, SERVED_ONLY, offline_files
from tests.browser.web import Web, serving, tab_of, write
from tests.site_builder import factory
from tests.site_builder.trees import tree

pytestmark = pytest.mark.browser
COUNTY = tree(factory.county())
ISSUE = f"issues/{factory.county().issues[0].id}.html"


def rebuilt(changed: Mapping[str, str]) -> dict[str, str]:
    """Return the county's tree as another build, with some pages changed."""
    texts = {path: text for path, text in {**COUNTY, **changed}.items() if path not in SERVED_ONLY}
    return {**texts, "sw.js": COUNTY["sw.js"], **offline_files(texts, as_of=factory.AS_OF)}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    write(tmp_path / "site" / "bureau", COUNTY)
    with serving(tmp_path / "site") as made:
        yield made


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    faults: list[object] = []
    with tab_of(chromium, faults) as made:
        yield made
    assert [one for one in faults if "ERR_" not in str(one)] == []


def visit(tab: Any, web: Web, path: str = "bureau/index.html") -> None:
    tab.goto(web.address(path))
    tab.wait_for_selector("html[data-offline=ready]", state="attached")


def publish(web: Web, texts: Mapping[str, str]) -> None:
    """Put another build in the place of the one that is served."""
    write(web.folder / "bureau", texts)
    web.asked.clear()


def test_after_one_visit_every_page_reads_with_the_server_gone(tab: Any, web: Web) -> None:
    visit(tab, web)
    web.cut()
    for path in ("bureau/", "bureau/schools/yl3x.html", f"bureau/{ISSUE}", "bureau/lists/all.html"):
        answer = tab.goto(web.address(path))
        assert answer.status == 200
        assert (
            tab.evaluate("getComputedStyle(document.querySelector('.top')).borderTopWidth") == "4px"
        )
    tab.wait_for_selector(".offline:visible")
    assert tab.locator(".offline").inner_text() == "离线 · 数据截至 2026年4月24日"


def test_search_and_filters_work_offline(tab: Any, web: Web) -> None:
    visit(tab, web)
    tab.context.set_offline(True)
    web.cut()
    tab.goto(web.address("bureau/lists/all.html#status=closed"))
    tab.wait_for_selector("#filtered tbody tr")
    tab.keyboard.press("/")
    tab.keyboard.type("报警")
    tab.wait_for_selector("#findings a")
    assert "燃气报警装置未检修" in tab.locator("#findings a").first.inner_text()


def test_the_first_visit_asks_for_few_files(tab: Any, web: Web) -> None:
    visit(tab, web)
    kept = [path for path in web.asked if path.startswith("bureau/offline/")]
    assert kept == [f"bureau/{path}" for path in (HEAD, MANIFEST, BUNDLE)]
    assert len(web.asked) <= 10


def test_without_a_change_a_page_asks_for_the_head_alone(tab: Any, web: Web) -> None:
    visit(tab, web)
    web.asked.clear()
    tab.goto(web.address("bureau/schools.html"))
    tab.wait_for_selector("html[data-offline=ready]", state="attached")
    assert set(web.asked) <= {f"bureau/{HEAD}", "bureau/sw.js"}


def test_an_update_brings_only_the_pages_that_changed(tab: Any, web: Web) -> None:
    visit(tab, web)
    publish(
        web, rebuilt({"guide.html": COUNTY["guide.html"].replace("怎样看</h1>", "新的怎样看</h1>")})
    )
    tab.goto(web.address("bureau/guide.html"))
    assert tab.locator("h1").inner_text() == "新的怎样看"
    asked = {path for path in web.asked if path not in (f"bureau/{HEAD}", "bureau/sw.js")}
    assert asked == {f"bureau/{MANIFEST}", "bureau/guide.html"}
    web.cut()
    tab.goto(web.address("bureau/guide.html"))
    assert tab.locator("h1").inner_text() == "新的怎样看"


def test_a_build_in_which_most_changed_comes_as_one_bundle(tab: Any, web: Web) -> None:
    visit(tab, web)
    later = factory.AS_OF + timedelta(days=1)
    publish(web, tree(factory.county(), as_of=later))
    tab.goto(web.address("bureau/index.html"))
    assert "2026年4月25日" in tab.locator(".asof").inner_text()
    asked = [path for path in web.asked if path not in (f"bureau/{HEAD}", "bureau/sw.js")]
    assert asked == [f"bureau/{MANIFEST}", f"bureau/{BUNDLE}"]


def test_a_damaged_or_half_written_update_leaves_the_old_build_whole(tab: Any, web: Web) -> None:
    visit(tab, web)
    new = rebuilt({path: text.replace("<h1", "<h1 id=new") for path, text in COUNTY.items()})
    publish(web, {**new, BUNDLE: COUNTY[BUNDLE]})
    tab.goto(web.address("bureau/index.html"))
    assert tab.locator("#new").count() == 0
    publish(web, new)
    tab.goto(web.address("bureau/index.html"))
    assert tab.locator("#new").count() == 1


def test_a_page_that_stays_open_loads_from_its_own_build(tab: Any, web: Web) -> None:
    """The search data of a later build, with other places in its tables, must not come into an older page."""
    visit(tab, web)
    tab.goto(web.address("bureau/schools.html"))
    publish(web, rebuilt({"assets/search-data.js": "throw new Error('of another build');"}))
    other = tab.context.new_page()
    other.goto(web.address("bureau/index.html"))
    assert f"bureau/{MANIFEST}" in web.asked
    tab.fill("#find", "报警")
    tab.wait_for_selector("#findings a")
    tab.wait_for_selector(".offline:has-text('内容已经更新')")
    tab.click(".offline button")
    tab.wait_for_selector(".offline", state="hidden")


def test_a_page_that_was_left_out_of_the_bundle_says_so_offline(tab: Any, web: Web) -> None:
    texts = {path: text for path, text in COUNTY.items() if path not in SERVED_ONLY}
    small = offline_files(texts, as_of=factory.AS_OF, bundle_bytes_max=1)
    write(web.folder / "bureau", small)
    visit(tab, web)
    tab.goto(web.address(f"bureau/{ISSUE}"))
    assert "燃气报警装置未检修" in tab.locator("h1").inner_text()
    web.cut()
    tab.goto(web.address(f"bureau/{ISSUE}"))
    assert tab.locator("h1").inner_text() == "这一页没有保存在这台设备上"
    tab.click("main a >> nth=0")
    assert tab.url == web.address("bureau/index.html")


def test_two_trees_of_one_server_keep_apart(tab: Any, web: Web) -> None:
    shutil.copytree(web.folder / "bureau", web.folder / "b2")
    write(
        web.folder / "b2",
        rebuilt({"index.html": COUNTY["index.html"].replace("<h1", "<h1 id=two")}),
    )
    visit(tab, web)
    visit(tab, web, "b2/index.html")
    web.cut()
    tab.goto(web.address("b2/index.html"))
    assert tab.locator("#two").count() == COUNTY["index.html"].count("<h1")
    tab.goto(web.address("bureau/index.html"))
    assert tab.locator("#two").count() == 0


def test_photos_that_were_seen_are_kept_and_go_with_the_build_that_showed_them(
    tab: Any, web: Web
) -> None:
    photo, page = "thumbs/0123.jpg", "photo.html"
    texts = {path: text for path, text in COUNTY.items() if path not in SERVED_ONLY}
    texts[page] = COUNTY["guide.html"].replace("</main>", f'<img src="{photo}" alt=""></main>')
    (web.folder / "bureau" / "thumbs").mkdir()
    (web.folder / "bureau" / photo).write_bytes(b"\xff\xd8picture")
    write(
        web.folder / "bureau",
        {**texts, **offline_files(texts, as_of=factory.AS_OF, photos=[photo])},
    )
    visit(tab, web, f"bureau/{page}")
    held = "async () => (await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys()).map(one => one.url)))).flat().filter(url => url.includes('thumbs/'))"
    tab.wait_for_function(f"({held})().then(found => found.length === 1)")
    publish(web, rebuilt({}))
    tab.goto(web.address("bureau/index.html"))
    assert tab.evaluate(held) == []


def test_from_the_file_system_no_worker_is_registered(chromium: Any, web: Web) -> None:
    faults: list[object] = []
    with tab_of(chromium, faults) as tab:
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
        tab.goto((web.folder / "bureau" / "index.html").as_uri())
        assert "offline.js" not in asked
    assert faults == []
