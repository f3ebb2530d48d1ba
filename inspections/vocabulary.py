"""Closed lists of the field, each with the words people see (FORMATS §2, §3, §11; DOMAIN.md). One meaning each."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A closed list whose members carry their Chinese label: `Role.INSPECTOR.label == "督学"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        """Make a member of its id and its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Role(Labelled):
    """Who acts (FORMATS §2)."""

    INSPECTOR = "inspector", "督学"
    AREA_LEAD = "area_lead", "片区督学主任"
    BUREAU = "bureau", "督导室"
    SCHOOL = "school", "学校"
    SERVER = "server", "服务器"
    ROOT = "root", "根密钥"


class Status(Labelled):
    """The eleven statuses of an issue (FORMATS §3)."""

    FOUND = "found", "待确认"
    FIXED = "fixed", "立行立改待核"
    CONFIRMED = "confirmed", "已确认待发"
    CONSULTING = "consulting", "会商中"
    NOTIFIED = "notified", "整改中"
    SUBMITTED = "submitted", "已报送待复查"
    VERIFIED = "verified", "复查通过待销号"
    CLOSING = "closing", "待第二人销号"
    CLOSED = "closed", "已销号"
    MERGED = "merged", "已并案"
    WITHDRAWN = "withdrawn", "已撤销"


class InspectionStatus(Labelled):
    """The three statuses of an inspection (FORMATS §6)."""

    OPEN = "open", "检查中"
    SEALED = "sealed", "已封存"
    DISCARDED = "discarded", "已作废"


class Severity(Labelled):
    """How grave an issue is."""

    MINOR = "minor", "轻微"
    ORDINARY = "ordinary", "一般"
    SEVERE = "severe", "严重"


class Disposition(Labelled):
    """What is to happen with a finding (FORMATS §5)."""

    ON_SITE = "on_site", "当场指出"
    NOTICE = "notice", "下发整改通知"
    REPORT_UP = "report_up", "上报"
    CONSULT = "consult", "会商"


class Mode(Labelled):
    """三督三查 (DOMAIN.md)."""

    SPECIAL = "special", "专项督导·重点督查"
    FOLLOWUP = "followup", "跟踪督学·全面巡查"
    COMPREHENSIVE = "comprehensive", "综合督检·随机抽查"


class Result(Labelled):
    """The one vocabulary that all printed words are mapped to (FORMATS §11)."""

    PASS = "pass", "符合"
    FAIL = "fail", "不符合"
    FIXED_ON_SITE = "fixed_on_site", "立行立改"
    NA = "na", "不适用"
    NOT_CHECKED = "not_checked", "未检查"
    HIGHLIGHT = "highlight", "亮点"


class Category(Labelled):
    """The closed list of what an issue is about (FORMATS §11)."""

    DUTY = "duty", "值班值守"
    AWARENESS = "awareness", "思想认识"
    GATE = "gate", "校门管理"
    KEY_PLACES = "key_places", "重点场所"
    SUPPLIES = "supplies", "物资储备"
    DISINFECTION = "disinfection", "消毒通风"
    SIGNS = "signs", "标识标牌"
    HEALTH_WATCH = "health_watch", "健康监测"
    PLAN_DRILL = "plan_drill", "预案演练"
    CANTEEN = "canteen", "食堂食品"
    FIRE_GAS = "fire_gas", "消防燃气"
    DORMITORY = "dormitory", "宿舍管理"
    BUS = "bus", "校车"
    RECORDS_SYSTEMS = "records_systems", "制度台账"
    REPORTING = "reporting", "信息报送"
    CAMPUS_ENVIRONMENT = "campus_environment", "校园环境"
    TEACHING_ORDER = "teaching_order", "教学秩序"
    MENTAL_HEALTH = "mental_health", "心理健康"
    TRAINING_INSTITUTIONS = "training_institutions", "校外培训"
    OTHER = "other", "其他"


class Method(Labelled):
    """How an item is checked: 查 问 访 谈, and by telephone."""

    DOCUMENTS = "documents", "查"
    ASK = "ask", "问"
    VISIT = "visit", "访"
    TALK = "talk", "谈"
    PHONE = "phone", "电话"


class Stage(Labelled):
    """学段 of a school."""

    KINDERGARTEN = "kindergarten", "幼儿园"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    NINE_YEAR = "nine_year", "九年一贯制"
    SPECIAL = "special", "特殊教育"
    TRAINING = "training", "校外培训机构"


class Ownership(Labelled):
    """办别 of a school."""

    DIRECT = "direct", "直属"
    PUBLIC = "public", "公办"
    PRIVATE = "private", "民办"


class Visit(Labelled):
    """How a visit was announced."""

    ANNOUNCED = "announced", "事先通知"
    UNANNOUNCED = "unannounced", "四不两直"


class Signatory(Labelled):
    """As whom somebody signs (FORMATS §6)."""

    INSPECTOR = "inspector", "检查人"
    SCHOOL = "school", "学校"
    ACCOMPANYING = "accompanying", "陪同人"
    SUPERVISOR = "supervisor", "复核人"


class Badge(Labelled):
    """Display words derived from the fold, never stored (FORMATS §5)."""

    ACKNOWLEDGED = "acknowledged", "已签收"
    PLANNED = "planned", "整改中（有方案）"
    PARTIAL = "partial", "部分整改"
    EXTENDED = "extended", "延期"
    OBJECTION_OPEN = "objection_open", "申辩待复核"
    TRANSFERRED = "transferred", "已移交"
    REPORTED_UP = "reported_up", "已上报"
    REOPENED = "reopened", "重新整改"
    REPEAT = "repeat", "屡查屡犯"
    CONFLICT = "conflict", "待裁定"
    LATE = "late", "有迟到意见"


class Counted(Labelled):
    """As what an issue is counted (FORMATS §3, §8)."""

    UNCONFIRMED = "unconfirmed", "未确认"
    IN_PROGRESS = "in_progress", "正在整改"
    CLOSED = "closed", "已完成整改"
    EXCLUDED = "excluded", "不计"
