"""What one item of a checklist may carry, by its type, and how its finding comes about (FORMATS §11).

One function a rule, each yielding what breaks it and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspections.checklist import Checklist, Item, ItemType
from inspections.checklist_breach import Breach, Steps, field_breach, number, slug
from inspections.errors import Code, Level, M
from inspections.vocabulary import Disposition, Severity

# keys of an answer's long form; a part or row of the same name could not be told from them
LONG_FORM = frozenset({"value", "self", "place", "note", "photos", "finding", "conflict"})
ROW_KEYS = frozenset({"row", "removed", "conflict"})
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


def item_breaches(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    """Yield everything that is wrong with the item at `path`, its expressions apart."""
    for rule in _RULES:
        yield from rule(checklist, path, item)


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
                yield field_breach(
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
            yield from slug((*path, name, key), key)
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
            yield field_breach(
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
    weight = number(item.score.weight)
    if weight is None or weight <= 0:
        yield field_breach(
            (*path, "score", "weight"),
            M("分值“{weight}”不是大于 0 的数", weight=item.score.weight),
            M("写成 weight: 10"),
        )


def _evidence(checklist: Checklist, path: Steps, item: Item) -> Iterator[Breach]:
    if item.evidence and item.evidence.on and item.type is not ItemType.RESULT:
        yield field_breach(
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
        yield field_breach(
            (*here, "basis"),
            M("没有叫“{name}”的依据", name=finding.basis),
            M("清单开头的 basis 里有：{known}", known=known),
        )
    if finding.severity is Severity.SEVERE and finding.disposition is Disposition.ON_SITE:
        yield field_breach(
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
        yield field_breach(
            (*here, "when"),
            M("result 项不用写 when：不符合和立行立改就是问题"),
            M("删掉 when"),
        )
    if finding.each is not None and item.type is not ItemType.REPEAT:
        yield _only((*here, "each"), "each", ItemType.REPEAT)
    if finding.each is not None and finding.when is not None:
        yield field_breach(
            (*here, "each"), M("when 和 each 只能写一个"), M("每行一个问题的留 each")
        )
    if item.type is not ItemType.RESULT and finding.when is None and finding.each is None:
        yield Breach(
            here,
            Code.CHECKLIST_MISSING,
            M("没有写什么情况算问题"),
            M("补上 when: 条件，如 value < 30"),
        )


_RULES: tuple[Callable[[Checklist, Steps, Item], Iterator[Breach]], ...] = (
    _options,
    _shape,
    _inner_ids,
    _columns,
    _score,
    _evidence,
    _finding,
)


def _only(path: Steps, name: str, type_: ItemType) -> Breach:
    return field_breach(
        path,
        M("{name} 只用于 {type} 项", name=name, type=type_),
        M("删掉 {name}，或把 type 改成 {type}", name=name, type=type_),
    )
