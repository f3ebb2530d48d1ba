"""Every text that people can meet has its English, and the compiled catalogues are current."""

from __future__ import annotations

from tests.house.test_docs import tool


def test_every_chinese_text_has_its_english_with_the_same_placeholders():
    assert tool("words").lacking() == []


def test_the_compiled_catalogues_are_current():
    assert tool("words").stale() == []


def test_a_text_that_nobody_translated_is_noticed(monkeypatch):
    words = tool("words")
    monkeypatch.setattr(words, "sources", lambda: ["从来没有人翻译过的一句话 {name}"])
    assert words.lacking() == ["从来没有人翻译过的一句话 {name}"]
