"""Whether a checklist hangs together: ids, head, every item, expressions (FORMATS §11).

All rules are tried, so that an author sees everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence as Listed

from inspections.checklist import Checklist, Item, ItemType
from inspections.checklist_breach import Breach, Steps, field_breach, number, slug
from inspections.checklist_item_rules import item_breaches
from inspections.errors import Code, M
from inspections.expressions import Environment, Expression, Kind

__all__ = ["Breach", "breaches"]

VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")


def breaches(checklist: Checklist, *, with_expressions: bool = True) -> Iterator[Breach]:
    """Yield everything that keeps the checklist from being used, and warnings."""
    yield from _ids(checklist)
    yield from _head(checklist)
    for path, item in _items(checklist):
        yield from item_breaches(checklist, path, item)
    if with_expressions:
        yield from _expressions(checklist)


def _items(checklist: Checklist) -> Iterator[tuple[Steps, Item]]:
    for s, section in enumerate(checklist.sections):
        for i, item in enumerate(section.items):
            yield ("sections", s, "items", i), item


# ── ids ──


def _ids(checklist: Checklist) -> Iterator[Breach]:
    yield from slug(("id",), checklist.id)
    if not VERSION.fullmatch(checklist.version):
        yield Breach(
            ("version",),
            Code.CHECKLIST_VERSION,
            M("版本“{version}”写得不对", version=checklist.version),
            M("用数字、字母和点，如 2022.04"),
        )
    sections = [(("sections", n, "id"), s.id) for n, s in enumerate(checklist.sections)]
    basis = [(("basis", n, "id"), b.id) for n, b in enumerate(checklist.basis)]
    items = [((*path, "id"), item.id) for path, item in _items(checklist)]
    yield from _once(sections)
    yield from _once(basis)
    yield from _once(items)
    for name in checklist.options:
        yield from slug(("options", name), name)


def _once(group: Listed[tuple[Steps, str]]) -> Iterator[Breach]:
    seen: set[str] = set()
    for path, name in group:
        yield from slug(path, name)
        if name in seen:
            yield Breach(
                path,
                Code.CHECKLIST_ID,
                M("id“{name}”用了两次", name=name),
                M("换一个没有用过的；已发布过的项不要改 id"),
            )
        seen.add(name)


def _head(checklist: Checklist) -> Iterator[Breach]:
    if not any(section.items for section in checklist.sections):
        yield Breach(
            ("sections",), Code.CHECKLIST_MISSING, M("清单里没有检查项"), M("在 items 下写检查项")
        )
    for word, least in checklist.bands.items():
        percent = number(least)
        if percent is None or not 0 <= percent <= 100:
            yield field_breach(
                ("bands", word),
                M("档次的分数线“{least}”不是 0 到 100 的数", least=least),
                M("写百分数，如 85"),
            )


# ── expressions ──


def _expressions(checklist: Checklist) -> Iterator[Breach]:
    environment = Environment(checklist)
    reads: dict[str, frozenset[str]] = {}
    where: dict[str, Steps] = {}
    for path, item in _items(checklist):
        for here, written, kind in _written(path, item):
            compiled = environment.compile(item, written, kind)
            if isinstance(compiled, Expression):
                if kind in (Kind.CALC, Kind.WHEN):
                    reads[item.id] = reads.get(item.id, frozenset()) | compiled.names
                    where[item.id] = here
                if environment.endless(item, compiled, kind):
                    yield Breach(
                        here,
                        Code.CHECKLIST_EXPRESSION,
                        M("表达式算得太久，已停下"),
                        M("少套几层 all、exists、map、filter，或拆成几个 calc 项"),
                        within=1,
                    )
            else:
                yield Breach(
                    here,
                    Code.CHECKLIST_EXPRESSION,
                    compiled.what,
                    compiled.remedy,
                    within=compiled.column,
                )
    yield from _circles(reads, where)


def _written(path: Steps, item: Item) -> Iterator[tuple[Steps, str, Kind]]:
    if item.when is not None:
        yield (*path, "when"), item.when, Kind.WHEN
    if item.calc is not None and item.type is ItemType.CALC:
        yield (*path, "calc"), item.calc, Kind.CALC
    for n, check in enumerate(item.check):
        yield (*path, "check", n, "expr"), check.expr, Kind.CHECK
    if item.finding and item.finding.when is not None and item.type is not ItemType.RESULT:
        yield (*path, "finding", "when"), item.finding.when, Kind.FINDING
    if item.finding and item.finding.each is not None and item.type is ItemType.REPEAT:
        yield (*path, "finding", "each"), item.finding.each, Kind.EACH


def _circles(reads: dict[str, frozenset[str]], where: dict[str, Steps]) -> Iterator[Breach]:
    """Yield the items whose `calc` or `when` rests on itself, directly or by way of others."""
    for start in reads:
        reached: set[str] = set()
        ahead = set(reads[start])
        while ahead:
            name = ahead.pop()
            reached.add(name)
            ahead |= reads.get(name, frozenset()) - reached
        if start in reached:
            yield Breach(
                where[start],
                Code.CHECKLIST_EXPRESSION,
                M("“{item}”绕了一圈又用到自己", item=start),
                M("改掉其中一处，不要互相引用"),
            )
