"""What every status and badge means in plain words, whose turn it is, and what the school does about it.

Tables over all members (a test holds this), read by school pages, issue pages and the page "怎样看".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspections.advice import ADVICE, BADGES, TURN_LABELS, Advice, Turn
from inspections.sight import Audience
from inspections.vocabulary import Counted, Mode

__all__ = ["ADVICE", "BADGES", "COUNTED", "MODES", "READERS", "TURN_LABELS", "Advice", "Turn"]


MODES: Mapping[Mode, str] = MappingProxyType(
    {
        Mode.SPECIAL: "由各小组对每一所学校、幼儿园逐一督查：看资料、看制度、看演练。问题突出的下发整改通知书，在通报中点名。",
        Mode.FOLLOWUP: "责任督学对包联的学校持续跟踪，民办幼儿园在先，用查、问、访、谈四种方法；能当场改的当场改，片区督学主任汇总成专报。",
        Mode.COMPREHENSIVE: "随机抽取学校，或随其他检查一并督查；问题列入清单，逐条整改、逐条销号。",
    }
)
"""What each of the three modes is (DOMAIN, 三督三查)."""

COUNTED: Mapping[Counted, str] = MappingProxyType(
    {
        Counted.UNCONFIRMED: "发现了但还没有确认，不计入整改要求。",
        Counted.IN_PROGRESS: "计入整改要求，还没有销号。",
        Counted.CLOSED: "计入整改要求，已经销号。",
        Counted.EXCLUDED: "已并案或已撤销，不计入整改要求。",
    }
)

READERS: Mapping[Audience, tuple[tuple[str, tuple[str, ...]], ...]] = MappingProxyType(
    {
        Audience.SCHOOL: (
            (
                "校长、园长怎样看",
                (
                    "打开“本校”，第一框就是要先办的一件：什么问题、什么时候之前办完、怎样答复。",
                    "“接着办这些”按时限排列，最紧的在前；“等督导室、督学办理”的不用学校动手。",
                    "点开一个问题，看整改要求、依据、责任人和办理经过；报送后在办理经过里核对有没有记上。",
                    "不同意的可以陈述申辩，来不及的在时限之前申请延期，都写明问题的编号。",
                    "每一页都可以打印成 A4；“全部问题”里可以下载台账，用 Excel 打开。",
                ),
            ),
        ),
        Audience.BUREAU: (
            (
                "督导室怎样看",
                (
                    "“总览”先看待裁定和已逾期，再看最近到期；每个数字点开就是它数的那些问题、学校或督查。",
                    "“督查工作”按督查任务、方式、片区、小组、清单看：应督查多少所，谁还没有督查，哪一项最常不符合。",
                    "“统计”里的一句话和各张表可以直接用在通报里，先核对截至日期。",
                    "“全部问题”可以筛选、下载；筛选写在地址里，收藏或转发后打开的还是同一批问题。",
                ),
            ),
            (
                "督学怎样看",
                (
                    "到校之前看“学校”：还没有销号的、屡查屡犯的、上次的督查记录。",
                    "督查记录里有问题清单，可以打印后请学校签字。",
                    "片区那一页写着谁负责哪些学校，哪些学校还没有责任督学。",
                    "问题的办理经过里，标“迟到”“未生效”的只是留存，不改变状态；标“待裁定”的先裁定。",
                ),
            ),
        ),
    }
)
"""How each audience reads its tree: headed steps. The public reads releases, which explain themselves."""
