"""One row of a bureau's sheet as an item: question, parts, options, points, finding; the rest into its hint."""

from __future__ import annotations

import re
from decimal import Decimal

from inspections.checklist import ItemType
from inspections.errors import M
from inspections.sheet_heading import Use
from inspections.sheet_judged import VETO, finding_of, keep_unused, put_methods, put_score
from inspections.sheet_row import Draft, Notes, Row
from inspections.sheet_words import (
    Answer,
    answer,
    results,
    tidy,
    turned,
)
from inspections.vocabulary import Result
from inspections.yaml_lines import Tree

LABEL_MAX = 200
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
_MARKS = (
    re.compile(f"([{_CIRCLED}])"),
    re.compile(r"[（(](\d{1,2})[)）]"),
    re.compile(r"(?<![\d.])(\d{1,2})[.．、)）](?!\d)"),
)
_LABELS = {Use.POINT: "要点", Use.DEDUCT: "扣分标准", Use.NOTE: "备注", Use.BLANK: "", Use.UNKNOWN: ""}  # fmt: skip


def item_of(
    row: Row, name: str, basis: dict[str, str], notes: Notes, within: tuple[str, str]
) -> tuple[dict[str, Tree], Decimal]:
    """Return the item of a row, and the points it weighs; new texts of `basis` get an id there.

    `within` are the titles of its section and of the sheet.
    """
    made = Draft(row, notes)
    veto, question = _veto(row)
    lead, parts = split_parts(question)
    answered = _answer(made, question)
    label = " ".join((lead or (within[0] if parts else question)).split())
    if parts and answered.type is not ItemType.RESULT:
        label, parts = " ".join(question.split()), ()
    if len(label) > LABEL_MAX:
        made.strange(
            row.at(Use.QUESTION),
            M("检查内容太长（{n} 字）", n=len(label)),
            M("把问题写短，其余放进 hint"),
            label,
        )
        label = f"{label[:LABEL_MAX]}…"
    item: dict[str, Tree] = {"id": name}
    number = row.of(Use.NO)
    if number:
        item["no"] = " ".join(number.strip(VETO + " ").split()) or number
    item |= {"label": label, "type": answered.type.value}
    if answered.unit:
        item["unit"] = answered.unit
    if answered.words:
        item["options"] = {word: result.value for word, result in answered.words.items()}
    if answered.choices:
        item["options"] = answered.choices
    if parts:
        item["parts"] = {f"p{n}": part for n, part in enumerate(parts, 1)}
    put_methods(made, item)
    if any(row.heading.columns(Use.SELF)):
        item["self"] = "true"
    weight = put_score(made, item, veto, answered)
    if answered.type is ItemType.RESULT:
        item["finding"] = finding_of(made, label, within, basis)
    else:
        keep_unused(made)
    _rest(made)
    if made.hints:
        item["hint"] = "；".join(made.hints)
    return item, weight


def split_parts(text: str) -> tuple[str, tuple[str, ...]]:
    """Return what stands before ① (or （1）, or 1.) and the parts behind the marks; no parts unless they count up."""
    for mark in _MARKS:
        found = list(mark.finditer(text))
        numbers = [_CIRCLED.find(m[1]) + 1 or _digits(m[1]) for m in found]
        if len(found) >= 2 and numbers == list(range(1, len(found) + 1)):
            ends = [*(m.start() for m in found[1:]), len(text)]
            pieces = [text[m.end() : end] for m, end in zip(found, ends, strict=True)]
            parts = tuple(" ".join(piece.strip(" ；;。，,\n").split()) for piece in pieces)
            if all(parts) and max(map(len, parts)) <= LABEL_MAX:
                return text[: found[0].start()].strip(" ：:，,\n"), parts
    return text, ()


def _digits(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _veto(row: Row) -> tuple[bool, str]:
    """Return whether the row is marked ※, and its question without the mark."""
    question = row.question.strip()
    marked = question[:1] in VETO or question[-1:] in VETO or set(row.of(Use.NO)) & set(VETO)
    return bool(marked), question.strip(VETO + " \n") or question


def _answer(made: Draft, question: str) -> Answer:
    """Return how the row is answered: by its own options, by columns of words, or by the general words."""
    row = made.row
    text, column = row.of(Use.OPTIONS), row.at(Use.OPTIONS)
    found = answer(text, question) if text else None
    words = tuple(row.heading.names[c] for c in row.heading.columns(Use.WORD))
    if text and found is None:
        made.strange(
            column,
            M("看不懂选项“{text}”", text=text[:30]),
            M("先用“符合 / 不符合”；写成 是/否 这样的词就能认"),
            text,
        )
    if (
        found is None
        and len(words) >= 2
        and {Result.PASS, Result.FAIL} <= set(results(words, "").values())
    ):
        found, column = (
            Answer(ItemType.RESULT, results(words, question)),
            row.heading.columns(Use.WORD)[0],
        )
    _filled_in(made)
    if found is None:
        return Answer(ItemType.RESULT, {})
    if found.guessed:
        shown = "、".join(found.guessed)
        made.strange(column, M("不知道“{words}”算什么结果，先当作不符合", words=shown), M("在 options 里改成 pass、fail 或 na"))  # fmt: skip
    if found.type is ItemType.CHOICE:
        made.strange(column, M("选项“{text}”看不出哪个是合格，先当作单选", text=text[:30]), M("要判定就改成 type: result，在 options 里写明结果"))  # fmt: skip
    if found.words and turned(question) and {"是", "有"} & set(found.words):
        made.strange(column, M("这个问题答“是”或“有”先当作有问题"), M("核对 options 里的结果"))
    return found


def _filled_in(made: Draft) -> None:
    """Keep what somebody had already filled in under 是 or 否."""
    for column in made.row.heading.columns(Use.WORD):
        text = made.row.cells[column] if column < len(made.row.cells) else ""
        if text and not set(text) <= set("□○☐ "):
            made.strange(column, M("这里已经填了“{text}”", text=text[:30]), M("清单里不带答案；已放进 hint"), text)  # fmt: skip


def _rest(made: Draft) -> None:
    """Put into the hint what belongs there, and what stands in columns that are not known."""
    row = made.row
    for column, text in enumerate(row.cells):
        use = row.heading.uses.get(column, Use.UNKNOWN)
        first = use in (Use.NO, Use.SECTION, Use.QUESTION, Use.METHOD, Use.OPTIONS, Use.WEIGHT)
        again = (first or use in (Use.BASIS, Use.DAYS, Use.SEVERITY)) and column != row.at(use)
        if (
            not text
            or tidy(text) == ""
            or (use not in _LABELS and not again and use is not Use.SELF)
        ):
            continue
        if use is Use.UNKNOWN and column not in row.heading.uses:
            made.hint("", text)
        else:
            made.hint(_LABELS.get(use) or row.heading.names.get(column, ""), text)
