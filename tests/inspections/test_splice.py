"""Writing one value back: its own lines change, and not one byte elsewhere."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspections.splice import BOM, FlowError, SpliceError, splice
from inspections.yaml_lines import lines_of

TEXT = """\
# 表头
school: yl3x        # 第三小学
visit: 四不两直

answers:
  # 1 带班
  duty: 落实

  # 2 门口
  gate:
    code: 落实      # 扫码
    note: 没有登记

  # 3 库存
  stock: |
    第一行

    第二行
  # 4 物资
  goods:
    - row: a
      name: 酒精
    # 下面是第二样
    - row: b
      name: 口罩
  people: {total: 6, back: 6}
findings: []       # 表上没有的
"""


def put(path: str, value: object, text: str = TEXT, order: tuple[str, ...] = ()) -> str:
    keys = path.split(".")
    return splice(text, keys, [] if value is None else lines_of(keys[-1], value), order)


def test_a_value_is_replaced_and_the_question_above_it_stays() -> None:
    assert put("answers.duty", "未落实") == TEXT.replace("duty: 落实", "duty: 未落实")


def test_a_comment_behind_a_value_stays_behind_the_new_one() -> None:
    assert put("school", "yl5x") == TEXT.replace("yl3x", "yl5x")


def test_a_nested_value_is_replaced() -> None:
    assert put("answers.gate.code", "未落实") == TEXT.replace("code: 落实", "code: 未落实")


def test_a_block_text_is_replaced_whole() -> None:
    assert put("answers.stock", "5") == TEXT.replace(
        "stock: |\n    第一行\n\n    第二行\n", "stock: 5\n"
    )


def test_a_field_of_a_row_is_found_by_the_id_of_the_row() -> None:
    assert put("answers.goods.b.name", "体温枪") == TEXT.replace("口罩", "体温枪")


def test_a_value_is_taken_out_and_its_comment_stays() -> None:
    assert put("answers.duty", None) == TEXT.replace("  duty: 落实\n", "")


def test_a_new_key_goes_behind_its_predecessor_in_order() -> None:
    new = put("answers.extra", "是", order=("duty", "extra", "gate"))
    assert new == TEXT.replace("duty: 落实\n", "duty: 落实\n  extra: 是\n")


def test_a_new_first_key_goes_above_the_question_of_its_follower() -> None:
    new = put("answers.first", "是", order=("first", "duty"))
    assert new == TEXT.replace("  # 1 带班\n", "  first: 是\n  # 1 带班\n")


def test_a_new_key_without_order_goes_to_the_end() -> None:
    assert put("answers.extra", "是") == TEXT.replace("back: 6}\n", "back: 6}\n  extra: 是\n")


def test_a_new_key_goes_below_the_deeper_comments_of_its_predecessor() -> None:
    text = "answers:\n  goods:\n    # - name:\n    #   amount:\n  # 下一题\n  last: 1\n"
    new = splice(text, ("answers", "extra"), ["extra: 2"], ("goods", "extra", "last"))
    assert new == text.replace("  # 下一题", "  extra: 2\n  # 下一题")


def test_a_comment_that_a_block_text_would_swallow_goes_with_the_old_value() -> None:
    text = "a: 1\n  # 说明\nb: 2\n"
    assert splice(text, ("a",), ["a: |-", "  一", "  二"]) == "a: |-\n  一\n  二\nb: 2\n"


def test_a_deeper_comment_below_stays_when_nothing_swallows_it() -> None:
    text = "a: 1\n  # 说明\nb: 2\n"
    assert splice(text, ("a",), ["a: 2"]) == "a: 2\n  # 说明\nb: 2\n"


def test_a_first_entry_opens_an_empty_list() -> None:
    new = splice(TEXT, ("findings", "f1"), ["id: f1", "title: 杂物"])
    assert new == TEXT.replace("findings: []", "findings:") + "  - id: f1\n    title: 杂物\n"


def test_a_further_entry_goes_to_the_end_of_its_list() -> None:
    new = splice(TEXT, ("answers", "goods", "c"), ["row: c", "name: 手套"])
    assert new == TEXT.replace("name: 口罩\n", "name: 口罩\n    - row: c\n      name: 手套\n")


def test_an_entry_is_taken_out_by_its_id() -> None:
    new = splice(TEXT, ("answers", "goods", "a"), [])
    assert new == TEXT.replace("    - row: a\n      name: 酒精\n", "")


def test_the_first_key_of_a_parent_without_keys() -> None:
    assert splice("a: 1\nanswers:\n", ("answers", "x"), ["x: 1"]) == "a: 1\nanswers:\n  x: 1\n"


def test_inside_brackets_nothing_is_written() -> None:
    with pytest.raises(FlowError):
        put("answers.people.total", "7")


def test_a_text_that_does_not_read_is_refused() -> None:
    with pytest.raises(SpliceError):
        splice("a: [", ("a",), ["a: 1"])


def test_a_missing_parent_is_refused() -> None:
    with pytest.raises(SpliceError):
        put("nothing.here", "1")


def test_lines_that_would_change_something_else_are_refused() -> None:
    with pytest.raises(SpliceError):
        splice(TEXT, ("answers", "duty"), ["duty: 落实", "other: 1"])


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", BOM])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_bom_and_a_missing_last_line_end_stay(ending: str, bom: str, last: bool) -> None:
    def dressed(text: str) -> str:
        return bom + (text if last else text.rstrip("\n")).replace("\n", ending)

    for path, value in (
        ("answers.duty", "未落实"),
        ("findings", ("a",)),
        ("answers.gate", "是"),
        ("new", "1"),
    ):
        assert put(path, value, dressed(TEXT)) == dressed(put(path, value))


def test_mixed_line_ends_stay_as_they_are() -> None:
    assert splice("a: 1\r\nb: 2\nc: 3\r\n", ("b",), ["b: 4"]) == "a: 1\r\nb: 4\nc: 3\r\n"


KEYS = st.sampled_from(["a", "b", "c", "d", "e"])
SCALARS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from("\n#: '"),
    max_size=12,
)
LEAVES = SCALARS | st.lists(SCALARS.filter(bool), max_size=3)
TREES = st.dictionaries(KEYS, LEAVES | st.dictionaries(KEYS, LEAVES, min_size=1), min_size=1)
COMMENTS = st.lists(st.sampled_from(["", "# 说明", "  # 深的", "#"]), max_size=2)


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for key, value in draw(TREES).items():
        lines += [*draw(COMMENTS), *lines_of(key, value)]
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    text = ending.join([*lines, *draw(COMMENTS)])
    return draw(st.sampled_from(["", BOM])) + text + draw(st.sampled_from(["", ending]))


@given(documents(), KEYS, LEAVES | st.none())
def test_whatever_is_written_reads_back_and_every_other_line_stays(
    text: str, key: str, value: str | list[str] | None
) -> None:
    before = yaml.load(text.removeprefix(BOM), Loader=yaml.BaseLoader)
    after = splice(text, (key,), [] if value is None else lines_of(key, value))
    got = yaml.load(after.removeprefix(BOM), Loader=yaml.BaseLoader) or {}
    assert {k: v for k, v in got.items() if k != key} == {
        k: v for k, v in before.items() if k != key
    }
    assert got.get(key) == value
    old, new = text.splitlines(keepends=True), after.splitlines(keepends=True)
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    comments = [line.strip() for line in old[head:] if line.lstrip().startswith("# 说明")]
    assert len(comments) <= sum("# 说明" in line for line in new[head:])


@given(documents(), KEYS, SCALARS)
def test_writing_twice_changes_nothing_more(text: str, key: str, value: str) -> None:
    once = splice(text, (key,), lines_of(key, value))
    assert splice(once, (key,), lines_of(key, value)) == once
