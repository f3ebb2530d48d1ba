"""Answers written back by their paths: what was said reads back, and no other byte changes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.entry_names import name_entries
from inspections.inspection import Record, Side, flat
from inspections.inspection_write import Change, write
from inspections.inspection_yaml import read_record
from tests.inspections.records import HEAD, checklist_of, record_text

CHECKLIST = checklist_of("""
    - {id: duty, label: 值班, type: result, options: {落实: pass, 未落实: fail}}
    - {id: stock, label: 库存, type: number}
    - {id: seen, label: 看到的, type: multi, options: [甲, 乙, 丙]}
    - {id: words, label: 说明, type: text}
    - {id: gate, label: 门口, type: result, parts: {code: 扫码, temp: 测温}}
    - {id: people, label: 人数, type: matrix, rows: {t: 教职工}, columns: {all: 在外, back: 已返回}}
    - {id: goods, label: 用品, type: repeat, fields: {name: {label: 品名}, amount: {label: 数量, type: number}}}
    - {id: last, label: 最后, type: confirm}
""")
ANSWERS = """
    # 1 值班 | 落实 / 未落实
    duty: 未落实，两人不在岗     # 早上看的
    # 2 库存
    stock: 30
    # 3 看到的
    seen: [甲]
    # 5 门口
    gate:
      code: 符合
      # 测温看了两次
      temp: 不符合，没有测
    # 6 人数
    people:
      t: {all: 6, back: 5}
    # 7 用品
    goods:
      - row: a
        name: 酒精
        amount: 3
      - row: b
        name: 口罩
"""
TEXT = record_text(ANSWERS, "findings: []    # 表上没有的\n")


def read(text: str) -> Record:
    record, problems = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert [str(p.what) for p in problems] == []
    assert record is not None
    return record


def put(text: str = TEXT, /, **changes: Change) -> str:
    return write(text, CHECKLIST, {k.replace("__", "."): v for k, v in changes.items()})


def test_a_number_is_replaced_in_its_line() -> None:
    assert put(stock="31") == TEXT.replace("stock: 30", "stock: 31")


def test_an_answer_keeps_its_note_on_the_line() -> None:
    assert put(duty="落实") == TEXT.replace("未落实，两人", "落实，两人")


def test_a_note_joins_its_answer_on_the_line() -> None:
    assert put(duty__note="三人不在") == TEXT.replace("两人不在岗", "三人不在")


def test_a_place_beside_a_one_line_answer_opens_the_long_form() -> None:
    old = "  duty: 未落实，两人不在岗     # 早上看的\n"
    assert put(duty__place="门卫室") == TEXT.replace(
        old, "  duty:\n    value: 未落实\n    note: 两人不在岗\n    place: 门卫室\n"
    )


def test_a_cell_changes_its_row_only() -> None:
    assert put(people__t__back="6") == TEXT.replace("{all: 6, back: 5}", "{all: 6, back: 6}")


def test_a_field_of_a_row_changes_its_line_only() -> None:
    assert put(goods__a__amount="4") == TEXT.replace("amount: 3", "amount: 4")


def test_a_new_field_goes_into_its_row() -> None:
    assert put(goods__b__amount="9") == TEXT.replace(
        "name: 口罩\n", "name: 口罩\n      amount: 9\n"
    )


def test_a_new_row_is_added() -> None:
    assert put(goods__c__name="手套") == TEXT.replace(
        "name: 口罩\n", "name: 口罩\n    - row: c\n      name: 手套\n"
    )


def test_an_answer_not_there_yet_goes_to_its_place_in_the_checklist() -> None:
    assert put(words="都好") == TEXT.replace("  seen: [甲]\n", "  seen: [甲]\n  words: 都好\n")


def test_an_answer_is_taken_out() -> None:
    assert put(stock=None) == TEXT.replace("  stock: 30\n", "")


def test_a_finding_is_added_to_an_empty_list() -> None:
    assert put(findings__f1__title="杂物") == TEXT.replace("findings: []", "findings:") + (
        "  - id: f1\n    title: 杂物\n"
    )


def test_the_head_is_changed_in_its_line() -> None:
    assert put(record__visit="四不两直") == TEXT + "visit: 四不两直\n"
    assert put(record__inspectors=("wang", "li")) == TEXT.replace("[wang]", "[wang, li]")


def test_documents_are_counted_by_their_name() -> None:
    once = write(TEXT, CHECKLIST, {"record.documents_seen.值班记录": "3"})
    twice = write(once, CHECKLIST, {"record.documents_seen.值班记录": "4"})
    assert read(twice).header.documents_seen == (("值班记录", 4),)


def test_a_conflict_is_put_in_place_and_an_answer_ends_it() -> None:
    sides = {"stock": [Side("王敏", "30"), Side("李强", "31", "实点")]}
    text = write(TEXT, CHECKLIST, {}, conflicts=sides)
    assert [s.by for s in read(text).conflicts["stock"].sides] == ["王敏", "李强"]
    assert put(text, stock="30") == TEXT


def test_a_conflict_keeps_what_stands_beside_the_answer() -> None:
    sides = {"duty": [Side("王敏", "落实"), Side("李强", "未落实")]}
    text = write(put(duty__place="门卫室"), CHECKLIST, {}, conflicts=sides)
    record = read(put(text, duty="落实"))
    assert (record.text("duty"), record.text("duty.place")) == ("落实", "门卫室")
    assert record.conflicts == {}


def test_photos_are_set_beside_the_answer() -> None:
    text = write(TEXT, CHECKLIST, {}, photos={"stock": ["甲.jpg"], "gate": ["乙.jpg"]})
    assert read(text).photos == {"stock": ("甲.jpg",), "gate": ("乙.jpg",)}
    assert read(text).text("stock") == "30"


def test_entries_without_an_id_get_it_written() -> None:
    text = record_text(
        "goods:\n  - name: 酒精\n    amount: 3\n  - {name: 口罩}",
        "findings:\n  - title: 杂物\n    category: other\n    severity: 轻微\n",
    )
    named = name_entries(text, read(text))
    assert named == text.replace("- name: 酒精", "- row: a\n      name: 酒精").replace(
        "{name: 口罩}", "{row: b, name: 口罩}"
    ).replace("- title", "- id: f1\n    title")
    assert read(named).unnamed == ()


def test_names_are_written_into_crlf_files_too() -> None:
    text = record_text("goods:\n  - name: 酒精").replace("\n", "\r\n")
    assert "- row: a\r\n      name" in name_entries(text, read(text))


TYPED = (
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "S"])
        | st.sampled_from(" \n#:'\"-"),
        min_size=1,
        max_size=20,
    )
    .map(str.strip)
    .filter(bool)
)
CHANGES: st.SearchStrategy[dict[str, Change]] = st.fixed_dictionaries(
    {},
    optional={
        "duty": st.sampled_from(["落实", "未落实", None]),
        "duty.note": TYPED | st.none(),
        "duty.place": TYPED | st.none(),
        "duty.finding.title": TYPED | st.none(),
        "stock": st.sampled_from(["1", "5,500", "３０", None]),
        "stock.note": TYPED | st.none(),
        "seen": st.lists(st.sampled_from("甲乙丙"), unique=True).map(tuple) | st.none(),
        "words": TYPED | st.none(),
        "gate.code": st.sampled_from(["符合", "不符合", None]),
        "gate.temp": st.sampled_from(["符合", "不符合"]),
        "gate.temp.note": TYPED,
        "people.t.all": st.sampled_from(["1", "２", None]),
        "goods.a.name": TYPED,
        "goods.b.amount": st.sampled_from(["7", None]),
        "goods.c.name": TYPED,
        "findings.f1.title": TYPED,
        "findings.f2.place": TYPED,
        "last": st.sampled_from(["是", "否", None]),
        "record.visit": st.sampled_from(["四不两直", "announced", None]),
        "record.campaign": TYPED | st.none(),
    },
)


@settings(max_examples=60, deadline=None)
@given(CHANGES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_is_written_reads_back_and_nothing_else_changes(
    changes: dict[str, Change], ending: str, bom: bool
) -> None:
    text = ("\ufeff" if bom else "") + TEXT.replace("\n", ending)
    before, _ = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    after_text = write(text, CHECKLIST, changes)
    after, _ = read_record(after_text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert before is not None
    assert after is not None
    wanted = dict(flat(before))
    for path, value in changes.items():
        if value is None:
            wanted.pop(path, None)
        else:
            wanted[path] = list(value) if isinstance(value, tuple) else value
    assert flat(after) == wanted
    comments = [line for line in text.splitlines() if line.lstrip("\ufeff ").startswith("#")]
    assert [c for c in comments if c not in after_text.splitlines()] in (
        [],
        ["      # 测温看了两次"],
    )


@settings(max_examples=20, deadline=None)
@given(CHANGES)
def test_writing_what_stands_there_changes_nothing(changes: dict[str, Change]) -> None:
    text = write(TEXT, CHECKLIST, changes)
    record, _ = read_record(text.encode(), "r.yml", {CHECKLIST.ref: CHECKLIST}.get)
    assert record is not None
    same = {k: tuple(v) if isinstance(v, list) else v for k, v in flat(record).items()}
    assert write(text, CHECKLIST, same) == text


def test_the_head_used_here_is_that_of_the_tests() -> None:
    assert TEXT.startswith(HEAD)


def test_photos_of_an_item_that_is_photos_are_its_answer() -> None:
    checklist = checklist_of("- {id: pics, label: 照片, type: photo}")
    text = record_text("pics: [a.jpg]")
    new = write(text, checklist, {}, {"pics": ("a.jpg", "b.jpg")})
    assert new == text.replace("[a.jpg]", "[a.jpg, b.jpg]")


def test_a_conflict_says_what_is_to_be_done_with_the_key_it_stands_at() -> None:
    sides = (Side("王敏", "6"), Side("李强", "7"))
    text = write(
        TEXT, CHECKLIST, {}, {}, {"people.t.all": sides, "stock": sides, "duty.note": sides}
    )
    for key in ("all", "stock", "note"):
        assert f"把这几行改成一行  {key}: 答案\n" in text
