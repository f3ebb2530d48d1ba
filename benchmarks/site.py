"""Build of 400 school pages (12 issues each) beside a bare Jinja2 loop that renders and writes the same HTML.

    python -m benchmarks.site [SCHOOLS]

The bare loop is handed the finished contexts: no ledger, no fold, no mkdocs, no swap; it is what the HTML alone costs.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.fresh import RUNS, asked_step, machine, middle, step, table

ME = "benchmarks.site"
INSPECTIONS, FINDINGS = 3, 4
KEPT = "contexts.pickle"


def main(schools: int = 400) -> None:
    """Make a district, build its site, render the same pages barely, print the tables."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "district"
        made = step(ME, "make", folder, schools).said
        builds = [step(ME, "build", folder) for _ in range(RUNS)]
        stages = [step(ME, "stages", folder).said for _ in range(RUNS)]
        kept = step(ME, "keep", folder).said
        bare = [
            step(ME, "bare", folder, which).said
            for which in ("all", "school.html")
            for _ in range(RUNS)
        ]
        assert kept["same"], "the bare loop renders other HTML"
    build = middle(builds)
    print(
        f"{schools} schools with 12 issues each: {made['events']} events, {kept['pages']} pages, "
        f"{kept['bytes'] / 1e6:.0f} MB of HTML\n"
    )
    whole = median(one["seconds"] for one in bare[:RUNS])
    table(
        "Site",
        [
            (
                "`ducha build`, all pages",
                build,
                f"{build.seconds / whole:.1f} × the bare loop of all pages",
            )
        ],
    )
    print(
        f"Inside one process, seconds ({machine()}; median of {RUNS})\n\n| stage | all pages | school pages alone |\n|---|---:|---:|"
    )
    for name in ("view", "contexts", "render"):
        cells = [
            f"{median(one[which][name] for one in stages):.2f}" if name in stages[0][which] else ""
            for which in ("all", "school.html")
        ]
        print(f"| {name} | {cells[0]} | {cells[1]} |")
    alone = median(one["seconds"] for one in bare[RUNS:])
    print(f"| bare Jinja2 loop: render and write | {whole:.2f} | {alone:.2f} |")


def make(folder: str, schools: str) -> dict[str, int]:
    """Make the workspace."""
    from benchmarks import year

    return year.make(Path(folder), int(schools), INSPECTIONS, FINDINGS)


def build(folder: str) -> dict[str, Any]:
    """Run `ducha build`."""
    from benchmarks.county import ducha

    with contextlib.redirect_stdout(io.StringIO()):
        ducha(Path(folder), "build")
    return {}


def stages(folder: str) -> dict[str, dict[str, float]]:
    """Fold, make the contexts, render; return what each took."""
    began = time.perf_counter()
    material = _material(folder)
    view = time.perf_counter() - began
    began = time.perf_counter()
    pages = _pages(material)
    contexts = time.perf_counter() - began
    return {
        which: {**made, "render": _rendered(_only(pages, which), material)[1]}
        for which, made in (("all", {"view": view, "contexts": contexts}), ("school.html", {}))
    }


def keep(folder: str) -> dict[str, Any]:
    """Keep the contexts for the bare loop; return how many pages they are and whether it renders the same."""
    material = _material(folder)
    pages = _pages(material)
    from site_builder.pages import _site

    Path(folder, KEPT).write_bytes(pickle.dumps((pages, _site(material))))
    built = Path(folder, "site", "bureau")
    texts, _ = _rendered(pages, material)
    same = all((built / path).read_text(encoding="utf-8") == text for path, text in texts.items())
    return {
        "pages": len(pages),
        "bytes": sum(len(t.encode()) for t in texts.values()),
        "same": same,
    }


def bare(folder: str, which: str) -> dict[str, float]:
    """Render and write the kept contexts in a plain loop; return the seconds of the loop."""
    from site_builder.links import prefix
    from site_builder.rendering import environment

    pages, site = pickle.loads(Path(folder, KEPT).read_bytes())
    gc.freeze()
    out = Path(folder, f"bare-{which}")
    began = time.perf_counter()
    env = environment()
    for path, template, context in _only(pages, which):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = env.get_template(template).render(
            page=context, site=site, root=prefix(path), path=path
        )
        target.write_text(text, encoding="utf-8")
    return {"seconds": time.perf_counter() - began}


def _material(folder: str) -> Any:
    from inspections.laptop.workspace import Workspace
    from site_builder.building import _checklists
    from site_builder.material import Material
    from site_builder.policy import Audience

    workspace = Workspace.find(Path(folder), _clock())
    day = workspace.as_of()
    view = workspace.view(day)
    return Material(
        view=view, audience=Audience.BUREAU, as_of=day, calendar=workspace.calendar(), school=None, pictures={},
        checklists=_checklists(workspace, view),
    )  # fmt: skip


def _clock() -> Any:
    from benchmarks.county import BEGAN
    from inspections.laptop.clock import Clock

    return Clock.from_text(BEGAN.isoformat())


def _pages(material: Any) -> list[tuple[str, str, object]]:
    from site_builder.pages import _pages as pages

    return list(pages(material))


def _only(pages: Iterable[tuple[str, str, Any]], which: str) -> list[tuple[str, str, Any]]:
    return [page for page in pages if which in ("all", page[1])]


def _rendered(pages: Iterable[tuple[str, str, Any]], material: Any) -> tuple[dict[str, str], float]:
    from site_builder.pages import _render, _site
    from site_builder.rendering import environment

    began = time.perf_counter()
    env, site = environment(), _site(material)
    texts = {path: _render(env, template, path, context, site) for path, template, context in pages}
    return texts, time.perf_counter() - began


STEPS: dict[str, Callable[..., Any]] = {
    "make": make,
    "build": build,
    "stages": stages,
    "keep": keep,
    "bare": bare,
}


if __name__ == "__main__":
    asked = asked_step(sys.argv[1:])
    if asked:
        print(json.dumps(STEPS[asked[0]](*asked[1])))
    else:
        main(*map(int, sys.argv[1:]))
