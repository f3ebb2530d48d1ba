from datetime import date, datetime

from inspections.deadline import Light, WorkCalendar
from inspections.ids import PersonId, SchoolId
from inspections.register import COLUMNS, RegisterRow, issue_rows, register_lines
from inspections.selection import Filter
from inspections.view import Evidence, File, Issue, Responsible, View
from inspections.vocabulary import Badge, Mode, Severity, Status
from tests.inspections.drafts import BEIJING
from tests.inspections.views import a_school, a_view, an_event, an_inspection, an_issue, entries

TODAY = date(2022, 6, 6)


def row(issue: Issue, **school: str) -> RegisterRow:
    view = a_view(
        [issue], [an_inspection()], [a_school(**school)], {"wangmin": "王敏", "zhaohua": "赵华"}
    )
    return register_lines(view, as_of=TODAY)[0][0]


def ids(view: View, **filters: object) -> list[str]:
    rows = issue_rows(view, as_of=TODAY, calendar=WorkCalendar(), filters=Filter(**filters))  # type: ignore[arg-type]
    return [one.issue.id for one in rows]


def test_the_register_has_the_23_columns_of_the_paper() -> None:
    assert "、".join(map(str, COLUMNS.values())) == (
        "序号、学校、学校类别、片区、督查方式、督查日期、检查清单、问题、问题类别、严重程度、依据、整改要求、整改措施、"
        "责任单位、责任人、整改时限、进展、佐证材料、复查人、复查日期、销号日期、状态、备注"
    )


def test_every_column_is_filled_from_its_field() -> None:
    assert tuple(RegisterRow.__dataclass_fields__) == tuple(COLUMNS)
    assert len(row(an_issue()).cells) == 23


def test_a_line_says_what_was_found_where_and_how_it_stands() -> None:
    line = row(an_issue(severity=Severity.SEVERE, due=date(2022, 6, 10)), name="云岭区第三小学")
    assert line.cells[:13] == (
        "1", "云岭区第三小学", "小学", "东片区", "综合督检·随机抽查", "2022-04-12", "开学防疫与安全随机抽查",
        "燃气报警装置未检修", "消防燃气", "严重", "校园消防与燃气安全管理要求", "立即检修", "",
    )  # fmt: skip
    assert (line.due, line.status, line.remarks) == ("2022-06-10", "整改中", "")


def test_a_line_follows_the_answer_and_the_re_inspection() -> None:
    seen_again = datetime(2022, 4, 20, 15, tzinfo=BEIJING)
    issue = an_issue(
        status=Status.CLOSED,
        closed_on=date(2022, 4, 22),
        timeline=entries(
            an_event("submitted", 1, body={"measures": "更换报警器", "person": "李校长"}),
            an_event("passed", 2, body={"note": "已检修"}, by=PersonId("zhaohua"), at=seen_again),
        ),
    )
    line = row(issue)
    assert (line.measures, line.person, line.progress) == ("更换报警器", "李校长", "已检修")
    assert (line.reinspector, line.reinspected_on, line.closed_on) == (
        "赵华",
        "2022-04-20",
        "2022-04-22",
    )


def test_the_responsible_unit_is_the_school_unless_another_is_named() -> None:
    assert row(an_issue(), name="三小").unit == "三小"
    line = row(an_issue(responsible=Responsible(unit="后勤中心", person="周师傅")))
    assert (line.unit, line.person) == ("后勤中心", "周师傅")


def test_struck_evidence_is_left_out() -> None:
    def evidence(name: str, struck: bool) -> Evidence:
        file = File(sha256=name, name=name, bytes=1)
        event = an_event("evidence_added")
        return Evidence(file=file, role="added", event=event, struck=event if struck else None)

    issue = an_issue(
        evidence=(evidence("好.jpg", False), evidence("错.jpg", True), evidence("单.pdf", False))
    )
    assert row(issue).evidence == "好.jpg、单.pdf"


def test_remarks_hold_overdue_badges_and_rounds() -> None:
    issue = an_issue(
        due=date(2022, 6, 1), badges=frozenset({Badge.REPEAT, Badge.EXTENDED}), rounds=1
    )
    assert row(issue).remarks == "逾期；延期；屡查屡犯；第2轮"


def test_texts_written_blind_stand_side_by_side() -> None:
    assert row(an_issue(title="甲", variants={"title": ("乙",)})).title == "甲 / 乙"


def test_who_is_to_re_inspect_is_shown_until_somebody_did() -> None:
    assigned = an_event("reinspection_assigned", body={"person": "zhaohua"})
    assert row(an_issue(timeline=entries(assigned))).reinspector == "赵华"


def test_lines_run_by_day_found_then_school() -> None:
    issues = [
        an_issue("LATER", inspection=None, raised_on=date(2022, 5, 1)),
        an_issue("B", school=SchoolId("s2"), inspection=None, raised_on=date(2022, 4, 1)),
        an_issue("A", inspection=None, raised_on=date(2022, 4, 1), school=SchoolId("s1")),
    ]
    view = a_view(issues, schools=[a_school("yl3x"), a_school("s2"), a_school("s1")])
    lines = [row for row, _ in register_lines(view, as_of=TODAY)]
    assert [(line.number, line.school) for line in lines] == [
        ("1", "s1小学"), ("2", "s2小学"), ("3", "yl3x小学"),
    ]  # fmt: skip


def test_the_list_begins_with_what_is_most_urgent() -> None:
    issues = [
        an_issue("closed", status=Status.CLOSED, due=date(2022, 5, 1)),
        an_issue("later", due=date(2022, 7, 1)),
        an_issue("no_due"),
        an_issue("near", due=date(2022, 6, 7)),
        an_issue("overdue", due=date(2022, 6, 5)),
        an_issue("long_overdue", due=date(2022, 5, 5)),
    ]
    assert ids(a_view(issues)) == ["long_overdue", "overdue", "near", "later", "no_due", "closed"]


def test_a_row_says_days_left_and_its_light() -> None:
    issues = [
        an_issue("A", due=date(2022, 6, 2)),
        an_issue("B", due=date(2022, 6, 8)),
        an_issue("C", due=date(2022, 6, 8), status=Status.CLOSED),
        an_issue("D", due=date(2022, 6, 2), status=Status.MERGED),
    ]
    rows = {
        one.issue.id: (one.overdue, one.days_left, one.light)
        for one in issue_rows(a_view(issues), as_of=TODAY, calendar=WorkCalendar())
    }
    assert rows == {
        "A": (True, -1, Light.RED),  # 3 June 2022 was a holiday
        "B": (False, 2, Light.YELLOW),
        "C": (False, None, Light.DONE),
        "D": (False, None, Light.NONE),
    }


def test_the_list_can_be_asked_for_what_is_overdue() -> None:
    issues = [
        an_issue("A", due=date(2022, 6, 5)),
        an_issue("B", due=date(2022, 6, 6)),
        an_issue("C", due=date(2022, 6, 1), status=Status.CLOSED),
        an_issue("D", due=date(2022, 6, 1), status=Status.WITHDRAWN),
    ]
    assert ids(a_view(issues), overdue=True) == ["A"]


def test_mine_is_what_i_found_look_after_or_am_to_re_inspect() -> None:
    me = PersonId("me")
    assigned = entries(an_event("reinspection_assigned", body={"person": "me"}))
    issues = [
        an_issue("raised", raised_by=(me,), inspection=None),
        an_issue("visited"),
        an_issue("assigned", inspection=None, timeline=assigned),
        an_issue("my_school", inspection=None, school=SchoolId("s2")),
        an_issue("not_mine", inspection=None, mode=Mode.SPECIAL),
    ]
    view = a_view(
        issues, [an_inspection(inspectors=(me,))], [a_school(), a_school("s2", inspector=me)]
    )
    assert set(ids(view, mine=me)) == {"raised", "visited", "assigned", "my_school"}
