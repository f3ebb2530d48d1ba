"""Every guard refused with exit 3 through the command, and fields that do not fit."""

from pathlib import Path

import pytest

from tests.inspections.laptop.office import FILLED, Office

# --- guards: each refused with exit 3


def test_who_answered_does_not_pass(office: Office) -> None:
    duty = office.seal()["duty"]
    office.does("issue", "advise", duty, "--as", "yanghui")
    office.does("issue", "submit", duty, "--measures", "补签", "--as", "wangmin",
                "--behalf", "周老师", "--how", "phone")  # fmt: skip
    words = ("issue", "pass", duty, "--method", "documents")
    assert office.refused(*words, "--as", "wangmin") == (3, ["rule.guard"])
    assert office.refused(*words, "--as", "liqiang") == (3, ["rule.scope"])
    assert office.refused(*words, "--as", "yanghui") == (0, [])


def test_who_raised_a_fixed_one_does_not_close_it(office: Office) -> None:
    office.does("person", "add", "double", "--name", "双岗", "--role", "inspector", "--role",
                "area_lead", "--as", "chenjing")  # fmt: skip
    text = FILLED.replace("[wangmin, liqiang]", "[wangmin, double]")
    office.does("seal", office.fill(text), "--as", "double")
    exits = next(i["id"] for i in office.issues() if i["item"] == "exits")
    words = ("issue", "close", exits, "--conclusion", "已搬走")
    assert office.refused(*words, "--as", "double") == (3, ["rule.guard"])
    assert office.refused(*words, "--as", "zhaolei") == (0, [])


def severe_in(office: Office, status: str) -> str:
    gas = office.seal()["gas"]
    office.does("issue", "confirm", gas, "--as", "yanghui")
    office.does("issue", "pass", gas, "--method", "on_site", "--as", "wangmin")
    if status == "closing":
        office.does("issue", "propose-close", gas, "--conclusion", "已检修", "--as", "zhaolei")
    return gas


def test_a_severe_one_is_not_closed_by_one_person(office: Office) -> None:
    words = ("issue", "close", severe_in(office, "verified"), "--conclusion", "已检修")
    assert office.refused(*words, "--as", "yanghui") == (3, ["rule.guard"])


def test_who_proposed_does_not_close(office: Office) -> None:
    words = ("issue", "close", severe_in(office, "closing"), "--conclusion", "已检修")
    assert office.refused(*words, "--as", "zhaolei") == (3, ["rule.guard"])
    assert office.refused(*words, "--as", "yanghui") == (0, [])


def test_a_severe_one_is_not_only_pointed_out(office: Office) -> None:
    gas = office.seal()["gas"]
    assert office.refused("issue", "advise", gas, "--as", "yanghui") == (3, ["rule.guard"])


def test_nothing_is_decided_where_nobody_disagrees(office: Office) -> None:
    duty = office.seal()["duty"]
    words = (
        "issue",
        "decide",
        duty,
        "--stands",
        "confirmed",
        "--reason",
        "核实",
        "--as",
        "yanghui",
    )
    assert office.refused(*words) == (3, ["rule.guard"])


@pytest.fixture
def disputed(office: Office, tmp_path: Path) -> tuple[Office, str]:
    """One laptop confirmed the issue, another withdrew it; then they met."""
    duty = office.seal()["duty"]
    other = office.copy(tmp_path / "other")
    office.does("issue", "confirm", duty, "--as", "zhaolei")
    other.does("issue", "withdraw", duty, "--cause", "other", "--reason", "看错", "--as", "yanghui")
    office.take_over(other)
    return office, duty


def test_in_a_conflict_only_a_decision_moves_on(disputed: tuple[Office, str]) -> None:
    office, duty = disputed
    words = ("issue", "notify", duty, "--as", "yanghui")
    assert office.refused(*words) == (3, ["rule.conflict"])


def test_nobody_lets_his_own_side_stand_but_may_concede(disputed: tuple[Office, str]) -> None:
    office, duty = disputed
    words = ("issue", "decide", duty, "--reason", "核实过", "--as", "yanghui", "--stands")
    assert office.refused(*words, "withdrawn") == (3, ["rule.guard"])
    assert office.refused(*words, "confirmed") == (0, [])
    assert office.status(duty) == "confirmed"


# --- fields


def test_a_text_that_must_be_given_is_not_empty(office: Office) -> None:
    duty = office.seal()["duty"]
    words = ("issue", "withdraw", duty, "--cause", "other", "--reason", " ", "--as", "yanghui")
    assert office.refused(*words) == (2, ["rule.field"])


def test_a_correction_takes_the_words_of_the_field(office: Office) -> None:
    duty = office.seal()["duty"]
    words = (
        "issue",
        "correct",
        duty,
        "--field",
        "severity",
        "--reason",
        "核实",
        "--as",
        "yanghui",
        "--value",
    )
    assert office.refused(*words, "很重") == (2, ["rule.field"])
    assert office.refused(*words, "严重") == (0, [])
    assert next(i["severity"] for i in office.issues() if i["id"] == duty) == "severe"


def test_nothing_is_merged_into_what_left_the_ledger(office: Office) -> None:
    ids = office.seal()
    office.does(
        "issue", "withdraw", ids["masks"], "--cause", "other", "--reason", "看错", "--as", "yanghui"
    )
    words = (
        "issue",
        "merge",
        ids["duty"],
        "--into",
        ids["masks"],
        "--reason",
        "同一件",
        "--as",
        "yanghui",
    )
    assert office.refused(*words) == (2, ["rule.field"])


def test_an_answer_to_no_request_is_refused(office: Office) -> None:
    duty = office.seal()["duty"]
    words = (
        "issue",
        "decide-objection",
        duty,
        "--result",
        "upheld",
        "--reason",
        "属实",
        "--as",
        "yanghui",
    )
    assert office.refused(*words) == (2, ["rule.field"])


def test_the_name_of_a_file_about_a_person_is_not_told(office: Office) -> None:
    duty = office.seal()["duty"]
    file = office.write("约谈记录", "张三约谈记录.txt")
    office.does("issue", "escalate", duty, "--step", "talk", "--target", "person", "--person", file,
                "--reason", "逾期", "--as", "yanghui")  # fmt: skip
    assert not [update for update in office.bytes_of() if "张三".encode() in update]


def test_what_happened_later_than_today_is_refused(office: Office) -> None:
    duty = office.seal()["duty"]
    words = ("issue", "confirm", duty, "--as", "yanghui", "--happened-on")
    assert office.refused(*words, "2026-03-03") == (2, ["rule.field"])
    assert office.refused(*words, "2026-03-01") == (0, [])
    assert office.events()[-1].happened_on is not None


def test_refusing_keeps_no_file(office: Office) -> None:
    duty = office.seal()["duty"]
    proof = office.write("一份回执", "回执.txt")
    before = sorted((office.root / "ledger/blobs").rglob("*"))
    words = ("issue", "add-evidence", duty, "--files", proof, "--as", "wulaoshi")
    assert office.refused(*words) == (3, ["rule.scope"])
    assert sorted((office.root / "ledger/blobs").rglob("*")) == before
