"""The printable form in a real Chromium: A4 pages, a heading on each, nothing that sticks out or is cut off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from inspections.checklist import Checklist
from inspections.laptop.printing import paper_html
from inspections.paper import paper_of
from tests.checklists.shipped import shipped

pytestmark = pytest.mark.browser
WIDTH = round(182 / 25.4 * 96)
STICKING_OUT = """() => [...document.querySelectorAll('td, th, p, h1')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.innerText.slice(0, 40))"""


@pytest.fixture(scope="module")
def page(chromium: Any) -> Any:
    opened = chromium.new_page(viewport={"width": WIDTH, "height": 1000})
    opened.emulate_media(media="print")
    yield opened
    opened.close()


@pytest.mark.parametrize("checklist", shipped(), ids=lambda checklist: checklist.id)
def test_nothing_sticks_out_of_the_page(page: Any, checklist: Checklist) -> None:
    page.set_content(paper_html(paper_of(checklist)))
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert page.evaluate(STICKING_OUT) == []


def test_it_prints_on_several_a4_pages_and_asks_no_network(page: Any, tmp_path: Path) -> None:
    checklist = next(one for one in shipped() if one.id == "canteen_scored")
    file = tmp_path / "a.html"
    file.write_text(paper_html(paper_of(checklist)), encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    assert asked == [file.as_uri()]
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 4
    (box,) = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf))
    assert [round(float(n)) for n in box.split()] == [0, 0, 595, 842]


def test_the_heading_is_of_the_kind_that_browsers_repeat(page: Any) -> None:
    page.set_content(paper_html(paper_of(shipped()[0])))
    display = "getComputedStyle(document.querySelector('.main > thead')).display"
    assert page.evaluate(display) == "table-header-group"
