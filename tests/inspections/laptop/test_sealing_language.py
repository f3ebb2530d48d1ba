"""The checklist language from file to ledger: each rule with its small YAML, through `new`, `check` and `seal`."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from tests.inspections.laptop.office import FILLED, RECORD, Office, photo

FINDING = "title: 有问题, category: supplies, severity: ordinary, disposition: notice, days: 5"
SIGNED = "signatures: [{name: 王敏, as: 检查人}, {name: 周老师, as: 学校}]\n"


def asking(office: Office, items: str, answers: str) -> Path:
    """Put a checklist of these items and a signed record of these answers into the workspace."""
    head = "id: small\nversion: 2026.01\ntitle: 小清单\nmode: comprehensive\nsections:\n  - id: one\n    title: 一\n    items:\n"
    office.write(head + indent(dedent(items).strip("\n"), " " * 6) + "\n", "checklists/small.yml")
    record = FILLED[: FILLED.index("answers:")] + "answers:\n"
    return office.write(record + indent(dedent(answers).strip("\n"), "  ") + "\n" + SIGNED)


def sealed(office: Office) -> dict[str, Any]:
    office.does("seal", RECORD, "--as", "wangmin")
    return next(dict(e.body) for e in office.events() if e.kind == "sealed")


def answered(office: Office) -> dict[str, Any]:
    return next(dict(e.body["set"]) for e in office.events() if e.kind == "answered")


def findings(office: Office) -> list[tuple[object, ...]]:
    return [(f["item"], f["row"], f["title"]) for f in sealed(office)["findings"]]


def test_the_school_s_own_answer_is_kept_beside_and_judges_nothing(office: Office) -> None:
    asking(office, f"- {{id: a, label: 甲, type: result, self: true, finding: {{{FINDING}}}}}",
           "a: {self: 不符合，学校说没有, value: 符合}")  # fmt: skip
    assert findings(office) == []
    told = answered(office)
    assert (told["a"], told["a.self"], told["a.self.note"]) == ("符合", "不符合", "学校说没有")


def test_an_answer_stays_while_it_is_hidden_and_counts_when_it_shows_again(office: Office) -> None:
    items = f"""
        - {{id: open, label: 是否开餐, type: confirm}}
        - {{id: meal, label: 留样, type: result, when: answers.open, finding: {{{FINDING}}}}}
    """
    path = asking(office, items, "open: 否\nmeal: 不符合")
    report = office.ducha("--json", "check").json["files"][0]
    assert (report["inactive"], report["findings"]) == (["meal"], 0)
    path.write_text(path.read_text("utf-8").replace("open: 否", "open: 是"), "utf-8")
    assert findings(office) == [("meal", "", "有问题")]


def test_what_is_hidden_is_sealed_without_result_and_still_in_the_ledger(office: Office) -> None:
    items = f"""
        - {{id: open, label: 是否开餐, type: confirm}}
        - {{id: meal, label: 留样, type: result, when: answers.open, finding: {{{FINDING}}}}}
    """
    asking(office, items, "open: 否\nmeal: 不符合")
    body = sealed(office)
    assert (body["findings"], body["results"]) == ([], {})
    assert answered(office)["meal"] == "不符合"


@pytest.mark.parametrize(
    ("level", "status", "code"), [("error", 1, "value.check"), ("warning", 0, "value.warning")]
)
def test_a_check_stops_sealing_as_error_and_only_speaks_as_warning(
    office: Office, level: str, status: int, code: str
) -> None:
    rule = f"check: [{{expr: value <= 24, message: 一天只有 24 小时, level: {level}}}]"
    asking(office, f"- {{id: a, label: 甲, type: number, {rule}}}", "a: 25")
    assert office.checked() == (status, [(code, 11)])
    assert office.ducha("seal", RECORD, "--as", "wangmin").status == status


def test_a_finding_said_differently_is_sealed_and_shown_differently(office: Office) -> None:
    said = (
        "title: 两处过期, severity: 轻微, days: 2, requirement: 今天换掉, responsible: 总务处/李芳"
    )
    asking(office, f"- {{id: a, label: 甲, type: result, finding: {{{FINDING}}}}}",
           f"a:\n  value: 不符合\n  finding: {{{said}}}")  # fmt: skip
    [one] = sealed(office)["findings"]
    assert (one["title"], one["severity"], one["days"], one["requirement"]) == (
        "两处过期", "minor", 2, "今天换掉",
    )  # fmt: skip
    [issue] = office.workspace().view().issues
    assert issue.title == "两处过期"
    assert issue.responsible is not None
    assert (issue.responsible.unit, issue.responsible.person) == ("总务处", "李芳")


GOODS = f"""
    - id: goods
      label: 消毒用品
      type: repeat
      fields: {{name: {{label: 品名, type: text}}, expires: {{label: 有效期至, type: date}}}}
      finding: {{each: row.expires < record.date, {FINDING}}}
"""
ROWS = """
    goods:
      - {row: a, name: 酒精, expires: 2026-01-01}
      - {row: b, name: 漂白粉, expires: 2027-01-01}
      - {row: c, name: 洗手液, expires: 2026-02-01}
"""


def test_each_row_that_fires_is_an_issue_of_its_own(office: Office) -> None:
    asking(office, GOODS, ROWS)
    assert findings(office) == [("goods", "a", "有问题"), ("goods", "c", "有问题")]


def test_an_issue_belongs_to_its_row_wherever_the_row_stands(office: Office) -> None:
    asking(office, GOODS, ROWS)
    turned = office.copy(office.root.parent / "turned")
    lines = dedent(ROWS).strip().splitlines()
    asking(turned, GOODS, "\n".join([lines[0], *reversed(lines[1:])]))
    before = {f["row"]: f["issue"] for f in sealed(office)["findings"]}
    assert {f["row"]: f["issue"] for f in sealed(turned)["findings"]} == before


def test_a_row_that_lacks_what_its_rule_asks_is_listed_as_undecided(office: Office) -> None:
    asking(office, GOODS, ROWS.replace(", expires: 2026-01-01", ""))
    assert office.ducha("--json", "check").json["files"][0]["undecided"] == ["goods"]
    assert "尚不能判定" in office.does("check").out


def test_praise_is_a_result_of_its_own_and_counted(office: Office) -> None:
    asking(
        office, "- {id: a, label: 甲, type: result, score: {weight: 5}}", "a: 亮点，台账一人一档"
    )
    body = sealed(office)
    assert (body["results"], body["score"]["got"]) == ({"a": "highlight"}, "5")
    assert answered(office)["a.note"] == "台账一人一档"
    assert office.does("report", "stats", "--json").json["highlights"] == 1


def test_the_score_is_explained_line_by_line(office: Office) -> None:
    items = """
        - {id: a, label: 甲, type: result, score: {weight: 10}}
        - {id: b, label: 乙, type: result, score: {weight: 5, veto: true}}
        - {id: c, label: 丙, type: result, score: {weight: 2}}
    """
    asking(office, items, "a: 符合\nb: 不符合\nc: 不适用")
    score = sealed(office)["score"]
    assert [(x["item"], x["result"], x["got"], x["weight"]) for x in score["lines"]] == [
        ("a", "pass", "10", "10"), ("b", "fail", "0", "5"), ("c", "na", "0", "2"),
    ]  # fmt: skip
    assert (score["got"], score["of"], score["veto"]) == ("10", "15", ["b"])


def test_a_note_on_the_line_is_kept_as_typed(office: Office) -> None:
    asking(office, f"- {{id: a, label: 甲, type: result, finding: {{{FINDING}}}}}",
           "a: 不符合，两瓶 84，过期 08 天")  # fmt: skip
    sealed(office)
    assert (answered(office)["a"], answered(office)["a.note"]) == ("不符合", "两瓶 84，过期 08 天")


def test_the_long_blank_writes_every_item_long_and_reads_clean(office: Office) -> None:
    office.does("new", "yl3x", "small", "--long", "--as", "wangmin")
    text = (office.root / RECORD).read_text("utf-8")
    keys = [
        line for line in text.split("answers:")[1].splitlines() if line.startswith("    value:")
    ]
    assert len(keys) == 9
    assert office.checked() == (0, [])


def test_a_file_and_a_signature_are_named_and_kept_by_their_bytes(office: Office) -> None:
    items = "- {id: f, label: 台账, type: file}\n- {id: s, label: 签名, type: signature}"
    path = asking(office, items, "f: [台账.pdf]\ns: 签名.png")
    folder = path.with_suffix("")
    folder.mkdir(exist_ok=True)
    (folder / "台账.pdf").write_bytes(b"%PDF-1.4 x")
    photo(folder / "签名.png")
    sealed(office)
    event = next(e for e in office.events() if e.kind == "answered")
    assert {p: [f["name"] for f in files] for p, files in event.body["photos_add"].items()} == {
        "f": ["台账.pdf"],
        "s": ["签名.png"],
    }
