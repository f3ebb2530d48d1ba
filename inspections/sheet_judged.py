"""How a row of a bureau's sheet is checked and judged: methods, points, veto, and what is found when it fails."""

from __future__ import annotations

from decimal import Decimal

from inspections.checklist import ItemType
from inspections.errors import M
from inspections.sheet_heading import Use
from inspections.sheet_row import Draft
from inspections.sheet_words import Answer, category, days, methods, points, severity
from inspections.vocabulary import Disposition, Severity
from inspections.yaml_lines import Tree

TITLE_MAX = 40
VETO = "※★*＊✱"


def put_methods(made: Draft, item: dict[str, Tree]) -> None:
    """Put the methods into the item; the words of the cell stay in its hint."""
    text, column = made.row.of(Use.METHOD), made.row.at(Use.METHOD)
    if not text:
        return
    found, strange = methods(text)
    if found:
        item["method"] = tuple(method.value for method in found)
    made.hint(made.row.heading.names[column], text)
    if strange:
        made.strange(column, M("看不懂检查方式“{words}”", words="、".join(strange)[:30]), M("写查、问、访、谈或电话"))  # fmt: skip


def put_score(made: Draft, item: dict[str, Tree], veto: bool, answered: Answer) -> Decimal:
    """Put the points into the item and return them; a veto needs points, only results have them."""
    text, column = made.row.of(Use.WEIGHT), made.row.at(Use.WEIGHT)
    weight = points(text) if text else None
    if text and weight is None:
        made.strange(column, M("分值“{text}”不是大于 0 的数", text=text[:30]), M("写成 10 这样的数"), text)  # fmt: skip
    if weight and answered.type is ItemType.RESULT:
        item["score"] = {"weight": weight, **({"veto": "true"} if veto else {})}
        return Decimal(weight)
    if weight:
        made.strange(column, M("这一项不是判定，不能计分"), M("改成 type: result 才能有分值"), text)
    if veto:
        made.strange(made.row.at(Use.QUESTION), M("带 ※，但没有分值"), M("补上 score: {{weight: 分值, veto: true}}"), "※ 否决项")  # fmt: skip
    return Decimal(0)


def finding_of(
    made: Draft, label: str, within: tuple[str, str], basis: dict[str, str]
) -> dict[str, Tree]:
    """Return what is found when the item fails. Nothing is invented: without a deadline it is pointed out on site."""
    row = made.row
    text = row.of(Use.SEVERITY)
    grave = severity(text) if text else Severity.ORDINARY
    if grave is None:
        made.strange(row.at(Use.SEVERITY), M("看不懂严重程度“{text}”", text=text[:30]), M("写轻微、一般或严重"), text)  # fmt: skip
        grave = Severity.ORDINARY
    text = row.of(Use.DAYS)
    limit = days(text) if text else None
    if text and limit is None:
        made.strange(row.at(Use.DAYS), M("看不懂整改时限“{text}”", text=text[:30]), M("写几个工作日，如 5；立即整改写 0"), text)  # fmt: skip
    disposition = Disposition.NOTICE if limit is not None else Disposition.REPORT_UP if grave is Severity.SEVERE else Disposition.ON_SITE  # fmt: skip
    found: dict[str, Tree] = {
        "title": f"不符合：{label if len(label) <= TITLE_MAX else label[:TITLE_MAX] + '…'}",
        "category": category(label, *within).value,
        "severity": grave.value,
        "disposition": disposition.value,
    }
    if limit is not None:
        found["days"] = str(limit)
    text = " ".join(row.of(Use.BASIS).split())
    if text:
        found["basis"] = basis.setdefault(text, f"b{len(basis) + 1}")
    return found


def keep_unused(made: Draft) -> None:
    """Keep what only a result could use: basis, deadline, severity."""
    for use in (Use.BASIS, Use.DAYS, Use.SEVERITY):
        text = made.row.of(use)
        if text:
            made.strange(made.row.at(use), M("这一项不是判定，用不上“{text}”", text=text[:30]), M("要成为问题，写 finding 和它的 when"), text)  # fmt: skip
