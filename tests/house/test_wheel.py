"""The wheel holds the code of all packages and their data, and finds the data where it lies in a wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, unpacked as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_all_checklists_templates_and_words(unpacked: Path):
    def names(folder: Path, pattern: str) -> set[str]:
        return {path.name for path in folder.rglob(pattern)}

    data = unpacked / "inspections" / "_data" / "checklists"
    assert names(data, "*.yml") == names(ROOT / "checklists", "*.yml")
    templates = unpacked / "site_builder" / "_data" / "templates"
    assert names(templates, "*.html") == names(ROOT / "templates", "*.html")
    assert (unpacked / "inspections" / "locale" / "en" / "LC_MESSAGES" / "ducha.mo").exists()


def test_the_command_of_a_wheel_lists_its_checklists(unpacked: Path, tmp_path: Path):
    code = "from inspections.laptop.cli import run; raise SystemExit(run(['checklist', 'list', '--json']))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(unpacked), "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "comprehensive_random" in ran.stdout


def test_a_wheel_leaves_tests_and_tools_out(unpacked: Path):
    assert {path.name for path in unpacked.iterdir() if path.is_dir()} >= {
        "inspections",
        "site_builder",
    }
    assert not (unpacked / "tests").exists()
    assert not (unpacked / "tools").exists()


def test_the_server_of_a_wheel_finds_its_pages(unpacked: Path, tmp_path: Path):
    code = (
        "from sync_server import pages; assert all(map(pages.asset, pages.ASSETS)); "
        "made = pages._environment('zh'); [made.get_template(one) for one in made.list_templates()"
        " if one.startswith(('portal/', 'macros/'))]; made.get_template('issue.html')"
    )
    env = {"PYTHONPATH": str(unpacked), "PATH": "", "PYTHONUTF8": "1"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, check=False)
    assert ran.returncode == 0
