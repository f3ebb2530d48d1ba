"""The checklists that ship: complete, consistent with each other, written as the paper is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspections.checklist import Checklist, Finding, Item, ItemType
from inspections.errors import Level
from inspections.library_table import library_table
from inspections.vocabulary import Category, Disposition, Method, Mode, Result, Severity
from tests.checklists.shipped import FILES, reading, shipped
from tests.checklists.write_docs import PAGE

UNASKED = (ItemType.NOTE, ItemType.CALC, ItemType.SIGNATURE)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff》）”][,;:?!()]|[,;:?!()][\u4e00-\u9fff《（“]")


def items() -> Iterator[tuple[Checklist, Item]]:
    return ((checklist, item) for checklist in shipped() for item in checklist.items)


def findings() -> Iterator[tuple[Checklist, Item, Finding]]:
    return ((c, item, item.finding) for c, item in items() if item.finding)


def repeated(values: Iterator[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_checklist_reads_without_any_problem_or_warning(file: Path) -> None:
    assert reading(file)[1] == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_checklist_is_named_after_its_id(file: Path) -> None:
    checklist = reading(file)[0]
    assert checklist and checklist.id == file.stem


def test_the_library_holds_at_least_fourteen_checklists_and_170_items() -> None:
    assert len(shipped()) >= 14
    assert sum(1 for _ in items()) >= 170


def test_every_mode_has_at_least_three_checklists() -> None:
    modes = Counter(checklist.mode for checklist in shipped())
    assert all(modes[mode] >= 3 for mode in Mode)


def test_at_least_sixty_items_raise_findings() -> None:
    assert sum(1 for _ in findings()) >= 60


def test_at_least_twenty_five_items_check_their_numbers() -> None:
    numeric = (ItemType.NUMBER, ItemType.MATRIX)
    assert sum(1 for _, item in items() if item.check and item.type in numeric) >= 25


def test_at_least_ten_items_depend_on_a_condition() -> None:
    assert sum(1 for _, item in items() if item.when) >= 10


@pytest.mark.parametrize("type_", ItemType)
def test_every_type_occurs_three_times_or_more(type_: ItemType) -> None:
    assert sum(1 for _, item in items() if item.type is type_) >= 3


def test_items_in_parts_occur_three_times_or_more() -> None:
    assert sum(1 for _, item in items() if item.parts) >= 3


def test_private_and_self_checked_items_occur_three_times_or_more() -> None:
    assert sum(1 for _, item in items() if item.private) >= 3
    assert sum(1 for _, item in items() if item.self_check) >= 3


def test_no_two_labels_are_alike() -> None:
    assert repeated(item.label for _, item in items()) == []


def test_no_two_titles_of_findings_are_alike() -> None:
    assert repeated(finding.title for _, _, finding in findings()) == []


def test_no_two_requirements_are_alike() -> None:
    assert repeated(finding.requirement for _, _, finding in findings()) == []


def test_no_two_titles_of_checklists_are_alike() -> None:
    assert repeated(checklist.title for checklist in shipped()) == []


def test_printed_numbers_run_from_one_without_a_gap() -> None:
    for checklist in shipped():
        printed = [item.no for item in checklist.items if item.no]
        assert printed == [str(n + 1) for n in range(len(printed))], checklist.id


def test_only_what_is_filled_in_has_a_printed_number() -> None:
    for checklist, item in items():
        filled = item.type not in (ItemType.NOTE, ItemType.CALC)
        assert bool(item.no) == filled, (checklist.id, item.id)


def test_every_question_says_by_what_method_it_is_checked() -> None:
    for checklist, item in items():
        assert item.method or item.type in UNASKED, (checklist.id, item.id)


def test_all_five_methods_are_used() -> None:
    assert {method for _, item in items() for method in item.method} == set(Method)


def test_every_category_but_other_has_a_finding() -> None:
    assert {finding.category for _, _, finding in findings()} == set(Category) - {Category.OTHER}


@pytest.mark.parametrize("disposition", Disposition)
def test_the_story_of_every_disposition_can_start_in_every_mode(disposition: Disposition) -> None:
    modes = {c.mode for c, _, finding in findings() if finding.disposition is disposition}
    assert modes == set(Mode)


def test_an_issue_fixed_on_site_can_start_in_every_mode() -> None:
    fixable = {c.mode for c, item, _ in findings() if item.type is ItemType.RESULT}
    assert fixable == set(Mode)


def test_what_is_pointed_out_on_site_is_never_severe() -> None:
    for checklist, item, finding in findings():
        grave = finding.severity is Severity.SEVERE
        on_site = finding.disposition is Disposition.ON_SITE
        assert not (grave and on_site), (checklist.id, item.id)


def test_only_severe_findings_are_reported_up() -> None:
    for checklist, item, finding in findings():
        if finding.disposition is Disposition.REPORT_UP:
            assert finding.severity is Severity.SEVERE, (checklist.id, item.id)


def test_severe_findings_are_reported_up_or_consulted_on_within_a_month() -> None:
    for checklist, item, finding in findings():
        if finding.severity is Severity.SEVERE:
            grave = (Disposition.REPORT_UP, Disposition.CONSULT)
            assert finding.disposition in grave, (checklist.id, item.id)
            assert finding.days and finding.days <= 20, (checklist.id, item.id)


def test_what_is_reported_up_is_urgent() -> None:
    for checklist, item, finding in findings():
        if finding.disposition is Disposition.REPORT_UP:
            assert finding.days and finding.days <= 5, (checklist.id, item.id)


def test_everything_but_what_is_pointed_out_on_site_has_days() -> None:
    for checklist, item, finding in findings():
        on_site = finding.disposition is Disposition.ON_SITE
        assert (finding.days is None) == on_site, (checklist.id, item.id)


def test_every_finding_says_what_is_to_be_done() -> None:
    for checklist, item, finding in findings():
        assert len(finding.requirement) >= 10, (checklist.id, item.id)


def test_a_veto_is_printed_as_a_star_and_a_star_is_a_veto() -> None:
    for checklist, item in items():
        veto = bool(item.score and item.score.veto)
        assert item.label.startswith("※") == veto, (checklist.id, item.id)


def test_a_score_rests_on_several_items() -> None:
    for checklist in shipped():
        scored = sum(1 for item in checklist.items if item.score)
        assert scored == 0 or scored >= 5, checklist.id


def test_bands_are_given_only_where_something_is_scored() -> None:
    banded = [checklist for checklist in shipped() if checklist.bands]
    assert banded
    for checklist in banded:
        assert any(item.score for item in checklist.items), checklist.id


def test_every_checklist_says_when_it_is_used() -> None:
    assert [checklist.id for checklist in shipped() if not checklist.about] == []


def test_every_basis_is_used_and_every_option_set_too() -> None:
    for checklist in shipped():
        rested_on = {item.finding.basis for item in checklist.items if item.finding}
        assert {basis.id for basis in checklist.basis} <= rested_on, checklist.id
        named = {item.options for item in checklist.items if isinstance(item.options, str)}
        assert set(checklist.options) == named, checklist.id


def test_option_words_come_in_all_shapes_of_the_paper() -> None:
    shapes = {
        frozenset(checklist.words(item).items())
        for checklist, item in items()
        if item.type is ItemType.RESULT
    }
    for pair in ("落实 未落实", "是 否", "否 是", "√ ×", "合格 不合格", "有 无", "无 有"):
        good, bad = pair.split()
        wanted = {(good, Result.PASS), (bad, Result.FAIL)}
        assert any(wanted <= shape for shape in shapes), pair


def test_numbers_have_a_unit() -> None:
    for checklist, item in items():
        if item.type in (ItemType.NUMBER, ItemType.CALC):
            assert item.unit, (checklist.id, item.id)


def test_names_and_health_of_children_are_asked_in_private_only() -> None:
    for checklist, item in items():
        asks = re.search(r"名单|姓名、|病情|重点关注学生|联络人及电话", item.label)
        if asks and item.type is ItemType.TEXT:
            assert item.private, (checklist.id, item.id)


def test_a_private_item_raises_no_finding() -> None:
    assert [item.id for _, item, _ in findings() if item.private] == []


def test_some_checks_only_warn() -> None:
    levels = {check.level for _, item in items() for check in item.check}
    assert levels == set(Level)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            if key not in ("when", "each", "expr", "calc"):
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def test_chinese_text_has_full_width_punctuation() -> None:
    found = [
        (checklist.id, text)
        for checklist in shipped()
        for text in texts(checklist.model_dump(mode="json"))
        if HALF_WIDTH.search(text)
    ]
    assert found == []


def test_the_page_in_docs_is_current() -> None:
    current = PAGE.read_text(encoding="utf-8") == library_table(shipped())
    assert current, "run: python tests/checklists/write_docs.py"
