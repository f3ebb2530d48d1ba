"""Published rows as lines, numbers and tables of the public tree, in the shapes of `parts` that the macros draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from inspections.bulletin import overdue
from inspections.errors import M, Msg
from inspections.release_rows import FOUR
from inspections.releases import Manifest, PublicRow
from inspections.vocabulary import Severity, Status
from site_builder import links
from site_builder.charts import Bar, bar
from site_builder.parts import Figure, Hooks, IssueLine, Link, Photo, Tag
from site_builder.public_view import Published

Pair = tuple[PublicRow, Manifest]
HEADINGS: Mapping[str, Msg] = {
    "requirements": M("整改要求"),
    "closed": M("已完成"),
    "in_progress": M("正在整改"),
    "overdue": M("其中逾期"),
}
STANDS: Mapping[str, Msg] = {
    "overdue": M("逾期"),
    "closed": M("已销号"),
    "running": M("未到期"),
}
"""How a row stands to its deadline, for the filter: without a calendar, so without working days left."""


def line(p: Published, pair: Pair) -> IssueLine:
    """Return a published row as a line of a list; its page is `issues/<number>.html`."""
    row, manifest = pair
    tr, late = p.translate, overdue(row, manifest.as_of)
    school = p.school_of(pair)
    return IssueLine(
        spoken=row.number,
        title=row.title,
        place="",
        path=path(row),
        school=Link(text=school.name, path=links.school_path(school.id)),
        status=tag(p, row.status),
        badges=(Tag(text=tr("逾期"), tone="late"),) if late else (),
        category=tr(row.category.label),
        severity=tr(row.severity.label),
        severe=row.severity is Severity.SEVERE,
        raised_on=manifest.as_of,
        due=row.due,
        left="",
        overdue=late,
        closed_on=row.closed_on,
        advice="",
        turn="",
        hooks=Hooks(
            status=row.status.value,
            overdue=stands(pair),
            area=school.area,
            mode="",
            category=row.category.value,
            severity=row.severity.value,
        ),
    )


def path(row: PublicRow) -> str:
    """Return the path of a row's page."""
    return f"issues/{row.number}.html"


def release_path(n: int, page: int = 1) -> str:
    """Return the path of page `page` (from 1) of a release."""
    return f"releases/{n}.html" if page == 1 else f"releases/{n}-p{page}.html"


def tag(p: Published, status: Status) -> Tag:
    """Return a status as a tag."""
    return Tag(text=p.translate(status.label), tone="done" if status is Status.CLOSED else "open")


def stands(pair: Pair) -> str:
    """Return how a row stood to its deadline as of its release: a key of STANDS."""
    row, manifest = pair
    if row.status is Status.CLOSED:
        return "closed"
    return "overdue" if overdue(row, manifest.as_of) else "running"


def photos(p: Published, row: PublicRow) -> tuple[Photo, ...]:
    """Return the photos of a row, by number: a file's name may tell what the public may not know."""
    found = []
    for n, digest in enumerate(row.photos, start=1):
        picture = p.pictures.get(digest)
        there = picture is not None and picture.readable
        found.append(
            Photo(
                name=M("照片{n}", n=n).render(p.translate),
                caption=row.title,
                thumb=links.thumb_path(digest) if there else "",
                large=links.photo_path(digest) if there else "",
                width=picture.width if picture else 0,
                height=picture.height if picture else 0,
            )
        )
    return tuple(found)


def figures(
    p: Published, numbers: Mapping[str, Any], paths: Mapping[str, str] | None = None
) -> tuple[Figure, ...]:
    """Return the four numbers with their words; `paths` leads to rows where these are exactly what is counted."""
    return tuple(figure(p, name, numbers[name], (paths or {}).get(name, "")) for name in FOUR)


def filtered(at: str, numbers: Mapping[str, int]) -> dict[str, str]:
    """Return where the rows of each number are in the list of everything, by its filters; `at` is one of them.

    A number that no one filter gives (in progress, some of it overdue) leads nowhere.
    """
    base = f"{links.list_path(links.ALL)}#{at}"
    paths = {
        "requirements": base,
        "closed": f"{base}&overdue=closed",
        "overdue": f"{base}&overdue=overdue",
    }
    return paths if numbers["overdue"] else {**paths, "in_progress": f"{base}&overdue=running"}


def anchored(page: str, numbers: Mapping[str, int]) -> dict[str, str]:
    """Return where the rows of each number are on a page that has all of them below headings."""
    first = "overdue" if numbers["overdue"] else "running"
    return {
        "requirements": page,
        "closed": f"{page}#closed",
        "overdue": f"{page}#overdue",
        "in_progress": f"{page}#{first}",
    }


def grouped(pairs: Iterable[Pair], key: Callable[[Pair], str]) -> dict[str, list[Pair]]:
    """Return the rows by a key, each group in its order."""
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(key(pair), []).append(pair)
    return found


def progress(p: Published, numbers: Mapping[str, int], name: str = "") -> Bar:
    """Return the bar of what is closed, overdue and otherwise in progress."""
    late = numbers["overdue"]
    says = M("{name}：完成{closed}条，共{all}条", name=name, closed=numbers["closed"], all=numbers["requirements"])  # fmt: skip
    return bar(
        (("done", numbers["closed"]), ("late", late), ("open", numbers["in_progress"] - late)),
        numbers["requirements"],
        says.render(p.translate),
    )


def figure(p: Published, name: str, value: int, path: str) -> Figure:
    """Return one of the four numbers with its words."""
    tone = "late" if name == "overdue" and value else ""
    return Figure(label=HEADINGS[name].render(p.translate), value=value, path=path, tone=tone)
