"""What must not stand in a public text is found, and what is only alike is not."""

import pytest

from inspections.release_privacy import faults

NAMES = {"王敏", "王敏之", "周老师"}
INNOCENT = ("王敏希望小学", "东片")


def found(text: str, *checked: str) -> list[str]:
    problems = faults({"here": text}, NAMES, (*INNOCENT, *checked))
    return [str(next(iter(problem.what.args.values()))) for problem in problems]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("带班的是王敏", ["王敏"]),
        ("王敏之和周老师", ["周老师", "王敏之"]),
        ("王敏希望小学的王敏", ["王敏"]),
        ("联系 13900001111", ["13900001111"]),
        ("联系 139-0000-1111", ["139-0000-1111"]),
        ("联系 １３９００００１１１１", ["13900001111"]),
        ("办公室 0874—3123456", ["0874-3123456"]),
        ("座机 3123456。", ["3123456"]),
        ("证件 11010119900307123X", ["11010119900307123X"]),
    ],
)
def test_it_is_found(text: str, what: list[str]) -> None:
    assert found(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "王敏希望小学：门卫脱岗",
        "截至2026-04-24，45条",
        "整改时限2026-4-27",
        "1,104 名学生",
        "第 3-12 条",
        "王 敏",
    ],
)
def test_it_is_let_through(text: str) -> None:
    assert found(text) == []


def test_what_somebody_looked_at_is_let_through() -> None:
    assert found("王敏、13900001111", "王敏", "13900001111") == []


def test_each_text_is_looked_at_for_itself() -> None:
    problems = list(faults({"a": "王敏", "b": "无", "c": "王敏"}, NAMES))
    assert [problem.file for problem in problems] == ["a", "c"]
