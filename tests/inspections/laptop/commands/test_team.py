"""Teams by the command."""

from __future__ import annotations

from tests.inspections.laptop.office import Office

AS = ("--as", "yanghui")
TEAMS = """小组代码,名称,组长,牵头股室,成员,片区,学校
t1,一组,王敏,体卫艺股,王敏 卫校小张,东片,
t2,二组,,,李强,,yl5x
t3,三组,,,,北片,
"""


def test_teams_are_imported_and_faults_listed(office: Office) -> None:
    office.write(TEAMS, "teams.csv")
    said = office.ducha("--json", "team", "import", "teams.csv", *AS)
    assert (said.status, said.codes) == (1, ["roster.value"])
    first, second = office.does("--json", "team", "list").json
    assert (first["lead"], first["members"]) == ("wangmin", ["wangmin", "卫校小张"])
    assert (first["count"], second["count"], second["schools"]) == (1, 1, ["yl5x"])


def test_a_team_is_added_with_its_members_by_name(office: Office) -> None:
    office.does("team", "add", "t3", "--name", "三组", "--member", "王敏", "--member", "liqiang",
                "--school", "云岭区第五小学", *AS)  # fmt: skip
    event = office.events("district")[-1]
    assert event.body["columns"] == {
        "name": "三组", "lead": "", "unit": "", "members": ["wangmin", "liqiang"],
        "areas": [], "schools": ["yl5x"],
    }  # fmt: skip


def test_a_team_of_an_unknown_area_is_refused(office: Office) -> None:
    before = office.bytes_of("district")
    refusal = office.refused("team", "add", "t3", "--name", "三组", "--area", "北片", *AS)
    assert refusal == (1, ["roster.value"])
    assert office.bytes_of("district") == before


def test_a_retired_team_is_sent_nowhere_and_can_come_back(office: Office) -> None:
    add = ("team", "add", "t3", "--name", "三组", "--area", "东片", *AS)
    office.does(*add)
    office.does("team", "retire", "三组", "--reason", "合并到二组", *AS)
    assert office.does("--json", "team", "list").json == []
    assert office.refused("team", "retire", "t3", "--reason", "再说", *AS) == (2, ["usage"])
    assert office.does("--json", *add).json["changed"] == 1
    assert len(office.does("--json", "team", "list").json) == 1
