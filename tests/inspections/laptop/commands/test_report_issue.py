"""Reports issued by the command: their numbers, texts and issues."""

from __future__ import annotations

from pathlib import Path

from inspections.ids import sha256_hex
from inspections.issued_reports import issued_reports
from tests.inspections.laptop.office import Office

AS = ("--as", "yanghui")


def issue(office: Office, n: int = 1, *words: str) -> None:
    path = office.write(f"第{n}期", f"专报{n}.txt")
    office.does(
        "report", "issue", "special", str(n), "--title", f"专报{n}", "--text", path, *AS, *words
    )


def test_a_report_keeps_its_text_its_period_and_its_issues(office: Office) -> None:
    gas = office.seal()["gas"]
    issue(office, 1, "--area", "东片", "--from", "2026-03-01", "--to", "2026-03-31", "--issue", gas[:6],
          "--public", "东片督查情况")  # fmt: skip
    [told] = office.does("--json", "report", "list").json
    assert (told["series"], told["n"], told["area"], told["issues"]) == (
        "special",
        1,
        "东片",
        [gas],
    )
    assert (told["from"], told["to"], told["public_title"]) == (
        "2026-03-01",
        "2026-03-31",
        "东片督查情况",
    )
    assert told["text"]["sha256"] == sha256_hex("第1期".encode())
    assert office.workspace().blob(told["text"]["sha256"]) == "第1期".encode()


def test_a_number_is_given_once(office: Office) -> None:
    issue(office)
    words = ("report", "issue", "专报", "1", "--title", "又一期", "--text", "专报1.txt", *AS)
    assert office.refused(*words) == (3, ["rule.status"])
    issue(office, 2)
    assert [one["n"] for one in office.does("--json", "report", "list").json] == [1, 2]


def test_a_number_that_two_laptops_gave_is_kept_twice_and_marked(
    office: Office, tmp_path: Path
) -> None:
    other = office.copy(tmp_path / "other")
    issue(office)
    issue(other)
    office.take_over(other, "district")
    found = issued_reports(office.workspace().district)
    assert [(one.n, one.doubled) for one in found] == [(1, True), (1, True)]


def test_an_inspector_issues_none_and_an_unknown_series_is_refused(office: Office) -> None:
    office.write("正文", "x.txt")
    words = ("--title", "一", "--text", "x.txt")
    assert office.refused("report", "issue", "daily", "1", *words, "--as", "wangmin") == (
        3,
        ["rule.role"],
    )
    assert office.refused("report", "issue", "weekly", "1", *words, *AS) == (2, ["usage"])


def test_an_area_lead_issues_a_special_report(office: Office) -> None:
    office.write("正文", "x.txt")
    office.does(
        "report", "issue", "special", "1", "--title", "一", "--text", "x.txt", "--as", "zhaolei"
    )
    assert office.events("district")[-1].role == "area_lead"
