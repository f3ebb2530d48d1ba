"""The figures of `report stats` as people read them: the sentence first, then the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspections.errors import M, Msg
from inspections.laptop.context import Context
from inspections.laptop.output import print_text
from inspections.laptop.tables import print_table
from inspections.statistics import sentence
from inspections.vocabulary import Category, Mode, Severity, Stage

NUMBERS: tuple[tuple[str, Msg], ...] = (
    ("overdue", M("逾期")),
    ("partial", M("部分整改")),
    ("returned", M("退回过")),
    ("reopened", M("重新整改过")),
    ("extended", M("延期过")),
    ("objected", M("提出申辩")),
    ("conflicts", M("待裁定")),
    ("fixed_on_site", M("立行立改")),
    ("unconfirmed", M("未确认")),
    ("merged", M("已并案")),
    ("withdrawn", M("已撤销")),
    ("inspections", M("督查次数")),
    ("schools_inspected", M("督查学校")),
    ("schools_on_roster", M("名册学校")),
    ("highlights", M("亮点")),
)
TABLES: tuple[tuple[str, Msg, Mapping[str, str]], ...] = (
    ("by_category", M("按类别"), {c.value: c.label for c in Category}),
    ("by_severity", M("按严重程度"), {s.value: s.label for s in Severity}),
    ("by_area", M("按片区"), {}),
    ("by_mode", M("按督查方式"), {m.value: m.label for m in Mode}),
    ("by_stage", M("按学段"), {s.value: s.label for s in Stage}),
    ("by_school", M("按学校"), {}),
)
COLUMNS: tuple[tuple[str, Msg], ...] = (
    ("requirements", M("要求")),
    ("closed", M("完成")),
    ("in_progress", M("正在整改")),
    ("overdue", M("逾期")),
    ("unconfirmed", M("未确认")),
)


def print_figures(ctx: Context, figures: Mapping[str, Any]) -> None:
    """Print the sentence, the numbers, and a table for each way of dividing them."""
    ctx.say(M("截至 {day}", day=figures["as_of"]))
    print_text(ctx.text(sentence(figures)))
    shown = [f"{ctx.text(label)} {figures[key]}" for key, label in NUMBERS]
    print_text("　".join(shown))
    names = {school.id: school.name for school in ctx.workspace.district.schools.values()}
    for key, title, labels in TABLES:
        rows = figures[key]
        if not rows:
            continue
        print_text("")
        words = names if key == "by_school" else labels
        heading = (title, *(label for _, label in COLUMNS))
        table = [
            (ctx.translate(words.get(name, name)), *(str(row[column]) for column, _ in COLUMNS))
            for name, row in rows.items()
        ]
        print_table(ctx, heading, table)
