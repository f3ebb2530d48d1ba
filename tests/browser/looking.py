"""One pass over the pages of a tree in a real Chromium, opened as by a double click: all that can be seen to be wrong.

Each page is loaded once and looked at in every way, since loading is what costs; the tests then ask one thing each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.sampling import of_each_type, of_the_tree

WIDTHS = (320, 360, 768, 1280)
PAPER_WIDTH = round(180 / 25.4 * 96)
"""What is left of A4 between the margins of the style sheet, in CSS pixels."""
AXE = {"light": {"resultTypes": ["violations"]}, "dark": {"runOnly": ["color-contrast"]}}
"""All rules in light, of each type of page once; in dark only the colours differ, so each kind of element once."""
OVER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
A4 = (595, 842)
"""Width and height in points."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen of one page: complaints, schemes of addresses asked for, pixels too wide, axe's findings."""

    page: str
    faults: tuple[str, ...]
    asked: frozenset[str]
    over: Mapping[str, int]
    axe: Mapping[str, tuple[str, ...]]


def look_at(chromium: Any, folder: Path) -> tuple[Look, ...]:
    """Open pages of each type of the tree and return what was seen."""
    context = chromium.new_context()
    context.add_init_script(path=_axe_script())
    tab = context.new_page()
    faults: list[str] = []
    asked: set[str] = set()
    tab.on("console", lambda message: faults.append(message.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("request", lambda request: asked.add(request.url.partition(":")[0]))
    tab.on("requestfailed", lambda r: faults.append(f"{r.url} {r.failure}"))
    looks = []
    types, whole = of_each_type(folder), of_the_tree(folder)
    schemes = {pages[0]: ("light",) for pages in types.values()} | dict.fromkeys(whole, tuple(AXE))
    for page in (page for pages in types.values() for page in pages):
        faults.clear()
        asked.clear()
        tab.goto((folder / page).as_uri())
        seen: dict[str, Any] = {"over": _over(tab), "axe": _axe(tab, schemes.get(page, ()))}
        looks.append(Look(page=page, faults=tuple(faults), asked=frozenset(asked), **seen))
    context.close()
    return tuple(looks)


def _over(tab: Any) -> dict[str, int]:
    """Return by how many pixels the page is wider than the window, and than the paper."""
    found = {}
    tab.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    tab.emulate_media(media="print")
    found["paper"] = tab.evaluate(OVER)
    tab.emulate_media(media="screen")
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        found[str(width)] = tab.evaluate(OVER)
    return {where: pixels for where, pixels in found.items() if pixels > 0}


def _axe(tab: Any, schemes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for scheme in schemes:
        tab.emulate_media(color_scheme=scheme)
        faults = tab.evaluate("async o => (await axe.run(o)).violations", AXE[scheme])
        found[scheme] = tuple(f"{f['id']}: {f['nodes'][0]['html'][:120]}" for f in faults)
    tab.emulate_media(color_scheme="light")
    return found


def papers(tab: Any) -> list[tuple[int, int]]:
    """Return width and height, in points, of every sheet that the page of a tab prints on."""
    pdf = tab.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def _axe_script() -> Path:
    import axe_core_python as axe

    return Path(axe.__file__).parent / "axe.min.js"
