"""The page of the library: claims about a library of two checklists, made here."""

from __future__ import annotations

from inspections.checklist import Checklist, ItemType
from inspections.library_table import TYPES, library_table

GATE = Checklist.model_validate(
    {
        "id": "gate",
        "version": "2026.03",
        "title": "校门抽查",
        "mode": "comprehensive",
        "sections": [
            {
                "id": "one",
                "title": "一、校门",
                "items": [
                    {
                        "id": "log",
                        "no": "1",
                        "label": "逐人登记|核验",
                        "type": "result",
                        "method": ["visit", "documents"],
                        "parts": {"a": "登记", "b": "核验"},
                        "finding": {
                            "title": "登记不全",
                            "category": "gate",
                            "severity": "minor",
                            "disposition": "notice",
                            "days": "3",
                        },
                    },
                    {"id": "read", "label": "先看再问", "type": "note"},
                ],
            }
        ],
    }
)
STOCK = Checklist.model_validate(
    {
        "id": "stock",
        "version": "1",
        "title": "物资核查",
        "mode": "special",
        "applies_to": {"stage": ["primary"]},
        "sections": [
            {
                "id": "one",
                "title": "一、库存",
                "items": [{"id": "n", "no": "1", "label": "库存", "type": "number"}],
            }
        ],
    }
)


def row(page: str, start: str) -> list[str]:
    """The cells of the first table row that begins with `start`."""
    line = next(line for line in page.splitlines() if line.startswith(f"| {start} |"))
    return [cell.strip() for cell in line.replace("\\|", "/").strip("|").split("|")]


def test_the_first_lines_count_checklists_items_and_findings() -> None:
    assert "共 2 份清单、3 项，其中 1 项可形成问题。" in library_table([GATE, STOCK])


def test_the_order_of_the_page_does_not_depend_on_the_order_of_reading() -> None:
    assert library_table([GATE, STOCK]) == library_table([STOCK, GATE])


def test_types_are_counted_by_mode() -> None:
    page = library_table([GATE, STOCK])
    assert row(page, "数字") == ["数字", "1", "0", "0", "1"]
    assert row(page, "其中分几件判定") == ["其中分几件判定", "0", "0", "1", "1"]


def test_findings_are_counted_by_category_and_mode() -> None:
    assert row(library_table([GATE, STOCK]), "校门管理") == ["校门管理", "0", "0", "1", "1"]


def test_findings_are_counted_by_severity_and_disposition() -> None:
    assert row(library_table([GATE]), "轻微") == ["轻微", "0", "1", "0", "0"]


def test_an_item_is_listed_with_its_finding_and_days() -> None:
    assert row(library_table([GATE]), "1") == [
        "1",
        "逐人登记/核验",
        "判定",
        "访、查",
        "登记不全",
        "校门管理",
        "轻微",
        "下发整改通知，3 个工作日",
    ]


def test_a_bar_in_a_label_does_not_break_the_table() -> None:
    assert "逐人登记\\|核验" in library_table([GATE])


def test_a_checklist_for_some_stages_names_them_and_another_says_all() -> None:
    page = library_table([GATE, STOCK])
    assert row(page, "专项督导·重点督查")[-1] == "小学"
    assert row(page, "综合督检·随机抽查")[-1] == "全部"


def test_every_type_of_item_has_a_word_of_its_own() -> None:
    assert set(TYPES) == set(ItemType)
    assert len(set(TYPES.values())) == len(ItemType)
