"""The life of an issue as tables: eleven statuses, eighteen moves, seventeen facts (FORMATS §3–§5).

Read by the fold, the commands, the screens, the tests and the docs; nothing about the life of an issue is written
anywhere else. What a guard checks stands in `guards`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspections.fields import Default as D
from inspections.fields import Field, Holds, choice, day, file, files, text
from inspections.rules import Fact, Guard, Joins, Move, StatusRow
from inspections.vocabulary import Category, Counted, Disposition, Role, Severity, Status

I, A, B, S = Role.INSPECTOR, Role.AREA_LEAD, Role.BUREAU, Role.SCHOOL  # noqa: E741  (the letters of FORMATS §2)
ROLE_ORDER = (B, A, I, S)
"""A command takes the person's first role in this order that the table allows (FORMATS §1 `as`)."""

ST = Status
STATUSES: Mapping[Status, StatusRow] = MappingProxyType(
    {
        ST.FOUND: StatusRow(Counted.UNCONFIRMED, 3),
        ST.FIXED: StatusRow(Counted.UNCONFIRMED, 2),
        ST.CONFIRMED: StatusRow(Counted.IN_PROGRESS, 9),
        ST.CONSULTING: StatusRow(Counted.IN_PROGRESS, 8),
        ST.NOTIFIED: StatusRow(Counted.IN_PROGRESS, 7),
        ST.SUBMITTED: StatusRow(Counted.IN_PROGRESS, 6),
        ST.VERIFIED: StatusRow(Counted.IN_PROGRESS, 5),
        ST.CLOSING: StatusRow(Counted.IN_PROGRESS, 4),
        ST.CLOSED: StatusRow(Counted.CLOSED, 0, final=True),
        ST.MERGED: StatusRow(Counted.EXCLUDED, 1, final=True),
        ST.WITHDRAWN: StatusRow(Counted.EXCLUDED, 1, final=True),
    }
)

SOURCES = ("inspection", "self_check", "tip", "report_missing", "other")
METHODS = ("on_site", "documents", "telephone")
_severity = choice("severity", "严重程度", *Severity)
_category = choice("category", "问题类别", *Category)
_NEW_ISSUE = (
    choice("source", "来源", *SOURCES),
    text("title", "问题"),
    text("place", "检查部位", D.NULL),
    _category,
    _severity,
    choice("disposition", "处置", *Disposition),
    text("requirement", "整改要求", D.NULL),
    Field("days", Holds.INTEGER, "整改时限（工作日）", D.NULL),
    text("basis", "依据", D.NULL),
    files("photos", "照片"),
)
_RESPONSIBLE = Field("responsible", Holds.RESPONSIBLE, "责任单位/责任人", D.ISSUE)
_CONFIRM = (
    choice("severity", "严重程度", *Severity, default=D.ISSUE),
    choice("category", "问题类别", *Category, default=D.ISSUE),
    text("title", "问题", D.ISSUE),
    text("requirement", "整改要求", D.ISSUE),
    Field("days", Holds.INTEGER, "整改时限（工作日）", D.ISSUE),
    text("basis", "依据", D.ISSUE),
    _RESPONSIBLE,
)
_judges = Field("judges", Holds.EVENT, "所复查的报送", D.ANSWER)


def _roles(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _among(to: Status, *froms: Status) -> dict[Status | None, Status]:
    return dict.fromkeys(froms, to)


_BEHALF = _roles(I, A, B)
_MOVES = (
    Move("raised", "登记问题", "raise", _roles(I, A, B, S), {None: ST.FOUND}, (), _NEW_ISSUE),
    Move("raised_fixed", "登记立行立改", "raise-fixed", _roles(I, A), {None: ST.FIXED}, (),
         (*_NEW_ISSUE, files("photos_after", "整改后照片", D.NONE))),
    Move("confirmed", "确认", "confirm", _roles(A, B), _among(ST.CONFIRMED, ST.FOUND, ST.FIXED), (), _CONFIRM),
    Move("advised", "当场指出", "advise", _roles(I, A, B), _among(ST.NOTIFIED, ST.FOUND, ST.CONFIRMED),
         (Guard.NOT_SEVERE,), (text("requirement", "整改要求", D.ISSUE), day("due", "整改时限", D.SAME_DAY))),
    Move("consulted", "会商", "consult", _roles(B),
         _among(ST.CONSULTING, ST.FOUND, ST.CONFIRMED, ST.NOTIFIED), (),
         (text("to", "会商单位"), text("question", "会商事项"), day("reply_due", "答复期限"), file("letter", "会商函"))),
    Move("consult_answered", "会商答复", "answer-consult", _roles(B), {ST.CONSULTING: ST.CONFIRMED}, (),
         (text("reply", "答复意见"), files("files", "附件"))),
    Move("notified", "下发整改通知", "notify", _roles(B), _among(ST.NOTIFIED, ST.CONFIRMED, ST.NOTIFIED), (),
         (Field("notice", Holds.NOTICE, "通知编号", D.NOTICE), day("issued_on", "下发日期", D.TODAY),
          day("due", "整改时限", D.DUE), text("requirement", "整改要求", D.ISSUE))),
    Move("transferred", "移交", "transfer", _roles(B),
         _among(ST.CONFIRMED, ST.CONFIRMED, ST.CONSULTING, ST.NOTIFIED), (),
         (Field("responsible", Holds.RESPONSIBLE, "责任单位/责任人"), file("letter", "移交函"), text("reason", "理由"))),
    Move("submitted", "报送整改", "submit", _roles(I, A, B, S), _among(ST.SUBMITTED, ST.NOTIFIED, ST.SUBMITTED), (),
         (text("measures", "整改措施"), day("done_on", "完成日期", D.TODAY), text("person", "责任人", D.NULL),
          files("photos_before", "整改前照片"), files("photos_after", "整改后照片"), files("files", "佐证材料")), _BEHALF),
    Move("passed", "复查通过", "pass", _roles(I, A, B),
         _among(ST.VERIFIED, ST.CONFIRMED, ST.NOTIFIED, ST.SUBMITTED), (Guard.NOT_ANSWERER,),
         (choice("method", "复查方式", *METHODS), _judges, text("note", "说明", D.NULL), files("photos", "照片"))),
    Move("returned", "退回", "return", _roles(I, A, B),
         _among(ST.NOTIFIED, ST.NOTIFIED, ST.SUBMITTED, ST.VERIFIED, ST.CLOSING), (),
         (choice("method", "复查方式", *METHODS), _judges, text("done", "已完成部分", D.NULL),
          text("remaining", "仍须整改"), day("due", "整改时限"), files("photos", "照片"))),
    Move("close_proposed", "提请销号", "propose-close", _roles(I, A, B), _among(ST.CLOSING, ST.VERIFIED, ST.FIXED),
         (Guard.NOT_ANSWERER,), (text("conclusion", "销号意见"),)),
    Move("closed", "销号", "close", _roles(A, B), _among(ST.CLOSED, ST.VERIFIED, ST.FIXED, ST.CLOSING),
         (Guard.NOT_ANSWERER, Guard.NOT_FINDER_OF_FIXED, Guard.SEVERE_VIA_CLOSING, Guard.NOT_PROPOSER),
         (text("conclusion", "销号意见"),)),
    Move("reopened", "重新整改", "reopen", _roles(I, A, B), {ST.CLOSED: ST.CONFIRMED}, (),
         (choice("cause", "原因", "relapse", "wrongly_closed", "objection", "other"), text("note", "说明"),
          files("photos", "照片"))),
    Move("merged", "并案", "merge", _roles(A, B),
         _among(ST.MERGED, ST.FOUND, ST.FIXED, ST.CONFIRMED, ST.CONSULTING, ST.NOTIFIED, ST.SUBMITTED, ST.VERIFIED), (),
         (Field("into", Holds.ISSUE, "并入问题"), text("reason", "理由"))),
    Move("withdrawn", "撤销", "withdraw", _roles(B),
         _among(ST.WITHDRAWN, ST.FOUND, ST.FIXED, ST.CONFIRMED, ST.CONSULTING, ST.NOTIFIED, ST.SUBMITTED,
                ST.VERIFIED, ST.CLOSING, ST.CLOSED), (),
         (choice("cause", "原因", "not_a_problem", "objection_upheld", "duplicate_entry", "other"), text("reason", "理由"))),
    Move("restored", "恢复", "restore", _roles(B), _among(ST.FOUND, ST.MERGED, ST.WITHDRAWN), (), (text("reason", "理由"),)),
    Move("decided", "裁定", "decide", _roles(A, B), {status: status for status in Status},
         (Guard.ONLY_IN_CONFLICT, Guard.NOT_OWN_SIDE, Guard.NOT_ANSWERER),
         (Field("stands", Holds.EVENT, "采纳"), Field("falls", Holds.EVENTS, "不采纳"), text("reason", "理由"))),
)  # fmt: skip

EVERYWHERE = frozenset(Status)
LIVE = EVERYWHERE - {ST.MERGED, ST.WITHDRAWN}
ABOUT = ("fact", "severity", "deadline", "responsible")
CORRECTABLE = ("title", "place", "category", "severity", "basis", "requirement", "responsible")
STEPS = (
    "reminder",
    "urged",
    "talk",
    "criticism",
    "bulletin",
    "reassigned",
    "sanction",
    "fine",
    "handed_over",
)
_ANYONE = _roles(I, A, B, S)
_NOTIFIED = frozenset({ST.NOTIFIED})


def _answers(label: str, default: D) -> Field:
    return Field("answers", Holds.EVENT, label, default)


_FACTS = (
    Fact("acknowledged", "签收", "acknowledge", _ANYONE, frozenset({ST.NOTIFIED, ST.SUBMITTED}),
         (text("name", "签收人"),), Joins.FIRST, _BEHALF),
    Fact("planned", "整改方案", "plan", _ANYONE, _NOTIFIED,
         (text("measures", "整改措施"), text("person", "责任人"), day("by", "完成期限")), Joins.NEWEST, _BEHALF),
    Fact("progressed", "部分整改", "progress", _ANYONE, _NOTIFIED,
         (text("done", "已完成"), text("remaining", "未完成"), files("photos", "照片")), Joins.ALL, _BEHALF),
    Fact("extension_requested", "申请延期", "request-extension", _ANYONE, _NOTIFIED,
         (day("due", "申请延至"), text("reason", "理由")), Joins.ALL, _BEHALF),
    Fact("extended", "准予延期", "extend", _roles(B), _NOTIFIED,
         (day("due", "延至"), text("reason", "理由"), _answers("所答复的申请", D.REQUEST)), Joins.EARLIEST),
    Fact("extension_denied", "不予延期", "deny-extension", _roles(B), frozenset({ST.NOTIFIED, ST.SUBMITTED}),
         (_answers("所答复的申请", D.REQUEST), text("reason", "理由")), Joins.ALL),
    Fact("objected", "陈述申辩", "object", _ANYONE, LIVE,
         (choice("about", "申辩事项", *ABOUT), text("text", "申辩内容"), files("files", "附件")), Joins.ALL, _BEHALF),
    Fact("objection_decided", "申辩复核", "decide-objection", _roles(B), LIVE,
         (_answers("所复核的申辩", D.OBJECTION), choice("result", "复核结论", "upheld", "partly", "rejected"),
          text("reason", "理由")), Joins.PER_ANSWERED),
    Fact("corrected", "更正", "correct", _roles(A, B), LIVE,
         (choice("field", "更正项", *CORRECTABLE), text("value", "更正为"), text("reason", "理由")), Joins.PER_FIELD),
    Fact("reported_up", "上报", "report-up", _roles(B), LIVE,
         (text("to", "上报单位"), text("document", "文号", D.NULL), day("reply_due", "批复期限", D.NULL)), Joins.ALL),
    Fact("up_answered", "上级批复", "answer-up", _roles(B), LIVE,
         (_answers("所批复的上报", D.REPORT), text("reply", "批复意见"), files("files", "附件")), Joins.ALL),
    Fact("reinspection_assigned", "指派复查", "assign", _roles(A, B),
         frozenset({ST.NOTIFIED, ST.SUBMITTED, ST.VERIFIED}),
         (text("person", "复查人"), day("by", "复查期限")), Joins.NEWEST),
    Fact("evidence_added", "补充佐证", "add-evidence", _ANYONE, EVERYWHERE,
         (files("files", "佐证材料", D.NONE), text("note", "说明", D.NULL)), Joins.ADD_WINS),
    Fact("evidence_struck", "剔除佐证", "strike-evidence", _ANYONE, EVERYWHERE,
         (text("file", "佐证材料（文件名或校验值）"), text("reason", "理由")), Joins.ADD_WINS),
    Fact("escalated", "督办问责", "escalate", _roles(B), LIVE,
         (choice("step", "措施", *STEPS), choice("target", "对象", "school", "person"),
          Field("person", Holds.FILE, "当事人（不公开）", D.NULL, private=True), text("document", "文号", D.NULL), text("reason", "理由")), Joins.ALL),
    Fact("looked_back", "回头看", "look-back", _roles(I, A, B), frozenset({ST.CLOSED}),
         (choice("method", "方式", *METHODS), text("note", "说明", D.NULL), files("photos", "照片")), Joins.ALL),
    Fact("commented", "留言", "comment", _ANYONE, EVERYWHERE, (text("text", "内容"),), Joins.ALL),
)  # fmt: skip

MOVES: Mapping[str, Move] = MappingProxyType({move.kind: move for move in _MOVES})
FACTS: Mapping[str, Fact] = MappingProxyType({fact.kind: fact for fact in _FACTS})
ABSORBED_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {"submitted": frozenset({"submitted", "passed"})}
)
"""Which other kinds do the same act as a kind, besides the kind itself (FORMATS §5 rule 3)."""


def leaves_by(status: Status) -> tuple[str, ...]:
    """Return the kinds of move that may follow `status`, in table order, `decided` left out."""
    return tuple(m.kind for m in _MOVES if status in m.to and m.kind != "decided")
