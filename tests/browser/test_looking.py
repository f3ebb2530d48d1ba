"""The lookout itself: a page with every fault is seen to have every fault, and a new type of page is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import look_at
from tests.browser.sampling import of_each_type, of_the_tree

pytestmark = pytest.mark.browser
GOOD = (
    '<!doctype html><html lang="zh-CN"><head><meta name="viewport" content="width=device-width">'
    "<title>页</title></head><body><main><h1>页</h1></main></body></html>"
)
STYLE = (
    ".wide{width:700px}.grey{color:#aaa;background:#fff}"
    "@media (prefers-color-scheme:dark){.dim{color:#777;background:#666}}"
)
BAD = GOOD.replace(
    "<title>", f'<link rel="icon" href="data:,"><style>{STYLE}</style><title>'
).replace(
    "<h1>",
    '<img src="http://127.0.0.1:9/x.png"><p class="wide">宽</p><p class="grey">看不清</p><p class="dim">夜里看不清</p>'
    "<script>console.error('坏了')</script><h1>",
)


def test_every_fault_of_a_page_is_seen(chromium: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(BAD, encoding="utf-8")
    (look,) = look_at(chromium, tmp_path)
    assert "坏了" in look.faults
    assert "http" in look.asked
    assert {"320", "360", "paper"} <= look.over.keys()
    assert "1280" not in look.over
    assert {fault.partition(":")[0] for fault in look.axe["light"]} == {
        "color-contrast",
        "image-alt",
    }
    assert [fault.partition(":")[0] for fault in look.axe["dark"]] == ["color-contrast"]
    assert "dim" in look.axe["dark"][0] or "grey" in look.axe["dark"][0]


def test_nothing_is_seen_of_a_page_without_fault(chromium: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(GOOD, encoding="utf-8")
    (look,) = look_at(chromium, tmp_path)
    assert (look.faults, look.over) == ((), {})
    assert look.axe == {"light": (), "dark": ()}


def test_a_page_of_each_type_and_of_each_kind_of_element_is_opened(tmp_path: Path) -> None:
    pages = {
        "index.html": "<p>",
        "issues/a.html": '<p><i class="photo">',
        "issues/b.html": "<p>",
        "issues/c.html": '<p><i class="photo"><b class="late">',
        "letters/a.html": "<p>",
    }
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert of_each_type(tmp_path) == {
        "index.html": ["index.html"],
        "issues": ["issues/c.html"],
        "letters": ["letters/a.html"],
    }
    assert of_the_tree(tmp_path) == ["issues/c.html"]
