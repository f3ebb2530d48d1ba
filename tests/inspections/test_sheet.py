"""A bureau's sheet as rows of cells: what becomes of every column, and that nothing of it is lost."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.checklist import Checklist, Item, ItemType
from inspections.checklist_yaml import read_checklist
from inspections.errors import Level
from inspections.sheet import Imported, Sheet, checklist_of
from inspections.sheet_item import split_parts
from inspections.sheet_words import days, methods, points
from inspections.vocabulary import Category, Disposition, Method, Mode, Result, Severity

HEAD = ["序号", "检查项目", "检查内容", "检查方式", "选项", "分值", "扣分标准", "依据", "备注", "整改时限", "严重程度"]  # fmt: skip


def imported(*rows: list[str], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Imported:
    return checklist_of(Sheet(rows, merged), "t", "1")


def checklist(made: Imported) -> Checklist:
    assert made.text is not None
    found, problems = read_checklist(made.text.encode(), "t.yml")
    assert found and not [p for p in problems if p.level is Level.ERROR], problems
    return found


def items(*rows: list[str], merged: tuple[tuple[int, int, int, int], ...] = ()) -> list[Item]:
    return list(checklist(imported(*rows, merged=merged)).items)


def places(made: Imported) -> list[tuple[int | None, int | None]]:
    return [(p.line, p.column) for p in made.problems if "督查方式" not in str(p.what)]


def test_every_column_finds_its_key() -> None:
    row = ["3", "一、消防", "灭火器在有效期内", "现场查看", "落实/未落实/不涉及", "10分", "少一具扣 2 分", "《消防法》", "看压力表", "5个工作日", "严重"]  # fmt: skip
    made = imported(["消防安全专项检查表"], HEAD, row)
    found = checklist(made)
    (item,) = found.items
    assert (found.title, found.mode) == ("消防安全专项检查表", Mode.SPECIAL)
    assert found.sections[0].title == "一、消防"
    assert (item.id, item.no, item.label) == ("item_1", "3", "灭火器在有效期内")
    assert item.options == {"落实": Result.PASS, "未落实": Result.FAIL, "不涉及": Result.NA}
    assert item.method == (Method.VISIT,)
    assert item.score and item.score.weight == "10"
    assert item.hint and "少一具扣 2 分" in item.hint and "看压力表" in item.hint
    finding = item.finding
    assert finding
    assert (finding.category, finding.severity) == (Category.FIRE_GAS, Severity.SEVERE)
    assert (finding.disposition, finding.days) == (Disposition.NOTICE, 5)
    assert found.basis[0].text == "《消防法》" and finding.basis == found.basis[0].id
    assert places(made) == []


def test_columns_may_stand_in_any_order() -> None:
    assert [i.label for i in items(["分值", "检查要点", "序号"], ["5", "有预案", "1"])] == [
        "有预案"
    ]


def test_without_a_content_column_the_project_is_the_question() -> None:
    assert [i.label for i in items(["序号", "检查项目"], ["1", "有预案"])] == ["有预案"]


def test_beside_the_content_a_standard_is_a_hint() -> None:
    (item,) = items(["检查内容", "检查标准", "序号"], ["灭火器", "每层两具", "1"])
    assert item.label == "灭火器" and item.hint == "要点：每层两具"


def test_a_merged_section_goes_on_downwards() -> None:
    rows = ["1", "一、甲", "问一"], ["2", "", "问二"], ["3", "二、乙", "问三"]
    found = checklist(imported(HEAD[:3], *rows, merged=((1, 1, 2, 1),)))
    assert [(s.title, len(s.items)) for s in found.sections] == [("一、甲", 2), ("二、乙", 1)]


def test_a_section_may_be_a_row_of_its_own() -> None:
    head = ["序号", "检查内容", "备注"]
    found = checklist(
        imported(
            head, ["一、组织", "", ""], ["1", "问一", ""], ["", "二、台账", ""], ["1", "问二", ""]
        )
    )
    assert [(s.title, [i.no for i in s.items]) for s in found.sections] == [
        ("一、组织", ["1"]),
        ("二、台账", ["1"]),
    ]


def test_columns_of_yes_and_no_are_the_words() -> None:
    (item,) = items(
        ["序号", "检查内容", "检查结果", ""], ["", "", "是", "否"], ["1", "有预案", "", ""]
    )
    assert item.options == {"是": Result.PASS, "否": Result.FAIL}


def test_a_first_row_of_the_table_is_no_second_heading() -> None:
    for row in (["1", "检查内容", "是"], ["序号", "序号", ""], ["是", "否", "是"]):
        assert checklist_of(Sheet([["序号", "检查内容", "备注"], row]), "t", "1").items == 1


def test_yes_is_bad_where_the_question_is_of_a_fault_and_that_is_said() -> None:
    made = imported(["序号", "检查内容", "选项"], ["1", "疏散通道是否被占用", "是/否"])
    (item,) = checklist(made).items
    assert item.options == {"是": Result.FAIL, "否": Result.PASS}
    assert places(made) == [(2, 3)]


def test_a_word_that_is_not_known_fails_and_is_named() -> None:
    made = imported(["检查内容", "选项"], ["有预案", "符合/基本符合/不符合"])
    (item,) = checklist(made).items
    assert isinstance(item.options, dict) and item.options["基本符合"] is Result.FAIL
    assert any("基本符合" in str(p.what) for p in made.problems)


def test_words_without_pass_and_fail_are_a_choice() -> None:
    (item,) = items(["检查内容", "选项"], ["供餐方式", "自营、承包、配送"])
    assert item.type is ItemType.CHOICE and item.options == ("自营", "承包", "配送")


def test_blanks_with_a_unit_are_a_number() -> None:
    (item,) = items(["检查内容", "选项"], ["专职保安", "____人"])
    assert item.type is ItemType.NUMBER and item.unit == "人"


def test_a_row_that_bundles_checks_has_parts() -> None:
    (item,) = items(["序号", "检查内容"], ["1", "进校核验：①扫码；②测温；③登记。"])
    assert item.label == "进校核验"
    assert item.parts == {"p1": "扫码", "p2": "测温", "p3": "登记"}


def test_numbers_that_count_nothing_make_no_parts() -> None:
    for text in (
        "温度 37.3 以下，湿度 2.5",
        "见（1）号文件",
        "① 只有一个",
        "1.甲 3.乙",
        "不超过 1.5 米",
    ):
        assert split_parts(text) == (text, ())
    assert split_parts("1.甲；2.乙") == ("", ("甲", "乙"))
    assert split_parts("查：(1)甲 (2)乙") == ("查", ("甲", "乙"))


def test_the_veto_mark_leaves_the_question() -> None:
    (item,) = items(["检查内容", "分值"], ["※许可证有效", "10"])
    assert item.label == "许可证有效" and item.score and item.score.veto


def test_a_veto_without_points_is_said_and_kept() -> None:
    made = imported(["序号", "检查内容"], ["※", "许可证有效"])
    (item,) = checklist(made).items
    assert item.hint and "否决" in item.hint
    assert len(places(made)) == 1


def test_the_total_is_no_item_and_is_compared() -> None:
    head = ["序号", "检查内容", "分值"]
    good = imported(head, ["1", "甲", "5"], ["2", "乙", "5"], ["合 计", "", "10"])
    assert good.items == 2 and places(good) == []
    assert places(imported(head, ["1", "甲", "5"], ["合计", "", "10"])) == [(3, 3)]


def test_remarks_and_signatures_below_the_table_are_kept() -> None:
    found = checklist(
        imported(["序号", "检查内容"], ["1", "甲"], ["注：一式三份"], ["检查人签字：", ""])
    )
    assert "一式三份" in found.about and "签字" in found.about


def test_the_heading_of_a_second_page_is_passed_over() -> None:
    head = ["序号", "检查内容"]
    assert len(items(head, ["1", "甲"], head, ["2", "乙"])) == 2


def test_self_check_beside_the_inspectors_answer() -> None:
    (item,) = items(["检查内容", "自查", "督查"], ["甲", "", ""])
    assert item.self_check


def test_what_is_not_understood_is_a_problem_at_its_cell_and_stays_in_the_hint() -> None:
    head = ["检查内容", "分值", "整改时限", "严重程度", "选项", "检查方式", "责任科室"]
    strange = ["甲", "十分重要", "年底前", "看着办", "再说", "掐指一算", "安保科"]
    made = imported(head, strange)
    (item,) = checklist(made).items
    assert item.hint and all(text in item.hint for text in strange[1:])
    assert sorted(places(made)) == [(1, 7), (2, 2), (2, 3), (2, 4), (2, 5), (2, 6)]


def test_a_row_without_a_question_is_said_and_kept_as_a_note() -> None:
    made = imported(HEAD[:3], ["1", "", "甲"], ["", "", "", "散落的一句话"])
    *_, note = checklist(made).items
    assert note.type is ItemType.NOTE and "散落的一句话" in note.label
    assert (3, 4) in places(made)


def test_a_huge_cell_is_cut_and_kept_whole_in_the_hint() -> None:
    long = "检查" * 10_000
    made = imported(["序号", "检查内容"], ["1", long])
    (item,) = checklist(made).items
    assert len(item.label) < 300 and item.hint and long in item.hint


def test_a_sheet_without_a_heading_is_refused() -> None:
    for rows in ([], [["甲", "乙"]], [["序号", "检查内容"]], [["x" * 500_000]]):
        made = imported(*rows)
        assert made.text is None and made.problems


def test_deadlines_points_and_methods_in_the_words_of_the_trade() -> None:
    assert [days(t) for t in ("立即", "5", "3日内", "五个工作日", "十天", "一周", "年底")] == [0, 5, 3, 5, 10, None, None]  # fmt: skip
    assert [points(t) for t in ("10", "10分", "（5 分）", "０.5", "0", "-1", "五分")] == ["10", "10", "5", "0.5", None, None, None]  # fmt: skip
    assert methods("查阅资料、实地查看、随机访谈") == (
        (Method.DOCUMENTS, Method.VISIT, Method.TALK),
        (),
    )
    assert methods("电话询问和掐算") == ((Method.PHONE,), ("掐算",))


CELLS = st.one_of(
    st.sampled_from(
        [
            *HEAD,
            "是/否",
            "※",
            "①甲②乙",
            "合计",
            "10",
            "一、甲",
            "注：",
            "5天",
            "立即",
            ": ",
            "- a",
            "#",
        ]
    ),
    st.text(max_size=12),
)
GRID = st.lists(st.lists(CELLS, max_size=6), max_size=8)


@settings(max_examples=150, deadline=None)
@given(GRID, st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=3))
def test_whatever_stands_in_the_cells_the_checklist_reads_and_no_text_is_lost(
    rows: list[list[str]], merged: list[tuple[int, int, int, int]]
) -> None:
    made = checklist_of(Sheet([HEAD[:6], *rows], merged), "t", "1", Mode.SPECIAL)
    assert made.text is not None or made.problems
    if made.text is None:
        return
    found = checklist(made)
    assert sum(1 for _ in found.items) == made.items
    kept = " ".join(texts(found.model_dump(mode="json")))
    words = [w for row in rows for cell in row for w in re.findall(r"[^\W\d_①-⑮]{4,}", cell)]
    assert [word for word in words if word not in kept and word not in HEAD] == []


def texts(value: object) -> list[str]:
    """Every text in a tree, keys of options and parts too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for text in texts(pair[0]) + texts(pair[1])]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []
