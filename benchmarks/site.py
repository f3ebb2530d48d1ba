"""Whole sites of N schools (12 issues each): `ducha build` clean, after 5 schools changed, and after nothing did.

    python -m benchmarks.site [SCHOOLS]

Beside it a bare Jinja2 loop that is handed the finished contexts and writes the same pages: no ledger, no fold, no
mkdocs, no search, no swap; it is what the HTML alone costs. Reading the ledger is measured apart from making the site.
"""

from __future__ import annotations

import contextlib
import gc
import io
import pickle
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.fresh import RUNS, begin, machine, middle, step, table

if TYPE_CHECKING:
    from inspections.laptop.workspace import Workspace

Page = tuple[str, str, Any]
ME = "benchmarks.site"
INSPECTIONS, FINDINGS = 3, 4
KEPT = "contexts.pickle"
CHANGED = 5


def main(schools: int = 400) -> None:
    """Make a district, build its site, render the same pages barely, print the tables."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "district"
        made = step(ME, "make", folder, schools).said
        builds = [step(ME, "build", folder, "--clean") for _ in range(RUNS)]
        clean_stages = [step(ME, "stages", folder, "clean").said for _ in range(RUNS)]
        kept = step(ME, "keep", folder).said
        bare = [step(ME, "bare", folder) for _ in range(RUNS)]
        assert all(one.said["same"] for one in bare), "the bare loop renders other HTML"
        nothing = [step(ME, "build", folder) for _ in range(RUNS)]
        changed = [_changed(folder, "build") for _ in range(RUNS)]
        changed_stages = [_changed(folder, "stages", "again").said for _ in range(RUNS)]
        assert step(ME, "equal", folder).said["same"], "a build upon the last one has other bytes"
    print(
        f"{schools} schools with 12 issues each: {made['events']} events, {kept['pages']} pages, "
        f"{kept['bytes'] / 1e6:.0f} MB of HTML\n"
    )
    loop = median(one.said["seconds"] for one in bare)
    clean = middle(builds)
    rows = [("`ducha build --clean`", clean, f"{clean.cpu / loop:.2f} × the bare loop")]
    for what, runs in (
        (f"again, {CHANGED} schools changed", changed),
        ("again, nothing changed", nothing),
    ):
        one = middle(runs)
        rows.append((what, one, f"{one.cpu / clean.cpu:.2f} × clean"))
    table("Site", rows)
    print(f"Inside one process, processor seconds ({machine()}; median of {RUNS})\n")
    print(f"| stage | clean | {CHANGED} schools changed | |\n|---|---:|---:|---|")
    for stage, what in (
        ("read", "ledger and fold"),
        ("put", "the site: contexts, render, mkdocs, search, swap"),
    ):
        one, other = (median(run[stage] for run in runs) for runs in (clean_stages, changed_stages))
        beside = f", {one / loop:.2f} × the bare loop" if stage == "put" else ""
        print(f"| {what} | {one:.2f}{beside} | {other:.2f} | {other / one:.2f} × clean |")
    print(
        f"| bare Jinja2 loop: render and write all pages | {loop:.2f} | | {middle(bare).peak_mb:.0f} MB |"
    )


def _changed(folder: Path, *what: str) -> Any:
    step(ME, "change", folder)
    name, *more = what
    return step(ME, name, folder, *more)


def make(folder: str, schools: str) -> dict[str, int]:
    """Make the workspace."""
    from benchmarks import year

    return year.make(Path(folder), int(schools), INSPECTIONS, FINDINGS)


def build(folder: str, *options: str) -> dict[str, Any]:
    """Run `ducha build`."""
    _ducha(folder, "build", *options)
    return {}


def change(folder: str) -> dict[str, Any]:
    """Record a new issue at five schools."""
    for n in range(1, CHANGED + 1):
        _ducha(
            folder, "issue", "raise", "--school", f"s{n:03}", "--source", "tip", "--title", f"门卫没有登记 {time.time_ns()}",
            "--category", "gate", "--severity", "ordinary", "--disposition", "notice", "--requirement", "逐人登记",
        )  # fmt: skip
    return {}


def stages(folder: str, how: str) -> dict[str, float]:
    """Read the ledger, put the site; return the processor seconds of each."""
    import mkdocs.commands.build  # noqa: F401  (starting the program is no part of the figures)

    from site_builder.building import sources
    from site_builder.policy import Audience
    from site_builder.putting import put_tree
    from site_builder.resting import collector_at_rest

    workspace, _ = workspace_at(folder)
    target = Path(folder, "site", "bureau")
    with collector_at_rest():
        began = time.process_time()
        of = sources(workspace)
        read = time.process_time()
        put = put_tree(of, target, audience=Audience.BUREAU, clean=how == "clean")
        done = time.process_time()
    assert how == "clean" or len(put.made) == CHANGED, put.made
    return {"read": read - began, "put": done - read}


def keep(folder: str) -> dict[str, Any]:
    """Keep the contexts for the bare loop; return how many pages they are and how large."""
    from site_builder.building import material_of, sources
    from site_builder.plan import planned, site_of
    from site_builder.policy import Audience

    workspace, _ = workspace_at(folder)
    material, _ = material_of(sources(workspace), audience=Audience.BUREAU, school=None)
    pages = list(planned(material))
    built = Path(folder, "site", "bureau")
    Path(folder, KEPT).write_bytes(pickle.dumps((pages, site_of(material))))
    return {"pages": len(pages), "bytes": sum((built / page[0]).stat().st_size for page in pages)}


def bare(folder: str) -> dict[str, Any]:
    """Render and write the kept contexts in a plain loop; return its seconds and whether the HTML is the site's."""
    from site_builder.links import prefix
    from site_builder.rendering import environment

    pages, site = pickle.loads(Path(folder, KEPT).read_bytes())
    gc.freeze()
    out = Path(folder, "bare")
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
    return {
        "seconds": seconds,
        "same": _same(out, Path(folder, "site", "bureau"), [p[0] for p in pages]),
    }


def equal(folder: str) -> dict[str, Any]:
    """Return whether the tree that was built upon others equals one built from nothing."""
    fresh, target = Path(folder, "fresh"), Path(folder, "site", "bureau")
    _ducha(folder, "build", "--clean", "--out", str(fresh))
    files = [path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file()]
    others = sum(path.is_file() for path in target.rglob("*"))
    return {"same": len(files) == others and _same(fresh, target, files)}


def _same(one: Path, other: Path, paths: list[str]) -> bool:
    return all((one / path).read_bytes() == (other / path).read_bytes() for path in paths)


def _ducha(folder: str, *words: str) -> None:
    from benchmarks.county import ducha

    with contextlib.redirect_stdout(io.StringIO()):
        ducha(Path(folder), *words)


def workspace_at(folder: str) -> tuple[Workspace, date]:
    from benchmarks.county import BEGAN
    from inspections.laptop.clock import Clock
    from inspections.laptop.workspace import Workspace

    workspace = Workspace.find(Path(folder), Clock.from_text(BEGAN.isoformat()))
    return workspace, workspace.as_of()


STEPS: dict[str, Callable[..., Any]] = {
    "make": make,
    "build": build,
    "change": change,
    "stages": stages,
    "keep": keep,
    "bare": bare,
    "equal": equal,
}


if __name__ == "__main__":
    begin(main, STEPS)
