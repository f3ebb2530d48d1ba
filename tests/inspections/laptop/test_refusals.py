"""What the server refused reaches its author: in `check`, `issue show`, `log`, with what to do."""

from __future__ import annotations

import pytest

from inspections.events import Event
from inspections.ids import PersonId
from inspections.laptop.refusals import refusals
from tests.inspections.laptop.office import Office
from tests.inspections.laptop.server import REMEDY, certify_server, receive


@pytest.fixture
def served(office: Office) -> tuple[Office, str, Event]:
    """An issue that liqiang commented on; the server refuses the comment."""
    issue = office.seal()["duty"]
    office.does("issue", "comment", issue, "--text", "已看", "--as", "wangmin")
    certify_server(office)
    said = next(e for e in office.events() if e.kind == "commented")
    receive(office, refused={said.id: "rule.role"})
    return office, issue, said


def test_check_tells_the_author_what_was_refused_and_what_to_do(
    served: tuple[Office, str, Event],
) -> None:
    office, _, _ = served
    said = office.ducha("--json", "check")
    [told] = [p for p in said.json["problems"] if p["code"] == "receipt.refused"]
    assert told["remedy"] == REMEDY
    assert "rule.role" in told["what"]


def test_only_the_author_is_told(served: tuple[Office, str, Event]) -> None:
    workspace = served[0].workspace()
    assert list(refusals(workspace, [PersonId("liqiang")])) == []
    assert len(list(refusals(workspace, [PersonId("wangmin")]))) == len(list(refusals(workspace))) == 1  # fmt: skip


def test_without_a_server_nothing_is_read(office: Office) -> None:
    assert list(refusals(office.workspace())) == []


def test_the_issue_shows_it_as_without_effect(served: tuple[Office, str, Event]) -> None:
    office, issue, said = served
    shown = office.does("issue", "show", issue, "--json").json
    assert said.id not in [e["id"] for e in shown["timeline"]]
    [entry] = shown["set_aside"]
    assert (entry["id"], entry["effect"], entry["refused"]["code"]) == (said.id, "no_effect", "rule.role")  # fmt: skip
    assert REMEDY in office.does("issue", "show", issue).out


def test_the_log_names_it_with_its_receipt(served: tuple[Office, str, Event]) -> None:
    office, _, said = served
    told = {line["id"]: line for line in office.does("log", "--school", "yl3x", "--json").json}
    assert told[said.id]["refused"] == {"code": "rule.role", "remedy": REMEDY}
    assert told[said.id]["received"]["n"] == 1
    assert REMEDY in office.does("log", "--school", "yl3x").out


def test_an_issue_whose_first_act_was_refused_says_so(office: Office) -> None:
    issue = office.seal()["duty"]
    certify_server(office)
    sealed = next(e for e in office.events() if e.kind == "sealed")
    receive(office, refused={sealed.id: "rule.subject"})
    status, codes = office.refused("issue", "show", issue)
    assert (status, codes) == (2, ["issue.unknown"])


def test_what_the_server_has_and_has_not_yet_is_told_of_each_act(office: Office) -> None:
    issue = office.seal()["duty"]
    certify_server(office)
    receive(office, *office.events(), time="2026-03-02T08:30:00+08:00")
    office.does("issue", "comment", issue, "--text", "再看", "--as", "wangmin")
    shown = office.does("issue", "show", issue, "--json").json["timeline"]
    assert [entry["received"] is not None for entry in shown] == [True, False]
    said = office.does("issue", "show", issue).out
    assert "30 分钟" in said  # the laptop's clock said nine when the server's said half past eight
