"""A short checklist and records of it, for tests: only what stands in the test differs."""

from __future__ import annotations

from textwrap import dedent, indent

from inspections.assess import Assessment, assess
from inspections.checklist import Checklist
from inspections.checklist_yaml import read_checklist
from inspections.district import School
from inspections.errors import Problem
from inspections.ids import SchoolId
from inspections.inspection import Record
from inspections.inspection_yaml import read_record
from inspections.vocabulary import Stage

HEAD = """\
inspection: s1-2026-03-02-small-t1
school: s1
checklist: small@1
date: 2026-03-02
team: t1
inspectors: [wang]
"""
SCHOOL = School(id=SchoolId("s1"), name="一小", stage=Stage.PRIMARY, boarding=False, pupils=400)


def checklist_of(items: str, more: str = "") -> Checklist:
    """Return a checklist with these items; a fault in it fails the test."""
    text = "id: small\nversion: 1\ntitle: 小表\nmode: special\n" + dedent(more)
    text += (
        "sections:\n  - id: one\n    title: 一\n    items:\n"
        + indent(dedent(items).strip("\n"), " " * 6)
        + "\n"
    )
    checklist, problems = read_checklist(text.encode(), "small.yml")
    assert checklist is not None, [str(p.what) for p in problems]
    return checklist


def record_text(answers: str, more: str = "", head: str = HEAD) -> str:
    """Return the text of a record with these answers."""
    return head + "answers:\n" + indent(dedent(answers).strip("\n"), "  ") + "\n" + dedent(more)


def read(
    checklist: Checklist, answers: str, more: str = "", private: str | None = None
) -> tuple[Record, tuple[Problem, ...]]:
    """Return the record with these answers, and its problems."""
    hidden = private.encode() if private is not None else None
    text = record_text(answers, more)
    record, problems = read_record(text.encode(), "r.yml", {checklist.ref: checklist}.get, hidden)
    assert record is not None, [str(p.what) for p in problems]
    return record, problems


def assessed(
    items: str, answers: str, more: str = "", school: School = SCHOOL, private: str | None = None
) -> Assessment:
    """Return what a record of these items with these answers says."""
    checklist = checklist_of(items)
    record, _ = read(checklist, answers, more, private)
    return assess(record, checklist, school)
