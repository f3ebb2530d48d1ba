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
    schools.write_text("code,name,stage\nyl3x,云岭区第三小学,primary\n", encoding="utf-8")
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
    "wrong", [["--audience", "school"], ["--school", "yl3x"], ["--audience", "public"]]
)
def test_an_audience_that_is_not_whole_is_wrong_usage(workspace: Path, wrong: list[str]) -> None:
    assert build(workspace, *wrong) == Exit.USAGE


def test_a_folder_of_other_things_is_refused(workspace: Path) -> None:
    assert build(workspace, "--out", str(workspace / "inspections" / "..")) == Exit.USAGE
    assert (workspace / "district.yml").is_file()
