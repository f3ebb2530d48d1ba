from collections.abc import Callable

import pytest

from inspections.errors import Code, Exit, UserError
from inspections.laptop.lookup import document_name, issue_named, person_named, school_named
from tests.inspections.laptop.office import Office


@pytest.mark.parametrize("name", ["yl3x", "云岭区第三小学", "第三"])
def test_a_school_is_found_by_id_name_and_part_of_it(founded: Office, name: str) -> None:
    assert school_named(founded.workspace().district, name).id == "yl3x"


def test_a_document_is_called_by_its_school_and_the_district_s_by_none_of_the_ids(
    founded: Office,
) -> None:
    district = founded.workspace().district
    assert document_name(district, "yl3x") == "云岭区第三小学"
    assert document_name(district, "gone") == "gone"
    assert str(document_name(district, "district")) != "district"


def code_of(act: Callable[..., object], *words: object) -> tuple[Code, Exit]:
    with pytest.raises(UserError) as caught:
        act(*words)
    return caught.value.problems[0].code, caught.value.exit


def test_no_school_and_several_are_told_apart_by_the_remedy(founded: Office) -> None:
    district = founded.workspace().district
    assert code_of(school_named, district, "第九") == (Code.SCHOOL_UNKNOWN, Exit.USAGE)
    with pytest.raises(UserError) as caught:
        school_named(district, "云岭区")
    assert "yl5x" in str(caught.value.problems[0].remedy)


@pytest.mark.parametrize("command", [("report", "stats"), ("issue", "list")])
def test_an_area_that_is_not_there_is_never_answered_with_nothing(
    founded: Office, command: tuple[str, str]
) -> None:
    founded.does(*command, "--area", "东片")
    assert founded.refused(*command, "--area", "东片区") == (2, ["usage"])


def test_a_person_is_found_by_id_and_name(founded: Office) -> None:
    district = founded.workspace().district
    assert person_named(district, "王敏") is person_named(district, "wangmin")
    assert code_of(person_named, district, "张三") == (Code.PERSON_UNKNOWN, Exit.USAGE)


def test_an_issue_is_found_by_its_first_letters_in_either_case(office: Office) -> None:
    duty = office.seal()["duty"]
    issues = office.workspace().view().issues
    assert issue_named(issues, duty[:6].lower()).id == duty
    assert issue_named(issues, duty).id == duty


def test_letters_that_look_like_digits_are_read_as_these(office: Office) -> None:
    office.seal()
    issues = office.workspace().view().issues
    with_zero = next((i for i in issues if "0" in i.id), None)
    assert with_zero is not None
    assert issue_named(issues, with_zero.id.replace("0", "o").replace("1", "l")) is with_zero


def test_no_letters_name_no_issue(office: Office) -> None:
    office.seal()
    issues = office.workspace().view().issues
    assert code_of(issue_named, issues, " ") == (Code.ISSUE_UNKNOWN, Exit.USAGE)


def test_letters_of_several_issues_list_them(office: Office) -> None:
    office.seal()
    issues = office.workspace().view().issues
    doubled = (*issues, *issues)
    assert code_of(issue_named, doubled, issues[0].id[:6]) == (Code.ISSUE_AMBIGUOUS, Exit.USAGE)
