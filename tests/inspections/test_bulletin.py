"""The proposed text of a bulletin: the sentence, by category, good and bad cases, what comes next."""

from dataclasses import replace
from datetime import date

from inspections.bulletin import bulletin
from inspections.ids import IssueId, SchoolId
from inspections.releases import PublicRow, PublicSchool
from inspections.vocabulary import Category, Severity, Stage, Status

AS_OF = date(2026, 4, 24)
GOOD, BAD = SchoolId("a"), SchoolId("b")
SCHOOLS = (
    PublicSchool(id=GOOD, name="甲校", stage=Stage.PRIMARY, area=""),
    PublicSchool(id=BAD, name="乙校", stage=Stage.PRIMARY, area=""),
)
DONE = PublicRow(
    number="1-1", issue=IssueId("A"), school=GOOD, title="门卫脱岗", category=Category.GATE, severity=Severity.ORDINARY,
    status=Status.CLOSED, due=date(2026, 4, 1), closed_on=date(2026, 4, 2),
)  # fmt: skip
LATE = replace(DONE, school=BAD, title="灭火器过期", status=Status.NOTIFIED, closed_on=None)
STATED = {
    "requirements": 2, "closed": 1, "in_progress": 1, "overdue": 1, "schools": 2, "inspections": 0,
    "schools_inspected": 0, "by_stage": {},
    "by_category": {"gate": {"requirements": 2, "closed": 1, "in_progress": 1, "overdue": 1}},
}  # fmt: skip


def lines(*rows: PublicRow, **changes: object) -> list[str]:
    return bulletin({**STATED, **changes}, rows, SCHOOLS, AS_OF).splitlines()


def test_it_begins_with_the_sentence() -> None:
    assert lines(DONE, LATE)[0].endswith(
        "提出整改要求2条，涉及学校2所，完成整改1条，其余1条正在整改（其中逾期1条）。"
    )


def test_a_school_where_all_is_closed_is_a_good_case_and_an_overdue_issue_a_bad_one() -> None:
    text = lines(DONE, LATE)
    assert any("甲校" in line and "门卫脱岗" in line for line in text)
    assert any("乙校" in line and "灭火器过期" in line for line in text)


def test_headings_are_numbered_without_a_gap_whatever_is_left_out() -> None:
    def numerals(*rows: PublicRow) -> str:
        return "".join(line[0] for line in lines(*rows) if line[1:2] == "、")

    assert (numerals(DONE, LATE), numerals(LATE), numerals(DONE)) == (
        "一二三四",
        "一二三",
        "一二三",
    )


def test_a_school_with_something_open_is_no_good_case() -> None:
    assert not any(
        "甲校" in line and "全部" in line for line in lines(DONE, replace(LATE, school=GOOD))
    )


def test_what_comes_next_is_the_rest_or_a_look_back() -> None:
    assert "1条" in lines(DONE, LATE)[-1]
    assert "回头看" in lines(DONE, in_progress=0, overdue=0, closed=2)[-1]


def test_a_deadline_is_written_as_people_write_dates() -> None:
    assert any("整改时限2026年4月1日" in line for line in lines(LATE))
