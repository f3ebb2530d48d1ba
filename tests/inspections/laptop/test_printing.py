"""The printable form: every question, every printed word, what is private, what does not apply."""

import html
import re
from pathlib import Path

import pytest

from inspections.checklist import Checklist, ItemType
from inspections.checklist_yaml import read_checklist
from inspections.district import School
from inspections.ids import SchoolId
from inspections.laptop.cli import run
from inspections.laptop.printing import paper_html
from inspections.paper import Way, paper_of
from inspections.vocabulary import Stage
from tests.checklists.shipped import shipped

HEAD = "id: t\nversion: 2026.03\ntitle: {title}\nmode: special\nsections:\n- id: s\n  title: 一\n  items:\n"


def form(items: str, title: str = "题") -> tuple[Checklist, str]:
    found, problems = read_checklist((HEAD.format(title=title) + items).encode(), "t.yml")
    assert found, problems
    return found, paper_html(paper_of(found))


@pytest.mark.parametrize("checklist", shipped(), ids=lambda checklist: checklist.id)
def test_every_question_and_every_own_word_is_printed(checklist: Checklist) -> None:
    text = html.unescape(paper_html(paper_of(checklist)))
    for item in checklist.items:
        assert item.label in text
        printed = (*item.parts.values(), *item.rows.values(), *item.columns.values())
        assert all(word in text for word in printed)
        if isinstance(item.options, tuple):
            assert all(f"□ {word}" in text for word in item.options)
    assert all(f"□ {word}" in text for words in checklist.options.values() for word in words)


def test_every_type_of_item_has_its_way() -> None:
    ways = {item.type: p.way for c in shipped() for item, p in _both(c)}
    assert set(ways) == set(ItemType)


def _both(checklist: Checklist):  # type: ignore[no-untyped-def]
    printed = [item for section in paper_of(checklist).sections for item in section.items]
    return zip(checklist.items, printed, strict=True)


def test_parts_have_their_own_boxes() -> None:
    _, text = form("  - {id: a, label: 核验, type: result, parts: {p: 扫码, q: 登记}}\n")
    assert text.count("□ 不符合") == 2


def test_a_private_item_is_marked_and_the_form_says_what_that_means() -> None:
    _, text = form("  - {id: a, label: 名单, type: text, private: true}\n")
    assert '<span class="private">不公开</span>' in text and "交督导室" in text
    _, plain = form("  - {id: a, label: 名单, type: text}\n")
    assert "交督导室" not in plain


def test_a_scored_form_has_a_column_of_points_and_their_sum() -> None:
    _, text = form("  - {id: a, label: 甲, type: result, score: {weight: 2.5, veto: true}}\n")
    assert "<th>分值</th>" in text and "应得总分 2.5" in text and "※" in text
    _, plain = form("  - {id: a, label: 甲, type: result}\n")
    assert "<th>分值</th>" not in plain and "总分" not in plain


def test_a_repeat_has_empty_rows_and_a_matrix_its_own() -> None:
    items = "  - {id: a, label: 甲, type: repeat, fields: {n: {label: 品名}}}\n  - {id: b, label: 乙, type: matrix, rows: {x: 学生}, columns: {t: 总数}}\n"
    checklist, text = form(items)
    repeat, matrix = paper_of(checklist).sections[0].items
    assert (repeat.way, len(repeat.rows), matrix.rows) == (Way.TABLE, 5, ("学生",))
    assert "<th>品名</th>" in text and "<th>学生</th>" in text


def test_for_a_school_what_does_not_apply_is_left_out_and_said() -> None:
    items = "  - {id: a, label: 宿舍, type: result, when: school.boarding}\n  - {id: b, label: 校门, type: result}\n  - {id: c, label: 看答案, type: text, when: answers.b == 'fail'}\n"
    checklist, _ = form(items)
    day_school = School(id=SchoolId("x"), name="第三小学", stage=Stage.PRIMARY)
    paper = paper_of(checklist, day_school)
    assert [i.label for i in paper.sections[0].items] == ["校门", "看答案"]
    assert paper.left_out == 1 and "第三小学" in paper_html(paper)
    assert len(paper_of(checklist).sections[0].items) == 3


def test_what_an_author_writes_stays_text() -> None:
    evil = '"<script>alert(1)</script> \'</style> \\\\ {{ 7 * 7 }}"'
    _, text = form(f"  - {{id: a, label: {evil}, type: text}}\n", title=evil)
    assert "<script" not in text and text.count("</style>") == 1 and "{{ 7 * 7 }}" in text


def test_it_stands_alone() -> None:
    text = paper_html(paper_of(shipped()[0]))
    assert not re.search(r"https?:|src=|<link|@import|url\(", text)


def test_the_command_writes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), "checklist", "print", "gate"], {}) == 0
    assert "□" in (tmp_path / "gate.html").read_text(encoding="utf-8")
    assert run(["-C", str(tmp_path), "checklist", "print", "没有这张"], {}) != 0


def test_the_schema_is_printed_for_a_name_and_for_the_format(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import json

    assert run(["checklist", "schema", "gate"], {}) == 0
    assert (
        "watched_from" in json.loads(capsys.readouterr().out)["properties"]["answers"]["properties"]
    )
    assert run(["checklist", "schema"], {}) == 0
    assert "sections" in json.loads(capsys.readouterr().out)["properties"]
