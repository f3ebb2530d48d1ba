"""What each key and type of the checklist format means, in the words that an author's editor shows (FORMATS §11)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspections.checklist import (
    AppliesTo,
    Basis,
    Check,
    Checklist,
    Column,
    EvidenceRule,
    Finding,
    Item,
    ItemType,
    Model,
    ScoreRule,
    Section,
)

TYPES: Mapping[ItemType, str] = MappingProxyType(
    {
        ItemType.RESULT: "判定：符合、不符合等，或 options 里的印字",
        ItemType.CHOICE: "单选：从 options 里选一个词",
        ItemType.MULTI: "多选：从 options 里选几个词",
        ItemType.NUMBER: "数字，单位写在 unit",
        ItemType.TEXT: "文字",
        ItemType.DATE: "日期，如 2022-04-12",
        ItemType.TIME: "时间，如 13:05",
        ItemType.CONFIRM: "是 / 否",
        ItemType.PHOTO: "照片",
        ItemType.FILE: "文件",
        ItemType.SIGNATURE: "签名",
        ItemType.CALC: "由程序计算，算式写在 calc",
        ItemType.MATRIX: "数字表：rows 是行，columns 是列",
        ItemType.REPEAT: "可以写多行的表，每行的栏目写在 fields",
        ItemType.NOTE: "小标题或说明，没有答案",
    }
)
ABOUT: Mapping[type[Model], tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        Checklist: (
            "检查清单",
            {
                "id": "清单的代码，发布后不改：小写字母、数字、下划线，如 canteen_scored",
                "version": "版本，如 2022.04；内容一改就换版本",
                "title": "清单的名称，印在检查表上",
                "mode": "督查方式",
                "about": "怎么用这张清单，给督学看",
                "applies_to": "查哪些学校；不写就是都查",
                "basis": "依据的文件；问题里用它的 id 引用",
                "options": "表上印的字各是什么结果，起个名字给各项用，如 done: {落实: pass, 未落实: fail}",
                "bands": "得分的档次：名称和最低分（百分数），如 良好: 85",
                "sections": "各部分，每部分有自己的检查项",
            },
        ),
        AppliesTo: ("查哪些学校", {"stage": "学段"}),
        Basis: ("一条依据", {"id": "代码，给问题的 basis 引用", "text": "文件名，需要时写到条款"}),
        Section: (
            "一个部分",
            {"id": "代码，发布后不改", "title": "标题，如 一、值班与应急", "items": "检查项，每项以 - id: 开头"},
        ),
        Item: (
            "一个检查项",
            {
                "id": "检查项的代码，发布后不改；答案和条件都用它",
                "no": "印在表上的序号，可以每部分重新编",
                "label": "问题，印在表上、写在答案上方",
                "type": "答案是什么样的",
                "unit": "单位，如 个、天、人",
                "hint": "怎么看、怎么算，印在问题下面",
                "options": "result：选项组的名字，或 {印的字: 结果}；choice、multi：可选的词",
                "parts": "一行里的几件事，分别作答：代码: 印的字",
                "rows": "数字表的行：代码: 印的字",
                "columns": "数字表的列：代码: 印的字",
                "fields": "每行的栏目：代码: {label: …, type: …}",
                "method": "怎么查：documents 查，ask 问，visit 访，talk 谈，phone 电话；可以写几个",
                "required": "必填：没有答案不能封存",
                "private": "不公开：健康信息、电话、证件号；答案写在另一个文件里，不进台账",
                "self": "另留一栏给学校自查",
                "when": "什么时候才问（CEL 条件），如 school.boarding",
                "calc": "算式（CEL），如 answers.mask_stock / answers.mask_daily",
                "check": "答案要满足的条件",
                "score": "分值；只用于 result",
                "evidence": "要几张照片",
                "finding": "查出来是什么问题、怎么处理",
            },
        ),
        Check: (
            "一个条件",
            {
                "expr": "CEL 条件，答案写作 value，如 value >= 0；数字表用 row.列",
                "message": "不满足时显示的话",
                "level": "error 不能封存，warning 只提醒",
            },
        ),
        ScoreRule: ("分值", {"weight": "分值，大于 0", "veto": "否决项：不符合就是最低档（表上印 ※ 的）"}),
        EvidenceRule: ("照片要求", {"photo_min": "至少几张", "on": "只在这些结果时要求，如 fail"}),
        Column: (
            "一栏",
            {"label": "印的字", "type": "这一栏是什么", "unit": "单位", "options": "可选的词"},
        ),
        Finding: (
            "查出的问题",
            {
                "when": "什么情况算问题（CEL），如 value < 30；result 项不写",
                "each": "每一行满足这个条件就是一个问题，如 row.expires < record.date",
                "title": "问题的名称，写进整改通知",
                "category": "问题类别",
                "severity": "严重程度",
                "disposition": "怎么处理",
                "days": "整改时限：几个工作日；立即整改写 0",
                "basis": "依据：清单开头 basis 里的 id",
                "requirement": "整改要求",
            },
        ),
    }
)  # fmt: skip
