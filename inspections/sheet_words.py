"""What the words in the cells of a bureau's sheet mean: options, methods, points, deadlines, severities.

Each function returns what it understood, and nothing (None, an empty tuple) when it did not: its caller says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from inspections.checklist import ItemType
from inspections.vocabulary import Category, Method, Mode, Result, Severity

_WORDS: Mapping[Result, str] = MappingProxyType(
    {
        Result.PASS: "是 有 符合 落实 已落实 合格 √ ✓ ✔ 达标 达到 正常 已完成 完成 到位 齐全 通过 好 已做 做到",
        Result.FAIL: "否 无 没有 不符合 未落实 不落实 不合格 × ✕ ✗ x X 不达标 未达标 异常 未完成 不到位 未到位 不齐全 "
        "不通过 差 未做 未做到",
        Result.NA: "不适用 无此项 不涉及 合理缺项 缺项",
        Result.FIXED_ON_SITE: "立行立改 当场整改 现场整改 已整改",
        Result.NOT_CHECKED: "未检查 未查",
        Result.HIGHLIGHT: "亮点",
    }
)
RESULTS: Mapping[str, Result] = MappingProxyType(
    {word: result for result, words in _WORDS.items() for word in words.split()}
)
_METHODS: tuple[tuple[str, Method], ...] = (
    ("电话", Method.PHONE),
    ("谈", Method.TALK),
    ("问|询", Method.ASK),
    ("资料|台账|档案|查阅|记录|文件|材料", Method.DOCUMENTS),
    ("现场|实地|走访|巡|看|访|观察|查验", Method.VISIT),
    ("^查$|检查|抽查|核查", Method.DOCUMENTS),
)
_SEVERITIES: tuple[tuple[str, Severity], ...] = (
    ("严重|重大|较重|较大|^高$|^重$", Severity.SEVERE),
    ("轻微|较轻|^低$|^轻$", Severity.MINOR),
    ("一般|普通|^中$", Severity.ORDINARY),
)
_CATEGORIES: tuple[tuple[str, Category], ...] = (
    ("食堂|食品|餐|留样|厨", Category.CANTEEN),
    ("消防|灭火|疏散|燃气|用电|火灾", Category.FIRE_GAS),
    ("宿舍|寝室|住宿", Category.DORMITORY),
    ("校车", Category.BUS),
    ("校门|门卫|保安|进校|入校|来访|访客", Category.GATE),
    ("值班|带班|值守", Category.DUTY),
    ("预案|演练|应急", Category.PLAN_DRILL),
    ("消毒|通风|保洁", Category.DISINFECTION),
    ("口罩|物资|储备|库存", Category.SUPPLIES),
    ("晨检|午检|体温|健康|因病|传染病|接种", Category.HEALTH_WATCH),
    ("心理", Category.MENTAL_HEALTH),
    ("标识|标牌|警示", Category.SIGNS),
    ("培训机构", Category.TRAINING_INSTITUTIONS),
    ("课堂|教学|作业|课程", Category.TEACHING_ORDER),
    ("实验室|危化|重点部位|机房|配电", Category.KEY_PLACES),
    ("上报|报送|报告", Category.REPORTING),
    ("制度|台账|档案|记录|责任书", Category.RECORDS_SYSTEMS),
    ("卫生|校园环境|绿化|厕所", Category.CAMPUS_ENVIRONMENT),
    ("培训|教育|宣传|知晓|学习|会议", Category.AWARENESS),
)
_MODES = (("跟踪|全面|巡查|责任督学|挂牌", Mode.FOLLOWUP), ("随机|抽查|综合", Mode.COMPREHENSIVE), ("专项|重点", Mode.SPECIAL))  # fmt: skip
_BAD_WHEN_YES = re.compile(
    "占用|堵塞|上锁|锁闭|过期|违规|违反|破损|损坏|脱落|私拉|乱接|隐患|漏洞|体罚|歧视|瞒报|漏报|泄漏"
)
_APART = re.compile(r"[/／|｜、，,；;\s□☐○〇◯]+")
_BLANKS = re.compile(r"[_＿﹍…\s（）()]+")
_KINDS: Mapping[str, ItemType] = MappingProxyType(
    {"数字": ItemType.NUMBER, "数量": ItemType.NUMBER, "填数字": ItemType.NUMBER, "文字": ItemType.TEXT, "填空": ItemType.TEXT,
     "日期": ItemType.DATE, "时间": ItemType.TIME, "照片": ItemType.PHOTO, "拍照": ItemType.PHOTO, "签名": ItemType.SIGNATURE, "签字": ItemType.SIGNATURE}
)  # fmt: skip
_UNIT = re.compile("[个人天次份台只瓶元%℃间辆名处张条支箱盒套]|公斤|千克|小时|分钟|平方米")
_DIGITS = re.compile(r"\d+")
_CHINESE_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """How a row is answered: `words` with their results, or `choices`, or neither. `guessed` words need a look."""

    type: ItemType
    words: Mapping[str, Result]
    choices: tuple[str, ...] = ()
    unit: str | None = None
    guessed: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """Return the text without blanks at its ends and inside words, full-width letters and digits narrowed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def answer(text: str, question: str) -> Answer | None:
    """Return how a cell of options says that the question is answered, or None."""
    plain = tidy(text)
    unit = _BLANKS.sub("", text)
    if plain in _KINDS:
        return Answer(_KINDS[plain], {})
    if _UNIT.fullmatch(unit) and unit != text.strip():
        return Answer(ItemType.NUMBER, {}, unit=unit)
    several = "多选" in plain
    cleaned = re.sub(r"[（(]?[多单]选[)）]?[:：]?", " ", text)
    words = tuple(dict.fromkeys(word for word in _APART.split(cleaned) if word))
    if len(words) < 2 or any(len(word) > 20 for word in words):
        return None
    known = {word: RESULTS[word] for word in words if word in RESULTS}
    if several or not {Result.PASS, Result.FAIL} <= set(known.values()):
        return Answer(ItemType.MULTI if several else ItemType.CHOICE, {}, words)
    guessed = tuple(word for word in words if word not in known)
    return Answer(ItemType.RESULT, results(words, question), guessed=guessed)


def results(words: tuple[str, ...], question: str) -> dict[str, Result]:
    """Return the words with their results: what is not known fails, and 是 and 有 do where the question is of a fault."""
    found = {word: RESULTS.get(word, Result.FAIL) for word in words}
    if turned(question):
        other = {Result.PASS: Result.FAIL, Result.FAIL: Result.PASS}
        plain = {"是", "有", "否", "无", "没有"}
        found = {w: other.get(r, r) if w in plain else r for w, r in found.items()}
    return found


def turned(question: str) -> bool:
    """Return whether 是 seems to be the bad answer to the question: 疏散通道是否被占用."""
    found = _BAD_WHEN_YES.search(question)
    before = question[: found.start()] if found else ""
    return (
        bool(found)
        and bool(re.search("是否|有无|有没有|存在", question))
        and not re.search("无$|没有$|未|不|防", before[-3:])
    )


def methods(text: str) -> tuple[tuple[Method, ...], tuple[str, ...]]:
    """Return the methods that a cell names, and the words of it that name none."""
    found: dict[Method, None] = {}
    strange = []
    for word in re.split(r"[、，,；;/／+＋和及与\s]+", text):
        method = next((m for pattern, m in _METHODS if re.search(pattern, word)), None)
        if method:
            found[method] = None
        elif word:
            strange.append(word)
    return tuple(found), tuple(strange)


def points(text: str) -> str | None:
    """Return the points of `10`, `10分`, `（10 分）`, or None; points are greater than 0."""
    plain = re.fullmatch(r"[（(]?(\d{1,4}(?:\.\d{1,3})?)分?[)）]?", tidy(text))
    return plain[1] if plain and Decimal(plain[1]) > 0 else None


def total(text: str) -> Decimal | None:
    """Return the number in the cell of a total, or None."""
    try:
        return Decimal(tidy(text).removesuffix("分"))
    except InvalidOperation:
        return None


def days(text: str) -> int | None:
    """Return the working days of `5个工作日`, `三日内`, `立即` (0), or None."""
    plain = tidy(text).removesuffix("内").removesuffix("整改")
    if re.fullmatch("立即|即时|当场|当天|当日|即知即改|立行立改|马上", plain):
        return 0
    found = re.fullmatch(r"(\d{1,3}|[一二两三四五六七八九十])(?:个)?(?:工作)?[日天]?", plain)
    if not found:
        return None
    return int(found[1]) if _DIGITS.fullmatch(found[1]) else _CHINESE_DIGITS[found[1]]


def severity(text: str) -> Severity | None:
    """Return the severity that a cell names, or None."""
    return next((s for pattern, s in _SEVERITIES if re.search(pattern, tidy(text))), None)


def category(*texts: str) -> Category:
    """Return the category that the first telling text suggests, else `other`."""
    for text in texts:
        for pattern, found in _CATEGORIES:
            if re.search(pattern, text):
                return found
    return Category.OTHER


def mode(title: str) -> Mode | None:
    """Return the mode that a title names, or None."""
    return next((m for pattern, m in _MODES if re.search(pattern, title)), None)
