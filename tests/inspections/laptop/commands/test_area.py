"""Areas, townships and the responsibility map by the command."""

from __future__ import annotations

from tests.inspections.laptop.office import Office

AS = ("--as", "yanghui")
AREAS = """片区代码,名称,类别,负责人
east,东片,片区,赵蕾
cg,城关镇,乡镇街道,何副局长
Bad,坏,片区,
"""


def test_areas_are_imported_and_faults_listed(office: Office) -> None:
    office.write(AREAS, "areas.csv")
    said = office.ducha("--json", "area", "import", "areas.csv", *AS)
    assert (said.status, said.codes) == (1, ["roster.value"])
    found = {one["id"]: one for one in office.does("--json", "area", "list").json}
    assert (found["east"]["lead"], found["east"]["schools"]) == ("zhaolei", 1)
    assert (found["cg"]["part"], found["cg"]["lead"]) == ("township", "何副局长")


def test_adding_one_again_changes_it_and_the_same_records_nothing(office: Office) -> None:
    add = ("area", "add", "east", "--name", "东片", "--lead", "赵蕾", *AS)
    assert office.does("--json", *add).json["changed"] == 1
    assert office.does("--json", *add).json["changed"] == 0
    office.does(*add[:5], "--lead", "王敏", *AS)
    assert office.does("--json", "area", "list").json[0]["lead"] == "wangmin"


def test_an_inspector_enters_no_area(office: Office) -> None:
    refusal = office.refused("area", "add", "east", "--name", "东片", "--as", "wangmin")
    assert refusal == (3, ["rule.role"])


def test_the_map_says_who_answers_and_who_is_missing(office: Office) -> None:
    office.does("area", "add", "east", "--name", "东片", "--lead", "赵蕾", *AS)
    rows = {one["school"]: one for one in office.does("--json", "area", "map").json}
    assert (rows["yl3x"]["inspector"], rows["yl3x"]["area_lead"]) == ("wangmin", "zhaolei")
    assert rows["yl3x"]["missing"] == []
    assert rows["yl5x"]["missing"] == ["inspector"]
    gaps = office.does("--json", "report", "responsibility", "--gaps").json
    assert [one["school"] for one in gaps] == ["yl5x"]
    assert "云岭区第五小学" in office.does("area", "map", "--gaps").out


def test_the_issues_of_a_school_are_its_inspectors_although_the_roster_has_only_the_name(
    office: Office,
) -> None:
    roster = "学校代码,名称,学段,责任督学\nyl3x,云岭区第三小学,小学,李强\n"
    issues = office.seal()
    office.write("人员代码,姓名,角色\nsunli,孙莉,督学\n", "people2.csv")
    office.does("person", "import", "people2.csv", "--as", "chenjing")
    mine = ("--json", "issue", "list", "--mine", "--as", "sunli")
    assert office.does(*mine).json == []
    office.write(roster.replace("李强", "孙莉"), "schools2.csv")
    office.does("school", "import", "schools2.csv", "--as", "chenjing")
    assert len(office.does(*mine).json) == len(issues)


def test_a_name_that_two_have_is_a_fault_of_its_cell(office: Office) -> None:
    office.write("人员代码,姓名,角色\nwangmin2,王敏,督学\n", "people2.csv")
    office.does("person", "import", "people2.csv", "--as", "chenjing")
    said = office.ducha("--json", "school", "import", "roster/schools.csv", "--as", "chenjing")
    assert (said.status, said.codes) == (1, ["roster.value"])


def test_a_retired_area_has_no_lead_any_more(office: Office) -> None:
    office.does("area", "add", "east", "--name", "东片", "--lead", "赵蕾", *AS)
    office.does("area", "retire", "东片", "--reason", "片区合并", *AS)
    assert office.does("--json", "area", "list").json == []
    assert {one["area_lead"] for one in office.does("--json", "area", "map").json} == {""}
    assert office.refused("area", "retire", "东片", "--reason", "再说", *AS) == (2, ["usage"])
