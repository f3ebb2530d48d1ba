"""What one typed answer means, by the type of its item (FORMATS §11): a value for expressions, or what is wrong.

The checklist types answers, not YAML: `08`, `no` and a telephone number stay what was typed. Full-width digits,
thousands commas and the common ways to write a date are understood; nothing is guessed, but a guess is offered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

from inspections.checklist import Checklist, Column, Item, ItemType
from inspections.errors import Code, M, Msg
from inspections.inspection import Value
from inspections.vocabulary import Labelled, Result

_L = TypeVar("_L", bound=Labelled)
Meaning: TypeAlias = "str | float | bool | tuple[str, ...]"
"""A value as expressions see it."""


@dataclass(frozen=True)
class Wrong:
    """Why an answer has no meaning; `instead` is what to type, if that can be guessed."""

    code: Code
    what: Callable[[str], Msg]
    remedy: Msg
    instead: str | None = None


NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,6})?", re.ASCII)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:时点](\d{1,2})分?", re.ASCII)
_TICKS = {"✓": "√", "✔": "√", "v": "√", "V": "√", "✗": "×", "✘": "×", "x": "×", "X": "×", "╳": "×"}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNITS = re.compile(r"([+-]?[\d,.]+)\s*([^\d\s.,]{1,6})")


def meaning(checklist: Checklist, item: Item, value: Value) -> Meaning | Wrong:
    """Return what `value` means as the answer of `item`: pass, fail … for `result`, double, text, bool, texts."""
    if item.type is ItemType.RESULT:
        return result_of(checklist.words(item), one(value))
    return typed(item.type, value, words_of(checklist, item))


def field_meaning(column: Column, value: Value) -> Meaning | Wrong:
    """Return what the field of a repeat's row means."""
    return typed(column.type, value, column.options)


def typed(kind: ItemType, value: Value, words: Iterable[str] = ()) -> Meaning | Wrong:
    """Return what `value` means for an answer of this type."""
    if kind is ItemType.MULTI:
        return _multi(value, tuple(words))
    if kind in (ItemType.PHOTO, ItemType.FILE, ItemType.SIGNATURE):
        return (value,) if isinstance(value, str) else value
    if kind is ItemType.CHOICE:
        text = one(value)
        return text if text in words else _not_offered(text, words)
    reader = _READERS.get(kind)
    return reader(one(value)) if reader else one(value)


def result_of(words: Mapping[str, Result], text: str) -> str | Wrong:
    """Return the result that a printed word stands for."""
    word = text if text in words else _TICKS.get(text, text)
    if word in words:
        return words[word].value
    wrong = _not_offered(text, words)
    head = next((w for w in sorted(words, key=len, reverse=True) if w and text.startswith(w)), None)
    rest = text[len(head) :].lstrip(" 　:：;；。、") if head else ""
    return Wrong(
        wrong.code, wrong.what, wrong.remedy, f"{head}，{rest}" if rest else head or wrong.instead
    )


def words_of(checklist: Checklist, item: Item) -> tuple[str, ...]:
    """Return the words that may be chosen at an item."""
    if item.type is ItemType.RESULT:
        return tuple(checklist.words(item))
    if isinstance(item.options, str):
        return tuple(checklist.options.get(item.options, {}))
    return tuple(item.options or ())


def split_note(words: Iterable[str], text: str) -> tuple[str, str]:
    """Return answer and note of the one-line form `不符合，两瓶过期` (either comma); no note is ""."""
    if text in words:
        return text, ""
    cut = re.search("[，,]", text)
    return (text[: cut.start()].strip(), text[cut.end() :].strip()) if cut else (text, "")


def number(text: str) -> float | None:
    """Return the number a text stands for: full-width digits and thousands commas understood."""
    plain = half_width(text)
    return float(plain.replace(",", "")) if NUMBER.fullmatch(plain) else None


def iso_date(text: str) -> str | None:
    """Return `2022-04-12` for the ways a date is written (2022/4/12, 2022年4月12日), None if it is none."""
    match = _DATE.fullmatch(half_width(text).replace(" ", ""))
    try:
        return date(*(int(part) for part in match.groups())).isoformat() if match else None
    except ValueError:
        return None


def by_word(members: type[_L], text: str) -> _L | None:
    """Return the member of a closed list that a text names, by its word or its id; None if none does."""
    return next((m for m in members if text in (m.value, m.label)), None)


def one(value: Value) -> str:
    """Return the text of a value where one is expected."""
    return value if isinstance(value, str) else ", ".join(value)


def half_width(text: str) -> str:
    """Return the text with full-width digits, signs and letters in their common width."""
    return unicodedata.normalize("NFKC", text).strip()


def _number(text: str) -> float | Wrong:
    value = number(text)
    if value is not None:
        return value
    unit = _UNITS.fullmatch(half_width(text))
    guess = unit.group(1) if unit and NUMBER.fullmatch(unit.group(1)) else chinese_number(text)
    remedy = M("改成数字，不写单位") if unit else M("改成数字，如 30")
    return Wrong(
        Code.VALUE_TYPE,
        lambda label: M("{label}应为数字，写的是“{text}”", label=label, text=text),
        remedy,
        guess,
    )


def _date(text: str) -> str | Wrong:
    return iso_date(text) or Wrong(
        Code.VALUE_TYPE,
        lambda label: M("{label}应为日期，写的是“{text}”", label=label, text=text),
        M("写成 年-月-日，如 2022-04-12"),
    )


def _time(text: str) -> str | Wrong:
    match = _TIME.fullmatch(half_width(text).replace(" ", ""))
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return f"{int(match[1]):02}:{int(match[2]):02}"
    return Wrong(
        Code.VALUE_TYPE,
        lambda label: M("{label}应为时间，写的是“{text}”", label=label, text=text),
        M("写成 时:分，如 13:05"),
    )


def _confirm(text: str) -> bool | Wrong:
    known = {"是": True, "否": False, "√": True, "×": False}.get(_TICKS.get(text, text))
    return _not_offered(text, ("是", "否")) if known is None else known


def _multi(value: Value, words: tuple[str, ...]) -> tuple[str, ...] | Wrong:
    chosen = split_words(value, words)
    bad = next((word for word in chosen if word not in words), None)
    return chosen if bad is None else _not_offered(bad, words)


def split_words(value: Value, words: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the chosen words: of a list, or of one line with commas or 、 between them."""
    if isinstance(value, tuple):
        return value
    parts = (value,) if value in words else re.split("[、，,]", value)
    return tuple(part.strip() for part in parts if part.strip())


def _not_offered(text: str, words: Iterable[str]) -> Wrong:
    offered = " / ".join(words)
    return Wrong(
        Code.VALUE_OPTION,
        lambda label: M("{label}没有“{text}”这个选项", label=label, text=text),
        M("从这些里选：{words}", words=offered),
    )


def chinese_number(text: str) -> str | None:
    """Return the digits of a number in Chinese numerals (一万 -> 10000), None if it is none."""
    total = section = digit = 0
    if not text or set(text) - set(_DIGITS) - set(_TENS) - set("万亿"):
        return None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section, digit = section + (digit or 1) * _TENS[char], 0
        else:
            total = (total + section + digit) * (10_000 if char == "万" else 100_000_000)
            section = digit = 0
    return str(total + section + digit)


_READERS: Mapping[ItemType, Callable[[str], Meaning | Wrong]] = {
    ItemType.NUMBER: _number,
    ItemType.DATE: _date,
    ItemType.TIME: _time,
    ItemType.CONFIRM: _confirm,
}
