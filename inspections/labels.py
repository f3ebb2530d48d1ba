"""The words people see for the values of event bodies that are plain choices (FORMATS §4–§7), and for roles of files.

Statuses, categories and the like carry their own label (`vocabulary`); kinds theirs (`kinds.LABELS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspections.fields import Field
from inspections.vocabulary import Category, Disposition, Mode, Severity, Signatory

CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "source": {
            "inspection": "督查发现",
            "self_check": "学校自查",
            "tip": "群众反映",
            "report_missing": "缓报漏报",
            "other": "其他来源",
        },
        "method": {"on_site": "现场复查", "documents": "查阅资料", "telephone": "电话核实"},
        "cause": {
            "relapse": "问题反弹",
            "wrongly_closed": "销号不当",
            "objection": "申辩成立",
            "not_a_problem": "不构成问题",
            "objection_upheld": "申辩成立",
            "duplicate_entry": "重复登记",
            "other": "其他原因",
        },
        "about": {
            "fact": "事实",
            "severity": "严重程度",
            "deadline": "整改时限",
            "responsible": "责任单位/责任人",
        },
        "result": {"upheld": "申辩成立", "partly": "部分成立", "rejected": "申辩不成立"},
        "field": {
            "title": "问题",
            "place": "检查部位",
            "category": "问题类别",
            "severity": "严重程度",
            "basis": "依据",
            "requirement": "整改要求",
            "responsible": "责任单位/责任人",
        },
        "step": {
            "reminder": "提醒",
            "urged": "督办",
            "talk": "约谈",
            "criticism": "批评教育",
            "bulletin": "通报批评",
            "reassigned": "组织调离",
            "sanction": "处分",
            "fine": "罚款",
            "handed_over": "移交处理",
        },
        "target": {"school": "学校", "person": "个人"},
        "how": {"paper": "书面", "phone": "电话", "on_site": "现场"},
        "series": {"bulletin": "通报", "special": "专报", "daily": "日报"},
        "severity": {s.value: s.label for s in Severity},
        "category": {c.value: c.label for c in Category},
        "disposition": {d.value: d.label for d in Disposition},
        "mode": {m.value: m.label for m in Mode},
        "as": {s.value: s.label for s in Signatory},
    }
)
"""field name -> value -> the Chinese word."""

FILE_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "found": "发现时",
        "before": "整改前",
        "after": "整改后",
        "document": "佐证材料",
        "added": "补充佐证",
    }
)
"""`Evidence.role` -> the Chinese word."""


def choice_label(field: Field | str, value: object) -> str:
    """Return the word for a choice's value; a value that the tables do not know is returned as it is."""
    name = field if isinstance(field, str) else field.name
    return CHOICES.get(name, {}).get(str(value), str(value))
