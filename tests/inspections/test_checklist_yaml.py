"""A checklist's text: read whole, or refused with all that is wrong, each at its line."""

from textwrap import dedent, indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.checklist import Checklist, ItemType
from inspections.checklist_yaml import checklist_hash, read_checklist
from inspections.errors import Code, Level, Problem
from inspections.vocabulary import Mode, Result

HEAD = """\
id: t
version: 2022.04
title: 题
mode: special
basis: [{id: rule, text: 规定}]
options: {done: {落实: pass, 未落实: fail}}
sections:
  - id: s
    title: 一、值班
    items:
"""
ITEMS_START = HEAD.count("\n")
FINDING = "{title: 不足, category: duty, severity: minor, disposition: on_site}"


def text_of(*items: str) -> str:
    written = (indent(dedent(item).strip(), " " * 8)[8:] for item in items)
    return HEAD + "".join(f"      - {item}\n" for item in written)


def good(text: str) -> Checklist:
    checklist, problems = read_checklist(text.encode(), "t.yml")
    assert checklist is not None, [str(problem.what) for problem in problems]
    assert problems == ()
    return checklist


def faults(text: str) -> tuple[Problem, ...]:
    return read_checklist(text.encode(), "t.yml")[1]


def fault(*items: str) -> Problem:
    checklist, problems = read_checklist(text_of(*items).encode(), "t.yml")
    assert checklist is None
    (problem,) = problems
    return problem


def test_a_checklist_is_read_whole() -> None:
    checklist = good(
        text_of(
            """
            id: leader
            no: 08
            label: 带班领导在岗
            type: result
            options: done
            method: visit
            required: true
            self: true
            score: {weight: 10, veto: true}
            evidence: {photo_min: 1, on: fail}
            finding: {title: 不在岗, category: duty, severity: ordinary, disposition: notice, days: 3, basis: rule}
            """
        )
    )
    leader = checklist.item("leader")
    assert leader is not None
    assert (checklist.ref, checklist.mode) == ("t@2022.04", Mode.SPECIAL)
    assert (leader.no, leader.type, leader.self_check) == ("08", ItemType.RESULT, True)
    assert leader.evidence is not None
    assert leader.evidence.on == (Result.FAIL,)
    assert checklist.words(leader)["落实"] is Result.PASS
    assert leader.finding is not None
    assert leader.finding.days == 3


@pytest.mark.parametrize(
    "item",
    [
        "{id: a, label: 甲, type: result}",
        "{id: a, label: 甲, type: result, options: {√: pass, ×: fail}, parts: {x: 其一, y: 其二}}",
        "{id: a, label: 甲, type: choice, options: [好, 差]}",
        "{id: a, label: 甲, type: matrix, rows: {r: 行}, columns: {c: 列}, check: [{expr: row.c > 0, message: 大于零}]}",
        "{id: a, label: 甲, type: repeat, fields: {n: {label: 名}, k: {label: 类, type: choice, options: [一]}}}",
        "{id: a, label: 甲, type: calc, calc: 1 + 1}",
        "{id: a, label: 甲, type: note}",
        "{id: a, label: 甲, type: text, private: true, hint: , unit: }",
    ],
)
def test_every_type_can_be_written(item: str) -> None:
    assert good(text_of(item)).item("a") is not None


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("{id: a, type: text}", Code.CHECKLIST_MISSING),
        ("{id: a, label: 甲, type: reslt}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: text, required: 是}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: text, lable: 乙}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: text, lable: }", Code.CHECKLIST_FIELD),
        ("{id: 甲, label: 甲, type: text}", Code.CHECKLIST_ID),
        ("{id: a, label: {甲: 乙}, type: text}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: result, options: don}", Code.CHECKLIST_OPTIONS),
        ("{id: a, label: 甲, type: result, options: {是: fial}}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: result, options: [是, 否]}", Code.CHECKLIST_OPTIONS),
        ("{id: a, label: 甲, type: text, options: done}", Code.CHECKLIST_OPTIONS),
        ("{id: a, label: 甲, type: choice}", Code.CHECKLIST_OPTIONS),
        ("{id: a, label: 甲, type: multi, options: [好, 好]}", Code.CHECKLIST_OPTIONS),
        ("{id: a, label: 甲, type: calc}", Code.CHECKLIST_MISSING),
        ("{id: a, label: 甲, type: number, calc: 1 + 1}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: matrix, rows: {r: 行}}", Code.CHECKLIST_MISSING),
        ("{id: a, label: 甲, type: repeat}", Code.CHECKLIST_MISSING),
        ("{id: a, label: 甲, type: number, rows: {r: 行}}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: number, parts: {p: 其一}}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: result, parts: {note: 其一}}", Code.CHECKLIST_ID),
        ("{id: a, label: 甲, type: result, parts: {其一: 其一}}", Code.CHECKLIST_ID),
        ("{id: a, label: 甲, type: repeat, fields: {row: {label: 行}}}", Code.CHECKLIST_ID),
        (
            "{id: a, label: 甲, type: repeat, fields: {n: {label: 名, type: photo}}}",
            Code.CHECKLIST_FIELD,
        ),
        (
            "{id: a, label: 甲, type: repeat, fields: {n: {label: 名, type: choice}}}",
            Code.CHECKLIST_OPTIONS,
        ),
        ("{id: a, label: 甲, type: note, required: true}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: result, score: {weight: 0}}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: result, score: {weight: 十}}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: result, score: {veto: true}}", Code.CHECKLIST_MISSING),
        ("{id: a, label: 甲, type: number, score: {weight: 5}}", Code.CHECKLIST_FIELD),
        (
            "{id: a, label: 甲, type: number, evidence: {photo_min: 1, on: fail}}",
            Code.CHECKLIST_FIELD,
        ),
        ("{id: a, label: 甲, type: number, evidence: {photo_min: 0}}", Code.CHECKLIST_FIELD),
        ("{id: a, label: 甲, type: number, when: answers.b > 1}", Code.CHECKLIST_EXPRESSION),
        ("{id: a, label: 甲, type: number, when: answers.a > 1}", Code.CHECKLIST_EXPRESSION),
        (
            "{id: a, label: 甲, type: number, check: [{expr: value, message: 空}]}",
            Code.CHECKLIST_EXPRESSION,
        ),
        ("{id: a, label: 甲, type: calc, calc: school.boarding}", Code.CHECKLIST_EXPRESSION),
    ],
)
def test_what_a_type_cannot_carry_is_refused_at_its_line(item: str, code: Code) -> None:
    problem = fault(item)
    assert (problem.code, problem.line, problem.file) == (code, ITEMS_START + 1, "t.yml")


@pytest.mark.parametrize(
    ("type_", "finding", "code"),
    [
        ("number", "{}", Code.CHECKLIST_MISSING),
        ("result", "{when: value == 'fail'}", Code.CHECKLIST_FIELD),
        ("number", "{each: value < 1}", Code.CHECKLIST_FIELD),
        ("result", "{basis: rulle}", Code.CHECKLIST_FIELD),
        ("result", "{severity: severe}", Code.CHECKLIST_FIELD),
        ("result", "{category: fire}", Code.CHECKLIST_FIELD),
        ("result", "{days: -1}", Code.CHECKLIST_FIELD),
        ("result", "{days: 三天}", Code.CHECKLIST_FIELD),
        ("number", "{when: value < '3'}", Code.CHECKLIST_EXPRESSION),
    ],
)
def test_a_finding_that_cannot_fire_or_be_followed_up_is_refused(
    type_: str, finding: str, code: Code
) -> None:
    fields = dict(pair.split(": ", 1) for pair in FINDING.strip("{}").split(", "))
    fields |= dict(pair.split(": ", 1) for pair in finding.strip("{}").split(", ") if pair)
    lines = "".join(f"\n  {key}: {value}" for key, value in fields.items())
    assert fault(f"id: a\nlabel: 甲\ntype: {type_}\nfinding:{lines}").code is code


def test_a_notice_without_days_is_only_a_warning() -> None:
    item = "{id: a, label: 甲, type: result, finding: " + FINDING.replace("on_site", "notice") + "}"
    checklist, (problem,) = read_checklist(text_of(item).encode(), "t.yml")
    assert checklist is not None
    assert problem.level is Level.WARNING


def test_an_id_used_twice_is_refused_where_it_is_used_again() -> None:
    problem = fault("{id: a, label: 甲, type: text}", "{id: a, label: 乙, type: text}")
    assert (problem.code, problem.line) == (Code.CHECKLIST_ID, ITEMS_START + 2)


def test_calcs_that_rest_on_each_other_are_refused() -> None:
    a = "{id: a, label: 甲, type: calc, calc: answers.b + 1}"
    b = "{id: b, label: 乙, type: calc, calc: answers.a + 1}"
    problems = faults(text_of(a, b))
    assert [(p.code, p.line) for p in problems] == [
        (Code.CHECKLIST_EXPRESSION, ITEMS_START + 1),
        (Code.CHECKLIST_EXPRESSION, ITEMS_START + 2),
    ]


def test_the_column_of_a_fault_inside_an_expression_is_that_of_the_file() -> None:
    problem = fault("id: a\nlabel: 甲\ntype: number\nwhen: school.boarding && answers.b > 1")
    assert problem.source is not None and problem.column is not None
    assert problem.source[problem.column - 1 :].startswith("answers.b")
    quoted = fault("id: a\nlabel: 甲\ntype: number\nwhen: 'school.boarding && answers.b > 1'")
    assert quoted.source is not None and quoted.column is not None
    assert quoted.source[quoted.column - 1 :].startswith("answers.b")


def test_an_unknown_key_is_told_the_nearest_known_one() -> None:
    problem = fault("{id: a, label: 甲, type: text, requird: true}")
    assert problem.remedy.args == {"near": "required"}
    assert problem.source is not None and problem.column is not None
    assert problem.source[problem.column - 1 :].startswith("requird")


def test_a_comma_that_cut_a_title_is_explained_and_the_rest_still_looked_at() -> None:
    item = "{id: a, label: 甲, type: reslt, hint: 口罩不足,需补充}"
    assert [p.code for p in faults(text_of(item))] == [Code.CHECKLIST_FIELD, Code.YAML_KEY]


def test_everything_wrong_is_told_at_once() -> None:
    found = faults(
        text_of(
            "{id: a, label: 甲, type: reslt}",
            "{id: b, label: 乙, type: result, options: don}",
            "{id: b, label: 丙, type: text, foo: 1}",
        )
    )
    assert [(p.code, p.line) for p in found] == [
        (Code.CHECKLIST_FIELD, ITEMS_START + 1),
        (Code.CHECKLIST_OPTIONS, ITEMS_START + 2),
        (Code.CHECKLIST_ID, ITEMS_START + 3),
        (Code.CHECKLIST_FIELD, ITEMS_START + 3),
    ]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("version: 2022.04", "version: 四月", Code.CHECKLIST_VERSION),
        ("mode: special", "mode: 专项", Code.CHECKLIST_FIELD),
        ("mode: special", "mode: special\nbands: {优: 八五}", Code.CHECKLIST_FIELD),
        ("title: 题\n", "", Code.CHECKLIST_MISSING),
        ("{id: rule", "{id: 规定", Code.CHECKLIST_ID),
        ("title: 题", "title：题", Code.YAML_COLON),
    ],
)
def test_faults_of_the_head_are_refused(before: str, after: str, code: Code) -> None:
    text = text_of("{id: a, label: 甲, type: text}").replace(before, after, 1)
    assert [problem.code for problem in faults(text)] == [code]


@pytest.mark.parametrize("text", ["", "只有一句话", "- a\n- b\n"])
def test_what_is_no_checklist_says_so(text: str) -> None:
    assert [problem.code for problem in faults(text)] == [Code.YAML_SHAPE]


def test_the_hash_does_not_depend_on_line_ends_or_a_byte_order_mark() -> None:
    data = text_of("{id: a, label: 甲, type: text}").encode()
    assert checklist_hash(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")) == checklist_hash(data)
    assert checklist_hash(data + b"#\n") != checklist_hash(data)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 700), st.integers(0, 8), st.text(max_size=5)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(
        ["", ":", "：", "- ", "{", "]", "'", "\n", "\n    ", "type", "value", "answers.", "/ 0"]
    ),
)
def test_no_mutation_of_a_good_checklist_raises(
    cuts: list[tuple[int, int, str]], piece: str
) -> None:
    text = text_of(
        "id: a\nlabel: 甲\ntype: number\nwhen: school.boarding\ncheck:\n  - {expr: value / 2 > 1, message: 少}",
        "id: b\nlabel: 乙\ntype: repeat\nfields: {n: {label: 名}, d: {label: 日, type: date}}",
        "id: c\nlabel: 丙\ntype: result\noptions: {是: fail, 否: pass}\nscore: {weight: 5}\nfinding: "
        + FINDING,
    )
    for at, length, new in cuts:
        text = text[:at] + piece + new + text[at + length :]
    checklist, problems = read_checklist(text.encode("utf-8", "replace"), "t.yml")
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    assert (checklist is None) == bool(errors)
    for problem in problems:
        str(problem.what), str(problem.remedy)
