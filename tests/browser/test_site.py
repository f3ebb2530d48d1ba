"""Every type of page in a real Chromium, opened from the file system as by a double click."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from inspections.deadline import WorkCalendar
from site_builder import links
from site_builder.material import Material
from site_builder.mkdocs_plugin import Tree, host
from site_builder.pages import render_site
from site_builder.photos import prepare
from site_builder.photos_of import wanted
from site_builder.policy import Audience
from tests.site_builder import factory

pytestmark = pytest.mark.browser
VIEW = factory.county()
TOLD, DISPUTED = VIEW.issues[2].id, VIEW.issues[3].id
PAGES = [
    "bureau/index.html", "bureau/statistics.html", "bureau/schools.html", "bureau/schools/yl3x.html",
    "bureau/schools/odd.html", "bureau/inspections.html", "bureau/guide.html", "bureau/lists/all.html",
    "bureau/lists/status-notified.html", f"bureau/issues/{TOLD}.html", f"bureau/issues/{DISPUTED}.html",
    "bureau/inspections/yl3x-2026-04-01-special_safety-t1.html", "school/index.html",
    f"school/issues/{DISPUTED}.html", "bureau/work.html", "bureau/campaigns/spring.html", "bureau/teams/t1.html",
    "bureau/modes/special.html", "bureau/checklists/special_safety-2026_03.html", "bureau/releases.html",
    f"bureau/{links.area_path('城区片')}", f"bureau/{links.roll_path('campaign-spring')}", "bureau/search.html",
    f"bureau/{links.visits_path('campaign-spring')}", "school/lists/all.html", "school/guide.html", "school/search.html",
]  # fmt: skip


def _photo(_: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "#4a7").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("督查 site")
    for audience, school in ((Audience.BUREAU, None), (Audience.SCHOOL, "yl3x")):
        given: dict[str, Any] = {
            "audience": audience,
            "as_of": factory.AS_OF,
            "calendar": WorkCalendar(),
            "school": school,
        }
        photos = prepare(wanted(Material(view=VIEW, **given)), _photo, root / "cache")
        texts = render_site(VIEW, pictures=photos.pictures, **given)
        folder = root / audience.value / "site"
        folder.mkdir(parents=True)
        host(Tree(texts=texts, files=photos.files), folder, name="云岭区")
    return root


def address(trees: Path, page: str) -> str:
    audience, _, path = page.partition("/")
    return (trees / audience / "site" / path).as_uri()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_pages_open_without_error_request_or_a_column_cut(
    chromium: Any, trees: Path, width: int
) -> None:
    faults: list[object] = []
    context = chromium.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.on("console", lambda message: faults.append((page, message.text)))
    tab.on("pageerror", lambda error: faults.append((page, str(error))))
    # going on to the next page aborts photos that are still being loaded lazily: no fault
    tab.on(
        "requestfailed",
        lambda r: (
            None if r.failure == "net::ERR_ABORTED" else faults.append((page, r.url, r.failure))
        ),
    )
    asked: set[str] = set()
    tab.on("request", lambda request: asked.add(request.url.split(":")[0]))
    for page in PAGES:
        tab.goto(address(trees, page))
        over = tab.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        if over > 0:
            faults.append((page, width, over))
    context.close()
    assert faults == []
    assert asked <= {"file", "data"}


@pytest.mark.parametrize(
    ("scheme", "options"),
    [("light", {"resultTypes": ["violations"]}), ("dark", {"runOnly": ["color-contrast"]})],
)
def test_axe_finds_nothing(
    chromium: Any, trees: Path, scheme: str, options: dict[str, object]
) -> None:
    """All rules in light; in dark only the colours differ."""
    import axe_core_python as axe

    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    found: list[object] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    for page in PAGES:
        tab = context.new_page()
        tab.goto(address(trees, page))
        tab.evaluate(script)
        for fault in tab.evaluate("options => axe.run(options)", options)["violations"]:
            found.append((page, fault["id"], [node["html"][:120] for node in fault["nodes"]][:3]))
        tab.close()
    context.close()
    assert found == []


def test_a_principal_sees_first_what_to_do_by_when_and_how_without_scrolling(
    chromium: Any, trees: Path
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 640})
    tab = context.new_page()
    tab.goto(address(trees, "school/index.html"))
    for text in ("燃气报警装置未检修", "逾期5个工作日", "怎样答复"):
        box = tab.get_by_text(text).first.bounding_box()
        assert box, text
        assert box["y"] + box["height"] <= 640, text
    context.close()


def test_photos_are_seen_and_the_large_one_is_behind_them(chromium: Any, trees: Path) -> None:
    tab = chromium.new_page()
    tab.goto(address(trees, f"bureau/issues/{TOLD}.html"))
    image = tab.locator(".photos img").first
    image.scroll_into_view_if_needed()
    assert image.evaluate("async i => (await i.decode(), i.naturalWidth)") == 480
    image.click()
    assert tab.locator("img").evaluate("i => i.naturalWidth") == 800
    tab.close()


def test_photos_far_down_are_on_paper_too(chromium: Any, trees: Path) -> None:
    context = chromium.new_context(viewport={"width": 800, "height": 200})
    tab = context.new_page()
    tab.goto(address(trees, f"bureau/issues/{TOLD}.html"))
    seen = (
        "[...document.querySelectorAll('.photos img')].map(i => i.complete && i.naturalWidth > 0)"
    )
    assert tab.evaluate(seen).count(True) == tab.locator(".photos img").count() > 0
    assert tab.locator("img[loading=lazy]").count() == 0  # what was never scrolled to prints blank
    context.close()


def test_a_page_prints_on_a4_with_page_numbers(chromium: Any, trees: Path) -> None:
    tab = chromium.new_page()
    tab.goto(address(trees, "bureau/index.html"))
    pdf = tab.pdf(prefer_css_page_size=True)
    tab.close()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") >= 2
    assert b"594.95" in pdf or b"595" in pdf  # A4 is 595 points wide
