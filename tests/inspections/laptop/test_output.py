import io
import json

import pytest

from inspections.errors import Code, Level, M, Problem
from inspections.laptop.output import make_printable, print_problems, problem_json, problem_line

PROBLEM = Problem(
    code=Code.VALUE_TYPE, file="a.yml", line=37, column=15,
    what=M("{label}应为数字，写的是“{text}”", label="口罩库存", text="一万"),
    remedy=M("改成 {line}", line="mask_stock: 10000"),
)  # fmt: skip


def test_a_problem_line_says_where_what_and_what_to_do() -> None:
    assert problem_line(PROBLEM, str) == (
        "a.yml:37:15: value.type 口罩库存应为数字，写的是“一万” → 改成 mask_stock: 10000"
    )


def test_the_line_as_it_should_be_stands_below_the_line_as_it_is() -> None:
    shown = Problem(
        code=Code.YAML_COLON, what=M("a"), remedy=M("b"), source="x：1\n", mended="x: 1\n"
    )
    assert problem_line(shown, str).splitlines()[1:] == ["    - x：1", "    + x: 1"]


def test_a_warning_says_that_it_is_one() -> None:
    shown = Problem(code=Code.USAGE, what=M("a"), remedy=M("b"), level=Level.WARNING)
    assert "警告" in problem_line(shown, str)


def test_json_holds_what_the_contract_names() -> None:
    assert {"code", "file", "line", "column", "what", "remedy"} <= problem_json(PROBLEM, str).keys()


def test_json_problems_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([PROBLEM, PROBLEM], str, True)
    lines = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["line"] for line in lines] == [37, 37]


def test_braces_in_what_a_person_typed_do_no_harm() -> None:
    shown = Problem(code=Code.USAGE, what=M("“{text}”", text="{x} %s {"), remedy=M("{{name}}"))
    assert problem_line(shown, str) == "usage “{x} %s {” → {name}"


def test_a_console_that_knows_few_characters_prints_something() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    make_printable(stream)
    stream.write("√")
    stream.flush()
