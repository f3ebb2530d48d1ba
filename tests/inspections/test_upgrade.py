"""A record taken to another version of its checklist: what fits stays, what does not is kept apart."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspections.blank import blank
from inspections.checklist import Checklist
from inspections.inspection import flat
from inspections.inspection_write import write
from inspections.inspection_yaml import read_record
from inspections.upgrade import Upgrade, difference, upgrade
from tests.inspections.records import HEAD, SCHOOL, checklist_of, read, record_text

OLD = checklist_of("""
    - {id: duty, no: 1, label: 值班, type: result, options: {落实: pass, 未落实: fail}}
    - {id: stock, no: 2, label: 库存, type: number, unit: 个}
    - {id: gone, no: 3, label: 旧题, type: text}
    - {id: gate, label: 门口, type: result, parts: {code: 扫码, temp: 测温}}
""")
NEW = checklist_of("""
    - {id: duty, no: 1, label: 值班, type: result, options: {在岗: pass, 离岗: fail}}
    - {id: fresh, no: 2, label: 新题, type: date}
    - {id: stock, no: 3, label: 库存, type: number, unit: 箱}
    - {id: gate, label: 门口, type: result, parts: {code: 扫码}}
""").model_copy(update={"version": "2"})


def upgraded(text: str, new: Checklist = NEW) -> Upgrade:
    record, problems = read_record(text.encode(), "r.yml", {OLD.ref: OLD}.get)
    assert problems == ()
    assert record is not None
    return upgrade(text, record, OLD, new)


def test_the_difference_names_new_gone_and_changed_items() -> None:
    found = difference(OLD, NEW)
    assert (found.added, found.gone) == (("fresh",), ("gone",))
    assert found.changed == ("duty", "stock", "gate")


def test_what_fits_stays_and_what_does_not_is_kept_as_an_orphan() -> None:
    text = record_text(
        "duty: 落实，两人\nstock: 5,500   # 数过\ngone: 旧答案\ngate: {code: 符合, temp: 不符合}"
    )
    found = upgraded(text)
    record, problems = read_record(found.text.encode(), "r.yml", {NEW.ref: NEW}.get)
    assert problems == ()
    assert record is not None
    assert {k: v for k, v in flat(record).items() if not k.startswith("record.")} == {
        "duty.note": "两人",
        "stock": "5,500",
        "gate.code": "符合",
    }
    assert found.orphans == {"duty": "落实", "gone": "旧答案", "gate.temp": "不符合"}
    assert {k: a.value for k, a in record.orphans.items()} == found.orphans
    assert "  stock: 5,500   # 数过\n" in found.text


def test_a_blank_gets_the_new_questions_and_loses_the_old_ones() -> None:
    record, _ = read(OLD, "duty: 落实")
    old = write(blank(OLD, SCHOOL, replace(record.header, checklist=OLD.ref)), OLD, {"stock": "3"})
    lines = upgraded(old).text.splitlines()
    assert not any("旧题" in line or "（个）" in line for line in lines)
    assert lines.index("  # 2 新题 | 如 2022-03-01") + 1 == lines.index("  fresh:")
    assert lines.index("  # 3 库存（箱）") + 1 == lines.index("  stock: 3")


def test_the_same_version_changes_nothing() -> None:
    text = record_text("duty: 落实\nstock: 3\ngone: 旧")
    assert upgraded(text, OLD).text == text


def test_a_private_answer_is_never_an_orphan() -> None:
    text = HEAD + "answers:\n  gone: 某某发热\n"
    hidden = OLD.model_copy(update={"version": "2", "sections": (
        OLD.sections[0].model_copy(update={"items": tuple(
            i.model_copy(update={"private": i.id == "gone"}) for i in OLD.sections[0].items)}),)})  # fmt: skip
    assert upgraded(text, hidden).orphans == {}


TYPED = {
    "duty": ["落实", "未落实，两人"],
    "stock": ["5,500", "08", "３０"],
    "gone": ["旧答案", "12:30"],
    "gate": ["{code: 符合, temp: 不符合}", "{code: 符合}"],
}
LINES = {
    "duty": ["{id: duty, label: 值班, type: result, options: {落实: pass, 未落实: fail}}",
             "{id: duty, label: 值班, type: result, options: {在岗: pass, 离岗: fail}}"],
    "stock": ["{id: stock, label: 库存, type: number}", "{id: stock, label: 库存, type: date}"],
    "gone": ["{id: gone, label: 旧题, type: text}", "{id: gone, label: 旧题, type: time}"],
    "gate": ["{id: gate, label: 门口, type: result, parts: {code: 扫码, temp: 测温}}",
             "{id: gate, label: 门口, type: result, parts: {temp: 测温}}",
             "{id: gate, label: 门口, type: result}"],
}  # fmt: skip


@given(
    st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in TYPED.items()}),
    st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in LINES.items()}),
)
def test_no_answer_is_lost_whatever_the_new_version_asks(
    answers: dict[str, str], items: dict[str, str]
) -> None:
    new = checklist_of(
        "\n".join(f"- {line}" for line in [*items.values(), "{id: z, label: 新, type: text}"])
    )
    new = new.model_copy(update={"version": "2"})
    text = record_text("\n".join(f"{k}: {v}" for k, v in answers.items()) or "z:")
    text = text if answers else text.replace("  z:\n", "")
    before, _ = read_record(text.encode(), "r.yml", {OLD.ref: OLD}.get)
    assert before is not None
    found = upgrade(text, before, OLD, new)
    after, problems = read_record(found.text.encode(), "r.yml", {new.ref: new}.get)
    assert problems == ()
    assert after is not None
    kept = {path: answer.value for path, answer in after.orphans.items()} | flat(after)
    for path, value in flat(before).items():
        assert kept[path] == value or path == "record.checklist"


def test_an_orphan_never_writes_over_another() -> None:
    text = record_text("gone: 第二次", more="orphans:\n  gone: 第一次\n")
    assert upgraded(text).text.endswith("orphans:\n  gone: 第一次\n  gone_2: 第二次\n")
