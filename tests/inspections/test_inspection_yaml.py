"""From the text of a record to the record: everything kept as typed, every fault listed at once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.errors import Code
from inspections.inspection import flat
from inspections.inspection_yaml import private_file, read_record
from inspections.vocabulary import Signatory, Visit
from tests.inspections.records import HEAD, checklist_of, read, record_text

CHECKLIST = checklist_of("""
    - {id: duty, no: 1, label: 值班, type: result, options: {落实: pass, 未落实: fail}}
    - {id: mask_stock, no: 2, label: 口罩库存, type: number}
    - {id: drill, label: 演练日期, type: date}
    - {id: clock, label: 上报时间, type: time}
    - {id: told, label: 是否告知, type: confirm}
    - {id: pick, label: 选一个, type: choice, options: [甲, 乙]}
    - {id: seen, label: 看到的, type: multi, options: [甲, 乙]}
    - {id: phone, label: 电话, type: text}
    - {id: gate, label: 门口, type: result, parts: {code: 扫码, temp: 测温}}
    - {id: people, label: 人数, type: matrix, rows: {t: 教职工}, columns: {all: 在外, back: 已返回}}
    - id: goods
      label: 用品
      type: repeat
      fields: {name: {label: 品名}, amount: {label: 数量, type: number}}
    - {id: both, label: 自查, type: result, self: true}
    - {id: half, label: 一半, type: calc, calc: answers.mask_stock / 2}
    - {id: pics, label: 照片, type: photo}
    - {id: secret, label: 病情, type: text, private: true}
""")


def codes(answers: str, more: str = "") -> list[tuple[Code, int | None]]:
    _, problems = read(CHECKLIST, answers, more)
    return [(p.code, p.line and p.line - HEAD.count("\n") - 1) for p in problems]


def paths(answers: str, more: str = "") -> dict[str, str | list[str]]:
    record, problems = read(CHECKLIST, answers, more)
    assert problems == ()
    return {k: v for k, v in flat(record).items() if not k.startswith("record.")}


def test_short_answers_stand_at_their_item() -> None:
    assert paths("duty: 落实\nmask_stock: 30\nphone: 08") == {
        "duty": "落实",
        "mask_stock": "30",
        "phone": "08",
    }


@pytest.mark.parametrize("typed", ["08", "no", "1:30", "0310104", "1e5", "null", "2022-04-12", "~"])
def test_what_was_typed_stays_what_was_typed(typed: str) -> None:
    assert paths(f"phone: {typed}") == {"phone": typed}


def test_full_width_digits_and_commas_are_kept_as_typed() -> None:
    assert paths("mask_stock: ５，５００") == {"mask_stock": "５，５００"}


def test_the_one_line_form_has_answer_and_note() -> None:
    assert paths("duty: 未落实，两人不在岗") == {"duty": "未落实", "duty.note": "两人不在岗"}


def test_the_long_form_says_the_same_as_the_short_one() -> None:
    long = "duty:\n  value: 未落实\n  note: 两人不在岗\n  place: 门卫室"
    assert paths(long) == {"duty": "未落实", "duty.note": "两人不在岗", "duty.place": "门卫室"}


def test_parts_stand_at_paths_of_their_own() -> None:
    assert paths("gate:\n  code: 符合\n  temp: 不符合，没有测\n  note: 早上") == {
        "gate.code": "符合",
        "gate.note": "早上",
        "gate.temp": "不符合",
        "gate.temp.note": "没有测",
    }


def test_cells_of_a_matrix_stand_at_row_and_column() -> None:
    assert paths("people:\n  t: {all: 6, back: 5}") == {"people.t.all": "6", "people.t.back": "5"}


def test_rows_have_their_ids_and_rows_without_get_a_free_one() -> None:
    answers = "goods:\n  - row: a\n    name: 酒精\n  - name: 口罩\n    amount: 3"
    record, problems = read(CHECKLIST, answers)
    assert problems == ()
    assert record.rows == {"goods": ("a", "b")}
    assert record.text("goods.b.name") == "口罩"
    assert [(u.key, u.name) for u in record.unnamed] == [("row", "b")]


def test_a_row_struck_out_with_its_reason_does_not_count() -> None:
    record, _ = read(
        CHECKLIST, "goods:\n  - {row: a, name: 酒精, removed: 记重了}\n  - {row: b, name: 口罩}"
    )
    assert record.rows == {"goods": ("b",)}
    assert record.removed("goods.a") == "记重了"


def test_an_empty_list_is_an_answer_and_an_empty_line_is_none() -> None:
    assert paths("goods: []\nseen: []") == {"goods": [], "seen": []}
    assert paths("goods:\nseen:\nduty:") == {}


def test_chosen_words_are_a_list_however_they_are_written() -> None:
    assert paths("seen: [甲, 乙]") == paths("seen: 甲、乙") == {"seen": ["甲", "乙"]}


def test_the_schools_own_answer_stands_beside_the_inspectors() -> None:
    assert paths("both:\n  self: 符合\n  value: 不符合") == {"both": "不符合", "both.self": "符合"}


def test_photos_are_no_answers_but_a_set_of_their_own() -> None:
    record, _ = read(
        CHECKLIST, "duty:\n  value: 未落实\n  photos: [甲.jpg, 乙.jpg, 甲.jpg]\npics: [丙.jpg]"
    )
    assert record.photos == {"duty": ("甲.jpg", "乙.jpg"), "pics": ("丙.jpg",)}


def test_a_finding_is_said_differently_by_the_record() -> None:
    assert paths("duty:\n  value: 未落实\n  finding: {severity: 严重, days: 2}") == {
        "duty": "未落实",
        "duty.finding.severity": "严重",
        "duty.finding.days": "2",
    }


def test_a_conflict_keeps_both_sides_and_is_no_answer() -> None:
    answers = "mask_stock:\n  conflict:\n    - {by: 王敏, value: 1}\n    - {by: 李强, value: 2, note: 实点}"
    record, problems = read(CHECKLIST, answers)
    assert problems == ()
    assert [(s.by, s.value, s.note) for s in record.conflicts["mask_stock"].sides] == [
        ("王敏", "1", ""),
        ("李强", "2", "实点"),
    ]
    assert "mask_stock" not in flat(record)


def test_a_conflict_may_stand_at_a_cell_a_note_and_a_part() -> None:
    side = "conflict: [{by: 甲, value: 1}, {by: 乙, value: 2}]"
    answers = f"people:\n  t:\n    all:\n      {side}\nduty:\n  value: 落实\n  note:\n    {side}\n"
    answers += "gate:\n  code:\n    conflict: [{by: 甲, value: 符合}, {by: 乙, value: 不符合}]"
    record, problems = read(CHECKLIST, answers)
    assert problems == ()
    assert set(record.conflicts) == {"people.t.all", "duty.note", "gate.code"}


def test_private_answers_come_from_the_sibling_and_never_into_the_flat_map() -> None:
    private = "inspection: s1-2026-03-02-small-t1\nanswers:\n  secret: 二班一人发热\n"
    record, problems = read(CHECKLIST, "duty: 落实", private=private)
    assert problems == ()
    assert record.private["secret"].value == "二班一人发热"
    assert "secret" not in flat(record)


def test_a_private_answer_in_the_record_is_reported_and_kept_apart() -> None:
    record, problems = read(CHECKLIST, "secret: 二班一人发热")
    assert [p.code for p in problems] == [Code.ITEM_PRIVATE]
    assert record.private["secret"].value == "二班一人发热"
    assert "secret" not in flat(record)


def test_no_problem_ever_quotes_a_private_answer_from_the_record() -> None:
    _, problems = read(CHECKLIST, "secret: 二班一人发热")
    assert "发热" not in "".join(f"{p.what}{p.remedy}{p.source}{p.mended}" for p in problems)


def test_a_wrong_private_answer_is_named_without_quoting_it() -> None:
    checklist = checklist_of("- {id: ill, label: 人数, type: number, private: true}")
    _, problems = read(checklist, "", private="answers:\n  ill: 张三和李四\n")
    assert [p.code for p in problems] == [Code.VALUE_TYPE]
    assert "张三" not in "".join(f"{p.what}{p.remedy}{p.source}{p.mended}" for p in problems)


def test_a_public_answer_in_the_private_sibling_is_reported() -> None:
    _, problems = read(CHECKLIST, "duty: 落实", private="answers:\n  duty: 落实\n")
    assert [(p.code, p.file) for p in problems] == [(Code.ITEM_PRIVATE, "r.private.yml")]


def test_the_sibling_of_another_inspection_is_reported() -> None:
    _, problems = read(
        CHECKLIST, "duty: 落实", private="inspection: s2-2026-03-02-small-t1\nanswers: {}\n"
    )
    assert [p.code for p in problems] == [Code.RECORD_HEADER]


def test_all_faults_are_listed_at_once_each_at_its_line() -> None:
    answers = """
        duty: 基本落实
        mask_stock: 一万
        drill: 昨天
        clock: 下午
        told: no
        pick: 丙
        seen: [甲, 丁]
        half: 3
        dutty: 落实
    """
    assert codes(answers) == [
        (Code.VALUE_OPTION, 1),
        (Code.VALUE_TYPE, 2),
        (Code.VALUE_TYPE, 3),
        (Code.VALUE_TYPE, 4),
        (Code.VALUE_OPTION, 5),
        (Code.VALUE_OPTION, 6),
        (Code.VALUE_OPTION, 7),
        (Code.ITEM_CALCULATED, 8),
        (Code.ITEM_UNKNOWN, 9),
    ]


def test_a_number_in_words_is_named_with_the_number_that_was_meant() -> None:
    _, problems = read(CHECKLIST, "mask_stock: 一万")
    (problem,) = problems
    assert str(problem.what) == "口罩库存应为数字，写的是“一万”"
    assert str(problem.remedy) == "改成 mask_stock: 10000"
    assert (problem.column, problem.source, problem.mended) == (
        15,
        "  mask_stock: 一万",
        "  mask_stock: 10000",
    )


def test_an_unknown_item_is_named_with_the_nearest_one() -> None:
    _, problems = read(CHECKLIST, "mask_stok: 3")
    assert problems[0].remedy.args == {"near": "mask_stock"}


def test_a_wrong_answer_is_kept_as_typed() -> None:
    record, _ = read(CHECKLIST, "mask_stock: 一万")
    assert record.text("mask_stock") == "一万"


def test_a_wrong_cell_and_a_wrong_field_are_named() -> None:
    assert codes("people:\n  t: {all: 六}\ngoods:\n  - {row: a, amount: 多}") == [
        (Code.VALUE_TYPE, 2),
        (Code.VALUE_TYPE, 4),
    ]


def test_one_word_for_several_parts_is_not_enough() -> None:
    assert codes("gate: 符合") == [(Code.VALUE_TYPE, 1)]


def test_two_rows_of_one_id_are_named() -> None:
    assert codes("goods:\n  - {row: a}\n  - {row: a}") == [(Code.YAML_DUPLICATE, 3)]


def test_a_comma_in_brackets_that_made_a_second_key_is_explained() -> None:
    _, problems = read(CHECKLIST, "duty: {value: 未落实, note: 口罩不足,需补充}")
    assert Code.YAML_KEY in {p.code for p in problems}


def test_findings_without_an_id_get_one() -> None:
    record, problems = read(
        CHECKLIST,
        "duty: 落实",
        "findings:\n  - {title: 杂物, category: 预案演练, severity: 轻微}\n",
    )
    assert problems == ()
    assert record.findings == ("f1",)
    assert record.unnamed[0].name == "f1"


def test_a_finding_without_title_or_with_unknown_words_is_named() -> None:
    more = "findings:\n  - {id: f1, category: 卫生, severity: 很重}\n"
    assert [code for code, _ in codes("duty: 落实", more)] == [Code.FINDING_FIELD] * 3


def test_signatures_name_who_signs_as_what() -> None:
    record, problems = read(CHECKLIST, "duty: 落实", "signatures:\n  - {name: 王敏, as: 检查人}\n")
    assert problems == ()
    assert [(s.name, s.as_) for s in record.signatures] == [("王敏", Signatory.INSPECTOR)]


def test_a_signature_without_capacity_is_named() -> None:
    assert [c for c, _ in codes("duty: 落实", "signatures: [{name: 王敏}]\n")] == [
        Code.SIGNATURE_FIELD
    ]


def test_the_head_is_read_with_chinese_values_and_kept_as_typed() -> None:
    head = HEAD + "visit: 四不两直\ndocuments_seen:\n  - {what: 值班记录, count: １４}\n"
    text = record_text("duty: 落实", head=head)
    record, problems = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert problems == ()
    assert record is not None
    assert (record.header.visit, record.header.visit_typed) == (Visit.UNANNOUNCED, "四不两直")
    assert record.header.documents_seen == (("值班记录", 14),)
    assert flat(record)["record.visit"] == "四不两直"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("school: s1", "school: s2"),
        ("date: 2026-03-02", "date: 2026-03-03"),
        ("date: 2026-03-02", "date: 昨天"),
        ("team: t1", "team: t2"),
        ("inspectors: [wang]", "inspectors: []"),
        ("inspection: s1-2026-03-02-small-t1", "inspection: 第一次"),
        ("team: t1\n", ""),
        ("team: t1", "team: t1\nteem: t1"),
        ("team: t1", "team: t1\nvisit: 突击"),
        ("team: t1", "team: t1\ndocuments_seen: [值班记录]"),
    ],
)
def test_a_fault_of_the_head_is_named(old: str, new: str) -> None:
    text = record_text("duty: 落实", head=HEAD.replace(old, new))
    _, problems = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert {p.code for p in problems} == {Code.RECORD_HEADER}


def test_a_fault_of_the_head_hides_no_fault_of_the_answers() -> None:
    text = record_text("mask_stock: 一万", head=HEAD.replace("team: t1\n", ""))
    _, problems = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert [p.code for p in problems] == [Code.RECORD_HEADER, Code.VALUE_TYPE]


def test_an_unknown_checklist_is_named() -> None:
    record, problems = read_record(record_text("duty: 落实").encode(), "r.yml", lambda ref: None)
    assert record is None
    assert [p.code for p in problems] == [Code.CHECKLIST_UNKNOWN]


def test_bom_and_crlf_change_nothing() -> None:
    text = record_text("duty: 未落实，两人\nphone: |\n  一\n  二")
    plain, _ = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    dressed = ("\ufeff" + text.replace("\n", "\r\n")).encode()
    other, problems = read_record(dressed, "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert problems == ()
    assert plain is not None
    assert other is not None
    assert flat(other) == flat(plain)


def test_the_sibling_is_named_after_the_record() -> None:
    assert private_file("a/b-t3.yml") == "a/b-t3.private.yml"


GOOD = record_text(
    "duty: 未落实，两人\ngate:\n  code: 符合\npeople:\n  t: {all: 6, back: 5}\ngoods:\n  - row: a\n    name: 酒精\n"
    "mask_stock:\n  conflict:\n    - {by: 甲, value: 1}\n    - {by: 乙, value: 2}",
    "findings:\n  - {id: f1, title: 杂物, category: other, severity: minor}\nsignatures: [{name: 甲, as: 学校}]\n",
)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(GOOD)),
    st.integers(0, 12),
    st.text(st.sampled_from("[]{}:,-# \n'\"ab甲|&*1"), max_size=6),
)
def test_a_mutated_file_raises_nothing(at: int, cut: int, put: str) -> None:
    text = GOOD[:at] + put + GOOD[at + cut :]
    record, problems = read_record(
        text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get, text.encode()
    )
    assert record is not None or problems
    for problem in problems:
        assert str(problem.what)
        assert str(problem.remedy)
