"""Tables of the four numbers in the public tree: by category, severity, stage, school and area, and those a release states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from inspections.errors import M, Msg
from inspections.release_rows import FOUR
from inspections.vocabulary import Category, Severity, Stage
from site_builder import links
from site_builder.parts import Breakdown, BreakdownRow, Link
from site_builder.public_lines import (
    HEADINGS,
    Pair,
    anchored,
    figure,
    filtered,
    grouped,
    progress,
)
from site_builder.public_view import Published, counts

KINDS: Mapping[str, tuple[Msg, Msg, type[Category] | type[Severity] | type[Stage]]] = {
    "category": (M("各类问题"), M("问题类别"), Category),
    "severity": (M("严重程度"), M("严重程度"), Severity),
    "stage": (M("各学段"), M("学段"), Stage),
}


def table(
    p: Published,
    kind: str,
    pairs: Iterable[Pair],
    key: Callable[[Pair], str],
    *,
    linked: bool = True,
) -> Breakdown:
    """Return the four numbers by category, severity or stage, in the order of the vocabulary."""
    title, head, members = KINDS[kind]
    groups = grouped(pairs, key)
    rows = [
        _row(
            p,
            Link(text=p.translate(member.label), path=""),
            counts(groups[member.value]),
            at=f"{kind}={member.value}" if linked else "",
        )
        for member in members
        if member.value in groups
    ]
    return _breakdown(p, f"by_{kind}", title, head, rows)


def stated_table(p: Published, kind: str, stated: Mapping[str, Mapping[str, int]]) -> Breakdown:
    """Return a table of the figures that a release states of its scope."""
    title, head, members = KINDS[kind]
    rows = [
        _row(p, Link(text=p.translate(member.label), path=""), stated[member.value])
        for member in members
        if member.value in stated
    ]
    return _breakdown(p, f"by_{kind}", title, head, rows)


def school_table(p: Published, pairs: Iterable[Pair]) -> Breakdown:
    """Return the four numbers by school."""
    groups = grouped(pairs, lambda pair: pair[0].school)
    rows = [
        _row(
            p,
            Link(text=one.name, path=links.school_path(one.id)),
            counts(groups[one.id]),
            note=one.area,
            own=True,
        )
        for one in p.schools.values()
        if one.id in groups
    ]
    return _breakdown(p, "by_school", M("各学校"), M("学校"), rows)


def area_table(p: Published, pairs: Iterable[Pair]) -> Breakdown:
    """Return the four numbers by area."""
    groups = grouped(pairs, lambda pair: p.schools[pair[0].school].area)
    rows = [
        _row(
            p,
            Link(text=area or p.translate("未分片区"), path=links.area_path(area)),
            counts(groups[area]),
            at=f"area={area}",
        )
        for area in sorted(groups)
    ]
    return _breakdown(p, "by_area", M("各片区"), M("片区"), rows)


def _row(
    p: Published,
    name: Link,
    numbers: Mapping[str, int],
    note: str = "",
    *,
    at: str = "",
    own: bool = False,
) -> BreakdownRow:
    """Return a line of a table; its numbers lead to the list filtered by `at`, or to the named page if it is their `own`."""
    paths = anchored(name.path, numbers) if own else filtered(at, numbers) if at else {}
    return BreakdownRow(
        name=name,
        note=note,
        figures=tuple(figure(p, one, numbers[one], paths.get(one, "")) for one in FOUR),
        bar=progress(p, numbers, name.text),
    )


def _breakdown(
    p: Published, id_: str, title: Msg, head: Msg, rows: list[BreakdownRow]
) -> Breakdown:
    return Breakdown(
        id=id_,
        title=title.render(p.translate),
        head=head.render(p.translate),
        columns=tuple(HEADINGS[name].render(p.translate) for name in FOUR),
        rows=tuple(rows),
    )
