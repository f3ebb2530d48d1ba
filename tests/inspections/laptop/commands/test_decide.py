"""`ducha decide`: one of several answers, and not a byte elsewhere; what does not fit loses neither side."""

import pytest

from inspections.ids import DocId, PersonId
from inspections.laptop.recorder import Act, Recorder
from inspections.vocabulary import Role
from tests.inspections.laptop.office import FILLED, RECORD, Office

CONFLICT = (
    "masks:\n    conflict:\n      - {by: 王敏, value: 20}\n"
    "      - {by: 李强, value: 40, note: 仓库实点}\n    place: 仓库"
)
TEXT = FILLED.replace("masks: 20", CONFLICT)


def test_only_the_lines_of_the_answer_change(office: Office) -> None:
    office.does("decide", office.fill(TEXT), "masks", "40")
    text = (office.root / RECORD).read_text("utf-8")
    assert text == FILLED.replace("masks: 20", "masks:\n    value: 40\n    place: 仓库")


@pytest.mark.parametrize("value", ["很多", "-1", ""])
def test_an_answer_that_does_not_fit_loses_neither_side(office: Office, value: str) -> None:
    office.fill(TEXT)
    assert office.ducha("decide", RECORD, "masks", value).status in (1, 2)
    assert (office.root / RECORD).read_text("utf-8") == TEXT


def test_what_is_in_no_conflict_is_not_decided(office: Office) -> None:
    office.fill(TEXT)
    assert office.refused("decide", RECORD, "phone", "1") == (2, ["item.unknown"])


def test_a_file_that_does_not_read_is_left_alone(office: Office) -> None:
    office.write(TEXT.encode("gbk"))
    assert office.refused("decide", RECORD, "masks", "40") == (1, ["file.encoding"])


def test_where_the_ledger_holds_both_sides_the_decision_is_recorded(office: Office) -> None:
    office.does("new", "yl3x", "small", "--as", "wangmin")
    [opened] = office.events()
    for person, masks in (("wangmin", "20"), ("liqiang", "40")):
        workspace = office.workspace()
        body = {"set": {"masks": masks}, "photos_add": {}, "photos_strike": [], "reason": None}
        act = Act(doc=DocId("yl3x"), kind="answered", subject=opened.subject, role=Role.INSPECTOR,
                  body=body, seen=frozenset({opened.id}))  # fmt: skip
        key = workspace.keyring.key(person)
        Recorder(workspace, PersonId(person), key).record([act])
    office.fill(TEXT)
    words = ("decide", RECORD, "masks", "40", "--reason", "库房实点", "--as", "wangmin")
    office.does(*words)
    decided = next(e for e in office.events() if e.body.get("reason") == "库房实点")
    assert decided.body["set"] == {"masks": "40"}
    assert len(decided.seen) == 2
    [known] = office.workspace().view().inspections
    assert known.conflicts == {}


def test_a_reason_that_no_ledger_can_hold_is_not_dropped_in_silence(office: Office) -> None:
    said = office.does("decide", office.fill(TEXT), "masks", "40", "--reason", "库房实点")
    assert "理由没有记下" in said.out


def test_where_nothing_is_open_the_remedy_names_no_empty_list(office: Office) -> None:
    said = office.ducha("decide", office.fill(), "masks", "1")
    assert (said.status, "—" in said.err) == (2, False)
