"""May this act be recorded at all? One act per rule, everything else about it right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from inspections.errors import Code
from inspections.events import Event
from inspections.ids import DISTRICT, EventId, PersonId, lone_issue_id
from inspections.judge import SEEN_MAX, judge
from inspections.judge_body import FILES_MAX, TEXT_CHARACTERS_MAX
from inspections.vocabulary import Role
from tests.inspections.certified import DEVICE, OPENED, OTHER, act, certified, seeing
from tests.inspections.views import VISIT
from tests.stories_of_events import FINDING

ISSUE = "Q7K2MD0123456789ABCDEFGHJK"
SEALED = act(
    "sealed", subject=f"i:{VISIT}", body={"findings": [{"issue": ISSUE}], "results": {}, "program": "1"}
)  # fmt: skip
COMMENT = act(subject=f"q:{ISSUE}", seen=seeing(SEALED), body={"text": "看过了"})
SUBMITTED = act(
    "submitted", subject=f"q:{ISSUE}", seen=seeing(SEALED), from_="notified", role=Role.SCHOOL,
    body={"measures": "已检修", "done_on": "2022-04-12", "person": None, "photos_before": [],
          "photos_after": [], "files": []},
)  # fmt: skip
BEHALF = {"name": "周老师", "how": "paper", "proof": None}
A_FILE = {"sha256": "ab" * 32, "name": "a.jpg", "bytes": 10}


def against(event: Event, *held: Event) -> list[Code]:
    known = {e.id: e for e in (SEALED, *held)}
    return [problem.code for problem in judge(event, known.get)]


def but(event: Event, **body: Any) -> Event:
    return replace(event, body={**event.body, **body})


def test_an_honest_act_may_be_recorded() -> None:
    assert (against(COMMENT), against(SUBMITTED)) == ([], [])


def test_a_kind_that_no_table_knows_is_carried() -> None:
    assert against(replace(COMMENT, kind="teleported", subject="z:1", role=Role.SERVER)) == []


def test_a_receipt_stands_under_no_subject_and_only_the_server_writes_one() -> None:
    body = {"n": 1, "server_time": "2022-04-12T20:00:00+08:00", "ids": [], "refused": []}
    receipt = act("received", subject="", role=Role.SERVER, body=body)
    assert against(receipt) == []
    assert against(replace(receipt, subject="q:X")) == [Code.RULE_SUBJECT]
    assert against(replace(receipt, role=Role.BUREAU)) == [Code.RULE_ROLE]
    assert against(but(receipt, n=-1)) == [Code.RULE_FIELD]


def test_a_role_that_may_not_is_refused() -> None:
    act_of_school = act(
        "withdrawn", subject=f"q:{ISSUE}", seen=seeing(SEALED), role=Role.SCHOOL,
        body={"cause": "other", "reason": "不服"},
    )  # fmt: skip
    assert against(act_of_school) == [Code.RULE_ROLE]


@pytest.mark.parametrize(
    "subject", ["i:yl5x-2022-04-12-opening_random-t3", "i:", "i:../x", "d:settings", "", "q:", "x"]
)
def test_a_subject_that_is_not_of_this_school_is_refused(subject: str) -> None:
    signed = act(
        "signed", subject=subject, body={"name": "王敏", "as": "inspector", "list_digest": "x"}
    )
    opened = act("discarded", subject=subject, seen=seeing(signed), body={"reason": "重复"})
    assert against(opened, signed) == [Code.RULE_SUBJECT]


def test_an_issue_that_its_author_had_not_seen_raised_is_refused() -> None:
    assert against(replace(COMMENT, seen=frozenset())) == [Code.RULE_SUBJECT]
    assert against(replace(COMMENT, subject="q:" + "0" * 26)) == [Code.RULE_SUBJECT]


def test_what_rests_on_an_act_on_the_same_issue_may_be_recorded() -> None:
    assert against(replace(COMMENT, seen=seeing(COMMENT), id=EventId("f" * 64)), COMMENT) == []


def test_a_lone_issue_has_the_id_that_its_event_gives_it() -> None:
    raised = act("raised", 7, body={**FINDING, "photos": []})
    own = lone_issue_id(raised.doc, raised.session, raised.seq)
    assert against(replace(raised, subject=f"q:{own}")) == []
    assert against(replace(raised, subject=f"q:{ISSUE}")) == [Code.RULE_SUBJECT]


def test_a_kind_of_another_document_is_refused() -> None:
    assert against(replace(COMMENT, kind="settings_set")) == [Code.RULE_SUBJECT]
    assert against(replace(OPENED, kind="commented")) == [Code.RULE_SUBJECT]


def test_a_district_is_opened_once() -> None:
    second = replace(OPENED, seq=3, body={"name": "云岭区", "root_key": "a" * 64})
    assert against(replace(second, seq=0)) == []
    assert against(second) == [Code.RULE_SUBJECT]


def test_what_a_school_should_say_and_another_says_names_for_whom() -> None:
    by_inspector = replace(SUBMITTED, role=Role.INSPECTOR)
    assert against(by_inspector) == [Code.RULE_BEHALF]
    assert against(but(by_inspector, behalf=BEHALF)) == []
    assert against(but(by_inspector, behalf={**BEHALF, "how": "rumour"})) == [Code.RULE_BEHALF]


def test_a_daily_report_by_an_inspector_names_for_whom() -> None:
    filed = act(
        "daily_filed", doc=DISTRICT, subject="d:daily/yl3x/2022-04-12", body={"numbers": {}}
    )
    assert against(filed) == [Code.RULE_BEHALF]
    assert against(but(filed, behalf=BEHALF)) == []


def test_what_happened_later_than_it_was_recorded_is_refused() -> None:
    day = COMMENT.at.date()
    assert against(replace(COMMENT, happened_on=day)) == []
    assert against(replace(COMMENT, happened_on=day + timedelta(days=1))) == [Code.RULE_FIELD]
    assert against(replace(COMMENT, happened_on=date.max)) == [Code.RULE_FIELD]


def test_a_fact_has_no_status_that_it_comes_from() -> None:
    assert against(replace(COMMENT, from_="found")) == [Code.RULE_FIELD]


def test_a_session_begins_behind_an_event_of_its_own_device() -> None:
    other = replace(SEALED, id=EventId("e" * 64), device=OTHER)
    assert against(replace(COMMENT, prev=SEALED.id)) == []
    assert against(replace(COMMENT, prev=other.id), other) == [Code.RULE_FIELD]


def test_nobody_sees_without_end() -> None:
    seen = frozenset(EventId(f"{n:064x}") for n in range(5000, 5000 + SEEN_MAX)) | {SEALED.id}
    assert against(replace(COMMENT, seen=seen)) == [Code.RULE_LIMIT]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("measures", None, Code.RULE_FIELD), ("measures", "", Code.RULE_FIELD),
        ("measures", ["x"], Code.RULE_FIELD), ("measures", 5, Code.RULE_FIELD),
        ("measures", "字" * (TEXT_CHARACTERS_MAX + 1), Code.RULE_LIMIT),
        ("done_on", "2022-02-30", Code.RULE_FIELD), ("done_on", "12/04/2022", Code.RULE_FIELD),
        ("person", {"a": 1}, Code.RULE_FIELD), ("files", {"sha256": "x"}, Code.RULE_FIELD),
        ("files", [{**A_FILE, "sha256": "../etc/passwd"}], Code.RULE_FIELD),
        ("files", [{**A_FILE, "bytes": True}], Code.RULE_FIELD),
        ("files", [A_FILE] * (FILES_MAX + 1), Code.RULE_LIMIT),
    ],
)  # fmt: skip
def test_a_field_of_another_shape_is_refused(field: str, value: Any, code: Code) -> None:
    assert against(but(SUBMITTED, **{field: value})) == [code]


def test_a_field_that_must_be_given_may_not_be_missing() -> None:
    assert against(replace(SUBMITTED, body={"done_on": "2022-04-12"})) == [Code.RULE_FIELD]


def test_fields_of_other_versions_are_let_through() -> None:
    few = {"measures": "已检修", "done_on": "2022-04-12", "weather": {"sun": ["yes"]}}
    assert against(replace(SUBMITTED, body=few)) == []


def test_a_choice_that_no_list_holds_is_refused() -> None:
    passed = act(
        "passed", subject=f"q:{ISSUE}", seen=seeing(SEALED), from_="submitted",
        body={"method": "on_site", "judges": None, "note": None, "photos": [A_FILE]},
    )  # fmt: skip
    assert against(passed) == []
    assert against(but(passed, method="by_magic")) == [Code.RULE_FIELD]
    assert against(but(passed, judges="nothing")) == [Code.RULE_FIELD]


@pytest.mark.parametrize(
    "body",
    [
        {"set": {"duty": "fail"}, "photos_add": {}, "photos_strike": []},
        {"set": {}, "photos_add": {"duty": [A_FILE]}, "photos_strike": []},
        {"set": {}, "photos_add": {}, "photos_strike": [{"path": "duty", "file": "a", "reason": "b"}]},
    ],
)  # fmt: skip
def test_a_school_fills_its_own_column_only(body: dict[str, Any]) -> None:
    answered = act(
        "answered", subject=f"i:{VISIT}", seen=seeing(SEALED), role=Role.SCHOOL, body=body
    )
    assert against(answered) == [Code.RULE_ROLE]
    own = {"set": {"duty.self": "pass"}, "photos_add": {}, "photos_strike": []}
    assert against(replace(answered, body=own)) == []


def test_a_certificate_is_judged_by_its_table() -> None:
    given = certified(DEVICE, by=OPENED.device, since="2022-01-01")
    assert against(given) == []
    assert against(replace(given, subject="d:device/")) == [Code.RULE_SUBJECT]
    assert against(replace(given, role=Role.BUREAU, by=PersonId("x"))) == [Code.RULE_ROLE]
