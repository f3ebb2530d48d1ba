"""Our schemas in the hands of the real yaml-language-server: what an inspector and an author see while typing."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from inspections.blank import SCHEMA_FOLDER, blank
from inspections.checklist import Checklist
from inspections.checklist_yaml import read_checklist
from inspections.ids import InspectionId
from inspections.inspection import Header
from inspections.laptop.schemas import FORMAT, keep_schemas
from tests.checklists.shipped import FILES, shipped
from tests.editor.language_server import LanguageServer, install

EXAMPLE = Path(__file__).parents[1] / "golden" / "example"
RECORD = next(EXAMPLE.glob("inspections/yl3x/*-t3.yml")).read_text(encoding="utf-8")
CHECKLIST, _ = read_checklist((EXAMPLE / "checklists/opening_random.yml").read_bytes(), "")
assert CHECKLIST
OF_RECORD = f"# yaml-language-server: $schema={SCHEMA_FOLDER}/{CHECKLIST.ref}.json\n"
OF_FORMAT = f"# yaml-language-server: $schema=../.ducha/schemas/{FORMAT}\n"
ITEM = """
id: t
version: 2022.04
title: 题
mode: special
sections:
  - id: s
    title: 一
    items:
      - id: a
        label: 问
"""


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"{' and '.join(missing)} not on this machine: no language server to ask")
    running = LanguageServer(install())
    yield running
    running.close()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the schemas lie as `ducha new` and `ducha check` write them."""
    root = tmp_path_factory.mktemp("county 县")
    assert CHECKLIST
    keep_schemas(root, [CHECKLIST, *shipped()])
    return root


@pytest.fixture(scope="module")
def record(workspace: Path) -> Path:
    return workspace / "inspections" / "yl3x" / "2022-04-12-opening_random-t3.yml"


@pytest.fixture(scope="module")
def checklist(workspace: Path) -> Path:
    return workspace / "checklists" / "t.yml"


def test_a_good_record_has_nothing_underlined(server: LanguageServer, record: Path) -> None:
    assert server.diagnose(record, OF_RECORD + RECORD) == []


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("asked", shipped(), ids=lambda checklist: checklist.id)
def test_a_blank_has_nothing_underlined(
    server: LanguageServer, record: Path, asked: Checklist, long: bool
) -> None:
    header = Header(
        inspection=InspectionId(f"yl3x-2026-04-12-{asked.id}-t3"),
        school="yl3x",
        checklist=asked.ref,
        date=date(2026, 4, 12),
        team="t3",
        inspectors=("wangmin",),
    )
    assert server.diagnose(record, blank(asked, None, header, long=long)) == []


def test_an_unknown_item_is_underlined_at_its_line(server: LanguageServer, record: Path) -> None:
    text = OF_RECORD + RECORD.replace("last_drill:", "lst_drill:")
    (found,) = server.diagnose(record, text)
    line = text[: text.index("lst_drill")].count("\n") + 1
    assert found.startswith(f"{line}:") and "lst_drill" in found


def test_a_wrong_word_is_underlined_with_the_right_ones(
    server: LanguageServer, record: Path
) -> None:
    text = RECORD.replace("leader_on_duty: 落实", "leader_on_duty: 落时")
    (found,) = server.diagnose(record, OF_RECORD + text)
    assert all(word in found for word in ("落实", "未落实", "无此项"))


@pytest.mark.parametrize(
    "answer", ["mask_stock: 0800", "handover_time: 1:30", "leader_on_duty: 未落实，无人", "people:"]
)
def test_what_yaml_would_type_otherwise_is_not_underlined(
    server: LanguageServer, record: Path, answer: str
) -> None:
    head = RECORD[: RECORD.index("answers:")]
    assert server.diagnose(record, f"{OF_RECORD}{head}answers:\n  {answer}\n") == []


def test_the_ids_of_the_items_are_offered_with_their_questions(
    server: LanguageServer, record: Path
) -> None:
    offered = server.complete(record, f"{OF_RECORD}answers:\n  |")
    assert "带班领导在岗" in offered["leader_on_duty"]
    assert "mask_days" not in offered, "a calculated item is never written"


def test_the_printed_words_are_offered_as_answers(server: LanguageServer, record: Path) -> None:
    offered = server.complete(record, f"{OF_RECORD}answers:\n  leader_on_duty: |\n")
    assert list(offered)[:3] == ["落实", "未落实", "无此项"]
    assert "null" not in offered


def test_the_words_of_a_part_are_offered(server: LanguageServer, record: Path) -> None:
    offered = server.complete(record, f"{OF_RECORD}answers:\n  gate_check:\n    code: |\n")
    assert "未落实" in offered


def test_resting_on_an_id_shows_its_question(server: LanguageServer, record: Path) -> None:
    shown = server.hover(record, f"{OF_RECORD}answers:\n  mask_st|ock: 1\n")
    assert "6 口罩库存（个）" in shown


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_checklist_of_the_library_is_underlined(
    server: LanguageServer, checklist: Path, file: Path
) -> None:
    assert server.diagnose(checklist, OF_FORMAT + file.read_text(encoding="utf-8")) == []


def test_the_reference_checklist_is_not_underlined(server: LanguageServer, checklist: Path) -> None:
    text = (EXAMPLE / "checklists/opening_random.yml").read_text(encoding="utf-8")
    assert server.diagnose(checklist, OF_FORMAT + text) == []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("        type: resutl\n", "result"),
        ("        type: result\n        scroe: {weight: 1}\n", "scroe"),
        ("        type: choice\n", "options"),
        ("        type: matrix\n        rows: {a: 甲}\n", "columns"),
        ("        type: result\n        score: {weight: -1}\n", "0"),
    ],
)
def test_a_fault_of_an_author_is_underlined(
    server: LanguageServer, checklist: Path, lines: str, fault: str
) -> None:
    (found,) = server.diagnose(checklist, OF_FORMAT + ITEM.lstrip() + lines)
    assert fault in found


def test_what_yaml_types_is_taken_as_the_reader_takes_it(
    server: LanguageServer, checklist: Path
) -> None:
    lines = "        no: 08\n        type: result\n        required: yes\n        score: {weight: 10, veto: true}\n"
    text = ITEM.lstrip() + lines
    assert server.diagnose(checklist, OF_FORMAT + text) == []
    read, problems = read_checklist(text.encode(), "t.yml")
    assert read and not problems


def test_keys_and_words_are_offered_to_an_author_with_what_they_mean(
    server: LanguageServer, checklist: Path
) -> None:
    keys = server.complete(checklist, OF_FORMAT + ITEM.lstrip() + "        |")
    assert "否决" not in keys["score"] and "分值" in keys["score"]
    finding = "        type: result\n        finding:\n          severity: |\n"
    words = server.complete(checklist, OF_FORMAT + ITEM.lstrip() + finding)
    assert words == {"minor": "轻微", "ordinary": "一般", "severe": "严重"}
