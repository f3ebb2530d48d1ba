"""The name of the program says whether it would make the same bytes."""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import inspections
from site_builder.program import program

ROOT = Path(inspections.__file__).parents[1]
ASK = "from site_builder.program import program; print(program())"


def copied(to: Path) -> Path:
    for name in ("inspections", "site_builder", "templates"):
        shutil.copytree(
            ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__", "demo")
        )
    return to


def asked(root: Path) -> str:
    """Ask the program that lies at `root`."""
    said = subprocess.run(
        [sys.executable, "-c", ASK], cwd=root, capture_output=True, text=True, check=True
    )
    return said.stdout.strip()


def test_it_begins_with_the_version() -> None:
    assert program().startswith(version("ducha") + "+")


def test_it_is_the_same_elsewhere_and_another_with_another_template(tmp_path: Path) -> None:
    root = copied(tmp_path)
    before = asked(root)
    assert before == asked(ROOT)
    template = root / "templates/site/public/home.html"
    text = template.read_bytes()
    template.write_bytes(text.replace(b"\n", b"\r\n"))
    assert asked(root) == before
    template.write_bytes(text + b" ")
    assert asked(root) != before
