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
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.fresh import RUNS, asked_step, machine, middle, step, table

if TYPE_CHECKING:
    from inspections.laptop.workspace import Workspace

Page = tuple[str, str, Any]
ME, SCHOOL = "benchmarks.site", "school.html"
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
            step(ME, "bare", folder, which).said for which in ("all", SCHOOL) for _ in range(RUNS)
        ]
        assert all(one["same"] for one in bare), "the bare loop renders other HTML"
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
                f"{build.cpu / whole:.1f} × the bare loop of all pages",
            )
        ],
    )
    print(
        f"Inside one process, processor seconds ({machine()}; median of {RUNS})\n\n| stage | all pages | school pages alone |\n|---|---:|---:|"
    )
    for name in ("view", "contexts", "render"):
        cells = [
            f"{median(one[which][name] for one in stages):.2f}" if name in stages[0][which] else ""
            for which in ("all", SCHOOL)
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
    """Fold, make the contexts, render all pages or the school pages alone; return what each took."""
    workspace, day = _workspace(folder)
    began = time.process_time()
    workspace.view(day)
    view = time.process_time() - began
    every, _ = _built(workspace, "all")
    schools, _ = _built(workspace, SCHOOL)
    return {"all": {"view": view, **every}, SCHOOL: {"render": schools["render"]}}


def keep(folder: str) -> dict[str, Any]:
    """Keep the contexts for the bare loop; return how many pages they are and how large."""
    from site_builder.material import Material
    from site_builder.pages import _site
    from site_builder.policy import Audience

    workspace, day = _workspace(folder)
    pages: list[Page] = []
    _, texts = _built(workspace, "all", pages)
    material = Material(
        view=workspace.view(day), audience=Audience.BUREAU, as_of=day, calendar=workspace.calendar()
    )
    Path(folder, KEPT).write_bytes(pickle.dumps((pages, _site(material))))
    return {"pages": len(pages), "bytes": sum(len(texts[page[0]].encode()) for page in pages)}


def bare(folder: str, which: str) -> dict[str, Any]:
    """Render and write the kept contexts in a plain loop; return its seconds and whether the HTML is the site's."""
    from site_builder.links import prefix
    from site_builder.rendering import environment

    pages, site = pickle.loads(Path(folder, KEPT).read_bytes())
    gc.freeze()
    pages, out = _only(pages, which), Path(folder, f"bare-{which}")
    began = time.process_time()
    env = environment()
    for path, template, context in pages:
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = env.get_template(template).render(
            page=context, site=site, root=prefix(path), path=path
        )
        target.write_text(text, encoding="utf-8")
    seconds = time.process_time() - began
    built = Path(folder, "site", "bureau")
    return {
        "seconds": seconds,
        "same": all(
            (out / page[0]).read_bytes() == (built / page[0]).read_bytes() for page in pages
        ),
    }


def _workspace(folder: str) -> tuple[Workspace, date]:
    from benchmarks.county import BEGAN
    from inspections.laptop.clock import Clock
    from inspections.laptop.workspace import Workspace

    workspace = Workspace.find(Path(folder), Clock.from_text(BEGAN.isoformat()))
    return workspace, workspace.as_of()


def _built(
    workspace: Workspace, which: str, kept: list[Page] | None = None
) -> tuple[dict[str, float], Mapping[str, str]]:
    """Return what contexts and rendering took, and the texts; all contexts are made, only `which` are rendered."""
    from site_builder.building import build_tree
    from site_builder.policy import Audience

    took: dict[str, float] = {}

    def chosen(pages: Iterable[Page]) -> list[Page]:
        began = time.process_time()
        made = list(pages)
        took["rendering from"] = time.process_time()
        took["contexts"] = took["rendering from"] - began
        if kept is not None:
            kept.extend(made)
        return _only(made, which)

    tree = build_tree(workspace, audience=Audience.BUREAU, progress=chosen)
    took["render"] = time.process_time() - took.pop("rendering from")
    return took, tree.texts


def _only(pages: Iterable[Page], which: str) -> list[Page]:
    return [page for page in pages if which in ("all", page[1])]


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
