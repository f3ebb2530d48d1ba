"""The library of checklists as one Markdown page: how many items by mode, category and type, and every item in a row.

Computed from the checklists alone, so the page in docs/ cannot say what they do not. Writes no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from inspections.checklist import Checklist, Finding, Item, ItemType
from inspections.vocabulary import Category, Disposition, Mode, Severity

TYPES: Mapping[ItemType, str] = MappingProxyType(
    {
        ItemType.RESULT: "判定",
        ItemType.CHOICE: "单选",
        ItemType.MULTI: "多选",
        ItemType.NUMBER: "数字",
        ItemType.TEXT: "文字",
        ItemType.DATE: "日期",
        ItemType.TIME: "时间",
        ItemType.CONFIRM: "是否",
        ItemType.PHOTO: "照片",
        ItemType.FILE: "附件",
        ItemType.SIGNATURE: "签名",
        ItemType.CALC: "计算",
        ItemType.MATRIX: "数表",
        ItemType.REPEAT: "逐样登记",
        ItemType.NOTE: "提示",
    }
)
"""The words people see for the types of items (FORMATS §11)."""


def library_table(checklists: Iterable[Checklist]) -> str:
    """Return the Markdown page of these checklists: ordered by mode, then id; LF line ends."""
    modes = list(Mode)
    shown = sorted(checklists, key=lambda one: (modes.index(one.mode), one.id))
    items = [(one.mode, item) for one in shown for item in one.items]
    findings = [(mode, item.finding) for mode, item in items if item.finding]
    pieces = [
        "# 检查清单库",
        "本页由程序从 `checklists/` 生成，请勿手改。",
        f"共 {len(shown)} 份清单、{len(items)} 项，其中 {len(findings)} 项可形成问题。",
        "## 清单一览",
        _overview(shown),
        "## 各类答案有多少项",
        _by_type(items),
        "## 问题按类别",
        _by_category(findings),
        "## 问题按严重程度与处置",
        _by_disposition([finding for _, finding in findings]),
        "## 逐项",
        *(piece for one in shown for piece in (f"### {one.title}（`{one.ref}`）", _listing(one))),
    ]
    return "\n\n".join(pieces) + "\n"


def _overview(checklists: Sequence[Checklist]) -> str:
    rows = []
    for one in checklists:
        items = list(one.items)
        rows.append(
            (
                one.mode.label,
                one.title,
                f"`{one.id}`",
                len(items),
                sum(1 for item in items if item.finding),
                sum(1 for item in items if item.check),
                sum(1 for item in items if item.when),
                "、".join(stage.label for stage in one.applies_to.stage) or "全部",
            )
        )
    return _table(
        ("督查方式", "清单", "编号", "项", "可成问题", "有核对", "按条件", "适用学段"), rows
    )


def _by_type(items: Sequence[tuple[Mode, Item]]) -> str:
    counts = Counter((mode, TYPES[item.type]) for mode, item in items)
    counts += Counter((mode, "其中分几件判定") for mode, item in items if item.parts)
    result, *others = TYPES.values()
    return _crossed("答案", (result, "其中分几件判定", *others), counts)


def _by_category(findings: Sequence[tuple[Mode, Finding]]) -> str:
    counts = Counter((mode, finding.category.label) for mode, finding in findings)
    return _crossed("问题类别", [category.label for category in Category], counts)


def _crossed(heading: str, names: Iterable[str], counts: Mapping[tuple[Mode, str], int]) -> str:
    rows = []
    for name in names:
        numbers = [counts.get((mode, name), 0) for mode in Mode]
        rows.append((name, *numbers, sum(numbers)))
    return _table((heading, *(mode.label for mode in Mode), "合计"), rows)


def _by_disposition(findings: Sequence[Finding]) -> str:
    counts = Counter((finding.severity, finding.disposition) for finding in findings)
    rows = [
        (severity.label, *(counts[severity, disposition] for disposition in Disposition))
        for severity in Severity
    ]
    return _table(("严重程度", *(disposition.label for disposition in Disposition)), rows)


def _listing(checklist: Checklist) -> str:
    rows = [
        (item.no or "", item.label, TYPES[item.type], _methods(item), *_outcome(item.finding))
        for item in checklist.items
    ]
    return _table(("序号", "检查内容", "答案", "方式", "问题", "类别", "程度", "处置"), rows)


def _methods(item: Item) -> str:
    return "、".join(method.label for method in item.method)


def _outcome(finding: Finding | None) -> tuple[str, str, str, str]:
    if finding is None:
        return ("", "", "", "")
    days = f"，{finding.days} 个工作日" if finding.days else ""
    return (
        finding.title,
        finding.category.label,
        finding.severity.label,
        finding.disposition.label + days,
    )


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
