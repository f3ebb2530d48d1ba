"""A real Chromium, and trees on disk for it to open."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from inspections.deadline import WorkCalendar
from site_builder.material import Material
from site_builder.mkdocs_plugin import Tree, host
from site_builder.pages import render_site
from site_builder.photos import prepare
from site_builder.photos_of import wanted
from site_builder.policy import Audience
from tests.browser.looking import Look, look_at
from tests.browser.web import tab_of
from tests.site_builder import factory
from tests.site_builder.conftest import Planted, planted

__all__ = ["planted"]

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The machine's Chromium by Playwright. Without one: a failure in CI, elsewhere a skip that says what to install."""
    found = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if found is None:
        why = "no Chromium on this machine: install one, e.g. apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def trees(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tree for each audience: bureau, school, public. Names of all kinds are in them."""
    root = tmp_path_factory.mktemp("督查 site")
    view = factory.county()
    for audience, school in ((Audience.BUREAU, None), (Audience.SCHOOL, "yl3x")):
        given: dict[str, Any] = {
            "audience": audience,
            "as_of": factory.AS_OF,
            "calendar": WorkCalendar(),
            "school": school,
        }
        photos = prepare(wanted(Material(view=view, **given)), _photo, root / "cache")
        texts = render_site(view, pictures=photos.pictures, **given)
        made = root / "made" / audience.value / "site"
        made.mkdir(parents=True)
        host(Tree(texts=texts, files=photos.files), made, name="云岭区")
        (root / audience.value).symlink_to(made, target_is_directory=True)
    (root / "public").symlink_to(planted.public, target_is_directory=True)
    return root


@pytest.fixture(scope="session")
def looks(chromium: Any, trees: Path) -> Mapping[str, tuple[Look, ...]]:
    """What was seen of the pages of each audience's tree, all looked at once."""
    return {audience.value: look_at(chromium, trees / audience) for audience in Audience}


@pytest.fixture(scope="session")
def shared_tab(chromium: Any) -> Iterator[tuple[Any, list[object]]]:
    faults: list[object] = []
    with tab_of(chromium, faults) as made:
        yield made, faults


@pytest.fixture
def tab(shared_tab: tuple[Any, list[object]]) -> Iterator[Any]:
    """A tab of 1280 by 800 in which no page may complain; the same for all tests, since making one is what costs."""
    made, faults = shared_tab
    made.goto("about:blank")
    faults.clear()
    yield made
    assert faults == []


def _photo(_: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "#4a7").save(out, "JPEG")
    return out.getvalue()
