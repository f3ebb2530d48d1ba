"""Where the table begins in a bureau's sheet, and which column holds what (FORMATS §11; DOMAIN, shapes of paper)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from inspections.sheet_words import RESULTS, tidy

HEADING_ROWS_MAX = 40
"""How far down the table's heading is looked for."""


class Use(StrEnum):
    """What a column holds."""

    NO = "no"
    SECTION = "section"
    QUESTION = "question"
    POINT = "point"
    METHOD = "method"
    OPTIONS = "options"
    SELF = "self"
    WORD = "word"
    WEIGHT = "weight"
    DEDUCT = "deduct"
    BASIS = "basis"
    NOTE = "note"
    DAYS = "days"
    SEVERITY = "severity"
    BLANK = "blank"
    UNKNOWN = "unknown"


_NAMES: Mapping[Use, str] = MappingProxyType(
    {
        Use.NO: "序号 编号 项次 号 序",
        Use.SECTION: "项目 检查项目 督查项目 类别 检查类别 大项 一级指标 模块 板块 检查部位 部位 检查类型",
        Use.QUESTION: "检查内容 督查内容 内容 检查内容及要求 检查事项 督查事项 检查项 二级指标 评估内容 具体内容 检查内容和要求",
        Use.POINT: "检查要点 督查要点 要点 检查标准 检查要求 标准 要求 检查内容及标准 三级指标",
        Use.METHOD: "检查方式 检查方法 督查方式 督查方法 方式 方法 检查方式方法 检查途径",
        Use.OPTIONS: "选项 检查结果 是否落实 检查情况 落实情况 结果 督查情况 督查 督查结果 是否符合 是否合格 检查结论 完成情况 判定",
        Use.SELF: "自查 自查情况 自查结果 学校自查",
        Use.WEIGHT: "分值 分数 权重 标准分 满分 标准分值",
        Use.DEDUCT: "扣分标准 评分标准 扣分办法 评分细则 计分方法 评分办法 扣分细则 评分说明",
        Use.BASIS: "依据 检查依据 法律依据 政策依据 文件依据 制度依据",
        Use.NOTE: "备注 说明 填写说明 检查说明",
        Use.DAYS: "整改时限 整改期限 时限 完成时限",
        Use.SEVERITY: "严重程度 程度 问题等级 风险等级 等级",
        Use.BLANK: "得分 实得分 自评分 扣分 存在问题 问题描述 检查人 签字 签名 检查时间 整改情况 整改措施 责任人 检查日期 备注栏",
    }
)
_USES: Mapping[str, Use] = MappingProxyType(
    {name: use for use, names in _NAMES.items() for name in names.split()}
)
_FAMILIES = (Use.QUESTION, Use.POINT, Use.SECTION)


@dataclass(frozen=True)
class Heading:
    """The table's heading: the rows it takes (from 0), and of each column its use and its printed name."""

    first: int
    last: int
    uses: Mapping[int, Use]
    names: Mapping[int, str]

    def columns(self, use: Use) -> tuple[int, ...]:
        """Return the columns of this use, from the left."""
        return tuple(column for column, its in sorted(self.uses.items()) if its is use)


def find_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """Return the heading, or None when no row names a question among its columns."""
    for place, row in enumerate(rows[:HEADING_ROWS_MAX]):
        uses = {column: use_of(text) for column, text in enumerate(row) if tidy(text)}
        known = [use for use in uses.values() if use not in (Use.UNKNOWN, Use.WORD)]
        if len(known) < 2 or not any(use in known for use in _FAMILIES):
            continue
        names = {column: tidy(row[column]) for column in uses}
        below = _second(rows, place)
        for column, text in below.items():
            uses[column] = use_of(text)
            names[column] = tidy(text)
        return Heading(place, place + (1 if below else 0), _asking(uses), names)
    return None


def use_of(name: str) -> Use:
    """Return what a column of this name holds; what stands in brackets behind the name does not count."""
    plain = tidy(name)
    if plain in RESULTS:
        return Use.WORD
    return _USES.get(re.sub(r"[(\[【].*$", "", plain), Use.UNKNOWN)


def _second(rows: Sequence[Sequence[str]], place: int) -> dict[int, str]:
    """Return the texts of a second row of the heading: words of answers below a result, names below nothing."""
    if place + 1 >= len(rows):
        return {}
    above, found = rows[place], {}
    for column, text in enumerate(rows[place + 1]):
        over = above[column] if column < len(above) else ""
        if not tidy(text) or tidy(text) == tidy(over):
            continue
        word = use_of(text) is Use.WORD and use_of(over) in (Use.OPTIONS, Use.SELF)
        if use_of(text) is Use.UNKNOWN or not (word or not tidy(over)):
            return {}
        found[column] = text
    return found


def _asking(uses: Mapping[int, Use]) -> dict[int, Use]:
    """Let one column be the question: the best named, of several the first; the others stand beside it."""
    asking = next(use for use in _FAMILIES if use in uses.values())
    column = min(column for column, use in uses.items() if use is asking)
    settled = dict(uses)
    for other, use in uses.items():
        if use is Use.QUESTION and other != column:
            settled[other] = Use.POINT
    settled[column] = Use.QUESTION
    return settled
