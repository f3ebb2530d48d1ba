"""The library as it ships, read once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import inspections
from inspections.checklist import Checklist
from inspections.checklist_yaml import read_checklist
from inspections.errors import Problem
from inspections.resources import data_folder

FOLDER = data_folder("checklists", inspections.__file__)
FILES = tuple(sorted(FOLDER.glob("*.yml")))


@cache
def reading(file: Path) -> tuple[Checklist | None, tuple[Problem, ...]]:
    return read_checklist(file.read_bytes(), file.name)


@cache
def shipped() -> tuple[Checklist, ...]:
    """Every checklist that can be read; that all can is a test of its own."""
    return tuple(checklist for checklist, _ in map(reading, FILES) if checklist)
