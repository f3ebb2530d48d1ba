"""Expressions that are deep, long or endless: stopped, and named with the item's line, by both checks."""

from __future__ import annotations

import time

import pytest

from tests.inspections.laptop.office import CHECKLIST, FILLED, RECORD, Office

HUNDRED = "[" + ", ".join("1" * 99) + "]"
LOOPS = "{0}.all(a, {0}.all(b, {0}.all(c, {0}.all(d, a + b + c + d >= {1}))))"
STOPPED = {
    "deep": "(" * 40 + "value > 0" + ")" * 40,
    "very deep": "[" * 900 + "]" * 900 + " == []",
    "long": "value > 0 || " * 200 + "false",
    "endless": LOOPS.format(HUNDRED, "0"),
    "endless on any answer": LOOPS.format(HUNDRED, "value - 9"),
}
LINE = 21


def with_rule(expr: str) -> str:
    """Return the checklist with the rule at line 21, that of an item's `check`."""
    item = (
        "      - id: ruled\n        no: 11\n        label: 有规则的一项\n        type: number\n"
        f'        check: [{{expr: "{expr}", message: 不对}}]\n'
        "      - {id: goods, no: 12, label: 物品, type: repeat, fields: {n: {label: 数, type: number}}}\n"
    )
    return CHECKLIST.replace("      - {id: handover", f"{item}      - {{id: handover")


@pytest.mark.parametrize("name", STOPPED)
def test_checking_the_checklist_names_the_line(office: Office, name: str) -> None:
    office.write(with_rule(STOPPED[name]), "checklists/small.yml")
    began = time.process_time()
    said = office.ducha("--json", "checklist", "check", "checklists/small.yml")
    assert (said.status, said.codes) == (1, ["checklist.expression"])
    assert f'"line": {LINE}' in said.err
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", STOPPED)
def test_checking_a_record_names_the_line_of_its_checklist(office: Office, name: str) -> None:
    office.write(with_rule(STOPPED[name]), "checklists/small.yml")
    office.fill()
    status, found = office.checked()
    assert status == 1
    assert ("checklist.expression", LINE) in found


def test_a_rule_that_is_endless_on_these_answers_only_is_named_at_its_answer(
    office: Office,
) -> None:
    office.write(
        with_rule(
            LOOPS.format("answers.goods", "value").replace("a + b + c + d", "a.n + b.n + c.n + d.n")
        ),
        "checklists/small.yml",
    )
    assert office.ducha("checklist", "check", "checklists/small.yml").status == 0
    rows = "".join(f"    - {{row: r{n}, n: {n}}}\n" for n in range(60))
    office.fill(FILLED.replace("  handover:", f"  ruled: 0\n  goods:\n{rows}  handover:"))
    line = 1 + (office.root / RECORD).read_text("utf-8").splitlines().index("  ruled: 0")
    began = time.process_time()
    assert office.checked() == (1, [("value.budget", line)])
    assert time.process_time() - began < 5


def test_a_long_rule_that_is_allowed_is_run_to_its_end(office: Office) -> None:
    office.write(with_rule("!" * 1500 + "(value > 0)"), "checklists/small.yml")
    office.fill(FILLED.replace("  handover:", "  ruled: 0\n  handover:"))
    assert [code for code, _ in office.checked()[1]] == ["value.check"]
