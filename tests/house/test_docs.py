"""What is listed anywhere is documented, and what is documented is there."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))


def tool(name: str):
    """Return the module of a script in tools/."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_pages_are_what_the_tables_say():
    pages = tool("reference").all_pages()
    assert {name for name in pages if not same(name, pages[name])} == set()


def same(name: str, text: str) -> bool:
    path = ROOT / "docs" / "reference" / name
    return path.exists() and path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_that_readme_shows_exists():
    from inspections.laptop.cli import COMMANDS
    from inspections.laptop.commands.issue import ACTS

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = {*COMMANDS, *project["entry-points"]["ducha.commands"]}
    texts = "\n".join(
        page.read_text(encoding="utf-8") for page in PAGES if "reference" not in page.parts
    )
    shown = re.findall(
        r"^\$? ?ducha (?:-C \S+ |--as \S+ |--lang \S+ )*([a-z-]+)(?: ([a-z-]+))?", texts, re.M
    )
    assert shown
    assert {command for command, _ in shown} - known == set()
    acts = {sub for command, sub in shown if command == "issue"}
    assert acts - {*ACTS, "list", "show", ""} == set()


def test_every_decision_page_is_numbered_once():
    numbers = [path.name.partition("-")[0] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))
