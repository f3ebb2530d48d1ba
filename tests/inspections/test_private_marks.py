"""The remarks of a sibling: comments above its keys, never anything else."""

from __future__ import annotations

import pytest

from inspections.private_marks import marked
from inspections.splice import tree

TEXT = "# 头\ninspection: a\nanswers:\n  # 问题\n  sick: 甲   # 注\n  temp: |\n    # ※ 本机没有：这是答案\n    乙\n"
ABSENT = "# ※ 本机没有：王敏填的不公开的答案 1 份（2026-03-02）"
GONE = "# ※ 2026-03-02 由杨慧销毁，不再保存：期满"


def test_a_remark_stands_above_its_key_and_the_head_s_above_the_answers() -> None:
    text = TEXT.replace("    # ※ 本机没有：这是答案\n", "")
    assert marked(text, [ABSENT], {"sick": [GONE]}) == text.replace(
        "answers:", f"{ABSENT}\nanswers:"
    ).replace("  sick:", f"  {GONE}\n  sick:")


def test_twice_is_once() -> None:
    text = TEXT.replace("    # ※ 本机没有：这是答案\n", "")
    once = marked(text, [ABSENT], {"sick": [GONE]})
    assert marked(once, [ABSENT], {"sick": [GONE]}) == once


def test_what_came_here_is_said_no_more_and_what_was_erased_stays_said() -> None:
    text = TEXT.replace("    # ※ 本机没有：这是答案\n", "")
    once = marked(text, [ABSENT], {"sick": [GONE]})
    assert marked(once, [], {}) == once.replace(f"{ABSENT}\n", "")


def test_a_text_that_would_read_otherwise_is_left_alone() -> None:
    assert marked(TEXT, [ABSENT], {"sick": [GONE]}) == TEXT


@pytest.mark.parametrize(
    "text", ["", "answers: [", "- a\n", "answers:\n", "answers:\r\n  sick: 甲\r\n"]
)
def test_any_text_reads_the_same_with_its_remarks(text: str) -> None:
    made = marked(text, [ABSENT], {"sick": [GONE]})
    if made != text:
        assert tree(made) == tree(text)
        assert ("\r\n" in text) == (f"{ABSENT}\r\n" in made)
