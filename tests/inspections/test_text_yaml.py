"""The YAML of a file, read as text; what is refused is refused by name, with its line."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.errors import Code, Problem
from inspections.text_yaml import Mapping, Node, Scalar, Sequence, read

GOOD = """\
# 三组
inspection: yl3x-2022-04-12-opening_random-t3
inspectors: [wangmin, liqiang]
answers:
  # 1 带班领导在岗
  leader_on_duty: 落实
  gate_check:
    code: 落实
    note: |
      第一行
      第二行：有冒号
  people:
    teachers: {total: 6, back: 6}
"""


def plain(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if node else None


def codes(text: str | bytes) -> list[Code]:
    return [problem.code for problem in faults(text)]


def faults(text: str | bytes) -> tuple[Problem, ...]:
    return read(text if isinstance(text, bytes) else text.encode()).problems


def test_a_good_file_reads_as_its_texts_in_their_order() -> None:
    reading = read(GOOD.encode())
    assert reading.problems == ()
    assert plain(reading.root) == {
        "inspection": "yl3x-2022-04-12-opening_random-t3",
        "inspectors": ["wangmin", "liqiang"],
        "answers": {
            "leader_on_duty": "落实",
            "gate_check": {"code": "落实", "note": "第一行\n第二行：有冒号\n"},
            "people": {"teachers": {"total": "6", "back": "6"}},
        },
    }


@pytest.mark.parametrize(
    "typed",
    ["08", "1:30", "12:30", "no", "是", "0310104", "1e5", "~", "null", "2022-04-12", "5,500"],
)
def test_what_was_typed_stays_what_was_typed(typed: str) -> None:
    assert plain(read(f"a: {typed}\n".encode()).root) == {"a": typed}


def test_a_key_without_a_value_holds_an_empty_text() -> None:
    root = read(b"a:\nb: 1\n").root
    assert plain(root) == {"a": "", "b": "1"}


def test_texts_over_several_lines_keep_the_value_that_yaml_gives_them() -> None:
    text = "a: |\n  x\n\n  y\nb: >-\n  z\n  w\nc: 'p\n  q'\nd: r\n  s\n"
    assert plain(read(text.encode()).root) == {"a": "x\n\ny\n", "b": "z w", "c": "p q", "d": "r s"}


def test_a_text_knows_its_line_its_column_and_whether_it_was_quoted() -> None:
    root = read("甲: 落实\n乙:   '是'\n".encode()).root
    assert isinstance(root, Mapping)
    assert root.get("甲") == Scalar("落实", 1, 4, plain=True)
    assert root.get("乙") == Scalar("是", 2, 6, plain=False)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(end: str) -> None:
    data = b"\xef\xbb\xbf" + GOOD.replace("\n", end).encode()
    reading = read(data)
    assert (reading.problems, plain(reading.root)) == ((), plain(read(GOOD.encode()).root))


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("答案: 落实".encode("gbk"), "GBK"),
        ("a: 落实".encode("utf-16"), "UTF-16"),
        (b"a: \xff\xff\x81", "UTF-8"),
    ],
)
def test_a_file_in_another_encoding_is_named_as_such(data: bytes, named: str) -> None:
    (problem,) = faults(data)
    assert problem.code is Code.FILE_ENCODING
    assert named in str(problem.what)


def test_the_line_of_the_first_wrong_byte_is_told() -> None:
    assert faults(b"a: 1\nb: 2\nc: \xff\n")[0].line == 3


def test_a_file_over_one_megabyte_is_not_even_decoded() -> None:
    assert codes(b"\xff" * 1_000_001) == [Code.FILE_TOO_LARGE]


@pytest.mark.parametrize("text", ["a: \x07\n", "a: 1\u202e2\n", "a: 1\u20282\n", 'a: "\\0"\n'])
def test_characters_that_nobody_sees_are_named(text: str) -> None:
    assert codes(text) == [Code.FILE_CONTROL]


@pytest.mark.parametrize("text", ["", "\n\n", "# 只有注释\n", "---\n"])
def test_an_empty_file_says_so(text: str) -> None:
    assert codes(text) == [Code.YAML_SHAPE]


@pytest.mark.parametrize(
    ("text", "line", "mended"),
    [
        ("a：b\nc: d\n", 1, "a: b"),
        ("a: 1\nb：2\nc: 3\n", 2, "b: 2"),
        ("a: 1\nb:2\nc: 3\n", 2, "b: 2"),
        ("a: 1\nb:　2\n", 2, "b: 2"),
        ("answers:\n  drill：2022-03-18\n", 2, "  drill: 2022-03-18"),
        ("answers:\n  leader: 落实\n  drill：2022-03-18\nb: 1\n", 3, "  drill: 2022-03-18"),
        ("findings:\n  - title：堆放杂物\n", 2, "  - title: 堆放杂物"),
        ("o: {是：fail, 否: pass}\n", 1, "o: {是: fail, 否: pass}"),
    ],
)
def test_a_wrong_colon_is_found_on_its_own_line_and_mended(
    text: str, line: int, mended: str
) -> None:
    (problem,) = faults(text)
    assert (problem.code, problem.line, problem.mended) == (Code.YAML_COLON, line, mended)


def test_a_colon_inside_a_text_is_left_alone() -> None:
    assert codes("a: 见说明：两瓶\nb: 13:05\nc: http://x\nd:\n  - 看到：有人\n") == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [("a:\n\tb: 1\n", "  b: 1"), ("a:\n  b: 1\n \tc: 2\n", "   c: 2"), ("a:\n　b: 1\n", "  b: 1")],
)
def test_tabs_and_full_width_blanks_as_indent_are_mended(text: str, mended: str) -> None:
    first = faults(text)[0]
    assert (first.code, first.mended) == (Code.YAML_TAB, mended)


def test_a_line_too_deep_under_value_is_shown_where_it_belongs() -> None:
    (problem,) = faults("gas:\n  value: 未落实\n    note: 过期\n")
    assert (problem.code, problem.line, problem.mended) == (Code.YAML_SYNTAX, 3, "  note: 过期")


def test_a_note_under_a_short_answer_is_told_to_use_value() -> None:
    (problem,) = faults("gas: 未落实\n  note: 过期\n")
    assert (problem.code, problem.line) == (Code.YAML_SYNTAX, 2)
    assert "value: 未落实" in str(problem.remedy)


def test_lines_inside_quotes_and_blocks_are_never_taken_for_keys() -> None:
    text = "a: '第一行\n  c：见附件\n  d:附件'\nb: |\n  e：见附件\n\tf：1\nz：1\n"
    assert [(p.code, p.line) for p in faults(text)] == [(Code.YAML_TAB, 6), (Code.YAML_COLON, 7)]


def test_all_wrong_lines_are_told_at_once() -> None:
    text = "a：1\nb: [1, 2\nc: 3\nd:4\n\te: 5\n"
    assert {(p.code, p.line) for p in faults(text)} >= {
        (Code.YAML_COLON, 1),
        (Code.YAML_COLON, 4),
        (Code.YAML_TAB, 5),
    }


def test_what_stands_in_a_file_with_a_mended_colon_can_still_be_looked_at() -> None:
    assert plain(read("a: 1\nb：2\nc: 3\n".encode()).root) == {"a": "1", "b": "2", "c": "3"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\n", 1),
        ("a: {b: 1\nc: 2\n", 1),
        ("a: 1\nb: '没有写完\n", 2),
        ("a: 1\nb: @食堂\n", 2),
        ("a: x: y\n", 1),
        ("a: 1\n 落实了\nb: 2\n在岗\nc: 3\n", 4),
        ('a: "C:\\路径"\n', 1),
    ],
)
def test_other_faults_of_syntax_name_their_line(text: str, line: int) -> None:
    (problem,) = faults(text)
    assert (problem.code, problem.line) == (Code.YAML_SYNTAX, line)
    assert problem.source == text.splitlines()[line - 1]


def test_of_a_key_written_twice_the_first_is_kept_and_both_lines_are_named() -> None:
    reading = read(b"a: 1\nb: 2\na: 3\n")
    (problem,) = reading.problems
    assert (problem.code, problem.line) == (Code.YAML_DUPLICATE, 3)
    assert (problem.what.args["first"], problem.what.args["second"]) == (1, 3)
    assert plain(reading.root) == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\n", Code.YAML_ANCHOR),
        ("a: *x\n", Code.YAML_ANCHOR),
        ("a: !x 1\n", Code.YAML_TAG),
        ("a: !!python/object:os.system 1\n", Code.YAML_TAG),
        ("%YAML 1.1\n---\na: 1\n", Code.YAML_TAG),
        ("<<: {a: 1}\n", Code.YAML_KEY),
        ("? a\n: b\n", Code.YAML_KEY),
        ("[a]: b\n", Code.YAML_KEY),
        ("'': b\n", Code.YAML_KEY),
        ("f: {title: 口罩不足,需补充}\n", Code.YAML_KEY),
        ("a: 1\n---\na: 2\n", Code.YAML_DOCUMENTS),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", Code.YAML_MERGE_MARK),
    ],
)
def test_what_yaml_allows_but_surprises_is_refused_by_name(text: str, code: Code) -> None:
    assert codes(text) == [code]


def test_a_comma_that_cuts_a_text_is_mended_to_the_chinese_one() -> None:
    assert faults("f: {title: 口罩不足,需补充}\n")[0].mended == "f: {title: 口罩不足，需补充}"


def test_a_written_empty_value_in_braces_is_no_fault() -> None:
    assert plain(read(b"a: {b: , c: 1}\n").root) == {"a": {"b": "", "c": "1"}}


def test_sixteen_levels_are_read_and_seventeen_are_not() -> None:
    assert codes("[" * 16 + "1" + "]" * 16) == []
    assert codes("[" * 17 + "1" + "]" * 17) == [Code.YAML_DEPTH]


def test_fifty_thousand_nodes_are_the_end() -> None:
    assert codes("a: [" + "1," * 49_000 + "1]\n") == []
    assert codes("a: [" + "1," * 50_001 + "1]\n") == [Code.YAML_NODES]


def test_an_alias_bomb_is_a_few_problems_and_no_bomb() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    reading = read("\n".join(lines).encode())
    assert {problem.code for problem in reading.problems} == {Code.YAML_ANCHOR}
    assert len(reading.problems) <= 100


@pytest.mark.parametrize(
    "text",
    [
        "? " * 400_000,
        "- " * 400_000,
        "[" * 900_000,
        "{" * 900_000,
        "a:\n" * 200_000,
        "：" * 300_000,
        "a：b\n" * 150_000,
        "a: 'x\n" * 100_000,
        "\t" * 900_000,
        "k: v\n" * 180_000,
        "- a: [\n" * 100_000,
        " " * 900_000 + "a: 1",
        "{a," * 200_000,
        "a: {" + "".join(f"b{n}," for n in range(24_000)) + "}",
        "a: {" + "".join(f"b{n}：x," for n in range(24_000)) + "}",
        "a: " + "| " * 450_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_megabyte_made_to_be_slow_is_done_in_seconds(text: str) -> None:
    began = time.process_time()
    reading = read(text.encode())
    assert reading.root is not None or reading.problems
    assert time.process_time() - began < 4


@given(st.binary(max_size=300))
def test_no_bytes_ever_raise(data: bytes) -> None:
    reading = read(data)
    assert reading.root is not None or reading.problems


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 6), st.text(max_size=4)),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(
        ["", ":", "：", "\t", "- ", "{", "]", "'", '"', "\n", "&a ", "!", "|", "#", "\r"]
    ),
)
def test_no_mutation_of_a_good_file_ever_raises_and_every_problem_has_a_line_of_the_file(
    cuts: list[tuple[int, int, str]], piece: str
) -> None:
    text = GOOD
    for at, length, new in cuts:
        text = text[:at] + piece + new + text[at + length :]
    data = text.encode("utf-8", "replace")
    reading = read(data)
    assert reading.root is not None or reading.problems
    for problem in reading.problems:
        str(problem.what), str(problem.remedy)
        assert problem.line is None or 1 <= problem.line <= text.count("\n") + text.count("\r") + 1


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), st.text(max_size=20)))
def test_single_quoted_texts_come_back_as_they_were(answers: dict[str, str]) -> None:
    printable = {
        key: "".join(c for c in value if c.isprintable()) for key, value in answers.items()
    }
    text = "".join(
        f"{key}: '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in printable.items()
    )
    assert plain(read(text.encode("utf-8", "replace")).root or Mapping((), 1, 1)) == {
        key: value.encode("utf-8", "replace").decode() for key, value in printable.items()
    }


def test_a_question_at_the_end_of_a_line_does_not_swallow_the_next_key() -> None:
    reading = read("note: 谁开的门?\nvisit: 四不两直\n".encode())
    assert isinstance(reading.root, Mapping)
    assert [key.text for key, _ in reading.root.entries] == ["note", "visit"]
    assert reading.problems == ()
