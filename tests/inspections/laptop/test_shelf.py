"""Which checklists there are: the workspace's own win, whatever their file is called."""

from pathlib import Path

import pytest

from inspections.errors import Code, UserError
from inspections.laptop.shelf import Shelf, version_order
from tests.inspections.laptop.office import CHECKLIST


def shelf(folder: Path, **files: str) -> Shelf:
    (folder / "checklists").mkdir()
    for name, text in files.items():
        (folder / "checklists" / f"{name}.yml").write_text(text, encoding="utf-8")
    return Shelf(folder / "checklists", folder)


def shipped() -> Path:
    return next(p for p in Shelf(None).files() if p.stem == "gate")


def test_a_checklist_is_found_by_id_ref_and_title(tmp_path: Path) -> None:
    lists = shelf(tmp_path, small=CHECKLIST)
    assert {lists.find(name).checklist.ref for name in ("small", "small@2026.01", "小清单")} == {
        "small@2026.01"
    }


def test_of_several_versions_the_newest_is_found(tmp_path: Path) -> None:
    lists = shelf(tmp_path, a=CHECKLIST, b=CHECKLIST.replace("2026.01", "2026.10"),
                  c=CHECKLIST.replace("2026.01", "2026.9"))  # fmt: skip
    assert lists.find("small").checklist.version == "2026.10"


def test_the_workspace_s_own_wins_under_any_file_name(tmp_path: Path) -> None:
    text = shipped().read_text("utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    lists = shelf(tmp_path, ours=text.replace(title, "title: 我们自己的"))
    ref = next(k.checklist.ref for k in lists.all() if k.checklist.title == "我们自己的")
    fresh = Shelf(tmp_path / "checklists", tmp_path)
    kept = fresh.get(ref)
    assert kept is not None
    assert kept.checklist.title == "我们自己的"
    fresh.all()
    assert fresh.get(ref) is kept


def test_an_unknown_one_names_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        shelf(tmp_path, small=CHECKLIST).find("nothing")
    assert [p.code for p in caught.value.problems] == [Code.CHECKLIST_UNKNOWN]
    assert "small" in str(caught.value.problems[0].remedy)


def test_a_faulty_file_is_a_problem_and_no_end(tmp_path: Path) -> None:
    lists = shelf(tmp_path, bad="id: [", small=CHECKLIST)
    assert lists.get("small@2026.01") is not None
    assert {p.file for p in lists.problems()} == {"checklists/bad.yml"}


def test_versions_are_ordered_as_numbers() -> None:
    assert version_order("2022.10") > version_order("2022.4") > version_order("2021.12")
