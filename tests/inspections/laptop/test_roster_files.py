from pathlib import Path

import pytest

from inspections.errors import Code, UserError
from inspections.laptop.roster_files import district_of_files, read_csv_text, roster_problems
from tests.inspections.laptop.office import PEOPLE, SCHOOLS, Office


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_table_as_excel_saves_it_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "s.csv").write_bytes("学校代码,名称\n".encode(encoding))
    assert read_csv_text(tmp_path / "s.csv", "s.csv") == "学校代码,名称\n"


def test_other_bytes_are_named(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_bytes(b"\xff\xff\xff\x80")
    with pytest.raises(UserError) as caught:
        read_csv_text(tmp_path / "s.csv", "s.csv")
    assert [p.code for p in caught.value.problems] == [Code.FILE_ENCODING]


def test_a_table_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "s.csv").open("wb") as stream:
        stream.truncate(30_000_000)
    with pytest.raises(UserError) as caught:
        read_csv_text(tmp_path / "s.csv", "s.csv")
    assert [p.code for p in caught.value.problems] == [Code.FILE_TOO_LARGE]


def test_without_a_ledger_the_good_rows_are_the_district(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_text(SCHOOLS + "坏,坏学校,小学\n", encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="gbk")
    district = district_of_files(tmp_path)
    assert sorted(district.schools) == ["yl3x", "yl5x"]
    assert "wangmin" in district.persons
    assert [(p.code, p.line) for p in roster_problems(tmp_path)] == [(Code.ROSTER_VALUE, 4)]


def test_importing_writes_the_tables_back_tidy(office: Office) -> None:
    text = (office.root / "schools.csv").read_text("utf-8")
    assert text.splitlines()[0] == (
        "\ufeff学校代码,名称,学段,办别,片区,乡镇街道,寄宿,学生数,教职工数,责任督学,包校股室,校长,电话"
    )
    assert "yl3x,云岭区第三小学,primary,public,东片,,否,1104,,王敏,,,13900001111" in text


def test_importing_again_changes_nothing(office: Office) -> None:
    before = office.bytes_of("district"), (office.root / "schools.csv").read_bytes()
    for file in ("schools.csv", "people.csv"):
        office.does("school", "import", file, "--as", "chenjing")
    assert (office.bytes_of("district"), (office.root / "schools.csv").read_bytes()) == before


def test_a_telephone_stays_in_the_file_and_out_of_every_event(office: Office) -> None:
    office.write("学校代码,名称,学段\nyl3x,改名小学,小学\n", "更名.csv")
    office.does("school", "import", "更名.csv", "--as", "chenjing")
    assert "13900001111" in (office.root / "schools.csv").read_text("utf-8")
    assert not [data for data in office.bytes_of("district") if b"13900001111" in data]


def test_only_who_may_imports_schools(office: Office) -> None:
    office.write("学校代码,名称,学段\nyl9x,第九,小学\n", "s.csv")
    assert office.refused("school", "import", "s.csv", "--as", "wangmin") == (3, ["rule.role"])
    assert office.refused("school", "import", "s.csv", "--as", "yanghui") == (0, [])
