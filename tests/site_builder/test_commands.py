from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from inspections.errors import Exit
from inspections.laptop.cli import run

ENV: Mapping[str, str] = {"DUCHA_NOW": "2026-04-24T09:00:00+08:00", "DUCHA_SEED": "site"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "w"
    schools = folder.parent / "s.csv"
    schools.write_text(
        "code,name,stage\nyl3x,云岭区第三小学,primary\nylyz,“云岭”第一中学/初中部🏫,junior\n",
        encoding="utf-8",
    )
    assert run(["init", str(folder), "--name", "云岭区", "--person", "sunyan"], ENV) == Exit.DONE
    assert run(["-C", str(folder), "school", "import", str(schools)], ENV) == Exit.DONE
    return folder


def build(workspace: Path, *more: str) -> int:
    return run(["-C", str(workspace), "build", *more], ENV)


def test_a_site_is_built_for_the_bureau(workspace: Path) -> None:
    assert build(workspace) == Exit.DONE
    assert "云岭区" in (workspace / "site/bureau/index.html").read_text(encoding="utf-8")


def test_building_twice_gives_the_same_bytes(workspace: Path) -> None:
    def tree() -> dict[Path, bytes]:
        return {p: p.read_bytes() for p in (workspace / "site/bureau").rglob("*") if p.is_file()}

    build(workspace)
    before = tree()
    build(workspace)
    assert tree() == before


def test_a_schools_site_is_built_by_its_name(workspace: Path) -> None:
    assert build(workspace, "--audience", "school", "--school", "云岭区第三小学") == Exit.DONE
    marker = json.loads(
        (workspace / "site/school/yl3x/ducha-site.json").read_text(encoding="utf-8")
    )
    assert (marker["audience"], marker["school"]) == ("school", "yl3x")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--school", "yl3x"],
        ["--audience", "all", "--school", "yl3x"],
        ["--zip"],
        ["--audience", "public"],
    ],
)
def test_an_audience_that_is_not_whole_is_wrong_usage(workspace: Path, wrong: list[str]) -> None:
    assert build(workspace, *wrong) == Exit.USAGE


def test_every_school_gets_its_tree_and_its_zip_in_one_run(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-C", str(workspace), "--json", "build", "--audience", "all", "--zip"], ENV) == 0
    trees = json.loads(capsys.readouterr().out)["trees"]
    assert [one.get("school") for one in trees] == [None, "yl3x", "ylyz"]
    for one in trees[1:]:
        assert (Path(one["out"]) / "index.html").is_file()
        assert Path(one["zip"]) == Path(one["out"]).with_suffix(".zip")


def test_a_zip_that_is_there_is_made_anew_with_its_tree(workspace: Path) -> None:
    build(workspace, "--audience", "school", "--school", "yl3x", "--zip")
    archive = workspace / "site/school/yl3x.zip"
    archive.write_bytes(b"of yesterday")
    build(workspace, "--audience", "school", "--school", "yl3x")
    assert archive.read_bytes().startswith(b"PK")


def test_trees_of_all_schools_go_where_out_says(workspace: Path) -> None:
    out = workspace.parent / "elsewhere"
    assert build(workspace, "--audience", "school", "--out", str(out)) == Exit.DONE
    assert sorted(path.name for path in out.iterdir()) == ["yl3x", "ylyz"]


def test_an_empty_roster_has_no_school_to_build_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "w"), "--name", "云岭区", "--person", "s"], ENV) == 0
    assert run(["-C", str(tmp_path / "w"), "build", "--audience", "school"], ENV) == Exit.DONE
    assert "school import" in capsys.readouterr().out


def test_a_folder_of_other_things_is_refused(workspace: Path) -> None:
    assert build(workspace, "--out", str(workspace / "inspections" / "..")) == Exit.USAGE
    assert (workspace / "district.yml").is_file()
