"""Every other kind of event: inspections, the district, the server (FORMATS §6, §7); and one register of all kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inspections.fields import Default as D
from inspections.fields import Field, Holds, choice, day, file, text
from inspections.lifecycle import FACTS, MOVES
from inspections.rules import Fact, Move
from inspections.vocabulary import Mode, Role, Signatory

I, A, B, S, V, R = Role.INSPECTOR, Role.AREA_LEAD, Role.BUREAU, Role.SCHOOL, Role.SERVER, Role.ROOT  # noqa: E741


@dataclass(frozen=True)
class Kind:
    """A kind of event outside the life of an issue: the subject it stands under, who records it, its body."""

    kind: str
    label: str
    subject: str
    who: frozenset[Role]
    body: tuple[Field, ...]


def _kind(kind: str, label: str, subject: str, who: tuple[Role, ...], *body: Field) -> Kind:
    return Kind(kind, label, subject, frozenset(who), body)


def obj(name: str, label: str) -> Field:
    """Return a field that holds a JSON object."""
    return Field(name, Holds.OBJECT, label, D.NULL)


def seq(name: str, label: str) -> Field:
    """Return a field that holds a JSON list."""
    return Field(name, Holds.LIST, label, D.NULL)


def num(name: str, label: str) -> Field:
    """Return a field that holds an integer."""
    return Field(name, Holds.INTEGER, label)


ON_ISSUES_TOO = frozenset({"erased"})
"""Kinds of inspections that stand under an issue just as well: the file about a person is erased there."""
SELF_ONLY = frozenset({S})
"""Roles that may record only `….self` paths by `answered` (FORMATS §6)."""

_reason = text("reason", "理由")
_CHANGES = (obj("set", "填写"), obj("photos_add", "新增照片"), seq("photos_strike", "剔除照片"),
            Field("private", Holds.LIST, "不公开的填写", D.NULL, private=True),
            seq("replaces", "所替换的不公开填写"))  # fmt: skip
_INSPECTION = (
    _kind("opened", "开始检查", "i:", (I, A, B), text("checklist", "检查清单"), text("checklist_hash", "清单校验值"),
          text("title", "清单名称"), choice("mode", "督查方式", *Mode), day("date", "督查日期"), text("team", "督导小组"),
          seq("inspectors", "督查人员"), text("visit", "到访方式", D.NULL), text("campaign", "督查任务", D.NULL),
          text("along_with", "随同检查", D.NULL)),
    _kind("answered", "填写", "i:", (I, A, B, S), *_CHANGES, text("reason", "理由", D.NULL),
          text("checklist_hash", "清单校验值", D.NULL)),
    _kind("signed", "签字", "i:", (I, A, B, S), text("name", "姓名"), choice("as", "身份", *Signatory),
          file("image", "签名图"), text("list_digest", "清单校验值"), text("objection", "异议", D.NULL)),
    _kind("sealed", "封存", "i:", (I, A), seq("heads", "所封存的填写"), seq("findings", "问题"), obj("results", "结果"),
          text("unsigned_reason", "未签字原因", D.NULL), obj("score", "得分"), seq("documents_seen", "查阅资料"),
          text("program", "程序版本")),
    _kind("amended", "更正检查", "i:", (I, A, B), *_CHANGES, seq("findings_added", "新增问题"), _reason),
    _kind("discarded", "作废", "i:", (I, A, B), _reason),
    _kind("resumed", "恢复", "i:", (I, A, B), _reason),
    _kind("erased", "销毁不公开内容", "i:", (B, R), seq("blobs", "所销毁的内容"), _reason),
)  # fmt: skip

_DISTRICT = (
    _kind("district_opened", "建立台账", "d:settings", (R,), text("name", "名称"), text("root_key", "根密钥"),
          obj("settings", "设置")),
    _kind("settings_set", "修改设置", "d:settings", (R,), text("name", "名称"), obj("settings", "设置")),
    _kind("calendar_set", "公布日历", "d:calendar/", (R, B), seq("workdays", "调休上班日"), seq("holidays", "放假日")),
    *(_kind(f"{noun}_set", f"登记{label}", f"d:{noun}/", (R, B), obj("columns", "内容"))
      for noun, label in (("school", "学校"), ("area", "片区"), ("team", "督导小组"), ("person", "人员"))),
    *(_kind(f"{noun}_retired", f"停用{label}", f"d:{noun}/", (R, B), _reason)
      for noun, label in (("school", "学校"), ("area", "片区"), ("team", "督导小组"), ("person", "人员"))),
    _kind("device_certified", "签发设备证书", "d:device/", (R,), text("person", "人员"), seq("roles", "角色"),
          obj("scope", "范围"), day("from", "起"), day("until", "止", D.NULL)),
    _kind("device_revoked", "吊销设备", "d:device/", (R,), _reason, obj("keep", "保留")),
    _kind("adopted", "追认", "d:device/", (R,), seq("events", "事件"), _reason),
    _kind("registrar_certified", "签发登记密钥", "d:device/", (R,), day("from", "起"), day("until", "止", D.NULL)),
    _kind("rooted", "更换根密钥", "d:device/", (R,), text("successor", "新根密钥")),
    _kind("checklist_published", "发布清单", "d:checklist/", (R, B), text("hash", "校验值"), file("yaml", "清单文件")),
    _kind("checklist_retired", "停用清单", "d:checklist/", (R, B), _reason),
    _kind("campaign_set", "登记督查任务", "d:campaign/", (B,), text("title", "名称"), choice("mode", "督查方式", *Mode),
          day("from", "起"), day("to", "止"), seq("checklists", "检查清单"), obj("schools", "学校"), seq("teams", "小组")),
    _kind("campaign_ended", "结束督查任务", "d:campaign/", (B,), _reason),
    _kind("draw_committed", "抽取承诺", "d:draw/", (B,), seq("pool", "抽取范围"), seq("exclusions", "排除"),
          obj("weights", "权重"), seq("inspectors", "督查人员"), seq("recusals", "回避"), text("commitment", "承诺值"),
          text("campaign", "督查任务", D.NULL), text("mix", "混入的公开数", D.NULL), text("note", "说明", D.NULL)),
    _kind("draw_revealed", "抽取揭示", "d:draw/", (B,), text("seed", "种子"), text("mixed", "混入的公开数", D.NULL)),
    _kind("report_issued", "印发报告", "d:report/", (A, B), choice("series", "系列", "bulletin", "special", "daily"),
          text("title", "标题", D.NULL), text("area", "片区", D.NULL), obj("period", "期间"), file("text", "正文"),
          seq("issues", "涉及问题"),
          Field("public", Holds.OBJECT, "公开", D.NULL)),
    _kind("daily_filed", "日报告", "d:daily/", (S, I), obj("numbers", "数字"), text("zero", "零报告", D.NULL)),
    _kind("asset_planned", "配备计划", "d:asset/", (B,), text("item", "品名"), num("sets", "数量"),
          text("money", "金额", D.NULL), day("by", "期限"), num("order", "顺序")),
    _kind("asset_delivered", "配备到位", "d:asset/", (B,), num("sets", "数量")),
    _kind("released", "发布", "d:release/", (B,), obj("receipts", "回执号"), file("manifest", "文件清单"),
          obj("public_titles", "公开标题"), text("program", "程序版本")),
    _kind("release_withdrawn", "撤回发布", "d:release/", (B,), _reason),
)  # fmt: skip

_SERVER = (
    _kind("received", "回执", "", (V,), num("n", "回执号"), text("server_time", "收到时间"), seq("ids", "收到"),
          seq("refused", "拒收")),
    _kind("numbered", "编号", "", (V,), text("series", "系列"), num("year", "年"), num("n", "号"), text("notice", "通知")),
)  # fmt: skip

INSPECTION_KINDS: Mapping[str, Kind] = MappingProxyType({k.kind: k for k in _INSPECTION})
DISTRICT_KINDS: Mapping[str, Kind] = MappingProxyType({k.kind: k for k in _DISTRICT})
SERVER_KINDS: Mapping[str, Kind] = MappingProxyType({k.kind: k for k in _SERVER})
_ALL: tuple[Move | Fact | Kind, ...] = (
    *MOVES.values(),
    *FACTS.values(),
    *_INSPECTION,
    *_DISTRICT,
    *_SERVER,
)
BODIES: Mapping[str, tuple[Field, ...]] = MappingProxyType({k.kind: k.body for k in _ALL})
"""kind -> the fields of its body, for every kind that this version knows."""
LABELS: Mapping[str, str] = MappingProxyType({k.kind: k.label for k in _ALL})
"""kind -> the Chinese word that people see."""
