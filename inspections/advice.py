"""What every status means in plain words, whose turn it is, and what the school does about it: for pages and screens.

A table over all statuses (a test holds this); its texts are put into words by whoever shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from inspections.vocabulary import Badge, Status


class Turn(StrEnum):
    """Who has to act next."""

    SCHOOL = "school"
    BUREAU = "bureau"
    NOBODY = "nobody"


TURN_LABELS: Mapping[Turn, str] = MappingProxyType(
    {Turn.SCHOOL: "学校", Turn.BUREAU: "督导室、督学", Turn.NOBODY: "无须办理"}
)


@dataclass(frozen=True)
class Advice:
    """What a status means, whose turn it is, what the school does."""

    means: str
    turn: Turn
    school_does: str


ADVICE: Mapping[Status, Advice] = MappingProxyType(
    {
        Status.FOUND: Advice(
            "督查中发现，督导室还没有确认。",
            Turn.BUREAU,
            "等督导室确认。能马上改的先改，留好整改前后照片。",
        ),
        Status.FIXED: Advice(
            "督查当场已改好，等另一人核实。",
            Turn.BUREAU,
            "不用再报送，保持住，等核实销号。",
        ),
        Status.CONFIRMED: Advice(
            "督导室已确认，整改通知还没有下发。",
            Turn.BUREAU,
            "整改通知即将下发，可以先着手整改。",
        ),
        Status.CONSULTING: Advice(
            "涉及其他部门，督导室正在会商。",
            Turn.BUREAU,
            "等会商结果。存在安全隐患的，先采取防护措施。",
        ),
        Status.NOTIFIED: Advice(
            "整改通知已下发，学校正在整改。",
            Turn.SCHOOL,
            "按时限整改，报送整改措施、完成日期、责任人和整改前后照片。",
        ),
        Status.SUBMITTED: Advice(
            "学校已报送整改情况，等督学复查。",
            Turn.BUREAU,
            "等督学复查。材料有遗漏的可以再次报送。",
        ),
        Status.VERIFIED: Advice(
            "督学复查通过，等督导室销号。",
            Turn.BUREAU,
            "等督导室销号，保持整改效果。",
        ),
        Status.CLOSING: Advice(
            "已提请销号。严重问题须由第二人销号。",
            Turn.BUREAU,
            "等第二人销号，保持整改效果。",
        ),
        Status.CLOSED: Advice(
            "整改完成，已经销号。",
            Turn.NOBODY,
            "保持整改效果，防止反弹；督学会回头看。",
        ),
        Status.MERGED: Advice(
            "与另一条是同一个问题，已并入那一条。",
            Turn.NOBODY,
            "按并入的那一条办理，这一条不再单独报送。",
        ),
        Status.WITHDRAWN: Advice(
            "经核实不作为问题，已经撤销。",
            Turn.NOBODY,
            "不用整改，也不用报送。",
        ),
    }
)

BADGES: Mapping[Badge, str] = MappingProxyType(
    {
        Badge.ACKNOWLEDGED: "学校已签收整改通知。",
        Badge.PLANNED: "学校已报整改方案。",
        Badge.PARTIAL: "已改好一部分，其余仍在整改。",
        Badge.EXTENDED: "督导室已准予延期，以新的时限为准。",
        Badge.OBJECTION_OPEN: "学校提出了陈述申辩，督导室还没有答复。",
        Badge.TRANSFERRED: "已移交其他责任单位办理。",
        Badge.REPORTED_UP: "已向上级报告。",
        Badge.REOPENED: "销号以后又重新整改。",
        Badge.REPEAT: "同一所学校一年内再次出现同类问题。",
        Badge.CONFLICT: "几个人在互不知情时作出了不同处理，等督导室裁定；裁定之前不算销号。",
        Badge.LATE: "有意见到得晚，问题已经往下办理；照样保留，供参考。",
    }
)
