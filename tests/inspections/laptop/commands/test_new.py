"""`ducha new` and `ducha init`: what they make, what they find there already, what a kill in between leaves."""

from pathlib import Path

import pytest

from inspections.laptop.store import Store
from inspections.laptop.workspace import LEDGER
from tests.inspections.laptop.office import NOW, RECORD, Office

NEW = ("new", "第三", "小清单", "--as", "wangmin")


def test_a_blank_reads_without_a_fault_and_its_private_sibling_too(office: Office) -> None:
    made = office.does("--json", *NEW, "--with", "李强", "--visit", "四不两直").json
    assert made == {"inspection": "yl3x-2026-03-02-small-t1", "file": RECORD, "document": "yl3x"}
    assert office.checked() == (0, [])
    assert (office.root / RECORD.replace(".yml", ".private.yml")).exists()
    assert (office.root / RECORD).with_suffix("").is_dir()
    [opened] = office.events()
    assert (opened.kind, opened.body["inspectors"]) == ("opened", ["wangmin", "liqiang"])


def test_what_is_there_is_filled_on_and_never_written_over(office: Office) -> None:
    office.does(*NEW)
    office.write("我填了一半", RECORD)
    office.does(*NEW)
    assert (office.root / RECORD).read_text("utf-8") == "我填了一半"
    assert len(office.events()) == 1


def test_what_new_wrote_into_the_head_is_no_edit_once_sealed(office: Office) -> None:
    office.does(*NEW, "--visit", "四不两直", "--campaign", "spring")
    text = (office.root / RECORD).read_text("utf-8").replace("  duty:\n", "  duty: 符合\n")
    signed = "signatures:\n  - {name: 王敏, as: 检查人}\n  - {name: 周老师, as: 学校}\n#"
    office.write(text.replace("signatures: []", signed))
    office.does("seal", RECORD, "--as", "wangmin")
    assert office.checked() == (0, [])
    assert "没有要更正的" in office.does("amend", RECORD, "--reason", "核对", "--as", "wangmin").out
    office.write((office.root / RECORD).read_text("utf-8").replace("四不两直", "事先通知"))
    assert [code for code, _ in office.checked()[1]] == ["sealed.edited"]


def test_another_one_on_the_same_day_gets_a_number(office: Office) -> None:
    office.does(*NEW)
    made = office.does("--json", *NEW, "--another").json
    assert made["file"] == RECORD.replace("-t1", "-t1-2")


def test_of_a_sealed_inspection_the_file_is_written_as_it_stands_and_nobody_joins_it(
    office: Office,
) -> None:
    office.seal()
    sealed = (office.root / RECORD).read_text("utf-8")
    count = len(office.events())
    (office.root / RECORD).unlink()
    assert "已封存" in office.does(*NEW, "--with", "李强").out
    assert office.checked() == (0, [])
    assert "masks: 20" in (office.root / RECORD).read_text("utf-8") and "masks: 20" in sealed
    assert len(office.events()) == count


def test_another_one_is_opened_beside_one_whose_file_is_elsewhere(office: Office) -> None:
    office.seal()
    (office.root / RECORD).unlink()
    made = office.does("--json", *NEW, "--another").json
    assert made["file"] == RECORD.replace("-t1", "-t1-2")
    assert [e.subject[-3:] for e in office.events() if e.kind == "opened"] == ["-t1", "1-2"]


def test_private_answers_that_are_there_stay(office: Office) -> None:
    private = office.write("inspection: x\n", RECORD.replace(".yml", ".private.yml"))
    office.does(*NEW)
    assert private.read_text("utf-8") == "inspection: x\n"


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("new", "第九", "small", "--as", "wangmin"), 2, "school.unknown"),
        (("new", "yl3x", "nothing", "--as", "wangmin"), 2, "checklist.unknown"),
        (("new", "yl3x", "small", "--as", "wangmin", "--team", "三组"), 2, "record.header"),
        (("new", "yl3x", "small", "--as", "wangmin", "--with", "张三"), 2, "person.unknown"),
        (("new", "yl3x", "small", "--as", "liqiang"), 3, "rule.scope"),
        (("new", "yl3x", "small", "--as", "zhoulaoshi"), 3, "rule.role"),
    ],
)
def test_what_cannot_be_opened_leaves_nothing_behind(
    office: Office, words: tuple[str, ...], status: int, code: str
) -> None:
    assert office.refused(*words) == (status, [code])
    assert list((office.root / "inspections").rglob("*.yml")) == []
    assert office.events() == []


def init(folder: Path, *words: str) -> tuple[int, list[str]]:
    return Office(folder).refused("init", "w", "--name", "云岭区", *words)


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    assert init(tmp_path, "--person", "chenjing") == (0, [])
    before = Office(tmp_path / "w").bytes_of("district")
    assert init(tmp_path, "--person", "chenjing") == (2, ["workspace.exists"])
    assert Office(tmp_path / "w").bytes_of("district") == before


def test_an_init_that_was_killed_before_its_first_record_can_be_repeated(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    Store(tmp_path / "w" / LEDGER, new=True).close()
    assert init(tmp_path, "--person", "chenjing") == (0, [])
    assert Office(tmp_path / "w").ducha("doctor").status == 0


@pytest.mark.parametrize("person", ["root", "陈静", "../x", "A"])
def test_a_first_person_who_cannot_be_called_so_is_refused(tmp_path: Path, person: str) -> None:
    assert init(tmp_path, "--person", person) == (2, ["roster.value"])
    assert not (tmp_path / "w").exists()


def test_the_first_person_is_never_the_root_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    assert init(tmp_path) == (0, [])
    keys = {path.stem for path in (tmp_path / "w/.ducha/keys").iterdir()}
    assert keys == {"root", "first"}


def test_a_folder_that_has_its_settings_keeps_them(tmp_path: Path) -> None:
    text = "# 手写的\nname: 云岭区\ntime_zone: Asia/Urumqi\nas_of: 2026-04-24\n"
    (tmp_path / "w").mkdir()
    (tmp_path / "w/district.yml").write_text(text, "utf-8")
    assert init(tmp_path, "--person", "chenjing") == (0, [])
    assert (tmp_path / "w/district.yml").read_text("utf-8") == text
    [opened] = [e for e in Office(tmp_path / "w").events("district") if e.kind == "district_opened"]
    assert opened.body["settings"]["time_zone"] == "Asia/Urumqi"
    assert opened.at.isoformat() != NOW


def test_keys_and_ledger_stay_out_of_git(office: Office) -> None:
    ignored = (office.root / ".gitignore").read_text("utf-8").splitlines()
    assert {".ducha/", "ledger/", "*.private.yml"} <= set(ignored)
