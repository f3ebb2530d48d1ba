"""The style itself is a test: sizes, marks that must not stay, nothing that names a machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES_MAX = 250
FUNCTION_LINES_MAX = 50
PACKAGES = ("inspections", "site_builder", "sync_server", "tools", "benchmarks")
FOREIGN = re.compile(
    r"(?<![\w.])/(w[o]rk|f[a]rm)/|\.[l]ibrary\b|--(extra-)?index-[u]rl|https?://\S+/[s]imple\b"
)
ONLY_TESTS_CALL = {"library_table"}
"""`tests/checklists/write_docs.py` writes the page of checklists with it."""
LEFT = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|raise NotImplemented[E]rror")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = [ROOT / name for name in listed.stdout.split("\n") if name]
    return [path for path in found if path.is_file()] or sorted(ROOT.rglob("*.py"))


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def code() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in code()}


def test_no_tracked_file_names_a_path_of_a_machine_or_a_registry():
    assert [str(path) for path, text in texts() if FOREIGN.search(text)] == []


def test_nothing_is_left_marked_for_later():
    assert [str(path) for path in code() if LEFT.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_files_stay_short(package: str):
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / package).rglob("*.py"))
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LINES_MAX
    }
    assert long == {}


def test_functions_stay_short():
    """From `def` to the end, docstring and signature included."""
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": lines
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := node.end_lineno - node.lineno + 1) > FUNCTION_LINES_MAX
    }
    assert long == {}


def test_no_function_or_class_stands_that_only_tests_call():
    """What a decorator hands on (commands, routes) is called by that; what a template calls is found by its word."""
    written = trees()
    called = Counter(word for tree in written.values() for word in loaded(tree))
    words = set(re.findall(r"\w+", "".join(text for path, text in texts() if "templates" in path.parts or path.suffix == ".toml")))  # fmt: skip
    lost = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path, tree in written.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.decorator_list
        and node.name not in words | ONLY_TESTS_CALL
        and called[node.name] == loaded(node).count(node.name)
    ]
    assert lost == []


def loaded(tree: ast.AST) -> list[str]:
    """Every name that code reads, alone or behind a dot; in a table of names it may stand as a text."""
    return [
        node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else node.value
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
        or isinstance(node, ast.Attribute)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    ]  # fmt: skip


def test_every_test_module_stands_where_its_module_does():
    """A test of `inspections/x.py` is `tests/inspections/test_x.py` or begins so (`test_x_rules.py`)."""
    lost = []
    for path in sorted((ROOT / "tests" / "inspections").rglob("test_*.py")):
        folder = ROOT / "inspections" / path.parent.relative_to(ROOT / "tests" / "inspections")
        stems = {one.stem for one in folder.glob("*.py")} | {
            one.name for one in folder.iterdir() if one.is_dir()
        }
        if folder.name != "folding" and not any(
            path.stem.removeprefix("test_").startswith(stem) for stem in stems
        ):
            lost.append(path.name)
    assert lost == []
