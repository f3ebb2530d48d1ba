"""The first page of the public tree and the pages of its releases: the series, each with its text, figures and rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from inspections.bulletin import NUMERALS
from inspections.errors import M
from inspections.release_rows import figures_sentence
from inspections.releases import Manifest
from site_builder.listing import Listing
from site_builder.parts import Fact, Link, Section
from site_builder.public_contexts import PublicHome, ReleaseLine, ReleasePage
from site_builder.public_guide import scope_facts
from site_builder.public_lines import (
    Pair,
    figures,
    grouped,
    line,
    path,
    progress,
    release_path,
    stands,
)
from site_builder.public_tables import area_table, stated_table
from site_builder.public_view import Published, counts

PARTS = (
    ("overdue", M("正在整改，已逾期")),
    ("running", M("正在整改，未到期")),
    ("closed", M("已完成整改")),
)
TITLES = dict(PARTS)
MEANT = {
    "requirements": ("overdue", "running", "closed"),
    "in_progress": ("overdue", "running"),
}


def home(p: Published, whole: Listing[Pair]) -> PublicHome:
    """Return the first page: the newest release's sentence and figures, and the series."""
    release = p.latest
    source = Link(text=label(p, release.n), path=release_path(release.n)) if release else None
    return PublicHome(
        sentence=figures_sentence(release.figures).render(p.translate) if release else "",
        as_of=release.as_of if release else None,
        source=source,
        progress=progress(p, release.figures) if release else None,
        figures=figures(p, release.figures, _paths(p, release, whole)) if release else (),
        series=series(p),
        breakdowns=(area_table(p, p.current.values()),) if p.current else (),
    )


def series(p: Published) -> tuple[ReleaseLine, ...]:
    """Return all releases, newest first, with those that were withdrawn."""
    lines = [(one.n, _line(p, one)) for one in p.releases]
    lines += [(n, withdrawn_page(p, n).line) for n, _ in p.withdrawn]
    return tuple(one for _, one in sorted(lines, key=lambda pair: -pair[0]))


def release_pages(p: Published, release: Manifest) -> Iterator[tuple[str, ReleasePage]]:
    """Yield path and context of each page of a release: as it was published, whatever later ones say."""
    pairs = [(row, release) for row in release.rows]
    groups = grouped(pairs, stands)
    listing = Listing(
        name=str(release.n),
        title=M(""),
        parts={part: tuple(groups[part]) for part, _ in PARTS if part in groups},
        address=lambda name, at: release_path(int(name), at),
        meant=MEANT,
    )
    pages = list(listing.pages())
    pager = tuple(Link(text=str(n), path=at) for n, (at, _) in enumerate(pages, start=1))
    for n, (at, parts) in enumerate(pages, start=1):
        sections = tuple(section(p, part, rows, len(listing.parts[part])) for part, rows in parts)
        shown = _first_page(p, release, listing) if n == 1 else _bare(_line(p, release))
        yield at, replace(shown, sections=sections, here=n, pages=pager if len(pages) > 1 else ())


def _first_page(p: Published, release: Manifest, listing: Listing[Pair]) -> ReleasePage:
    stated = release.figures
    here = counts((row, release) for row in release.rows)
    paths = {name: listing.href(name) for name, n in here.items() if n == stated[name]}
    return replace(
        _bare(_line(p, release)),
        paragraphs=tuple(
            (text[:1] in NUMERALS and text[1:2] == "、", text)
            for text in release.text.splitlines()
            if text.strip()
        ),
        sentence=figures_sentence(stated).render(p.translate),
        scope=scope_facts(p, release.scope),
        progress=progress(p, stated),
        figures=figures(p, stated, paths),
        breakdowns=tuple(
            one
            for kind in ("category", "severity", "stage")
            if (one := stated_table(p, kind, stated[f"by_{kind}"])).rows
        ),
        taken_back=tuple(
            Fact(label=number, text=row.title, path=path(row))
            for number in release.gone
            for row, _ in p.appearances(number)[-1:]
        ),
    )


def withdrawn_page(p: Published, n: int) -> ReleasePage:
    """Return the page of a release that was withdrawn: that it was, and when."""
    title = Link(text=p.translate("已撤回"), path=release_path(n))
    shown = ReleaseLine(
        label=label(p, n), title=title, on=None, as_of=None, rows=0, withdrawn_on=dict(p.withdrawn)[n]
    )  # fmt: skip
    return _bare(shown)


def _bare(line: ReleaseLine) -> ReleasePage:
    return ReleasePage(
        line=line, paragraphs=(), sentence="", scope=(), progress=None, figures=(), breakdowns=(),
        sections=(), taken_back=(),
    )  # fmt: skip


def label(p: Published, n: int) -> str:
    """Return a release's number in words."""
    return M("第{n}期", n=n).render(p.translate)


def section(p: Published, part: str, pairs: Iterable[Pair], count: int | None = None) -> Section:
    """Return the rows of a part; `count` says how many it has in all, where this page shows only some."""
    lines = tuple(line(p, pair) for pair in pairs)
    title = TITLES[part].render(p.translate)
    return Section(id=part, title=title, count=len(lines) if count is None else count, lines=lines)


def _paths(p: Published, release: Manifest, whole: Listing[Pair]) -> dict[str, str]:
    """Return where the rows of the newest release's numbers are, as far as they are exactly the rows that stand."""
    numbers = counts(p.current.values())
    return {name: whole.href(name) for name, n in numbers.items() if n == release.figures[name]}


def _line(p: Published, release: Manifest) -> ReleaseLine:
    return ReleaseLine(
        label=label(p, release.n),
        title=Link(text=release.title, path=release_path(release.n)),
        on=release.on,
        as_of=release.as_of,
        rows=len(release.rows),
    )
