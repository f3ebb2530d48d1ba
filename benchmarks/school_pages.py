"""N school pages with 12 issues each: through mkdocs, by a bare Jinja2 loop, and by Hugo.

    python -m benchmarks.school_pages [N …]        default: 400 2000 10000

The schools are made by `benchmarks.many_schools`, folded already: reading the ledger stands apart (`benchmarks.site`).

- ours: from the folded view to the finished tree: what each page says, Jinja2, mkdocs, the swap. Clean; and again
  after 5 schools changed.
- bare: the same templates with the finished contexts in one loop that writes files. Nothing else.
- Hugo: the same data as front matter of N files, the same page as Hugo's templates; texts are compared.
"""

from __future__ import annotations

import gc
import html
import pickle
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import hugo
from benchmarks.fresh import Measured, begin, machine, step
from benchmarks.many_schools import make, material_of

if TYPE_CHECKING:
    from site_builder.material import Material

Page = tuple[str, str, Any]
ME = "benchmarks.school_pages"
CONTEXTS = "contexts.pickle"
CHANGED = 5


def main(*sizes: int) -> None:
    """Measure each size once and print the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "district"
        step(ME, "make", folder)
        program = hugo.installed(Path(temporary) / "hugo")
        print(f"{machine()}; one run each, processor seconds (seconds on the clock)\n")
        print(
            "| pages | bare loop | ours, clean | of it what pages say | ours, 5 changed | Hugo | peak MB: bare | ours | Hugo |"
        )
        print("|---:" * 9 + "|")
        for n in sizes or (400, 2000, 10_000):
            _line(folder, program, n)


def _line(folder: Path, program: Path, n: int) -> None:
    out = folder / str(n)
    step(ME, "contexts", folder, n)
    bare = step(ME, "bare", folder, n)
    clean = step(ME, "ours", folder, n, "clean")
    assert step(ME, "compare", out / "bare", out / "ours", "bytes").said["same"]
    again = step(ME, "ours", folder, n, "again")
    assert again.said["made"] == CHANGED, again.said
    step(ME, "front", folder, n)
    theirs = hugo.built(program, out / "source", out / "hugo")
    told = step(ME, "compare", out / "ours", out / "hugo", "texts").said
    assert told["same"], told
    base = bare.said["cpu"]
    cells = [
        f"{base:.2f} ({bare.said['clock']:.2f})",
        f"{_both(clean)} = {clean.said['cpu'] / base:.2f} × bare",
        f"{clean.said['contexts']:.2f}; without: {(clean.said['cpu'] - clean.said['contexts']) / base:.2f} × bare",
        f"{_both(again)} = {again.said['cpu'] / clean.said['cpu']:.2f} × clean",
        f"{theirs.cpu:.2f} ({theirs.seconds:.2f})",
        *(f"{one.peak_mb:.0f}" for one in (bare, clean, theirs)),
    ]
    print(f"| {n} | {' | '.join(cells)} |", flush=True)


def _both(one: Measured) -> str:
    return f"{one.said['cpu']:.2f} ({one.said['clock']:.2f})"


def contexts(folder: str, n: str) -> dict[str, int]:
    """Keep what each page says, for the bare loop and for Hugo."""
    material = material_of(folder, int(n))
    pages = [(path, template, context) for path, template, context, _ in _pages(material)]
    target = Path(folder, n)
    target.mkdir()
    from site_builder.plan import site_of

    (target / CONTEXTS).write_bytes(pickle.dumps((pages, site_of(material))))
    return {"pages": len(pages)}


def bare(folder: str, n: str) -> dict[str, float]:
    """Render and write the kept contexts in a plain loop."""
    from site_builder.links import prefix
    from site_builder.rendering import environment

    pages, site = pickle.loads(Path(folder, n, CONTEXTS).read_bytes())
    out = Path(folder, n, "bare", "schools")
    gc.collect()
    gc.freeze()

    def loop() -> None:
        env = environment()
        out.mkdir(parents=True)
        for path, template, context in pages:
            text = env.get_template(template).render(
                page=context, site=site, root=prefix(path), path=path
            )
            (out.parent / path).write_text(text, encoding="utf-8")

    return _timed(loop)


def ours(folder: str, n: str, how: str) -> dict[str, float]:
    """Make the tree as `ducha build` does, of school pages alone; `again`: upon the last one, with 5 schools changed."""
    from site_builder import mkdocs_plugin
    from site_builder.former import Former, RebuiltTexts, recall, remember, stamps_of
    from site_builder.links import prefix
    from site_builder.output import MARKER, replace_tree
    from site_builder.plan import site_of
    from site_builder.rendering import environment
    from site_builder.resting import collector_at_rest

    material, target = material_of(folder, int(n)), Path(folder, n, "ours")
    record, spent, made = Path(folder, n, "record.json"), [0.0], []
    import mkdocs.commands.build  # noqa: F401  (starting the program is no part of the figure)

    gc.collect()

    def fill(folder: Path) -> mkdocs_plugin.Tree:
        former = recall(record, target) if how == "again" else Former(target=target)
        texts = RebuiltTexts(folder, former, "")
        env, site = environment(), site_of(material)
        changed = {f"s{k:05}" for k in range(CHANGED)} if how == "again" else set()
        for path, template, context, said in _pages(material, partial(_stands, texts, changed)):
            spent[0] += said
            texts[path] = env.get_template(template).render(
                page=context, site=site, root=prefix(path), path=path
            )
        texts.begin("", "")
        texts[MARKER] = "{}"
        made.append(texts)
        return mkdocs_plugin.Tree(texts=texts, files={})

    def build() -> None:
        replace_tree(target, lambda folder: mkdocs_plugin.host(fill, folder, name="x"))
        texts = made[0]
        remember(
            record,
            Former(target=target, parts=texts.parts(), stamps=stamps_of(target, texts)),
        )

    with collector_at_rest():
        took = _timed(build)
    return {**took, "contexts": spent[0], "made": len(made[0].made) - 1}


def _stands(texts: Any, changed: set[str], school: str) -> bool:
    stands: bool = texts.begin(school, "changed" if school in changed else "as before")
    return stands


def front(folder: str, n: str) -> dict[str, int]:
    """Write the Hugo site."""
    pages, _ = pickle.loads(Path(folder, n, CONTEXTS).read_bytes())
    frame = Path(folder, n, "bare", pages[0][0]).read_text("utf-8")
    hugo.write_site(Path(folder, n, "source"), pages, frame)
    return {"pages": len(pages)}


def compare(one: str, other: str, what: str) -> dict[str, Any]:
    """Return whether two trees have the same pages: byte for byte, or text for text but for white space."""
    read: Callable[[Path], Any] = Path.read_bytes if what == "bytes" else _text
    paths = sorted(path.relative_to(one) for path in Path(one).glob("schools/*.html"))
    differing = [str(path) for path in paths if read(Path(one, path)) != read(Path(other, path))]
    return {"same": bool(paths) and not differing, "pages": len(paths), "differing": differing[:3]}


def _text(path: Path) -> str:
    """Return a page without its white space, however its special characters are written."""
    return re.sub(r"\s+", "", html.unescape(path.read_text("utf-8")))


def _timed(work: Callable[[], None]) -> dict[str, float]:
    cpu, clock = time.process_time(), time.perf_counter()
    work()
    return {"cpu": time.process_time() - cpu, "clock": time.perf_counter() - clock}


def _pages(
    material: Material, stands: Callable[[str], bool] = lambda _: False
) -> Iterator[tuple[str, str, Any, float]]:
    """Yield each school's page unless it stands, and the processor seconds that its context took."""
    from site_builder.listings import Listings
    from site_builder.plan import OF_SCHOOL, parts
    from site_builder.rolls import Rolls

    for part in parts(material, Listings({}, Rolls(visits={}, schools={}))):
        if part.material is not None and not stands(part.name.removeprefix(OF_SCHOOL)):
            began = time.process_time()
            path, template, context = next(part.pages())
            yield path, template, context, time.process_time() - began


STEPS: dict[str, Callable[..., Any]] = {
    "make": make,
    "contexts": contexts,
    "bare": bare,
    "ours": ours,
    "front": front,
    "compare": compare,
}


if __name__ == "__main__":
    begin(main, STEPS)
