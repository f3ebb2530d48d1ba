"""A blank to be filled: a checklist as YAML text, the question above every key (FORMATS §15).

What does not apply to the school stands there as a comment; calculated and private items say where their answers
come from or go to. Everything is short form, or everything long; never mixed.
"""

from __future__ import annotations

from collections.abc import Iterator

from inspections.answers import words_of
from inspections.assess import environment_of
from inspections.checklist import Checklist, Column, Item, ItemType
from inspections.district import School
from inspections.expressions import Expression, Kind
from inspections.inspection import Header
from inspections.meanings import world
from inspections.vocabulary import Result
from inspections.yaml_lines import flow, scalar

SCHEMA_FOLDER = "../../.ducha/schemas"
"""Where a workspace keeps the JSON Schemas, seen from a record's folder (FORMATS §10)."""
_HOW = {
    ItemType.DATE: "如 2022-03-01",
    ItemType.TIME: "如 13:05",
    ItemType.CONFIRM: "是 / 否",
    ItemType.MULTI: "看到几样写几样：[…, …]，一样没有写 []",
    ItemType.PHOTO: "照片文件名：[…, …]",
    ItemType.FILE: "文件名：[…, …]",
    ItemType.SIGNATURE: "签名图文件名",
    ItemType.REPEAT: "每样一段，去掉前面的 # 照着写；没有写 []",
}
_GENERAL = "、".join(
    r.label for r in (Result.FIXED_ON_SITE, Result.NA, Result.NOT_CHECKED, Result.HIGHLIGHT)
)


def blank(
    checklist: Checklist,
    school: School | None,
    header: Header,
    long: bool = False,
    schema_folder: str = SCHEMA_FOLDER,
) -> str:
    """Return the text of a blank record, LF line ends; `long` writes every item in long form."""
    name = school.name if school else header.school
    lines = [
        f"# yaml-language-server: $schema={schema_folder}/{checklist.ref}.json",
        f"# {name} · {checklist.title} · {header.team}",
        "# 冒号用英文的 : 后面空一格。答案写在冒号后面；要加说明，写在逗号后面：不符合，两瓶过期",
        f"# 表上印的字之外，每一项都可以写：{_GENERAL}。照片放进同名文件夹。",
        *_head(header, name),
        "",
        "answers:",
    ]
    inactive = _inactive(checklist, school, header)
    for section in checklist.sections:
        lines += ["", f"  # ── {section.title} ──"]
        for item in section.items:
            lines += [
                f"  {line}".rstrip() for line in _item(checklist, item, header, long, inactive)
            ]
    lines += [
        "",
        "findings: []               # 表上没有的问题：删掉 []，照下面写",
        "  # - title: 隔离观察室堆放杂物",
        "  #   place: 综合楼 102",
        "  #   category: 预案演练",
        "  #   severity: 轻微           # 轻微 / 一般 / 严重",
        "  #   disposition: 当场指出    # 当场指出 / 下发整改通知 / 上报 / 会商",
        "",
        "signatures: []             # 封存前由检查人和学校签：删掉 []，照下面写",
        "  # - {name: 王敏, as: 检查人, image: 签名.png}",
        "  # - {name: 周老师, as: 学校}",
    ]
    return "\n".join(lines) + "\n"


def blank_private(checklist: Checklist, header: Header) -> str | None:
    """Return the text of the sibling for private answers, or None if the checklist has none."""
    items = [item for item in checklist.items if item.private]
    if not items:
        return None
    lines = [
        "# 不公开的答案：只留学校和局里，不进台账事件，不进网站",
        f"inspection: {header.inspection}",
        "answers:",
    ]
    for item in items:
        lines += [f"  {line}" for line in (*question_of(checklist, item), *keys_of(item, False))]
    return "\n".join(lines) + "\n"


def _head(header: Header, name: str) -> list[str]:
    documents = [
        f"  - {{what: {scalar(what, True)}, count: {n}}}" for what, n in header.documents_seen
    ]
    return [
        f"inspection: {header.inspection}",
        f"school: {header.school}".ljust(26) + f" # {name}",
        f"checklist: {header.checklist}",
        f"date: {header.date.isoformat()}",
        f"campaign: {scalar(header.campaign or '')}".rstrip(),
        f"team: {header.team}",
        f"inspectors: {flow(header.inspectors)}",
        f"visit: {header.visit_typed or (header.visit.label if header.visit else '')}".ljust(26)
        + " # 事先通知 / 四不两直",
        *([f"along_with: {scalar(header.along_with)}"] if header.along_with else []),
        "documents_seen:"
        if documents
        else "documents_seen: []".ljust(27) + "# 如 [{what: 值班记录, count: 14}]",
        *documents,
    ]


def _inactive(checklist: Checklist, school: School | None, header: Header) -> frozenset[str]:
    """Return the ids of the items that do not apply, as far as school and head tell."""
    environment = environment_of(checklist)
    about, record = world(header, school)
    found = set()
    for item in checklist.items:
        rule = environment.compile(item, item.when, Kind.WHEN) if item.when else None
        if isinstance(rule, Expression) and rule.evaluate({}, school=about, record=record) is False:
            found.add(item.id)
    return frozenset(found)


def _item(
    checklist: Checklist, item: Item, header: Header, long: bool, inactive: frozenset[str]
) -> Iterator[str]:
    """Yield the lines of one item, not indented."""
    if item.type is ItemType.NOTE:
        yield f"# {item.label}"
        if item.hint:
            yield f"# {item.hint}"
    elif item.type is ItemType.CALC:
        yield f"# {_named(item)}由程序计算"
    elif item.private:
        file = f"{str(header.inspection).removeprefix(f'{header.school}-')}.private.yml"
        yield f"# {_named(item)} | 不公开：写在 {file} 里"
    else:
        yield from question_of(checklist, item)
        hidden = item.id in inactive
        if hidden:
            yield "# （这所学校不用填）"
        yield from (f"# {key}".rstrip() if hidden else key for key in keys_of(item, long))


def _named(item: Item) -> str:
    unit = f"（{item.unit}）" if item.unit else ""
    return f"{item.no} {item.label}{unit}" if item.no else f"{item.label}{unit}"


def question_of(checklist: Checklist, item: Item) -> list[str]:
    """Return the question: number, words, unit, the words that answer it."""
    must = "（必填）" if item.required else ""
    how = _HOW.get(item.type, "")
    own = _own_words(checklist, item)
    if own and item.type is not ItemType.REPEAT:
        how = "；".join(
            part for part in (" / ".join(own), how if item.type is ItemType.MULTI else "") if part
        )
    lines = [f"# {_named(item)}{must}" + (f" | {how}" if how else "")]
    method = "、".join(m.label for m in item.method)
    hint = "；".join(
        part for part in (f"方式：{method}" if method else "", item.hint or "") if part
    )
    return [*lines, f"#   {hint}"] if hint else lines


def _own_words(checklist: Checklist, item: Item) -> tuple[str, ...]:
    """Return the printed words of an item, without those that every result item takes."""
    words = words_of(checklist, item)
    if item.type is not ItemType.RESULT:
        return words
    own = checklist.options.get(item.options, {}) if isinstance(item.options, str) else item.options
    return tuple(own) if own else (Result.PASS.label, Result.FAIL.label)


def keys_of(item: Item, long: bool) -> list[str]:
    """Return the key of an item with all that hangs on it, to be filled."""
    below: list[str] = []
    if item.type is ItemType.MATRIX:
        for row, label in item.rows.items():
            below += [f"  {row}:".ljust(15) + f" # {label}"]
            below += [
                f"    {column}:".ljust(15) + f" # {word}" for column, word in item.columns.items()
            ]
    elif item.parts:
        below = [f"  {part}:".ljust(15) + f" # {label}" for part, label in item.parts.items()]
    elif item.type is ItemType.REPEAT:
        below = ["  value:"] if long else []
        below += [("    " if long else "  ") + line for line in _sample(item)]
    elif long or item.self_check:
        below = ["  value:"]
    if item.self_check:
        below = ["  self:".ljust(15) + " # 学校自查", *below]
    if long:
        below += ["  place:", "  note:", "  photos: []"]
    return [f"{item.id}:", *below]


def _sample(item: Item) -> list[str]:
    """Return a commented-out row of a repeat."""
    rows = [f"{name}:".ljust(13) + " " + _field(column) for name, column in item.fields.items()]
    return [f"# {'- ' if i == 0 else '  '}{row}" for i, row in enumerate(rows)]


def _field(column: Column) -> str:
    unit = f"（{column.unit}）" if column.unit else ""
    words = " / ".join(column.options) or _HOW.get(column.type, "")
    return f"# {column.label}{unit}" + (f" | {words}" if words else "")
