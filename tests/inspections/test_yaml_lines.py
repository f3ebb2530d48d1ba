"""Lines of YAML: what is typed reads back the same, quoted only where that is needed."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspections.text_yaml import read
from inspections.yaml_lines import flow, lines_of, scalar

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"])
    | st.sampled_from("：，# -?:{}[]'\"|>&*!%@`\n\t ~"),
    max_size=30,
)


@pytest.mark.parametrize(
    "text",
    [
        "5,500",
        "08",
        "1:30",
        "no",
        "~",
        "2022-04-12",
        "仓库实点，不含已发到班的",
        "√",
        "84 消毒液",
        "75% 酒精",
    ],
)
def test_what_needs_no_quotes_gets_none(text: str) -> None:
    assert lines_of("a", text) == [f"a: {text}"]


@pytest.mark.parametrize(
    "text", ["a: b", "# x", "- x", "x #y", "[a", "'", "!x", "&x", " x", "x:", "a\tb"]
)
def test_what_yaml_would_misread_is_quoted(text: str) -> None:
    (line,) = lines_of("a", text)
    assert line[3] in "'\""
    assert yaml.load(line, Loader=yaml.BaseLoader) == {"a": text}


def test_several_lines_become_a_block() -> None:
    assert lines_of("note", "第一行\n第二行") == ["note: |-", "  第一行", "  第二行"]


def test_lists_and_rows_of_numbers_stand_in_brackets() -> None:
    assert lines_of("a", ("甲", "乙")) == ["a: [甲, 乙]"]
    assert lines_of("a", {"total": "6", "back": "5,500"}) == ["a: {total: 6, back: '5,500'}"]


def test_a_list_of_blocks_has_dashes() -> None:
    tree = {"conflict": [{"by": "王敏", "value": "1"}, {"by": "李强", "value": "2"}]}
    assert lines_of("a", tree) == [
        "a:",
        "  conflict:",
        "    - by: 王敏",
        "      value: 1",
        "    - by: 李强",
        "      value: 2",
    ]


@given(TEXTS)
def test_any_text_reads_back_as_it_was_typed(text: str) -> None:
    written = "\n".join(lines_of("a", text))
    assert yaml.load(written, Loader=yaml.BaseLoader) == {"a": text}


@given(
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
        | st.sampled_from("\n\t: #"),
        max_size=30,
    )
)
def test_our_own_reader_reads_it_back_too(text: str) -> None:
    reading = read(("\n".join(lines_of("a", text)) + "\n").encode())
    assert reading.problems == ()
    assert [(k.text, getattr(v, "text", None)) for k, v in reading.root.entries] == [("a", text)]


@given(st.lists(TEXTS.filter(bool), max_size=4))
def test_any_list_in_brackets_reads_back(texts: list[str]) -> None:
    assert yaml.load(f"a: {flow(texts)}", Loader=yaml.BaseLoader) == {"a": texts}


@given(TEXTS)
def test_a_scalar_is_one_line(text: str) -> None:
    assert len(scalar(text).splitlines()) <= 1
