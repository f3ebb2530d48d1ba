"""Whether a checklist hangs together: ids, options, what each type may carry, findings, expressions (FORMATS §11).

One function a rule, each yielding what breaks it and where; all are tried, so that an author sees everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Listed
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from inspections.checklist import Checklist, Item, ItemType
from inspections.errors import Code, Level, M, Msg
from inspections.expressions import Environment, Expression, Kind
from inspections.ids import SLUG
from inspections.vocabulary import Disposition, Severity

Steps = tuple[int | str, ...]

VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")
# keys of an answer's long form; a part or row of the same name could not be told from them
LONG_FORM = frozenset({"value", "self", "place", "note", "photos", "finding", "conflict"})
ROW_KEYS = frozenset({"row", "conflict"})
FIELD_TYPES = frozenset(
    {
        ItemType.TEXT,
        ItemType.NUMBER,
        ItemType.DATE,
        ItemType.TIME,
        ItemType.CHOICE,
        ItemType.MULTI,
        ItemType.CONFIRM,
    }
)


@dataclass(frozen=True)
class Breach:
    """A broken rule: the path to what broke it, within that text the column of an expression's fault."""

    path: Steps
    code: Code
    what: Msg
    remedy: Msg
    level: Level = Level.ERROR
    within: int = 0


def breaches(checklist: Checklist, *, with_expressions: bool = True) -> Iterator[Breach]:
    """Yield everything that keeps the checklist from being used, and warnings."""
    yield from _ids(checklist)
    yield from _head(checklist)
    for path, item in _items(checklist):
        for rule in _ITEM_RULES:
            yield from rule(checklist, path, item)
    if with_expressions:
        yield from _expressions(checklist)


def _items(checklist: Checklist) -> Iterator[tuple[Steps, Item]]:
    for s, section in enumerate(checklist.sections):
        for i, item in enumerate(section.items):
            yield ("sections", s, "items", i), item


# ── ids ──


def _ids(checklist: Checklist) -> Iterator[Breach]:
    yield from _slug(("id",), checklist.id)
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
        yield from _slug(("options", name), name)


def _once(group: Listed[tuple[Steps, str]]) -> Iterator[Breach]:
    seen: set[str] = set()
    for path, name in group:
        yield from _slug(path, name)
        if name in seen:
            yield Breach(
                path,
                Code.CHECKLIST_ID,
                M("id“{name}”用了两次", name=name),
                M("换一个没有用过的；已发布过的项不要改 id"),
            )
        seen.add(name)


def _slug(path: Steps, name: str) -> Iterator[Breach]:
    if not SLUG.fullmatch(name):
        yield Breach(
            path,
            Code.CHECKLIST_ID,
            M("id“{name}”写得不对", name=name),
            M("用小写字母、数字和下划线，最多 40 个，如 mask_stock"),
        )


def _head(checklist: Checklist) -> Iterator[Breach]:
    if not any(section.items for section in checklist.sections):
        yield Breach(
            ("sections",), Code.CHECKLIST_MISSING, M("清单里没有检查项"), M("在 items 下写检查项")
        )
    for word, least in checklist.bands.items():
        number = _number(least)
        if number is None or not 0 <= number <= 100:
            yield _field(
                ("bands", word),
                M("档次的分数线“{least}”不是 0 到 100 的数", least=least),
                M("写百分数，如 85"),
            )


# ── one item ──


def _options(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    here = (*path, "options")
    options = item.options
    if item.type is ItemType.RESULT:
        if isinstance(options, str) and options not in checklist.options:
            known = "、".join(checklist.options) or "—"
            yield Breach(
                here,
                Code.CHECKLIST_OPTIONS,
                M("没有叫“{name}”的选项组", name=options),
                M("清单开头的 options 里有：{known}", known=known),
            )
        if isinstance(options, tuple):
            yield Breach(
                here,
                Code.CHECKLIST_OPTIONS,
                M("result 的选项要写明各是什么结果"),
                M("写成 {{落实: pass, 未落实: fail}} 这样"),
            )
    elif item.type in (ItemType.CHOICE, ItemType.MULTI):
        if not isinstance(options, tuple) or not options:
            yield Breach(
                here,
                Code.CHECKLIST_OPTIONS,
                M("{type} 要有可选的词", type=item.type),
                M("写成 options: [甲, 乙, 丙]"),
            )
        elif len(set(options)) < len(options):
            yield Breach(here, Code.CHECKLIST_OPTIONS, M("同一个词列了两次"), M("每个词只列一次"))
    elif options is not None:
        yield Breach(
            here,
            Code.CHECKLIST_OPTIONS,
            M("{type} 没有选项可用", type=item.type),
            M("删掉 options，或把 type 改成 result、choice、multi"),
        )


def _shape(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    """What only one type carries: parts, rows and columns, fields, calc."""
    needs = {
        "rows": (ItemType.MATRIX, bool(item.rows)),
        "columns": (ItemType.MATRIX, bool(item.columns)),
        "fields": (ItemType.REPEAT, bool(item.fields)),
        "calc": (ItemType.CALC, item.calc is not None),
    }
    for name, (type_, written) in needs.items():
        if item.type is type_ and not written:
            yield Breach(
                path,
                Code.CHECKLIST_MISSING,
                M("{type} 项“{item}”缺少 {name}", type=type_, item=item.id, name=name),
                M("补上一行 {name}: …", name=name),
            )
        if item.type is not type_ and written:
            yield _only((*path, name), name, type_)
    if item.parts and item.type is not ItemType.RESULT:
        yield _only((*path, "parts"), "parts", ItemType.RESULT)
    if item.type is ItemType.NOTE:
        given = (item.finding, item.score, item.evidence, item.check, item.required or None)
        for name, value in zip(
            ("finding", "score", "evidence", "check", "required"), given, strict=True
        ):
            if value:
                yield _field(
                    (*path, name), M("note 只是标题，没有答案"), M("删掉 {name}", name=name)
                )


def _inner_ids(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    groups = (
        ("parts", item.parts, LONG_FORM),
        ("rows", item.rows, LONG_FORM),
        ("columns", item.columns, frozenset[str]()),
        ("fields", item.fields, ROW_KEYS),
    )
    for name, group, taken in groups:
        for key in group:
            yield from _slug((*path, name, key), key)
            if key in taken:
                yield Breach(
                    (*path, name, key),
                    Code.CHECKLIST_ID,
                    M("“{key}”在记录里另有用处", key=key),
                    M("换一个 id，如 {key}_1", key=key),
                )


def _columns(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    for name, column in item.fields.items():
        here = (*path, "fields", name)
        if column.type not in FIELD_TYPES:
            yield _field(
                (*here, "type"),
                M("repeat 的一列不能是 {type}", type=column.type),
                M("可以写：{types}", types="、".join(sorted(FIELD_TYPES))),
            )
        choosing = column.type in (ItemType.CHOICE, ItemType.MULTI)
        if choosing != bool(column.options):
            yield Breach(
                here,
                Code.CHECKLIST_OPTIONS,
                M("{type} 要有可选的词", type=column.type)
                if choosing
                else M("{type} 没有选项可用", type=column.type),
                M("写成 options: [甲, 乙, 丙]") if choosing else M("删掉 options"),
            )


def _score(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    if item.score is None:
        return
    if item.type is not ItemType.RESULT:
        yield _only((*path, "score"), "score", ItemType.RESULT)
    weight = _number(item.score.weight)
    if weight is None or weight <= 0:
        yield _field(
            (*path, "score", "weight"),
            M("分值“{weight}”不是大于 0 的数", weight=item.score.weight),
            M("写成 weight: 10"),
        )


def _evidence(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    if item.evidence and item.evidence.on and item.type is not ItemType.RESULT:
        yield _field(
            (*path, "evidence", "on"),
            M("只有 result 项能按结果要求照片"),
            M("删掉 on，一律要求照片"),
        )


def _finding(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    finding = item.finding
    if finding is None or item.type is ItemType.NOTE:
        return
    here = (*path, "finding")
    yield from _trigger(here, item)
    if finding.basis and finding.basis not in {basis.id for basis in checklist.basis}:
        known = "、".join(basis.id for basis in checklist.basis) or "—"
        yield _field(
            (*here, "basis"),
            M("没有叫“{name}”的依据", name=finding.basis),
            M("清单开头的 basis 里有：{known}", known=known),
        )
    if finding.severity is Severity.SEVERE and finding.disposition is Disposition.ON_SITE:
        yield _field(
            (*here, "disposition"),
            M("严重问题不能只当场指出"),
            M("写 notice（下发整改通知）或 report_up（上报）"),
        )
    if finding.disposition is Disposition.NOTICE and finding.days is None:
        yield Breach(
            here,
            Code.CHECKLIST_MISSING,
            M("下发整改通知的问题没有整改时限"),
            M("补上 days: 工作日数，立即整改写 0"),
            Level.WARNING,
        )


def _trigger(here: Steps, item: Item) -> Iterator[Breach]:
    """When a finding fires: by itself for a result, `each` row of a repeat, `when` otherwise."""
    finding = item.finding
    assert finding is not None
    if item.type is ItemType.RESULT and finding.when is not None:
        yield _field(
            (*here, "when"),
            M("result 项不用写 when：不符合和立行立改就是问题"),
            M("删掉 when"),
        )
    if finding.each is not None and item.type is not ItemType.REPEAT:
        yield _only((*here, "each"), "each", ItemType.REPEAT)
    if finding.each is not None and finding.when is not None:
        yield _field((*here, "each"), M("when 和 each 只能写一个"), M("每行一个问题的留 each"))
    if item.type is not ItemType.RESULT and finding.when is None and finding.each is None:
        yield Breach(
            here,
            Code.CHECKLIST_MISSING,
            M("没有写什么情况算问题"),
            M("补上 when: 条件，如 value < 30"),
        )


_ITEM_RULES: tuple[Callable[[Checklist, Steps, Item], Iterator[Breach]], ...] = (
    _options,
    _shape,
    _inner_ids,
    _columns,
    _score,
    _evidence,
    _finding,
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


def _only(path: Steps, name: str, type_: ItemType) -> Breach:
    return _field(
        path,
        M("{name} 只用于 {type} 项", name=name, type=type_),
        M("删掉 {name}，或把 type 改成 {type}", name=name, type=type_),
    )


def _field(path: Steps, what: Msg, remedy: Msg) -> Breach:
    return Breach(path, Code.CHECKLIST_FIELD, what, remedy)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
